import { describe, expect, it } from "vitest";
import { instantOf, onDay, wallClock } from "../../src/components/times";

describe("times", () => {
  it("are those of a clock in Shanghai, wherever the browser stands", () => {
    expect(wallClock("2026-04-01T01:00:00Z").format("YYYY-MM-DD HH:mm")).toBe("2026-04-01 09:00");
    expect(instantOf(wallClock("2026-03-31T16:00:00Z"))).toBe("2026-04-01T00:00:00+08:00");
    expect(onDay("2026-11-20T10:30:00+08:00", "2024-12-15")).toBe("2024-12-15T10:30:00+08:00");
  });
});
