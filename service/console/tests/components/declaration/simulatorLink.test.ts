import { describe, expect, it } from "vitest";
import { draftIn, simulatorLink } from "../../../src/components/declaration/simulatorLink";
import { sample } from "../../../src/pages/simulator/sample";

describe("a link of the simulator", () => {
  it("brings back the draft, Chinese and all", () => {
    const draft = { ...sample(), reason: "尺码不合 & 退货" };
    expect(draftIn(new URL(simulatorLink(draft), "http://localhost").hash)).toEqual(draft);
  });

  it.each(["", "#", "#no draft", "#bnVsbA", "#W10"])("that holds none (%s) is nothing", (hash) => {
    expect(draftIn(hash)).toBeNull();
  });
});
