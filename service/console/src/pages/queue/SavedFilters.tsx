import { DeleteOutlined, DownOutlined, SaveOutlined } from "@ant-design/icons";
import { Alert, Button, Dropdown, Form, Input, type MenuProps, Modal } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { LONGEST_NAME, MOST, remove, save, savedBy, textOf } from "./filterStore";

/** Filters to find again: a few that everyone has, and those that one has named. */
export function SavedFilters() {
  const { t } = useI18n();
  const { may, who } = useSession();
  const user = who?.name ?? "";
  const [search, setSearch] = useSearchParams();
  const [own, setOwn] = useState(() => savedBy(user));
  const [isNaming, setNaming] = useState(false);
  const now = textOf(search);
  const builtIn = [
    ...(may("cases.work") ? [{ name: t("queue.mine"), search: "assignee=me" }] : []),
    { name: t("queue.only.overdue"), search: "overdue=true" },
    { name: t("queue.only.answered"), search: "answered=true" },
    { name: t("queue.only.proposed"), search: "proposed=true" },
  ];
  const here = [...own, ...builtIn].find((each) => each.search === now);
  const mine = own.find((each) => each === here);
  const items: MenuProps["items"] = [
    {
      type: "group",
      label: t("queue.builtIn"),
      children: builtIn.map((each) => ({ key: `?${each.search}`, label: each.name })),
    },
    ...(own.length > 0
      ? [
          {
            type: "group" as const,
            label: t("queue.own"),
            children: own.map((each) => ({ key: `?${each.search}`, label: each.name })),
          },
        ]
      : []),
    { type: "divider" },
    { key: "save", icon: <SaveOutlined />, label: t("queue.save"), disabled: now === "" || here !== undefined },
    ...(mine
      ? [{ key: "remove", icon: <DeleteOutlined />, danger: true, label: t("queue.remove", { name: mine.name }) }]
      : []),
  ];
  const chosen: MenuProps["onClick"] = ({ key }) => {
    if (key === "save") setNaming(true);
    else if (key === "remove") setOwn(remove(user, mine?.name ?? ""));
    else setSearch(new URLSearchParams(key), { replace: true });
  };
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items, onClick: chosen }}>
        <Button icon={<DownOutlined />} iconPlacement="end">
          {here?.name ?? t("queue.saved")}
        </Button>
      </Dropdown>
      {isNaming && (
        <NameDialog
          isFull={own.length >= MOST}
          close={() => setNaming(false)}
          named={(name) => {
            setOwn(save(user, { name, search: now }));
            setNaming(false);
          }}
        />
      )}
    </>
  );
}

function NameDialog({ isFull, close, named }: { isFull: boolean; close: () => void; named: (name: string) => void }) {
  const { t } = useI18n();
  const [name, setName] = useState("");
  const done = () => name.trim() && !isFull && named(name.trim());
  return (
    <Modal
      open
      title={t("queue.save")}
      okText={t("queue.keep")}
      okButtonProps={{ disabled: !name.trim() || isFull }}
      onOk={done}
      onCancel={close}
    >
      {isFull && <Alert type="warning" showIcon title={t("queue.full", { most: MOST })} className="mb-12" />}
      <Form layout="vertical">
        <Form.Item label={t("queue.called")} htmlFor="filter-name">
          <Input
            id="filter-name"
            autoFocus
            maxLength={LONGEST_NAME}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={done}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
