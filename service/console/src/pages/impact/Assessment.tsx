import { ArrowRightOutlined, DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Flex, Statistic, Table, Tabs, Tag, Typography } from "antd";
import type { ReactNode } from "react";
import { useDistricts } from "../../api/districts";
import { type Outcome } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { csvOf } from "../../components/csv";
import { download } from "../../components/download";
import { ProvisionLink } from "../../components/ProvisionLinks";
import { OutcomeTag } from "../../components/tags";
import type { Count, Impact } from "./draft";
import { ChangedDecisions } from "./ChangedDecisions";
import { exportRows } from "./export";

/** The figures of an assessment, then every decision that flips. */
export function Assessment({ impact }: { impact: Impact }) {
  const { t } = useI18n();
  const perDay = (cases: number) => cases.toFixed(1);
  return (
    <Flex vertical gap={16}>
      <Card>
        <Flex gap={40} wrap>
          <Statistic title={t("impact.declarations")} value={impact.declarations} />
          <Statistic
            title={t("impact.flips")}
            value={impact.flips}
            classNames={{ content: impact.flips > 0 ? "is-doubtful" : undefined }}
          />
          <Statistic
            title={t("impact.perDay")}
            valueRender={() => (
              <FromTo before={perDay(impact.cases_per_day_before)} after={perDay(impact.cases_per_day_after)} />
            )}
          />
        </Flex>
        {impact.declarations === 0 && <Alert type="info" showIcon title={t("impact.nothing")} className="mt-12" />}
        {impact.declarations > 0 && impact.flips === 0 && (
          <Alert type="success" showIcon title={t("impact.same")} className="mt-12" />
        )}
      </Card>
      {impact.declarations > 0 && (
        <Card>
          <Breakdowns impact={impact} />
        </Card>
      )}
      {impact.flips > 0 && (
        <Card title={t("impact.flips")} extra={<Export impact={impact} />} classNames={{ body: "pt-0" }}>
          {impact.listed.length < impact.flips && (
            <Alert
              type="warning"
              showIcon
              title={t("impact.listed", { count: impact.listed.length })}
              className="mt-12"
            />
          )}
          <ChangedDecisions flips={impact.listed} />
        </Card>
      )}
      <Typography.Text type="secondary" className="wrap">
        {t("impact.digests")} <code>{impact.rulebook.slice(0, 16)}</code> → <code>{impact.draft.slice(0, 16)}</code>
      </Typography.Text>
    </Flex>
  );
}

function Export({ impact }: { impact: Impact }) {
  const { t } = useI18n();
  return (
    <Button
      icon={<DownloadOutlined />}
      onClick={() => download(`${t("menu.impact")}.csv`, csvOf(exportRows(impact.listed, t)), "text/csv")}
    >
      {t("impact.export")}
    </Button>
  );
}

function Breakdowns({ impact }: { impact: Impact }) {
  const { t } = useI18n();
  const kinds: readonly ["outcomes" | "districts" | "firms" | "provisions", (name: string) => ReactNode][] = [
    ["outcomes", (name) => <OutcomeTag outcome={name as Outcome} />],
    ["districts", (name) => <Route name={name} />],
    ["firms", (name) => <span className="figures">{name}</span>],
    ["provisions", (name) => <ProvisionLink name={name} />],
  ];
  return (
    <Tabs
      // all fit a phone: the menu of those that do not would stand among the tabs, where none may stand
      tabBarGutter={16}
      items={kinds.map(([kind, shown]) => ({
        key: kind,
        label: t(`impact.${kind}`),
        children: <Counts counts={impact[kind]} title={t(`impact.${kind}`)} shown={shown} />,
      }))}
    />
  );
}

function Counts({
  counts,
  title,
  shown,
}: {
  counts: readonly Count[];
  title: string;
  shown: (name: string) => ReactNode;
}) {
  const { t } = useI18n();
  return (
    <Table<Count>
      size="middle"
      rowKey="name"
      dataSource={[...counts]}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      columns={[
        { title, render: (_, count) => shown(count.name) },
        {
          title: t("impact.declarations"),
          align: "end",
          className: "figures",
          dataIndex: "declarations",
          sorter: (one, other) => one.declarations - other.declarations,
        },
        {
          title: t("impact.flips"),
          align: "end",
          className: "figures",
          sorter: (one, other) => one.flips - other.flips,
          render: (_, { flips }) => (flips > 0 ? <Tag color="warning">{flips}</Tag> : flips),
        },
        {
          title: t("outcome.eligible"),
          align: "end",
          render: (_, count) => <FromTo before={count.eligible_before} after={count.eligible_after} />,
        },
        {
          title: t("outcome.refer"),
          align: "end",
          render: (_, count) => <FromTo before={count.refer_before} after={count.refer_after} />,
        },
      ]}
    />
  );
}

function FromTo({ before, after }: { before: number | string; after: number | string }) {
  const isSame = before === after;
  return (
    <span className="figures kept">
      {before} <ArrowRightOutlined className="becomes" /> {isSame ? after : <strong>{after}</strong>}
    </span>
  );
}

/** `2200 → 2900` with the districts' names. */
function Route({ name }: { name: string }) {
  const { localized } = useI18n();
  const { data: districts } = useDistricts();
  const ends = name.split(" → ").map((code) => {
    const district = districts?.get(code);
    return district ? `${code} ${localized(district)}` : code;
  });
  return <span className="figures kept">{ends.join(" → ")}</span>;
}
