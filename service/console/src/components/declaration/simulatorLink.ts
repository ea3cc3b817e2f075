import type { Draft } from "./draft";

/** The address at which the simulator shows a declaration; it is all in the hash, which goes to no server. */
export function simulatorLink(draft: Draft): string {
  const bytes = new TextEncoder().encode(JSON.stringify(draft));
  const packed = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
  return `/simulator#${packed}`;
}

/** The declaration in a hash; null if there is none in it. */
export function draftIn(hash: string): Draft | null {
  try {
    const packed = atob(hash.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    const found: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(packed, (letter) => letter.charCodeAt(0))),
    );
    return found !== null && typeof found === "object" && !Array.isArray(found) ? (found as Draft) : null;
  } catch {
    return null;
  }
}
