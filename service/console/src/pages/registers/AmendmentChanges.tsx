import { ArrowRightOutlined } from "@ant-design/icons";
import { Flex, Segmented, Table, Tag, Typography } from "antd";
import { useState } from "react";
import { useI18n } from "../../i18n/useI18n";
import { LoadMore } from "../../components/LoadMore";
import { ProblemAlert } from "../../components/ProblemAlert";
import { type Amendment, type Effect, type RowChange, useChanges } from "./queries";
import { CODES, DAYS, FIELDS, labelOf, type Row } from "./rows";
import { ValidDays, FieldValue } from "./FieldValue";

const EFFECTS: readonly Effect[] = ["added", "continued", "replaced", "same"];
const COLORS: Record<Effect, string> = {
  added: "success",
  continued: "processing",
  replaced: "warning",
  same: "default",
};

/** What an amendment changes: each row, and what it says that the one before it did not. */
export function AmendmentChanges({ amendment: { id, counts } }: { amendment: Amendment }) {
  const { t } = useI18n();
  const [chosen, choose] = useState<Effect | "all">("all");
  const found = useChanges(id, chosen === "all" ? undefined : chosen);
  const kinds = EFFECTS.filter((effect) => counts[effect] > 0);
  if (found.error) return <ProblemAlert error={found.error} retry={() => void found.refetch()} />;
  return (
    <>
      {kinds.length > 1 && (
        <div className="scrolled mb-12">
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
                  <ValidDays row={change.after} />
                </Typography.Text>
                {change.before ? <ChangedFields change={change} /> : <AddedRow change={change} />}
              </>
            ),
          },
        ]}
      />
      {found.data && <LoadMore query={found} />}
    </>
  );
}

/** What a row of a new code says, besides what stands above it: whoever approves is to see all of it. */
function AddedRow({ change: { kind, after } }: { change: RowChange }) {
  const { t } = useI18n();
  const row: Row = after;
  const fields = FIELDS[kind].filter((field) => field !== CODES[kind] && field !== "name" && !DAYS.has(field));
  return (
    <Flex gap={16} wrap>
      {fields.map((field) => (
        <Flex key={field} gap={6} align="center" wrap>
          <Typography.Text type="secondary">{t(labelOf(kind, field))}</Typography.Text>
          <FieldValue field={field} value={row[field]} />
        </Flex>
      ))}
    </Flex>
  );
}

function ChangedFields({ change: { kind, before, after, fields } }: { change: RowChange }) {
  const { t } = useI18n();
  const [former, row]: [Row, Row] = [before ?? {}, after];
  return FIELDS[kind]
    .filter((field) => fields.includes(field))
    .map((field) => (
      <Flex key={field} gap={6} align="center" wrap>
        <Typography.Text type="secondary">{t(labelOf(kind, field))}</Typography.Text>
        <FieldValue field={field} value={former[field]} />
        <ArrowRightOutlined aria-label={t("amendment.becomes")} />
        <strong>
          <FieldValue field={field} value={row[field]} />
        </strong>
      </Flex>
    ));
}
