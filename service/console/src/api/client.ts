import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
type ProblemDocument = Schemas["ProblemDocument"];

/** An answer of the service that is no success, or none at all (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly document: ProblemDocument | null,
  ) {
    super(document?.title ?? `${status}`);
  }
}

const SAFE = new Set(["GET", "HEAD"]);
let guard = "";
let ended: () => void = () => {};

/** Remembers the guard of the session: in memory only, where no other site's page can read it. */
export function keepGuard(given: string): void {
  guard = given;
}

/** Whom to tell when a call finds that the session has ended. */
export function onSessionEnd(listener: () => void): void {
  ended = listener;
}

async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  return new Problem(response.status, isProblem ? ((await response.json()) as ProblemDocument) : null);
}

/** `fetch` with the session's guard; throws a Problem unless it succeeds. */
export async function send(request: Request): Promise<Response> {
  if (!SAFE.has(request.method)) request.headers.set("X-CSRF-Token", guard);
  const response = await fetch(request).catch((cause: unknown) => {
    if (request.signal.aborted) throw cause;
    throw new Problem(0, null);
  });
  if (response.ok) return response;
  if (response.status === 401 && new URL(request.url).pathname !== "/v1/session") ended();
  throw await problemOf(response);
}

/** The service's calls, by path and typed by its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

/** What a call answered; it throws a Problem where it did not succeed. */
export async function data<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await call).data as NonNullable<T>;
}
