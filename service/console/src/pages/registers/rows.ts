import type { Schemas } from "../../api/client";
import type { MessageKey } from "../../i18n/useI18n";

export type Site = Schemas["SupervisionSite"];
export type Enterprise = Schemas["Enterprise"];
export type Office = Schemas["Office"];
/** A register whose rows are proposed here; its name is that of its calls. */
export type Register = "sites" | "enterprises" | "offices";
export type Field = keyof Site | keyof Enterprise | keyof Office;
export type Value = string | boolean | readonly string[] | null | undefined;
/** A row of any register; what is absent is unknown. */
export type Row = { readonly [F in Field]?: Value };

const PERIOD = ["valid_from", "valid_until", "source"] as const;
/** What a row of a register has, in the order in which it is shown. */
export const FIELDS: Record<Register, readonly Field[]> = {
  sites: ["site_code", "name", "customs_code", "businesses", ...PERIOD],
  enterprises: [
    "code",
    "name",
    "roles",
    "monitors_returns",
    "separate_work_area",
    "data_access",
    "standing",
    "entrusted_by",
    ...PERIOD,
  ],
  offices: ["code", "name", ...PERIOD],
};
export const CODES: Record<Register, Field> = { sites: "site_code", enterprises: "code", offices: "code" };
export const LISTS: ReadonlySet<Field> = new Set(["businesses", "roles", "entrusted_by"]);
export const FLAGS: ReadonlySet<Field> = new Set(["monitors_returns", "separate_work_area"]);
export const DAYS: ReadonlySet<Field> = new Set(["valid_from", "valid_until"]);

export const BUSINESSES = ["retail_export", "retail_import"] as const;
export const ROLES = ["exporter", "platform", "agent", "logistics", "site_operator"] as const;
export const ACCESSES = ["open", "interfaced", "none"] as const;
export const STANDINGS = ["normal", "restricted"] as const;

/** What a field is called in its register. */
export function labelOf(register: Register, field: Field): MessageKey {
  return register === "offices" && field === "code" ? "field.office" : `field.${field}`;
}

/** The code that a row is about. */
export function codeOf(register: Register, row: Row): string {
  return String(row[CODES[register]] ?? "");
}

/** The rows of one code that count, in order of their beginning: of rows that begin on one day, the one recorded last. */
export function counting<R extends Row>(recorded: readonly R[]): R[] {
  const newest = new Map(recorded.map((row) => [row.valid_from ?? "", row]));
  return [...newest].sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)).map(([, row]) => row);
}

/** Which of the rows of many codes, in the order recorded, were replaced by a later one. */
export function replaced<R extends Row>(register: Register, recorded: readonly R[]): ReadonlySet<R> {
  const newest = new Map(recorded.map((row) => [`${codeOf(register, row)} ${row.valid_from ?? ""}`, row]));
  const counts = new Set(newest.values());
  return new Set(recorded.filter((row) => !counts.has(row)));
}

/** The row of one code that is valid on a day; of several, the one that began last. */
export function validOn<R extends Row>(recorded: readonly R[], day: string): R | undefined {
  return counting(recorded).findLast(
    (row) => (!row.valid_from || row.valid_from <= day) && (!row.valid_until || day < row.valid_until),
  );
}

const REGISTERS: readonly Register[] = ["sites", "enterprises", "offices"];

/** A fault's pointer (`/rows/sites/0/name`) as register and field, with the row counted from 1 on. */
export function placeOf(pointer: string): { register: Register; row: number; field?: Field } | null {
  const [, , name = "", at = "", field = ""] = pointer.split("/");
  const register = REGISTERS.find((each) => each === name);
  if (!register || !at) return null;
  return { register, row: Number(at) + 1, field: FIELDS[register].find((each) => each === field) };
}
