import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSession } from "../app/session";
import type { Told } from "../app/words";
import { api, data, type Schemas } from "./client";

export type Declaration = Schemas["ReturnDeclaration"];
export type Decision = Schemas["Decision"];
export type Finding = Schemas["Finding"];
export type Case = Schemas["Case"];
export type ReturnRecord = Schemas["ReturnRecord"];
export type Outcome = Decision["outcome"];
export type Relief = Decision["tax_relief"];
export type State = ReturnRecord["state"];

const FOREVER = { staleTime: Infinity, gcTime: Infinity };

/** The districts by their code; they do not change while the console is open. */
export function useDistricts() {
  return useQuery({
    queryKey: ["districts"],
    queryFn: async () => new Map((await data(api.GET("/v1/districts"))).items.map((each) => [each.code, each.name])),
    ...FOREVER,
  });
}

/** The names of customs offices by their code, as the registers know them; the newest row counts. */
export function useOffices() {
  const { may } = useSession();
  return useQuery({
    queryKey: ["offices"],
    enabled: may("registers.read"),
    queryFn: async () => {
      const names = new Map<string, string>();
      for (let cursor: number | null | undefined; cursor !== null;) {
        const page: Schemas["OfficePage"] = await data(
          api.GET("/v1/offices", { params: { query: { limit: 500, cursor } } }),
        );
        for (const { code, name } of page.items) names.set(code, name);
        cursor = page.next ?? null;
      }
      return names;
    },
    ...FOREVER,
  });
}

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
export function useProvisions(): ReadonlyMap<string, Told> {
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
