import type { UseQueryResult } from "@tanstack/react-query";
import { Flex, Skeleton, Typography } from "antd";
import { type ReactNode, useEffect } from "react";
import { useWords } from "../app/words";
import { ProblemShown } from "./ProblemShown";

/** The title of a page, which the browser's tab shows too, with what can be done there beside it. */
export function PageTitle({ children, extra, hint }: { children: string; extra?: ReactNode; hint?: string }) {
  const { t } = useWords();
  const name = t("shell.name");
  useEffect(() => {
    document.title = `${children} · ${name}`;
  }, [children, name]);
  return (
    <Flex align="center" justify="space-between" gap={12} wrap style={{ marginBottom: 16 }}>
      <div>
        <Typography.Title level={1} style={{ fontSize: 20, margin: 0 }}>
          {children}
        </Typography.Title>
        {hint && <Typography.Text type="secondary">{hint}</Typography.Text>}
      </div>
      {extra && (
        <Flex gap={8} wrap>
          {extra}
        </Flex>
      )}
    </Flex>
  );
}

/** What was asked for once it is there; till then its outline, and what went wrong with a way to try again. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (found: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ProblemShown error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton active title={false} paragraph={{ rows: 6 }} />;
}
