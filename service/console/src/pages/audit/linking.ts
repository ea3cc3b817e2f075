import type { Schemas } from "../../api/client";

export type Entry = Schemas["Entry"];

/** JSON as RFC 8785 writes it; an entry holds texts, whole numbers, flags and nothing else. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(",")}}`;
}

export async function digestOf(entry: Entry): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(entry)));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The numbers of those entries that the entry after them, or the chain's end, does not vouch for; the newest comes first. */
export async function unlinked(entries: readonly Entry[], head: { number: number; digest: string }): Promise<number[]> {
  const found: number[] = [];
  for (const [at, entry] of entries.entries()) {
    const after = entries[at - 1];
    const vouched =
      entry.number === head.number ? head.digest : after?.number === entry.number + 1 ? after.previous : undefined;
    if (vouched !== undefined && vouched !== (await digestOf(entry))) found.push(entry.number);
  }
  return found;
}
