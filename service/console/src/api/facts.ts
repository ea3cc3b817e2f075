import { useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "./client";

export type Declaration = Schemas["ReturnDeclaration"];
export type Decision = Schemas["Decision"];
export type Finding = Schemas["Finding"];
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

/** The law of a day (`undefined`: today in Shanghai). */
export function useLaw(on?: string) {
  return useQuery({
    queryKey: ["law", on ?? "today"],
    queryFn: () => data(api.GET("/v1/policies", { params: { query: { on } } })),
    staleTime: 300_000,
  });
}
