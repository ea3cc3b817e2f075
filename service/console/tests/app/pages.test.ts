import { expect, test } from "vitest";
import { menuOf, PAGES } from "../../src/app/pages";

test.each([
  ["/queue", "/queue"],
  ["/cases/1", "/queue"],
  ["/returns/new", "/returns"],
  ["/batches/1", "/returns"],
  ["/law/gacc_2026_024", "/law"],
])("%s belongs to %s", (address, menu) => {
  expect(menuOf(address)).toBe(menu);
});

test("every page belongs to one of the menu", () => {
  const menu = new Set(PAGES.filter((page) => page.menu).map((page) => page.path));
  expect(PAGES.map((page) => page.path).filter((path) => !menu.has(menuOf(path)))).toEqual([]);
});
