import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import en from "../../src/locales/en.json";
import zh from "../../src/locales/zh.json";

const SHOWN = new Set([
  "label",
  "title",
  "subTitle",
  "placeholder",
  "alt",
  "description",
  "message",
  "extra",
  "aria-label",
  "tooltip",
  "okText",
  "cancelText",
]);
const CHINESE = /\p{Script=Han}/u;
// codes that are the same in every language
const SAME_EVERYWHERE = /^(ttk_…|JSON|CSV|XLSX|CEB\d{3})$/;

function leaves(table: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(table)) {
    if (typeof value === "string") found.set(path + name, value);
    else for (const [key, text] of leaves(value as object, `${path}${name}.`)) found.set(key, text);
  }
  return found;
}

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith("schema.d.ts"))
  .map((name) => `src/${name}`);
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("the locale files", () => {
  const [chinese, english] = [leaves(zh), leaves(en)];

  it("name the same words", () => {
    expect([...english.keys()]).toEqual([...chinese.keys()]);
  });

  it("have words for every name, with the same values in them", () => {
    for (const [key, text] of chinese) {
      expect(text.trim(), key).not.toBe("");
      expect(english.get(key)?.trim(), key).not.toBe("");
      expect(holes(english.get(key) ?? ""), key).toEqual(holes(text));
    }
  });
});

/** Words that would be shown as they stand in a source. */
function labelsIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (text: string) => {
    const words = text.trim();
    if (/\p{L}{2}/u.test(words) && !SAME_EVERYWHERE.test(words)) found.push(words);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node.text);
    if ((ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) && CHINESE.test(node.text)) note(node.text);
    const named = ts.isJsxAttribute(node) || ts.isPropertyAssignment(node) ? node : undefined;
    const isKey = (text: string) => leaves(zh).has(text);
    if (
      named &&
      SHOWN.has(named.name.getText()) &&
      named.initializer &&
      ts.isStringLiteral(named.initializer) &&
      !isKey(named.initializer.text)
    ) {
      note(named.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("the sources", () => {
  it.each(SOURCES)("%s hold no label", (file) => {
    expect(labelsIn(file)).toEqual([]);
  });
});
