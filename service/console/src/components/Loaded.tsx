import type { UseQueryResult } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { ProblemAlert } from "./ProblemAlert";

/** What was asked for once it is there; till then its outline, and what went wrong with a way to try again. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (found: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton active title={false} paragraph={{ rows: 6 }} />;
}
