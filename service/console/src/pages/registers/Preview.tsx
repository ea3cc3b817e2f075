import { ArrowRightOutlined } from "@ant-design/icons";
import { Alert, Flex, Modal, Segmented, Table, Tag, Typography } from "antd";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { useWords } from "../../app/words";
import { Loaded } from "../../parts/Page";
import { ProblemShown } from "../../parts/ProblemShown";
import { useChanges, useEntering } from "./calls";
import type { Change, Effect } from "./changes";
import { codeOf, FIELDS, type Register, type Row } from "./rows";
import { Days, Shown } from "./Shown";

const EFFECTS: readonly Effect[] = ["added", "continued", "replaced", "same"];
const COLORS: Record<Effect, string> = { added: "success", continued: "processing", replaced: "warning", same: "default" };

interface Props {
  register: Register;
  rows: readonly Row[];
  close: () => void;
  done: (imported: Schemas["Imported"]) => void;
}

/** Shows what entering rows would change, before they are entered. */
export function Preview({ register, rows, close, done }: Props) {
  const { t } = useWords();
  const changes = useChanges(register, rows);
  const entering = useEntering(register, done);
  // the service counts rows from 0 (`/0/site_code`)
  const place = (pointer: string) => {
    const [, at = "", name = ""] = pointer.split("/");
    const field = FIELDS[register].find((each) => each === name);
    return t("preview.place", { row: Number(at) + 1, field: field ? t(`field.${field}`) : "" });
  };
  const count = changes.data?.filter(({ effect }) => effect !== "same").length ?? 0;
  return (
    <Modal
      open
      width={960}
      title={t("preview.title")}
      onCancel={close}
      okText={t("preview.enter", { count })}
      okButtonProps={{ disabled: count === 0, loading: entering.isPending }}
      onOk={() => entering.mutate(rows)}
    >
      {entering.error && <ProblemShown error={entering.error} place={place} />}
      <Loaded query={changes}>{(found) => <Changes register={register} changes={found} />}</Loaded>
    </Modal>
  );
}

function Changes({ register, changes }: { register: Register; changes: readonly Change[] }) {
  const { t } = useWords();
  const [chosen, choose] = useState<Effect | "all">("all");
  const counts = EFFECTS.map((effect) => [effect, changes.filter((each) => each.effect === effect).length] as const).filter(([, count]) => count > 0);
  const shown = changes.filter(({ effect }) => chosen === "all" || effect === chosen);
  return (
    <>
      {counts.every(([effect]) => effect === "same") && <Alert type="info" showIcon title={t("preview.nothing")} style={{ marginBottom: 12 }} />}
      {counts.length > 1 && (
        <div style={{ overflowX: "auto", marginBottom: 12 }}>
          <Segmented
            value={chosen}
            onChange={choose}
            options={[
              { value: "all", label: t("preview.all", { count: changes.length }) },
              ...counts.map(([effect, count]) => ({ value: effect, label: `${t(`preview.${effect}`)} ${count}` })),
            ]}
          />
        </div>
      )}
      <Table<Change>
        size="small"
        rowKey="number"
        dataSource={shown}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t("preview.row"), className: "figures", dataIndex: "number" },
          { title: t("preview.effect"), render: (_, { effect }) => <Tag color={COLORS[effect]}>{t(`preview.${effect}`)}</Tag> },
          {
            title: t("preview.code"),
            render: (_, change) => (
              <>
                <strong className="figures">{codeOf(register, change.row)}</strong> {typeof change.row.name === "string" && change.row.name}
                {" "}<Typography.Text type="secondary"><Days row={change.row} /></Typography.Text>
                <Differences change={change} />
              </>
            ),
          },
        ]}
      />
    </>
  );
}

function Differences({ change }: { change: Change }) {
  const { t } = useWords();
  return change.differences.map(({ field, before, after }) => (
    <Flex key={field} gap={6} align="center" wrap>
      <Typography.Text type="secondary">{t(`field.${field}`)}</Typography.Text>
      <Shown field={field} value={before} />
      <ArrowRightOutlined aria-label={t("preview.becomes")} />
      <strong><Shown field={field} value={after} /></strong>
    </Flex>
  ));
}
