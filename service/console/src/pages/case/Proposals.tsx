import { useMutation } from "@tanstack/react-query";
import { Card, Flex, Typography } from "antd";
import { api, data, type Schemas } from "../../api/client";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { Moment } from "../../components/Moment";
import { StateTag } from "../../components/tags";
import { Approval } from "../../components/Approval";
import { useProposals, useRefresh } from "../../api/returns";

type Proposal = Schemas["Proposal"];

/** Steps against the rules: the one that waits for a second pair of eyes, and those that had it. */
export function Proposals({ id }: { id: string }) {
  const { t } = useI18n();
  const { data: items } = useProposals(id, true);
  if (!items?.length) return null;
  return (
    <Card title={t("case.second")}>
      <Flex vertical gap={12}>
        {[...items].reverse().map((each) => (
          <OneProposal key={each.id} proposal={each} id={id} />
        ))}
      </Flex>
    </Card>
  );
}

function OneProposal({ proposal, id }: { proposal: Proposal; id: string }) {
  const { t } = useI18n();
  const settled =
    proposal.approved === null
      ? proposal.overtaken
        ? t("case.overtaken")
        : t("case.waits")
      : t(proposal.approved ? "case.approved" : "case.declined", { name: proposal.decided_by ?? "" });
  return (
    <div>
      <Flex gap={6} align="center" wrap>
        <StateTag state={proposal.before} /> → <StateTag state={proposal.after} />
        <Typography.Text type="secondary">
          {proposal.proposer} · <Moment at={proposal.proposed_at} />
        </Typography.Text>
      </Flex>
      <div className="my-6">{proposal.reason}</div>
      <Typography.Text type={proposal.approved === null && !proposal.overtaken ? "warning" : "secondary"}>
        {proposal.answer ? t("law.said", { what: settled }) : settled}
        {proposal.answer}
      </Typography.Text>
      {proposal.approved === null && !proposal.overtaken && <ProposalApproval proposal={proposal} id={id} />}
    </div>
  );
}

function ProposalApproval({ proposal, id }: { proposal: Proposal; id: string }) {
  const { may } = useSession();
  const refresh = useRefresh(id);
  const settling = useMutation({
    mutationFn: (verdict: Schemas["Verdict"]) =>
      data(
        api.POST("/v1/proposals/{proposal_id}/verdict", {
          params: { path: { proposal_id: proposal.id } },
          body: verdict,
        }),
      ),
    onSettled: refresh,
  });
  return may("proposals.settle") ? <Approval proposer={proposal.proposer} settling={settling} /> : null;
}
