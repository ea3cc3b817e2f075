import { CheckCircleFilled, LockOutlined, MinusCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Flex, Table, Tag, Typography } from "antd";
import { api, data, type Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { Loaded } from "../../components/Loaded";

type Setting = Schemas["Setting"];

/** How the service is set, to be read: the operator sets it by environment variables. */
export function Settings() {
  const { t, localized } = useI18n();
  const found = useQuery({ queryKey: ["settings"], queryFn: async () => (await data(api.GET("/v1/settings"))).items });
  return (
    <>
      <Typography.Paragraph type="secondary">{t("settings.hint")}</Typography.Paragraph>
      <Loaded query={found}>
        {(settings) => (
          <Table<Setting>
            size="middle"
            rowKey="name"
            dataSource={[...settings]}
            pagination={false}
            tableLayout="fixed"
            columns={[
              {
                title: t("settings.name"),
                dataIndex: "name",
                width: "55%",
                render: (name: string, one) => (
                  <>
                    <span className="figures wrap">{name}</span>
                    <Typography.Text type="secondary" className="block">
                      {localized(one.meaning)}
                    </Typography.Text>
                  </>
                ),
              },
              {
                title: t("settings.value"),
                dataIndex: "value",
                render: (_, one) => (
                  <Flex gap={8} align="center" justify="space-between" wrap>
                    <Value setting={one} />
                    {one.given ? <Tag color="blue">{t("settings.set")}</Tag> : <Tag>{t("settings.default")}</Tag>}
                  </Flex>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}

function Value({ setting }: { setting: Setting }) {
  const { t } = useI18n();
  if (!setting.secret)
    return setting.value ? (
      <span className="figures wrap">{setting.value}</span>
    ) : (
      <Typography.Text type="secondary">{t("settings.empty")}</Typography.Text>
    );
  return (
    <Flex gap={6} align="center">
      <LockOutlined />
      {setting.given ? (
        <>
          <CheckCircleFilled className="is-good" />
          {t("settings.given")}
        </>
      ) : (
        <Typography.Text type="secondary">
          <MinusCircleOutlined /> {t("settings.notGiven")}
        </Typography.Text>
      )}
    </Flex>
  );
}
