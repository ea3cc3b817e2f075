import type { Schemas } from "./client";

/** What the console speaks of most, by the names that its pages use. */
export type Declaration = Schemas["ReturnDeclaration"];
export type Decision = Schemas["Decision"];
export type Finding = Schemas["Finding"];
export type Case = Schemas["Case"];
export type ReturnRecord = Schemas["ReturnRecord"];
export type Outcome = Decision["outcome"];
export type Relief = Decision["tax_relief"];
export type State = ReturnRecord["state"];
