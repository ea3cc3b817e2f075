import type { Schemas } from "../src/api/client";
import type { Declaration, Finding, ReturnRecord } from "../src/api/types";

/** Words in both languages that differ. */
export const told = (zh: string): Schemas["LocalizedText"] => ({ zh, en: `${zh} (en)` });

type Line = Declaration["lines"][number];

export function goodsLine(changes: Partial<Line> = {}): Line {
  const line = {
    line_no: 1,
    hs_code: "6110300000",
    name: "毛衣",
    model: "",
    quantity: "2",
    unit: "011",
    legal_quantity: "2",
    legal_unit: "011",
  };
  return { ...line, ...changes } as Line;
}

export function finding(provision: string, changes: Partial<Finding> = {}): Finding {
  return {
    provision,
    question: "return",
    kind: "requirement",
    status: "met",
    otherwise: "reject",
    basis: "literal",
    citation: { instrument: "gacc_2026_024", clause: "二", phrase: "海关监管作业场所" } as Finding["citation"],
    statement: told(`须${provision}`),
    remedy: told(`补${provision}`),
    evidence: {},
    lines: [],
    pointer: "",
    interpretations: [],
    ...changes,
  } as Finding;
}

/** A return that waits for a person, for a provision that is not known to be met. */
export function returnRecord(changes: Partial<ReturnRecord> = {}): ReturnRecord {
  const firm = { code: "1105910159", name: "演示电商企业" };
  return {
    id: "r1",
    application_no: "R-1",
    state: "review",
    return_status: "300",
    revision: 1,
    recorded_at: "2026-06-01T04:00:00Z",
    changed_at: "2026-06-01T04:00:00Z",
    arrived_on: null,
    declaration: {
      application_no: "R-1",
      list_no: "22442026E000000001",
      exporter: firm,
      agent: firm,
      lines: [goodsLine()],
    },
    decision: {
      decision_id: "d1",
      outcome: "refer",
      tax_relief: "available",
      findings: [finding("gacc_2026_024.return_site", { status: "undetermined" })],
    },
    ...changes,
  } as unknown as ReturnRecord;
}
