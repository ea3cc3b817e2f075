import { useMutation } from "@tanstack/react-query";
import { Card, Empty, Flex, Skeleton } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, data, Problem } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Assessment } from "./Assessment";
import { DraftForm } from "./DraftForm";
import { instrumentOf } from "./draft";
import { DraftErrors } from "./DraftErrors";

const MOST = 10_000;

/** What a draft of the law would change in the returns decided so far. */
export default function ImpactPage() {
  const { t } = useI18n();
  const [policy, setPolicy] = useState("");
  const [search, setSearch] = useSearchParams();
  const [since, until] = [search.get("from"), search.get("to")];
  const assessing = useMutation({
    mutationFn: () => {
      // the service takes the day behind the last
      const to = until ? dayjs(until).add(1, "day").format("YYYY-MM-DD") : undefined;
      const query = { instrument: instrumentOf(policy) || "draft", from: since ?? undefined, to, limit: MOST };
      const headers = { "Content-Type": "application/yaml" };
      return data(api.POST("/v1/impact", { params: { query }, headers, body: policy, bodySerializer: (text) => text }));
    },
  });
  const isRefused = assessing.error instanceof Problem && assessing.error.status === 422;
  return (
    <>
      <PageTitle hint={t("impact.hint")}>{t("menu.impact")}</PageTitle>
      <Flex vertical gap={16}>
        <DraftForm
          policy={policy}
          change={(text) => {
            setPolicy(text);
            assessing.reset();
          }}
          days={[since, until]}
          changeDays={([from, to]) => setSearch({ ...(from && { from }), ...(to && { to }) }, { replace: true })}
          assess={() => assessing.mutate()}
          isAssessing={assessing.isPending}
        />
        <section aria-live="polite" aria-busy={assessing.isPending}>
          {assessing.isPending && (
            <Card>
              <Skeleton active paragraph={{ rows: 6 }} />
            </Card>
          )}
          {assessing.error &&
            (isRefused ? (
              <DraftErrors error={assessing.error} />
            ) : (
              <ProblemAlert error={assessing.error} retry={() => assessing.mutate()} />
            ))}
          {assessing.data && <Assessment impact={assessing.data} />}
          {assessing.isIdle && (
            <Card>
              <Empty description={t(policy ? "impact.ready" : "impact.empty")} />
            </Card>
          )}
        </section>
      </Flex>
    </>
  );
}
