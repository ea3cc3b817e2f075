import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Card } from "antd";
import { useSearchParams } from "react-router";
import { api, data, send } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { download } from "../../components/download";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Chains } from "./Chains";
import { Entries } from "./Entries";

const OFFICE = "-";

/** Who did what and when: every chain with its end, and the entries of one. */
export default function AuditPage() {
  const { t } = useI18n();
  const [search, setSearch] = useSearchParams();
  const chain = search.get("chain") ?? OFFICE;
  const chains = useQuery({ queryKey: ["audit"], queryFn: async () => (await data(api.GET("/v1/audit"))).items });
  const signing = useMutation({
    mutationFn: async () => (await send(new Request(new URL("/v1/audit/heads", location.origin)))).text(),
    onSuccess: (heads) => download("heads.jws", heads, "application/jose"),
  });
  return (
    <>
      <PageTitle
        hint={t("audit.hint")}
        extra={
          <Button icon={<DownloadOutlined />} loading={signing.isPending} onClick={() => signing.mutate()}>
            {t("audit.heads")}
          </Button>
        }
      >
        {t("menu.audit")}
      </PageTitle>
      {signing.error && <ProblemAlert error={signing.error} />}
      <Loaded query={chains}>
        {(found) => (
          <div className="list-beside">
            <Card title={t("audit.chains", { count: found.length })} classNames={{ body: "p-8" }}>
              <Chains heads={found} chosen={chain} choose={(name) => setSearch({ chain: name })} />
            </Card>
            <Entries key={chain} chain={chain} head={found.find((each) => each.chain === chain)} />
          </div>
        )}
      </Loaded>
    </>
  );
}
