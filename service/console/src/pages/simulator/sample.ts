import type { Draft } from "../../parts/declaration/draft";
import { now } from "../../parts/times";

/** A return across districts of the demo firm, with nothing missing; names of goods are data, not words of ours. */
export function sample(): Draft {
  const firm = { code: "1105910159", name: "DEMO" };
  return {
    application_no: "SIM-0001",
    list_no: "22442026E000000001",
    customs_code: "2928",
    site_code: "HZDEMO01",
    return_mode: "9661",
    direction: "I",
    platform: { code: "3301960003", name: "DEMO" },
    exporter: firm,
    agent: firm,
    logistics: { code: "3120960004", name: "DEMO" },
    waybill_no: "W-1",
    bill_no: "B-1",
    transport_mode: "5",
    transport_name: "AIR",
    voyage_no: "CA966",
    port_code: "2928",
    departure_country: "502",
    reason: "DEMO",
    declared_at: now(),
    lines: [{ line_no: 2, hs_code: "3926909090", name: "DEMO", model: "DEMO", quantity: "1", unit: "011", legal_quantity: "0.3", legal_unit: "035" }],
    reason_kind: "returned",
    original_state: true,
    food: false,
    rebate_taken: false,
    proof: "return_record",
  };
}
