import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data, type Schemas } from "./client";
import type { ReturnRecord } from "./types";

export type Dossier = Schemas["Dossier"];
export type Offered = Schemas["Offered"];
export type OfferedStep = Schemas["OfferedStep"];
const path = (id: string) => ({ params: { path: { return_id: id } } });

/** One return as it stands; where it is to be changed, what was read first stays as it was (`staleTime`). */
export function useReturn(id: string, staleTime?: number) {
  return useQuery({
    queryKey: ["return", id],
    queryFn: async () => (await data(api.GET("/v1/returns/{return_id}", path(id)))) as ReturnRecord,
    ...(staleTime !== undefined && { staleTime }),
  });
}

/** The steps that staff took with a return. */
export function useSteps(id: string) {
  return useQuery({
    queryKey: ["return", id, "steps"],
    queryFn: async () => (await data(api.GET("/v1/returns/{return_id}/steps", path(id)))).items,
  });
}

/** What whoever is signed in may do with a return: change, withdraw, note, ask, answer. */
export function useReturnActions(id: string) {
  return useQuery({
    queryKey: ["return", id, "actions"],
    queryFn: async () => (await data(api.GET("/v1/returns/{return_id}/actions", path(id)))).items,
  });
}

/** The steps that staff can take with a return. */
export function useOffered(id: string) {
  return useQuery({
    queryKey: ["return", id, "offered"],
    queryFn: () => data(api.GET("/v1/returns/{return_id}/steps/offered", path(id))),
  });
}

/** The case of a return; one in a state that waits for staff has one. */
export function useCase(id: string) {
  return useQuery({
    queryKey: ["return", id, "case"],
    queryFn: () => data(api.GET("/v1/cases/{return_id}", path(id))),
    retry: false,
  });
}

export function useNotes(id: string) {
  return useQuery({
    queryKey: ["return", id, "notes"],
    queryFn: async () => (await data(api.GET("/v1/returns/{return_id}/notes", path(id)))).items,
  });
}

export function useProposals(id: string, isAsked: boolean) {
  return useQuery({
    queryKey: ["return", id, "proposals"],
    queryFn: async () => (await data(api.GET("/v1/returns/{return_id}/proposals", path(id)))).items,
    enabled: isAsked,
  });
}

export function useTimeline(id: string) {
  return useQuery({
    queryKey: ["return", id, "timeline"],
    queryFn: async () => (await data(api.GET("/v1/returns/{return_id}/timeline", path(id)))).items,
  });
}

/** What a decision was made from. */
export function useDossier(decision: string | null | undefined) {
  return useQuery({
    queryKey: ["dossier", decision],
    queryFn: async () =>
      (await data(
        api.GET("/v1/decisions/{decision_id}/dossier", { params: { path: { decision_id: decision ?? "" } } }),
      )) as Dossier,
    enabled: Boolean(decision),
    staleTime: Infinity,
  });
}

/** Why a decision came out as it did. */
export function useExplanation(decision: string | null | undefined) {
  return useQuery({
    queryKey: ["explanation", decision],
    queryFn: () =>
      data(api.GET("/v1/decisions/{decision_id}/explanation", { params: { path: { decision_id: decision ?? "" } } })),
    enabled: Boolean(decision),
    staleTime: Infinity,
  });
}

/** Asks again for everything that is known of a return, and for the queue. */
export function useRefresh(id: string) {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ["return", id] });
    void client.invalidateQueries({ queryKey: ["cases"] });
    void client.invalidateQueries({ queryKey: ["overview"] });
  };
}
