import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data, type Schemas } from "../../api/client";

export type Endpoint = Schemas["Endpoint"];
export type Delivery = Schemas["Delivery"];
export type EventType = Endpoint["types"][number];
export type Made = Schemas["EndpointWithSecret"];

const KEY = "webhooks";
const EVERY = 3_000;

/** The firm's endpoints, the oldest first. */
export function useEndpoints() {
  return useQuery({ queryKey: [KEY], queryFn: async () => (await data(api.GET("/v1/webhooks"))).items });
}

/** Every type of event with its words. */
export function useEvents() {
  return useQuery({
    queryKey: [KEY, "events"],
    queryFn: async () => (await data(api.GET("/v1/webhooks/events"))).items,
    staleTime: Infinity,
  });
}

/** How the telling went, from the newest on; looked at again while something is on its way. */
export function useDeliveries(endpoint: string, state: Delivery["state"] | undefined) {
  return useInfiniteQuery({
    queryKey: [KEY, endpoint, "deliveries", state ?? ""],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      data(
        api.GET("/v1/webhooks/{endpoint_id}/deliveries", {
          params: { path: { endpoint_id: endpoint }, query: { state, cursor: pageParam } },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state: { data: found } }) =>
      found?.pages.some((page) => page.items.some((each) => each.state === "pending")) ? EVERY : false,
  });
}

/** A call that changes something of the endpoints; they are looked at again after it. */
export function useChange<Given, Result>(
  call: (given: Given) => Promise<Result>,
  done?: (result: Result, given: Given) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: (told, given) => done?.(told, given),
    onSettled: () =>
      void client.invalidateQueries({ queryKey: [KEY], predicate: ({ queryKey }) => queryKey[1] !== "events" }),
  });
}

const at = (endpoint: string) => ({ params: { path: { endpoint_id: endpoint } } });
export const make = (body: Schemas["NewEndpoint"]) => data(api.POST("/v1/webhooks", { body }));
export const change = ({ id, ...wanted }: { id: string; types?: EventType[]; enabled?: boolean }) =>
  data(
    api.PATCH("/v1/webhooks/{endpoint_id}", {
      ...at(id),
      body: { types: wanted.types ?? null, enabled: wanted.enabled ?? null },
    }),
  );
export const rotate = (id: string) => data(api.POST("/v1/webhooks/{endpoint_id}/rotate", at(id)));
export const remove = async (id: string) => {
  await api.DELETE("/v1/webhooks/{endpoint_id}", at(id));
};
export const replay = ({ id, delivery }: { id: string; delivery?: string }) =>
  data(
    api.POST("/v1/webhooks/{endpoint_id}/replay", {
      ...at(id),
      body: { delivery: delivery ?? null, failed_since: null },
    }),
  );
