import { CheckCircleFilled, ClockCircleFilled, CloseCircleFilled, RedoOutlined } from "@ant-design/icons";
import { App, Button, Empty, Flex, Segmented, Table, Tag } from "antd";
import { useState } from "react";
import { useI18n } from "../../i18n/useI18n";
import { Moment } from "../../components/Moment";
import { LoadMore } from "../../components/LoadMore";
import { ProblemAlert } from "../../components/ProblemAlert";
import { type Delivery, type EventType, replay, useChange, useDeliveries, useEvents } from "./queries";

const STATES = ["all", "pending", "delivered", "failed"] as const;
const LOOKS = {
  pending: { color: "processing", icon: <ClockCircleFilled /> },
  delivered: { color: "success", icon: <CheckCircleFilled /> },
  failed: { color: "error", icon: <CloseCircleFilled /> },
} as const;

/** How the telling of one endpoint went, and telling it again. */
export function Deliveries({ endpoint }: { endpoint: string }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const [state, setState] = useState<(typeof STATES)[number]>("all");
  const found = useDeliveries(endpoint, state === "all" ? undefined : state);
  const replaying = useChange(
    replay,
    ({ deliveries }) => void message.success(t("webhooks.replayed", { count: deliveries })),
  );
  return (
    <>
      <Flex justify="space-between" gap={8} wrap className="mt-8 mb-12">
        <Segmented
          aria-label={t("webhooks.state")}
          value={state}
          onChange={setState}
          options={STATES.map((each) => ({ value: each, label: t(`webhooks.${each}`) }))}
        />
        <Button
          icon={<RedoOutlined />}
          loading={replaying.isPending}
          onClick={() => replaying.mutate({ id: endpoint })}
        >
          {t("webhooks.replayFailed")}
        </Button>
      </Flex>
      {replaying.error && <ProblemAlert error={replaying.error} />}
      {found.error ? (
        <ProblemAlert error={found.error} retry={() => void found.refetch()} />
      ) : (
        <DeliveriesTable
          deliveries={found.data?.pages.flatMap((page) => [...page.items])}
          replay={(delivery) => replaying.mutate({ id: endpoint, delivery })}
        />
      )}
      {found.data && <LoadMore query={found} />}
    </>
  );
}

function DeliveriesTable({
  deliveries,
  replay: again,
}: {
  deliveries: readonly Delivery[] | undefined;
  replay: (delivery: string) => void;
}) {
  const { t, localized } = useI18n();
  const { data: events } = useEvents();
  const told = (type: string) => {
    const words = events?.[type as EventType];
    return words ? localized(words) : type;
  };
  return (
    <Table<Delivery>
      size="middle"
      rowKey="id"
      loading={!deliveries}
      dataSource={deliveries && [...deliveries]}
      pagination={false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Empty description={t("webhooks.noDeliveries")} /> }}
      columns={[
        { title: t("webhooks.event"), render: (_, { type }) => <span className="sentence">{told(type)}</span> },
        { title: t("webhooks.state"), render: (_, { state }) => <Tag {...LOOKS[state]}>{t(`webhooks.${state}`)}</Tag> },
        { title: t("webhooks.attempts"), align: "end", className: "figures", dataIndex: "attempts" },
        {
          title: t("webhooks.answer"),
          render: (_, { status, error }) => (
            <div className="wrap max-320">{[status, error].filter((each) => each !== null).join(" · ") || "–"}</div>
          ),
        },
        {
          title: t("webhooks.when"),
          render: (_, each) => (
            <>
              {each.state === "pending" && t("webhooks.next")}
              <Moment at={each.delivered_at ?? each.due_at} />
            </>
          ),
        },
        {
          title: "",
          render: (_, { id, state }) =>
            state !== "pending" && (
              <Button size="small" icon={<RedoOutlined />} onClick={() => again(id)}>
                {t("webhooks.replay")}
              </Button>
            ),
        },
      ]}
    />
  );
}
