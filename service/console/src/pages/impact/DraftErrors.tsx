import { Alert, Button, Table } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { faultsOf } from "../../components/ProblemAlert";
import { DRAFT } from "./DraftForm";
import { extentOf, lineOf } from "./draft";

/** Everything that keeps a draft from being loaded; each place leads to its line. */
export function DraftErrors({ error }: { error: unknown }) {
  const i18n = useI18n();
  const { t, localized } = i18n;
  const faults = faultsOf(error, i18n);
  return (
    <>
      <Alert
        type="error"
        showIcon
        role="alert"
        title={t("impact.refused", { count: faults.length })}
        className="mb-12"
      />
      <Table
        size="middle"
        pagination={false}
        rowKey={(fault) => fault.pointer + fault.code + fault.en}
        dataSource={faults}
        columns={[
          { title: t("impact.place"), width: "30%", render: (_, { pointer }) => <FaultPlace pointer={pointer} /> },
          { title: t("impact.fault"), render: (_, fault) => <span className="wrap">{localized(fault)}</span> },
        ]}
      />
    </>
  );
}

function FaultPlace({ pointer }: { pointer: string }) {
  const { t } = useI18n();
  const line = lineOf(pointer);
  if (line === undefined) return <code className="wrap">{pointer || "/"}</code>;
  return (
    <Button type="link" className="px-0" onClick={() => selectLine(line)} title={pointer}>
      {t("impact.line", { line })}
    </Button>
  );
}

function selectLine(line: number): void {
  const area = document.getElementById(DRAFT);
  if (!(area instanceof HTMLTextAreaElement)) return;
  const lines = area.value.split("\n").length;
  area.focus();
  area.setSelectionRange(...extentOf(area.value, line));
  area.scrollTop = (area.scrollHeight / lines) * (line - 4);
  area.scrollIntoView({ block: "center" });
}
