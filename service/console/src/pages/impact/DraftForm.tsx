import { FileTextOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Card, DatePicker, Flex, Form, Input, Tag, Typography, Upload } from "antd";
import dayjs from "dayjs";
import { useI18n } from "../../i18n/useI18n";
import { instrumentOf } from "./draft";

export const DRAFT = "impact-draft";
type Days = [string | null, string | null];

interface Props {
  policy: string;
  change: (policy: string) => void;
  days: Days;
  changeDays: (days: Days) => void;
  assess: () => void;
  isAssessing: boolean;
}

/** The draft, from a file or written here, and the days it is tried on. */
export function DraftForm({ policy, change, days, changeDays, assess, isAssessing }: Props) {
  const { t } = useI18n();
  const instrument = instrumentOf(policy);
  return (
    <Card>
      <Form layout="vertical" requiredMark={false} onFinish={assess}>
        <Flex gap={12} align="flex-end" wrap>
          <Form.Item label={t("impact.days")} htmlFor="impact-days">
            <DatePicker.RangePicker
              id={{ start: "impact-days", end: "impact-last" }}
              allowEmpty={[true, true]}
              placeholder={[t("impact.first"), t("impact.last")]}
              value={[days[0] ? dayjs(days[0]) : null, days[1] ? dayjs(days[1]) : null]}
              onChange={(chosen) =>
                changeDays([chosen?.[0]?.format("YYYY-MM-DD") ?? null, chosen?.[1]?.format("YYYY-MM-DD") ?? null])
              }
            />
          </Form.Item>
          <Form.Item>
            <Upload
              accept=".yaml,.yml"
              showUploadList={false}
              beforeUpload={(file) => {
                void file.text().then(change);
                return false;
              }}
            >
              <Button icon={<UploadOutlined />}>{t("impact.choose")}</Button>
            </Upload>
          </Form.Item>
          <Form.Item>
            <Button type="primary" htmlType="submit" disabled={!policy.trim()} loading={isAssessing}>
              {t("impact.assess")}
            </Button>
          </Form.Item>
        </Flex>
        <Form.Item
          htmlFor={DRAFT}
          label={
            <Flex gap={8} align="center" wrap>
              {t("impact.draft")}
              {instrument && <Tag icon={<FileTextOutlined />}>{instrument}</Tag>}
            </Flex>
          }
          className="mb-8"
        >
          <Input.TextArea
            id={DRAFT}
            rows={policy ? 8 : 5}
            value={policy}
            onChange={({ target }) => change(target.value)}
            placeholder={t("impact.paste")}
            spellCheck={false}
            className="code"
          />
        </Form.Item>
        <Typography.Text type="secondary">{t("impact.replaces")}</Typography.Text>
      </Form>
    </Card>
  );
}
