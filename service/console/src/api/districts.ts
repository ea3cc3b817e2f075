import { useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "./client";

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
export function useOffices(mayRead: boolean) {
  return useQuery({
    queryKey: ["offices"],
    enabled: mayRead,
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
