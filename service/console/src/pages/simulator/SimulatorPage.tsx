import { CopyOutlined, DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Card, Flex, Tabs } from "antd";
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { api, data } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { useDraftCheck } from "../../components/declaration/useDraftCheck";
import { DeclarationForm } from "../../components/declaration/DeclarationForm";
import { emptyDraft, type Draft } from "../../components/declaration/draft";
import { Verdict } from "../../components/declaration/Verdict";
import { download } from "../../components/download";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Advice } from "../../components/declaration/Advice";
import { JsonEntry } from "./JsonEntry";
import { draftIn, simulatorLink } from "../../components/declaration/simulatorLink";
import { RegimeSlider } from "./RegimeSlider";
import { sample } from "./sample";

/** How long what is to be known of a scenario stays to be read. */
const SECONDS = 8;

/** Tries a declaration: change any fact or the day, and see at once what the law says. Nothing is recorded. */
export default function SimulatorPage() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const { hash } = useLocation();
  const [draft, setDraft] = useState<Draft>(() => draftIn(hash) ?? emptyDraft());
  // a draft that comes whole takes the place of the form: merging would leave entries of the last one
  const [loaded, setLoaded] = useState(0);
  const checked = useDraftCheck(draft);
  const isWhole = checked.decision !== null;

  const load = (whole: Draft) => {
    setDraft(whole);
    setLoaded((count) => count + 1);
  };
  useEffect(() => {
    history.replaceState(history.state, "", simulatorLink(checked.declared));
  }, [checked.declared]);

  const share = async () => {
    await navigator.clipboard.writeText(location.origin + simulatorLink(draft));
    void message.success(t("simulator.copied"));
  };
  const saving = useMutation({
    mutationFn: () => data(api.POST("/v1/returns/scenario", { body: checked.declared, parseAs: "text" })),
    onSuccess: (text) => {
      download(`${checked.declared.application_no}.feature`, text, "text/plain");
      void message.success(t("simulator.saved"), SECONDS);
    },
  });
  return (
    <>
      <PageTitle
        hint={t("simulator.hint")}
        extra={
          <>
            <Button onClick={() => load(sample())}>{t("simulator.sample")}</Button>
            <Button onClick={() => load(emptyDraft())}>{t("simulator.clear")}</Button>
            <Button icon={<CopyOutlined />} onClick={() => void share()}>
              {t("simulator.share")}
            </Button>
            <Button
              icon={<DownloadOutlined />}
              disabled={!isWhole}
              loading={saving.isPending}
              onClick={() => saving.mutate()}
            >
              {t("simulator.save")}
            </Button>
          </>
        }
      >
        {t("menu.simulator")}
      </PageTitle>
      {saving.error && <ProblemAlert error={saving.error} />}
      <div className="beside">
        <Card>
          <Tabs
            items={[
              {
                key: "form",
                label: t("simulator.form"),
                children: <DeclarationForm key={loaded} value={draft} onChange={setDraft} faults={checked.faults} />,
              },
              { key: "json", label: t("simulator.json"), children: <JsonEntry draft={draft} onLoad={load} /> },
            ]}
          />
        </Card>
        <aside>
          <Flex vertical gap={16}>
            <Card title={t("simulator.day")}>
              <RegimeSlider draft={draft} declared={isWhole ? checked.declared : null} onChange={setDraft} />
            </Card>
            <Card title={t("verdict.title")}>
              <Verdict checked={checked} />
            </Card>
            {isWhole && <Advice declared={checked.declared} onApply={load} />}
          </Flex>
        </aside>
      </div>
    </>
  );
}
