const PLACES = 5;

function scaled(amount: string): bigint {
  const [, sign = "", whole = "0", part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  return BigInt(`${sign}${whole}${part.padEnd(PLACES, "0").slice(0, PLACES)}`);
}

/** One amount less another, exactly: quantities are decimals of up to five places, written as text. */
export function minus(one: string, other: string): string {
  const rest = scaled(one) - scaled(other);
  const digits = (rest < 0n ? -rest : rest).toString().padStart(PLACES + 1, "0");
  const part = digits.slice(-PLACES).replace(/0+$/, "");
  return `${rest < 0n ? "-" : ""}${digits.slice(0, -PLACES)}${part && `.${part}`}`;
}
