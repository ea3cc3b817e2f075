import { CheckCircleFilled, LockOutlined, MoreOutlined, PlusOutlined, StopOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Empty, Flex, Input, Select, Table, Tag } from "antd";
import { useState } from "react";
import { api, data, type Schemas } from "../../api/client";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { Moment } from "../../components/Moment";
import { Loaded } from "../../components/Loaded";
import { ProblemAlert } from "../../components/ProblemAlert";
import { SecretDialog } from "../../components/SecretDialog";
import { NewUserDialog } from "./NewUserDialog";
import { isLocked, ROLES, type User } from "./userState";

type Change = { user: User; wanted: Partial<Schemas["UserChange"]> };
type Made = Schemas["UserWithPassword"];

/** Members of staff: added, given another role, disabled, unlocked, and given a new password. */
export function Users() {
  const { t } = useI18n();
  const { message, modal } = App.useApp();
  const client = useQueryClient();
  const [part, setPart] = useState("");
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const users = useQuery({ queryKey: ["users"], queryFn: async () => (await data(api.GET("/v1/users"))).items });
  const anew = () => void client.invalidateQueries({ queryKey: ["users"] });
  const changing = useMutation({
    mutationFn: ({ user, wanted }: Change) =>
      data(
        api.PATCH("/v1/users/{user_id}", {
          params: { path: { user_id: user.id } },
          body: wanted as Schemas["UserChange"],
        }),
      ),
    onSuccess: ({ name }) => void message.success(t("users.changed", { name })),
    onSettled: anew,
  });
  const resetting = useMutation({
    mutationFn: (user: User) => data(api.POST("/v1/users/{user_id}/reset", { params: { path: { user_id: user.id } } })),
    onSuccess: setMade,
    onSettled: anew,
  });
  const ask = (title: string, act: () => void) =>
    void modal.confirm({ title, okText: t("users.sure"), cancelText: t("dialog.cancel"), onOk: act });
  const failed = changing.error ?? resetting.error;
  return (
    <>
      <Flex justify="space-between" gap={8} wrap className="mb-16">
        <Input
          allowClear
          aria-label={t("users.find")}
          placeholder={t("users.find")}
          value={part}
          onChange={({ target }) => setPart(target.value)}
          className="w-240"
        />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t("users.add")}
        </Button>
      </Flex>
      {failed && <ProblemAlert error={failed} />}
      <Loaded query={users}>
        {(found) => (
          <UsersTable
            users={found.filter(({ name, role }) => `${name} ${t(`role.${role}`)}`.includes(part.trim()))}
            change={(user, wanted) => changing.mutate({ user, wanted })}
            move={(user, role) =>
              ask(t("users.moveSure", { name: user.name, role: t(`role.${role}`) }), () =>
                changing.mutate({ user, wanted: { role } }),
              )
            }
            disable={(user) =>
              ask(t("users.disableSure", { name: user.name }), () =>
                changing.mutate({ user, wanted: { disabled: true } }),
              )
            }
            reset={(user) => ask(t("users.resetSure", { name: user.name }), () => resetting.mutate(user))}
          />
        )}
      </Loaded>
      {isAdding && (
        <NewUserDialog
          close={() => setAdding(false)}
          done={(added) => {
            setAdding(false);
            anew();
            if (added.password) setMade(added);
            else void message.success(t("users.addedWithout", { name: added.user.name }));
          }}
        />
      )}
      {made?.password && (
        <SecretDialog
          title={t("users.password", { name: made.user.name })}
          secret={made.password}
          close={() => setMade(null)}
        />
      )}
    </>
  );
}

interface Acts {
  users: readonly User[];
  change: (user: User, wanted: Change["wanted"]) => void;
  move: (user: User, role: User["role"]) => void;
  disable: (user: User) => void;
  reset: (user: User) => void;
}

function UsersTable({ users, change, move, disable, reset }: Acts) {
  const { t } = useI18n();
  const { who } = useSession();
  return (
    <Table<User>
      size="middle"
      rowKey="id"
      dataSource={[...users]}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Empty description={t("users.none")} /> }}
      columns={[
        {
          title: t("users.name"),
          render: (_, { name }) => (
            <>
              <strong>{name}</strong>
              {name === who?.name && ` ${t("users.you")}`}
            </>
          ),
        },
        {
          title: t("users.role"),
          render: (_, user) => (
            <Select
              aria-label={t("users.roleOf", { name: user.name })}
              value={user.role}
              className="w-150"
              onChange={(role) => move(user, role)}
              options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            />
          ),
        },
        { title: t("users.state"), render: (_, user) => <UserStandingTag user={user} /> },
        {
          title: t("users.by"),
          render: (_, { subject }) =>
            subject ? <span className="wrap">{t("users.provider", { subject })}</span> : t("users.byPassword"),
        },
        { title: t("users.since"), render: (_, { created_at: at }) => <Moment at={at} /> },
        {
          title: "",
          fixed: "end",
          render: (_, user) => (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: [
                  ...(isLocked(user)
                    ? [{ key: "unlock", label: t("users.unlock"), onClick: () => change(user, { unlock: true }) }]
                    : []),
                  ...(user.subject ? [] : [{ key: "reset", label: t("users.reset"), onClick: () => reset(user) }]),
                  user.disabled
                    ? { key: "enable", label: t("users.enable"), onClick: () => change(user, { disabled: false }) }
                    : { key: "disable", label: t("users.disable"), danger: true, onClick: () => disable(user) },
                ],
              }}
            >
              <Button type="text" icon={<MoreOutlined />} aria-label={t("users.more", { name: user.name })} />
            </Dropdown>
          ),
        },
      ]}
    />
  );
}

function UserStandingTag({ user }: { user: User }) {
  const { t } = useI18n();
  if (user.disabled) return <Tag icon={<StopOutlined />}>{t("users.disabled")}</Tag>;
  return (
    <Flex gap={4} wrap>
      {isLocked(user) ? (
        <Tag color="error" icon={<LockOutlined />}>
          {t("users.locked")}
        </Tag>
      ) : (
        <Tag color="success" icon={<CheckCircleFilled />}>
          {t("users.active")}
        </Tag>
      )}
      {user.must_change && <Tag color="warning">{t("users.mustChange")}</Tag>}
    </Flex>
  );
}
