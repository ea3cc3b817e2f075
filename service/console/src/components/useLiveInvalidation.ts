import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, data } from "../api/client";

const EVERY = 5_000;

/** Reads anew what begins with a key when a case, or the one named, changed: asking whether it did reads none. */
export function useLiveInvalidation(key: string, id?: string): void {
  const client = useQueryClient();
  const { data: mark } = useQuery({
    queryKey: ["changed", id ?? ""],
    queryFn: async () => (await data(api.GET("/v1/cases/changed", { params: { query: { return_id: id } } }))).mark,
    refetchInterval: EVERY,
    gcTime: 0,
  });
  const seen = useRef<number>(undefined);
  useEffect(() => {
    if (seen.current !== undefined && mark !== undefined && seen.current !== mark)
      void client.invalidateQueries({ queryKey: id === undefined ? [key] : [key, id] });
    seen.current = mark ?? seen.current;
  }, [client, id, key, mark]);
}
