import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COLORS, provideColors } from "../../src/theme/colors";

const SHEETS = readdirSync("src/theme").filter((name) => name.endsWith(".css"));
const read = (name: string) => readFileSync(`src/theme/${name}`, "utf8");

describe("the style sheets", () => {
  it.each(SHEETS)("%s name no colour of their own", (name) => {
    expect(read(name).match(/#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(/gi)).toBeNull();
  });

  it("ask for colours that the theme provides", () => {
    const root = document.createElement("div");
    provideColors(root);
    const asked = SHEETS.flatMap((name) => read(name).match(/--color-[a-z-]+/g) ?? []);
    expect(asked.length).toBeGreaterThan(20);
    for (const name of asked) expect(root.style.getPropertyValue(name), name).not.toBe("");
    expect(root.style.getPropertyValue("--color-text-secondary")).toBe(COLORS.textSecondary);
  });
});
