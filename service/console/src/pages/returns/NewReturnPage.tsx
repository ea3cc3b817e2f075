import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Card, Flex } from "antd";
import { useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { api, data } from "../../api/client";
import { useReturn } from "../../api/returns";
import { onceKey } from "../../api/once";
import type { ReturnRecord } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { useDraftCheck } from "../../components/declaration/useDraftCheck";
import { DeclarationForm } from "../../components/declaration/DeclarationForm";
import { asDeclared, emptyDraft, type Draft } from "../../components/declaration/draft";
import { Verdict } from "../../components/declaration/Verdict";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";

/** Files a return, or changes one that was filed; what would be decided shows while it is filled in. */
export default function NewReturnPage() {
  const [search] = useSearchParams();
  const id = search.get("change");
  return id ? <ChangeForm key={id} id={id} /> : <FilingForm start={emptyDraft()} />;
}

function ChangeForm({ id }: { id: string }) {
  const before = useReturn(id, Infinity);
  return <Loaded query={before}>{(one) => <FilingForm start={one.declaration as Draft} id={id} />}</Loaded>;
}

function FilingForm({ start, id }: { start: Draft; id?: string }) {
  const { t } = useI18n();
  const go = useNavigate();
  const client = useQueryClient();
  const [draft, setDraft] = useState(start);
  const checked = useDraftCheck(draft);
  // the same filing sent again, after a lost answer, is taken once
  const once = useRef(onceKey());
  const filing = useMutation({
    mutationFn: async (isDraft: boolean) => {
      const body = asDeclared(draft);
      const query = { draft: isDraft };
      if (id) return data(api.PUT("/v1/returns/{return_id}", { params: { path: { return_id: id }, query }, body }));
      const headers = { "Idempotency-Key": once.current };
      return (await data(api.POST("/v1/returns", { params: { query }, headers, body }))) as ReturnRecord;
    },
    onSuccess: (filed) => {
      client.setQueryData(["return", filed.id], filed);
      void client.invalidateQueries({ queryKey: ["returns"] });
      void go(`/returns/${filed.id}`);
    },
    onError: () => {
      once.current = onceKey();
    },
  });
  return (
    <>
      <PageTitle hint={t("returns.newHint")}>{t(id ? "returns.changing" : "returns.new")}</PageTitle>
      <div className="beside">
        <Card>
          <DeclarationForm value={draft} onChange={setDraft} faults={checked.faults} />
        </Card>
        <aside>
          <Card title={t("verdict.title")}>
            <Verdict checked={checked} />
            {filing.error && <ProblemAlert error={filing.error} />}
            <Flex gap={8} className="mt-16">
              <Button
                type="primary"
                disabled={!checked.decision}
                loading={filing.isPending}
                onClick={() => filing.mutate(false)}
              >
                {t(id ? "returns.submitChange" : "returns.submit")}
              </Button>
              {!id && (
                <Button disabled={!checked.decision} onClick={() => filing.mutate(true)}>
                  {t("returns.keepDraft")}
                </Button>
              )}
            </Flex>
          </Card>
        </aside>
      </div>
    </>
  );
}
