import { ThunderboltOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Card } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { api, data } from "../../api/client";
import type { Case } from "../../api/types";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { useLiveInvalidation } from "../../components/useLiveInvalidation";
import { LoadMore } from "../../components/LoadMore";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";
import { AssignForm } from "./AssignForm";
import { CasesTable } from "./CasesTable";
import { Filters } from "./Filters";
import { caseQuery } from "./caseQuery";
import { useListKeys } from "../../components/keyboard";

const SIZE = 50;

/** The cases that wait, the most urgent first; filters stand in the address, the keyboard goes all the way. */
export default function QueuePage() {
  const { t } = useI18n();
  const { may } = useSession();
  const { message } = App.useApp();
  const [search] = useSearchParams();
  const go = useNavigate();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const query = caseQuery(search);
  const found = useInfiniteQuery({
    queryKey: ["cases", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      data(api.GET("/v1/cases", { params: { query: { ...query, after: pageParam, limit: SIZE } } })),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 300_000,
  });
  useLiveInvalidation("cases");
  const taking = useMutation({
    mutationFn: async () =>
      (
        await api.POST("/v1/cases/next", {
          params: { query: { return_district: search.get("return_district"), provision: search.get("provision") } },
        })
      ).data,
    onSuccess: (taken) => {
      void client.invalidateQueries({ queryKey: ["cases"] });
      if (taken) void go(`/cases/${taken.return_id}`);
      else void message.info(t("queue.nothing"));
    },
  });
  const items: readonly Case[] = found.data?.pages.flatMap((page) => [...page.items]) ?? [];
  const { at, move } = useListKeys(items.length, {
    Enter: (index) => void go(`/cases/${items[index]?.return_id}`),
    n: () => may("cases.work") && taking.mutate(),
  });
  return (
    <>
      <PageTitle
        hint={t("queue.keys")}
        extra={
          may("cases.work") && (
            <Button
              type="primary"
              icon={<ThunderboltOutlined />}
              loading={taking.isPending}
              onClick={() => taking.mutate()}
            >
              {t("queue.next")}
            </Button>
          )
        }
      >
        {t("menu.queue")}
      </PageTitle>
      {taking.error && <ProblemAlert error={taking.error} />}
      <Card classNames={{ body: "p-12" }}>
        <Filters />
        {may("cases.assign") && <AssignForm chosen={chosen} onDone={() => setChosen([])} />}
        {found.error ? (
          <ProblemAlert error={found.error} retry={() => void found.refetch()} />
        ) : (
          <CasesTable
            items={found.data ? items : undefined}
            at={at}
            onPoint={move}
            chosen={chosen}
            onChoose={may("cases.assign") ? setChosen : undefined}
          />
        )}
        <LoadMore query={found} />
      </Card>
    </>
  );
}
