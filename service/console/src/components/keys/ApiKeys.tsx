import { CheckCircleFilled, ClockCircleFilled, PlusOutlined, StopOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Empty, Flex, Input, Popconfirm, Table, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, data, type Schemas } from "../../api/client";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { Moment } from "../Moment";
import { Loaded } from "../Loaded";
import { ProblemAlert } from "../ProblemAlert";
import { SecretDialog } from "../SecretDialog";
import { NewKeyDialog } from "./NewKeyDialog";
import { type Key, standingOf } from "./standing";

type Made = Schemas["KeyWithSecret"];

/** Keys: made by administrators, rotated and revoked by firms, too; the firm that is looked for stands in the address. */
export function ApiKeys() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const firm = search.get("firm") ?? undefined;
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const keys = useQuery({
    queryKey: ["keys", firm ?? ""],
    queryFn: async () => (await data(api.GET("/v1/keys", { params: { query: { firm } } }))).items,
  });
  const anew = () => void client.invalidateQueries({ queryKey: ["keys"] });
  const rotating = useMutation({
    mutationFn: (key: Key) => data(api.POST("/v1/keys/{key_id}/rotate", { params: { path: { key_id: key.id } } })),
    onSuccess: setMade,
    onSettled: anew,
  });
  const revoking = useMutation({
    mutationFn: (key: Key) => data(api.DELETE("/v1/keys/{key_id}", { params: { path: { key_id: key.id } } })),
    onSuccess: () => void message.success(t("keys.revokedNow")),
    onSettled: anew,
  });
  const failed = rotating.error ?? revoking.error;
  return (
    <>
      {may("keys.manage") && (
        <Flex justify="space-between" gap={8} wrap className="mb-16">
          <search>
            <Input.Search
              allowClear
              aria-label={t("keys.find")}
              placeholder={t("keys.find")}
              defaultValue={firm}
              className="w-260"
              onSearch={(value) => setSearch({ tab: "keys", ...(value.trim() && { firm: value.trim() }) })}
            />
          </search>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t("keys.make")}
          </Button>
        </Flex>
      )}
      {failed && <ProblemAlert error={failed} />}
      <Loaded query={keys}>
        {(found) => <KeysTable keys={found} rotate={rotating.mutate} revoke={revoking.mutate} />}
      </Loaded>
      {isMaking && (
        <NewKeyDialog
          firm={firm}
          close={() => setMaking(false)}
          done={(key) => {
            setMaking(false);
            setMade(key);
            anew();
          }}
        />
      )}
      {made && (
        <SecretDialog
          title={t("keys.secret", { firm: made.key.firm })}
          secret={made.secret}
          close={() => setMade(null)}
        />
      )}
    </>
  );
}

function KeysTable({
  keys,
  rotate,
  revoke,
}: {
  keys: readonly Key[];
  rotate: (key: Key) => void;
  revoke: (key: Key) => void;
}) {
  const { t } = useI18n();
  return (
    <Table<Key>
      size="middle"
      rowKey="id"
      dataSource={[...keys]}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Empty description={t("keys.none")} /> }}
      columns={[
        { title: t("keys.firm"), className: "figures", dataIndex: "firm" },
        { title: t("keys.label"), render: (_, { label }) => label || "–" },
        { title: t("keys.state"), render: (_, key) => <KeyStandingTag of={key} /> },
        {
          title: t("keys.scopes"),
          render: (_, { scopes }) => (
            <Flex gap={4} wrap className="max-300">
              {scopes.map((scope) => (
                <Tag key={scope}>{t(`scope.${scope}`)}</Tag>
              ))}
            </Flex>
          ),
        },
        { title: t("keys.made"), render: (_, { created_at: at }) => <Moment at={at} /> },
        { title: t("keys.used"), render: (_, { used_at: at }) => (at ? <Moment at={at} /> : t("keys.never")) },
        { title: t("keys.expires"), render: (_, { expires_at: at }) => (at ? <Moment at={at} /> : t("keys.noEnd")) },
        {
          title: "",
          fixed: "end",
          render: (_, key) => {
            const standing = standingOf(key);
            return (
              (standing === "good" || standing === "ending") && (
                <Flex gap={4}>
                  <Popconfirm
                    title={t("keys.rotateSure")}
                    okText={t("keys.rotate")}
                    cancelText={t("dialog.cancel")}
                    onConfirm={() => rotate(key)}
                  >
                    <Button size="small">{t("keys.rotate")}</Button>
                  </Popconfirm>
                  <Popconfirm
                    title={t("keys.revokeSure")}
                    okText={t("keys.revoke")}
                    okButtonProps={{ danger: true }}
                    cancelText={t("dialog.cancel")}
                    onConfirm={() => revoke(key)}
                  >
                    <Button size="small" danger>
                      {t("keys.revoke")}
                    </Button>
                  </Popconfirm>
                </Flex>
              )
            );
          },
        },
      ]}
    />
  );
}

function KeyStandingTag({ of: key }: { of: Key }) {
  const { t } = useI18n();
  const standing = standingOf(key);
  const look = {
    good: { color: "success", icon: <CheckCircleFilled /> },
    ending: { color: "warning", icon: <ClockCircleFilled /> },
    expired: { color: "default", icon: <ClockCircleFilled /> },
    revoked: { color: "default", icon: <StopOutlined /> },
  }[standing];
  return <Tag {...look}>{t(`keys.${standing}`)}</Tag>;
}
