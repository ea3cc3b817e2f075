import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Card, Empty, Flex } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useI18n } from "../../i18n/useI18n";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";
import { SecretDialog } from "../../components/SecretDialog";
import { change, type Endpoint, type Made, make, remove, rotate, useChange, useEndpoints } from "./queries";
import { Deliveries } from "./Deliveries";
import { EndpointForm } from "./EndpointForm";
import { EndpointCard } from "./EndpointCard";

/** Where a firm wants to be told of its returns, and how the telling went. */
export default function WebhooksPage() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const [form, setForm] = useState<Endpoint | "new" | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const endpoints = useEndpoints();
  const making = useChange(make, (told) => {
    setForm(null);
    setMade(told);
  });
  const changing = useChange(change, () => {
    setForm(null);
    void message.success(t("webhooks.changed"));
  });
  const rotating = useChange(rotate, setMade);
  const removing = useChange(remove, () => setSearch({}));
  const failed = rotating.error ?? removing.error ?? (form ? null : changing.error);
  return (
    <>
      <PageTitle
        hint={t("webhooks.hint")}
        extra={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm("new")}>
            {t("webhooks.add")}
          </Button>
        }
      >
        {t("menu.webhooks")}
      </PageTitle>
      {failed && <ProblemAlert error={failed} />}
      <Loaded query={endpoints}>
        {(found) =>
          found.length === 0 ? (
            <Card>
              <Empty description={t("webhooks.none")} />
            </Card>
          ) : (
            <Flex vertical gap={16}>
              {found.map((endpoint) => (
                <EndpointCard
                  key={endpoint.id}
                  endpoint={endpoint}
                  edit={() => setForm(endpoint)}
                  enable={(enabled) => changing.mutate({ id: endpoint.id, enabled })}
                  rotate={() => rotating.mutate(endpoint.id)}
                  remove={() => removing.mutate(endpoint.id)}
                  isOpen={search.get("endpoint") === endpoint.id}
                  open={(isOpen) => setSearch(isOpen ? { endpoint: endpoint.id } : {})}
                >
                  <Deliveries endpoint={endpoint.id} />
                </EndpointCard>
              ))}
            </Flex>
          )
        }
      </Loaded>
      {form && (
        <EndpointForm
          endpoint={form === "new" ? undefined : form}
          error={making.error ?? changing.error}
          isSending={making.isPending || changing.isPending}
          close={() => {
            setForm(null);
            making.reset();
            changing.reset();
          }}
          send={(entries) =>
            form === "new" ? making.mutate(entries) : changing.mutate({ id: form.id, types: entries.types })
          }
        />
      )}
      {made && <SecretDialog title={t("webhooks.secret")} secret={made.secret} close={() => setMade(null)} />}
    </>
  );
}
