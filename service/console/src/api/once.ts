/** A new Idempotency-Key. `crypto.randomUUID` would be there on https and localhost only. */
export function onceKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
