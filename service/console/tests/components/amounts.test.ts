import { describe, expect, it } from "vitest";
import { minus } from "../../src/components/amounts";

describe("amounts", () => {
  it("are subtracted exactly", () => {
    expect(minus("0.3", "0.1")).toBe("0.2");
    expect(minus("10", "10.00000")).toBe("0");
    expect(minus("1", "1.00001")).toBe("-0.00001");
    expect(minus("12345678901234.5", "0.5")).toBe("12345678901234");
  });
});
