import { describe, expect, it } from "vitest";
import { isForPage } from "../../src/components/keyboard";

describe("keys", () => {
  it("typed into a field are not the page's", () => {
    const field = document.createElement("input");
    document.body.append(field);
    const event = (target: EventTarget, key = "j") =>
      Object.defineProperty(new KeyboardEvent("keydown", { key }), "target", { value: target });
    expect(isForPage(event(field))).toBe(false);
    expect(isForPage(event(document.body))).toBe(true);
    expect(isForPage(event(document.createElement("a"), "Enter"))).toBe(false);
  });
});
