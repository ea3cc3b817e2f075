import { expect, it } from "vitest";
import { canonical, digestOf, type Entry, unlinked } from "../../../src/pages/audit/linking";

const FIRST: Entry = {
  chain: "-",
  number: 1,
  previous: "0".repeat(64),
  at: "2026-11-25T03:32:15.672630Z",
  actor: "李",
  action: "user.added",
  subject: "li",
  detail: { b: 1, a: null },
  rows: {},
};

async function chainOf(...changes: Partial<Entry>[]): Promise<Entry[]> {
  const entries = [FIRST];
  for (const change of changes) {
    const before = entries.at(-1)!;
    entries.push({ ...before, number: before.number + 1, previous: await digestOf(before), ...change });
  }
  return entries.reverse();
}

it("writes JSON with its names in order and nothing between", () => {
  expect(canonical({ b: [1, "é"], a: { d: null, c: true } })).toBe('{"a":{"c":true,"d":null},"b":[1,"é"]}');
});

it("finds entries vouched for by those after them and by the chain's end", async () => {
  const entries = await chainOf({}, { action: "user.changed" });
  expect(await unlinked(entries, { number: 3, digest: await digestOf(entries[0]!) })).toEqual([]);
});

it("finds an entry that was altered", async () => {
  const [newest, middle, oldest] = await chainOf({}, {});
  const altered = { ...middle!, actor: "nobody" };
  expect(await unlinked([newest!, altered, oldest!], { number: 3, digest: await digestOf(newest!) })).toEqual([2]);
  expect(await unlinked([newest!], { number: 3, digest: "f".repeat(64) })).toEqual([3]);
});
