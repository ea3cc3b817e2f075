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

/** The cells of a CSV text (RFC 4180), row by row; a quote that does not end, ends with the text. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    row.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  const source = text.startsWith(BOM) ? text.slice(1) : text;
  for (let at = 0; at < source.length; at++) {
    const sign = source[at]!;
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') cell += source[++at]!;
      else isQuoted = false;
    } else if (sign === '"' && cell === "") isQuoted = true;
    else if (sign === ",") endCell();
    else if (sign === "\n") endRow();
    else if (sign !== "\r" || source[at + 1] !== "\n") cell += sign;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}
