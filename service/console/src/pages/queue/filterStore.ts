/** Filters of the queue under a name: what stands in the address. */
export interface Saved {
  name: string;
  search: string;
}

/** How many one may keep. */
export const MOST = 20;
export const LONGEST_NAME = 30;
const place = (user: string) => `tongtui.filters.${user}`;

/** The same filters are the same text, in whatever order they were chosen. */
export function textOf(search: URLSearchParams): string {
  const sorted = new URLSearchParams(search);
  sorted.sort();
  return sorted.toString();
}

/** What this user kept in this browser; what cannot be read is nothing. */
export function savedBy(user: string): readonly Saved[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(user)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isSaved).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isSaved(kept: unknown): kept is Saved {
  const { name, search } = (kept ?? {}) as Partial<Saved>;
  return typeof name === "string" && typeof search === "string";
}

/** Keeps filters under a name; a name that was there gets the new ones. */
export function save(user: string, saved: Saved): readonly Saved[] {
  return keep(user, [...savedBy(user).filter(({ name }) => name !== saved.name), saved]);
}

export function remove(user: string, name: string): readonly Saved[] {
  return keep(
    user,
    savedBy(user).filter((each) => each.name !== name),
  );
}

function keep(user: string, all: readonly Saved[]): readonly Saved[] {
  const kept = all.slice(0, MOST);
  localStorage.setItem(place(user), JSON.stringify(kept));
  return kept;
}
