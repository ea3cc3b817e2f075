import { ArrowRightOutlined } from "@ant-design/icons";
import { Flex, Segmented, Table, Tag, Typography } from "antd";
import { useState } from "react";
import { useWords } from "../../i18n/useI18n";
import { More } from "../../components/More";
import { ProblemShown } from "../../components/ProblemShown";
import { type Amendment, type Effect, type RowChange, useChanges } from "./calls";
import { CODES, DAYS, FIELDS, labelOf, type Row } from "./rows";
import { Days, Shown } from "./Shown";

const EFFECTS: readonly Effect[] = ["added", "continued", "replaced", "same"];
const COLORS: Record<Effect, string> = {
  added: "success",
  continued: "processing",
  replaced: "warning",
  same: "default",
};

/** What an amendment changes: each row, and what it says that the one before it did not. */
export function Changes({ amendment: { id, counts } }: { amendment: Amendment }) {
  const { t } = useWords();
  const [chosen, choose] = useState<Effect | "all">("all");
  const found = useChanges(id, chosen === "all" ? undefined : chosen);
  const kinds = EFFECTS.filter((effect) => counts[effect] > 0);
  if (found.error) return <ProblemShown error={found.error} retry={() => void found.refetch()} />;
  return (
    <>
      {kinds.length > 1 && (
        <div style={{ overflowX: "auto", marginBottom: 12 }}>
          <Segmented
            value={chosen}
            onChange={choose}
            options={[
              {
                value: "all",
                label: t("amendment.all", { count: EFFECTS.reduce((sum, effect) => sum + counts[effect], 0) }),
              },
              ...kinds.map((effect) => ({
                value: effect,
                label: `${t(`amendment.effect.${effect}`)} ${counts[effect]}`,
              })),
            ]}
          />
        </div>
      )}
      <Table<RowChange>
        size="small"
        rowKey="number"
        loading={!found.data}
        dataSource={found.data?.pages.flatMap((page) => [...page.items])}
        pagination={false}
        columns={[
          { title: t("amendment.row"), className: "figures", dataIndex: "number" },
          {
            title: t("amendment.change"),
            render: (_, { effect }) => <Tag color={COLORS[effect]}>{t(`amendment.effect.${effect}`)}</Tag>,
          },
          {
            title: t("amendment.code"),
            render: (_, change) => (
              <>
                <Typography.Text type="secondary">{t(`registers.${change.kind}`)}</Typography.Text>{" "}
                <strong className="figures">{change.code}</strong> {change.after.name}{" "}
                <Typography.Text type="secondary">
                  <Days row={change.after} />
                </Typography.Text>
                {change.before ? <Differences change={change} /> : <Said change={change} />}
              </>
            ),
          },
        ]}
      />
      {found.data && <More query={found} />}
    </>
  );
}

/** What a row of a new code says, besides what stands above it: whoever approves is to see all of it. */
function Said({ change: { kind, after } }: { change: RowChange }) {
  const { t } = useWords();
  const row: Row = after;
  const fields = FIELDS[kind].filter((field) => field !== CODES[kind] && field !== "name" && !DAYS.has(field));
  return (
    <Flex gap={16} wrap>
      {fields.map((field) => (
        <Flex key={field} gap={6} align="center" wrap>
          <Typography.Text type="secondary">{t(labelOf(kind, field))}</Typography.Text>
          <Shown field={field} value={row[field]} />
        </Flex>
      ))}
    </Flex>
  );
}

function Differences({ change: { kind, before, after, fields } }: { change: RowChange }) {
  const { t } = useWords();
  const [former, row]: [Row, Row] = [before ?? {}, after];
  return FIELDS[kind]
    .filter((field) => fields.includes(field))
    .map((field) => (
      <Flex key={field} gap={6} align="center" wrap>
        <Typography.Text type="secondary">{t(labelOf(kind, field))}</Typography.Text>
        <Shown field={field} value={former[field]} />
        <ArrowRightOutlined aria-label={t("amendment.becomes")} />
        <strong>
          <Shown field={field} value={row[field]} />
        </strong>
      </Flex>
    ));
}
