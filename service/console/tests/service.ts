import { vi } from "vitest";

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}
type Answer = (call: Call) => { status?: number; body?: unknown };
/** The service as far as a test needs it, by `METHOD /path`: a document that it answers, or what makes the answer. */
type Service = Record<string, object | Answer>;

const unexpected: string[] = [];

/** The calls since the last time that no test had provided for. */
export function unexpectedCalls(): string[] {
  return unexpected.splice(0);
}

/** Stands for the service at the HTTP boundary, and nowhere else; gives the calls as they come. */
export function serve(service: Service): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname: path, searchParams: query } = new URL(request.url);
    const text = await request.text();
    const call = { method: request.method, path, query, headers: request.headers, body: text && JSON.parse(text) };
    calls.push(call);
    const found = service[`${call.method} ${path}`];
    if (!found) unexpected.push(`${call.method} ${path}`);
    const { status = 200, body } = typeof found === "function" ? (found as Answer)(call) : { body: found };
    const type = status < 400 ? "application/json" : "application/problem+json";
    return new Response(JSON.stringify(body ?? {}), { status, headers: { "Content-Type": type } });
  });
  return calls;
}

/** A problem as the service tells it. */
export function problem(status: number, code: string, said: string, pointer = ""): ReturnType<Answer> {
  const errors = [{ pointer, code, zh: said, en: `${said} (en)` }];
  return { status, body: { type: `/errors/${code}`, title: said, status, code, detail: said, errors } };
}
