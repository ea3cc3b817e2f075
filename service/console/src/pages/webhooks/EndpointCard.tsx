import { CheckCircleFilled, StopOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Flex, Popconfirm, Tag, Typography } from "antd";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/useI18n";
import { Moment } from "../../components/Moment";
import { type Endpoint, useEvents } from "./queries";

/** Why an endpoint is off that the firm itself put off; any other reason is what its address answered. */
const BY_FIRM = "firm";

interface Props {
  endpoint: Endpoint;
  edit: () => void;
  enable: (enabled: boolean) => void;
  rotate: () => void;
  remove: () => void;
  isOpen: boolean;
  open: (isOpen: boolean) => void;
  /** Its deliveries. */
  children: ReactNode;
}

/** One address: what it is told, whether it still is, and what can be done with it. */
export function EndpointCard({ endpoint, edit, enable, rotate, remove, isOpen, open, children }: Props) {
  const { t, localized } = useI18n();
  const { data: events } = useEvents();
  const isOn = endpoint.disabled === null;
  return (
    <Card>
      <Flex justify="space-between" gap={12} wrap>
        <Flex vertical gap={6} className="endpoint">
          <Flex gap={8} align="center" wrap>
            <strong className="wrap">{endpoint.url}</strong>
            {isOn ? (
              <Tag color="success" icon={<CheckCircleFilled />}>
                {t("webhooks.on")}
              </Tag>
            ) : (
              <Tag icon={<StopOutlined />}>{t("webhooks.off")}</Tag>
            )}
          </Flex>
          <Flex gap={4} wrap>
            {endpoint.types.length === 0 ? (
              <Tag>{t("webhooks.all")}</Tag>
            ) : (
              endpoint.types.map((type) => (
                <Tag key={type} className="sentence inline">
                  {events?.[type] ? localized(events[type]) : type}
                </Tag>
              ))
            )}
          </Flex>
          <Typography.Text type="secondary">
            {t("webhooks.since")} <Moment at={endpoint.created_at} />
          </Typography.Text>
        </Flex>
        <Flex gap={8} wrap align="flex-start">
          <Button size="small" onClick={edit}>
            {t("webhooks.edit")}
          </Button>
          <Button size="small" onClick={() => enable(!isOn)}>
            {t(isOn ? "webhooks.disable" : "webhooks.enable")}
          </Button>
          <Popconfirm
            title={t("webhooks.rotateSure")}
            okText={t("webhooks.rotate")}
            cancelText={t("dialog.cancel")}
            onConfirm={rotate}
          >
            <Button size="small">{t("webhooks.rotate")}</Button>
          </Popconfirm>
          <Popconfirm
            title={t("webhooks.removeSure")}
            okText={t("webhooks.remove")}
            okButtonProps={{ danger: true }}
            cancelText={t("dialog.cancel")}
            onConfirm={remove}
          >
            <Button size="small" danger>
              {t("webhooks.remove")}
            </Button>
          </Popconfirm>
        </Flex>
      </Flex>
      {endpoint.disabled && endpoint.disabled !== BY_FIRM && (
        <Alert type="warning" showIcon title={t("webhooks.why", { why: endpoint.disabled })} className="mt-12" />
      )}
      <Button type="link" className="px-0 mt-8" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
        {t(isOpen ? "webhooks.fold" : "webhooks.unfold")}
      </Button>
      {isOpen && children}
    </Card>
  );
}
