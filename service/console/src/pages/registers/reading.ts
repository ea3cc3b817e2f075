import type { Key } from "../../app/words";
import { cellsOf } from "../../parts/csv";
import { codeOf, FIELDS, FLAGS, LISTS, type Field, type Register, type Row, type Value } from "./rows";

/** Something in a file that cannot be read, and where. */
export interface Unreadable {
  line: number;
  why: Extract<Key, `reading.${string}`>;
  what?: string;
}
export type Read = { rows: Row[] } | { faults: Unreadable[] };

const TRUTHS: Record<string, boolean> = { true: true, 是: true, "1": true, false: false, 否: false, "0": false };

/** The text of a file: UTF-8, or GB18030 as spreadsheets in China write it; null: neither. */
export function textOf(bytes: ArrayBuffer): string | null {
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return null;
}

/** The rows of a file, by what its name ends in: CSV, JSON, or JSON Lines. */
export function rowsOf(register: Register, name: string, text: string): Read {
  if (!text.trim()) return { faults: [{ line: 1, why: "reading.empty" }] };
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  if (ending === "csv") return ofTable(register, cellsOf(text));
  if (ending === "json") return ofValues(register, [{ line: 1, text }]);
  if (ending === "jsonl") return ofValues(register, text.split("\n").map((each, at) => ({ line: at + 1, text: each })).filter((each) => each.text.trim()));
  return { faults: [{ line: 1, why: "reading.kind" }] };
}

function ofTable(register: Register, [header = [], ...lines]: string[][]): Read {
  const columns = header.map((column) => column.trim() as Field);
  const unknown = columns.filter((column) => !FIELDS[register].includes(column));
  const twice = columns.filter((column, at) => columns.indexOf(column) < at);
  const wrong = [
    ...unknown.map((what) => ({ line: 1, why: "reading.column" as const, what })),
    ...twice.map((what) => ({ line: 1, why: "reading.twice" as const, what })),
  ];
  if (wrong.length > 0) return { faults: wrong };
  const filled = lines.map((cells, at) => ({ cells, line: at + 2 })).filter(({ cells }) => cells.some((cell) => cell !== ""));
  const long = filled.filter(({ cells }) => cells.length > columns.length);
  if (long.length > 0) return { faults: long.map(({ line }) => ({ line, why: "reading.long" })) };
  const rows = filled.map(({ cells }) => Object.fromEntries(cells.flatMap((cell, at) => (cell === "" ? [] : [[columns[at]!, valueOf(columns[at]!, cell)]]))) as Row);
  return coded(register, rows, filled.map(({ line }) => line));
}

function valueOf(field: Field, cell: string): Value {
  if (FLAGS.has(field)) return TRUTHS[cell.trim().toLowerCase()] ?? cell;
  if (LISTS.has(field)) return cell.split(";").map((item) => item.trim()).filter(Boolean);
  return cell;
}

function ofValues(register: Register, texts: readonly { line: number; text: string }[]): Read {
  const rows: Row[] = [];
  const lines: number[] = [];
  const faults: Unreadable[] = [];
  for (const { line, text } of texts) {
    try {
      const value = JSON.parse(text.replace(/^\uFEFF/, "")) as Row | Row[];
      for (const each of [value].flat()) {
        rows.push(each);
        lines.push(lines.length > 0 && texts.length === 1 ? line + lines.length : line);
      }
    } catch {
      faults.push({ line, why: "reading.json" });
    }
  }
  return faults.length > 0 ? { faults } : coded(register, rows, lines);
}

/** Rows without a code cannot be compared with what is recorded. */
function coded(register: Register, rows: Row[], lines: readonly number[]): Read {
  const faults = rows.flatMap<Unreadable>((row, at) => (typeof row === "object" && row !== null && codeOf(register, row) ? [] : [{ line: lines[at]!, why: "reading.noCode" }]));
  if (rows.length === 0) return { faults: [{ line: 1, why: "reading.empty" }] };
  return faults.length > 0 ? { faults } : { rows };
}
