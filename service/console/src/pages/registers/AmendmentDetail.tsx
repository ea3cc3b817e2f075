import { ArrowLeftOutlined } from "@ant-design/icons";
import { Alert, Descriptions, Typography } from "antd";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { Moment } from "../../components/Moment";
import { Loaded } from "../../components/Loaded";
import { Approval } from "../../components/Approval";
import { AmendmentTag } from "./AmendmentTag";
import { AmendmentChanges } from "./AmendmentChanges";
import { useAmendment, useSettling } from "./queries";

type Seen = Schemas["AmendmentSeen"];

/** One amendment: where it came from, what it changes, which cases look at it, and its approval. */
export function AmendmentDetail({ id }: { id: string }) {
  const { t } = useI18n();
  const seen = useAmendment(id);
  return (
    <>
      <Link to="?register=amendments">
        <ArrowLeftOutlined /> {t("amendment.every")}
      </Link>
      <Loaded query={seen}>{(found) => <AmendmentBody seen={found} />}</Loaded>
    </>
  );
}

function AmendmentBody({ seen }: { seen: Seen }) {
  const { t } = useI18n();
  const { may } = useSession();
  const { amendment, overtaken, waiting } = seen;
  const { id, state, file } = amendment;
  const settling = useSettling(id);
  return (
    <>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, md: 2 }}
        className="my-12"
        items={[
          { key: "state", label: t("amendment.standing"), children: <AmendmentTag state={state} /> },
          {
            key: "proposed",
            label: t("amendment.proposed"),
            children: (
              <>
                {amendment.proposer} · <Moment at={amendment.proposed_at} />
              </>
            ),
          },
          {
            key: "reason",
            label: t("approval.reason"),
            children: <span className="wrap">{amendment.reason}</span>,
          },
          {
            key: "file",
            label: t("amendment.file"),
            children: file ? (
              <>
                <span className="wrap">{file.name}</span>
                <br />
                <Typography.Text type="secondary" className="figures wrap">
                  {t("amendment.digest", { digest: file.digest })}
                </Typography.Text>
              </>
            ) : (
              t("amendment.form")
            ),
          },
          ...(amendment.decided_at
            ? [
                {
                  key: "decided",
                  label: t("amendment.decided"),
                  children: (
                    <>
                      {amendment.decided_by} · <Moment at={amendment.decided_at} />
                    </>
                  ),
                },
                {
                  key: "answer",
                  label: t("amendment.answer"),
                  children: <span className="wrap">{amendment.answer}</span>,
                },
              ]
            : []),
        ]}
      />
      {overtaken && <Alert type="warning" showIcon title={t("amendment.overtaken")} className="mb-12" />}
      {state === "waiting" && (
        <Alert
          type="info"
          showIcon
          title={t(waiting > 0 ? "amendment.looking" : "amendment.nobodyLooks", { count: waiting })}
          description={waiting > 0 && <WaitingCases seen={seen} />}
          className="mb-12"
        />
      )}
      <AmendmentChanges amendment={amendment} />
      {state === "waiting" && may("amendments.settle") && (
        <Approval proposer={amendment.proposer} settling={settling} mayNotApprove={overtaken} />
      )}
    </>
  );
}

function WaitingCases({ seen: { cases, waiting } }: { seen: Seen }) {
  const { t } = useI18n();
  if (cases.length === 0) return null;
  return (
    <>
      {cases.map((each) => (
        <Link key={each.return_id} to={`/cases/${each.return_id}`} className="figures me-12">
          {each.application_no}
        </Link>
      ))}
      {waiting > cases.length && t("amendment.moreCases", { count: waiting - cases.length })}
    </>
  );
}
