import { Checkbox, Form, Input, Modal, Radio } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { Loaded } from "../../components/Loaded";
import { ProblemAlert } from "../../components/ProblemAlert";
import { type Endpoint, type EventType, useEvents } from "./queries";

interface Entries {
  url: string;
  which: "all" | "some";
  types?: EventType[];
}
interface Props {
  /** What is changed; without: a new one. */
  endpoint: Endpoint | undefined;
  error: Error | null;
  isSending: boolean;
  close: () => void;
  send: (entries: { url: string; types: EventType[] }) => void;
}

/** An address and what it is told. */
export function EndpointForm({ endpoint, error, isSending, close, send }: Props) {
  const { t, localized } = useI18n();
  const [form] = Form.useForm<Entries>();
  const which = Form.useWatch("which", form);
  const events = useEvents();
  const title = t(endpoint ? "webhooks.edit" : "webhooks.add");
  return (
    <Modal
      open
      title={title}
      okText={t(endpoint ? "webhooks.save" : "webhooks.add")}
      cancelText={t("dialog.cancel")}
      onCancel={close}
      onOk={() => form.submit()}
      okButtonProps={{ loading: isSending }}
    >
      <Form<Entries>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ url: endpoint?.url, which: endpoint && endpoint.types.length > 0 ? "some" : "all" }}
        onFinish={(entries) =>
          send({ url: entries.url.trim(), types: entries.which === "all" ? [] : (entries.types ?? []) })
        }
      >
        <Form.Item
          name="url"
          label={t("webhooks.url")}
          extra={!endpoint && t("webhooks.urlHint")}
          rules={[{ required: true, message: t("signIn.needed") }]}
        >
          <Input type="url" disabled={!!endpoint} autoFocus={!endpoint} autoComplete="off" />
        </Form.Item>
        <Form.Item name="which" label={t("webhooks.types")}>
          <Radio.Group
            options={[
              { value: "all", label: t("webhooks.all") },
              { value: "some", label: t("webhooks.some") },
            ]}
          />
        </Form.Item>
        {which === "some" && (
          <Loaded query={events}>
            {(found) => (
              <Form.Item
                name="types"
                initialValue={endpoint?.types ?? []}
                rules={[{ type: "array", min: 1, message: t("webhooks.someNeeded") }]}
              >
                <Checkbox.Group className="events">
                  {Object.entries(found).map(([type, words]) => (
                    <Checkbox key={type} value={type}>
                      <span className="sentence inline">{localized(words)}</span> <code>{type}</code>
                    </Checkbox>
                  ))}
                </Checkbox.Group>
              </Form.Item>
            )}
          </Loaded>
        )}
      </Form>
      {error && <ProblemAlert error={error} />}
    </Modal>
  );
}
