import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, data, type Schemas } from "./client";

/** The law of a day (`undefined`: today in Shanghai). */
export function useLaw(on?: string) {
  return useQuery({
    queryKey: ["law", on ?? "today"],
    queryFn: () => data(api.GET("/v1/policies", { params: { query: { on } } })),
    staleTime: 300_000,
  });
}

/** One instrument with every provision in words, whether or not it is in force. */
export function useInstrument(id: string, isAsked = true) {
  return useQuery({
    queryKey: ["instrument", id],
    queryFn: () => data(api.GET("/v1/policies/{policy_id}", { params: { path: { policy_id: id } } })),
    staleTime: 300_000,
    enabled: isAsked,
    retry: false,
  });
}

/** What each provision of the law asks, by its id (`gacc_2026_024.return_site`), whenever it is in force. */
export function useProvisions(): ReadonlyMap<string, Schemas["LocalizedText"]> {
  const { data: law } = useLaw();
  return useMemo(() => {
    const policies = law?.policies ?? [];
    return new Map(
      policies.flatMap((policy) =>
        policy.provisions.map((each) => [`${policy.id}.${each.name}`, each.statement] as const),
      ),
    );
  }, [law]);
}
