import { Empty, Segmented, Table } from "antd";
import { Link, useSearchParams } from "react-router";
import { useI18n } from "../../i18n/useI18n";
import { Moment } from "../../components/Moment";
import { LoadMore } from "../../components/LoadMore";
import { ProblemAlert } from "../../components/ProblemAlert";
import { AmendmentDetail } from "./AmendmentDetail";
import { AmendmentTag } from "./AmendmentTag";
import { type Amendment, useAmendments } from "./queries";

/** What was proposed for the registers: what waits for approval, or everything; one of them with what it changes. */
export function Amendments() {
  const [search] = useSearchParams();
  const id = search.get("id");
  return id ? <AmendmentDetail key={id} id={id} /> : <List />;
}

function List() {
  const { t } = useI18n();
  const [search, setSearch] = useSearchParams();
  const shown = search.get("shown") === "all" ? "all" : "waiting";
  const found = useAmendments(shown === "waiting" ? true : undefined);
  if (found.error) return <ProblemAlert error={found.error} retry={() => void found.refetch()} />;
  return (
    <>
      <Segmented
        className="mb-16"
        value={shown}
        onChange={(chosen) => setSearch({ register: "amendments", ...(chosen === "all" && { shown: "all" }) })}
        options={(["waiting", "all"] as const).map((value) => ({ value, label: t(`amendment.shown.${value}`) }))}
      />
      <Table<Amendment>
        size="middle"
        rowKey="id"
        loading={!found.data}
        dataSource={found.data?.pages.flatMap((page) => [...page.items])}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Empty description={t(`amendment.none.${shown}`)} /> }}
        columns={[
          {
            title: t("amendment.proposed"),
            render: (_, { id, proposed_at }) => (
              <Link to={`?register=amendments&id=${id}`}>
                <Moment at={proposed_at} />
              </Link>
            ),
          },
          { title: t("amendment.standing"), render: (_, { state }) => <AmendmentTag state={state} /> },
          {
            title: t("approval.reason"),
            render: (_, { reason }) => <div className="wrap max-320">{reason}</div>,
          },
          {
            title: t("amendment.rows"),
            render: (_, { counts }) =>
              t("amendment.counts", {
                new: counts.added + counts.continued,
                changed: counts.replaced,
                same: counts.same,
              }),
          },
          { title: t("amendment.file"), render: (_, { file }) => file?.name ?? "–" },
          { title: t("amendment.proposer"), dataIndex: "proposer" },
          { title: t("amendment.decidedBy"), render: (_, { decided_by }) => decided_by ?? "–" },
        ]}
      />
      {found.data && <LoadMore query={found} />}
    </>
  );
}
