import { EditOutlined, ExperimentOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm } from "antd";
import { Link } from "react-router";
import { api, data } from "../../api/client";
import { useReturnActions } from "../../api/returns";
import type { ReturnRecord } from "../../api/types";
import { simulatorLink } from "../../components/declaration/simulatorLink";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useI18n } from "../../i18n/useI18n";
import { useSession } from "../../session/useSession";

/** What whoever is signed in may do with a return; what a firm may, the service says. */
export function ReturnActions({ one }: { one: ReturnRecord }) {
  const { t } = useI18n();
  const { may } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { data: offered = [] } = useReturnActions(one.id);
  const withdrawing = useMutation({
    mutationFn: () => data(api.POST("/v1/returns/{return_id}/withdraw", { params: { path: { return_id: one.id } } })),
    onSuccess: (withdrawn) => {
      client.setQueryData(["return", one.id], withdrawn);
      void client.invalidateQueries({ queryKey: ["return", one.id, "actions"] });
      void client.invalidateQueries({ queryKey: ["returns"] });
      void message.success(t("returns.withdrawn"));
    },
  });
  return (
    <>
      {withdrawing.error && <ProblemAlert error={withdrawing.error} />}
      {may("returns.check") && (
        <Link to={simulatorLink(one.declaration)}>
          <Button icon={<ExperimentOutlined />} tabIndex={-1}>
            {t("menu.simulator")}
          </Button>
        </Link>
      )}
      {offered.includes("change") && (
        <Link to={`/returns/new?change=${one.id}`}>
          <Button icon={<EditOutlined />} tabIndex={-1}>
            {t("returns.change")}
          </Button>
        </Link>
      )}
      {offered.includes("withdraw") && (
        <Popconfirm title={t("returns.withdrawSure")} onConfirm={() => withdrawing.mutate()}>
          <Button danger loading={withdrawing.isPending}>
            {t("returns.withdraw")}
          </Button>
        </Popconfirm>
      )}
    </>
  );
}
