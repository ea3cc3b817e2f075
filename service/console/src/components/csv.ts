const BOM = "\uFEFF";
const QUOTED = /[",\r\n]/;
const FORMULA = /^[=+\-@\t\r]/;

/** A table as CSV that spreadsheets open as it is meant: in UTF-8, and no cell taken for a formula. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return BOM + rows.map((row) => row.map(cellOf).join(",")).join("\r\n") + "\r\n";
}

function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
