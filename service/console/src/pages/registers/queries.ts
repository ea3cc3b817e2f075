import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, data, type Schemas, send } from "../../api/client";
import { onceKey } from "../../api/once";
import type { Register, Row } from "./rows";

export type Amendment = Schemas["Amendment"];
export type RowChange = Schemas["RowChange"];
export type Effect = RowChange["effect"];
interface RowPage {
  items: readonly Row[];
  next: number | null;
}
/** Which rows: all, those of one code, or those with a text in code or name. */
export interface Wanted {
  code?: string;
  search?: string;
}
/** What is to be proposed: one row from a form, or a file. */
export type Proposed = { row: Row } | { file: File };

function pageOf(register: Register, { code, search }: Wanted, cursor: number | undefined): Promise<RowPage> {
  const query = { search, cursor, limit: code ? 500 : 50 };
  if (register === "sites") return data(api.GET("/v1/sites", { params: { query: { ...query, site_code: code } } }));
  if (register === "offices") return data(api.GET("/v1/offices", { params: { query: { ...query, code } } }));
  return data(api.GET("/v1/enterprises", { params: { query: { ...query, code } } }));
}

/** A register page by page in the order in which its rows were recorded. */
export function useRows(register: Register, wanted: Wanted) {
  return useInfiniteQuery({
    queryKey: ["registers", register, wanted],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => pageOf(register, wanted, pageParam),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

async function propose(register: Register, proposed: Proposed, reason: string, once: string): Promise<Amendment> {
  if ("row" in proposed) {
    // the form holds what the service has yet to check
    const body = { rows: { [register]: [proposed.row] }, reason } as Schemas["NewAmendment"];
    return data(api.POST("/v1/amendments", { params: { header: { "Idempotency-Key": once } }, body }));
  }
  const address = new URL("/v1/amendments/file", location.origin);
  for (const [name, value] of Object.entries({ register, reason, name: proposed.file.name }))
    address.searchParams.set(name, value);
  const headers = { "Content-Type": "application/octet-stream", "Idempotency-Key": once };
  return (await (
    await send(new Request(address, { method: "POST", headers, body: proposed.file }))
  ).json()) as Amendment;
}

/** Proposes rows; they hold when another person has approved them. */
export function useProposing(register: Register, done: (amendment: Amendment) => void) {
  const client = useQueryClient();
  const once = useRef(onceKey());
  return useMutation({
    mutationFn: ({ proposed, reason }: { proposed: Proposed; reason: string }) =>
      propose(register, proposed, reason, once.current),
    onError: () => {
      once.current = onceKey();
    },
    onSuccess: (amendment) => {
      void client.invalidateQueries({ queryKey: ["amendments"] });
      done(amendment);
    },
  });
}

export function useAmendments(waiting: boolean | undefined) {
  return useInfiniteQuery({
    queryKey: ["amendments", "list", waiting ?? "all"],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/v1/amendments", { params: { query: { waiting, cursor: pageParam } } })),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function useAmendment(id: string) {
  return useQuery({
    queryKey: ["amendments", id],
    queryFn: () => data(api.GET("/v1/amendments/{amendment_id}", { params: { path: { amendment_id: id } } })),
  });
}

/** What an amendment changes, row by row. */
export function useChanges(id: string, effect: Effect | undefined) {
  return useInfiniteQuery({
    queryKey: ["amendments", id, "changes", effect ?? "all"],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      data(
        api.GET("/v1/amendments/{amendment_id}/changes", {
          params: { path: { amendment_id: id }, query: { effect, cursor: pageParam } },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** Approves an amendment, or declines it; the registers are other ones then. */
export function useSettling(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verdict: Schemas["Verdict"]) =>
      data(
        api.POST("/v1/amendments/{amendment_id}/verdict", { params: { path: { amendment_id: id } }, body: verdict }),
      ),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["amendments"] });
      void client.invalidateQueries({ queryKey: ["registers"] });
    },
  });
}
