import { Alert, Button, Table } from "antd";
import { useWords } from "../../i18n/useI18n";
import { faultsOf } from "../../components/ProblemShown";
import { DRAFT } from "./DraftForm";
import { extentOf, lineOf } from "./draft";

/** Everything that keeps a draft from being loaded; each place leads to its line. */
export function Refused({ error }: { error: unknown }) {
  const words = useWords();
  const { t, say } = words;
  const faults = faultsOf(error, words);
  return (
    <>
      <Alert
        type="error"
        showIcon
        role="alert"
        title={t("impact.refused", { count: faults.length })}
        style={{ marginBottom: 12 }}
      />
      <Table
        size="middle"
        pagination={false}
        rowKey={(fault) => fault.pointer + fault.code + fault.en}
        dataSource={faults}
        columns={[
          { title: t("impact.place"), width: "30%", render: (_, { pointer }) => <Place pointer={pointer} /> },
          { title: t("impact.fault"), render: (_, fault) => <span className="wrap">{say(fault)}</span> },
        ]}
      />
    </>
  );
}

function Place({ pointer }: { pointer: string }) {
  const { t } = useWords();
  const line = lineOf(pointer);
  if (line === undefined) return <code className="wrap">{pointer || "/"}</code>;
  return (
    <Button type="link" style={{ paddingInline: 0 }} onClick={() => show(line)} title={pointer}>
      {t("impact.line", { line })}
    </Button>
  );
}

function show(line: number): void {
  const area = document.getElementById(DRAFT);
  if (!(area instanceof HTMLTextAreaElement)) return;
  const lines = area.value.split("\n").length;
  area.focus();
  area.setSelectionRange(...extentOf(area.value, line));
  area.scrollTop = (area.scrollHeight / lines) * (line - 4);
  area.scrollIntoView({ block: "center" });
}
