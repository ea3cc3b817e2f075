import type { Schemas } from "../../api/client";
import { minus } from "../../components/amounts";

type Line = Schemas["GoodsLine"];
type Returned = Schemas["ReturnedQuantity"];

interface Field {
  declared: string;
  /** What the original list says; null where it has no such line. */
  original: string | null;
}

export interface ComparedLine {
  key: string;
  line_no: number;
  hs_code: Field;
  name: Field;
  model: Field;
  quantity: string;
  exported: string | null;
  /** What may still come back before this return; null where the list has no such line. */
  left: string | null;
  isTooMuch: boolean;
}

/** The lines of a return beside those of the original list. */
export function compareGoods(
  declared: readonly Line[],
  originals: readonly Line[],
  returned: readonly Returned[],
): ComparedLine[] {
  return declared.map((line, index) => {
    const original = originals.find((each) => each.line_no === line.line_no);
    const taken = returned.find((each) => each.line_no === line.line_no)?.quantity ?? "0";
    const left = original ? minus(original.quantity, taken) : null;
    const field = (name: "hs_code" | "name" | "model"): Field => ({
      declared: line[name] ?? "",
      original: original ? (original[name] ?? "") : null,
    });
    return {
      key: `${line.line_no}-${index}`,
      line_no: line.line_no,
      hs_code: field("hs_code"),
      name: field("name"),
      model: field("model"),
      quantity: line.quantity,
      exported: original?.quantity ?? null,
      left,
      isTooMuch: left !== null && minus(left, line.quantity).startsWith("-"),
    };
  });
}
