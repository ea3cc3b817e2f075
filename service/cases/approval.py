"""The second pair of eyes: another than the proposer approves; anyone entitled may decline, the proposer included."""

from schemas.tables import AmendmentRow, ProposalRow
from schemas.work.cases import Verdict
from service.context import Context
from service.problems import Forbidden
from service.store import Session, audited_rows


def decide(session: Session, context: Context, row: ProposalRow | AmendmentRow, verdict: Verdict) -> None:
    """Write a verdict into what was proposed, which still waits for one.

    Raises:
        Forbidden: the proposer would approve his own.
    """
    if verdict.approve and row.proposer == context.actor.name:
        raise Forbidden("proposal.own")
    row.approved, row.decided_by = verdict.approve, context.actor.name
    row.answer, row.decided_at = verdict.reason, context.now()
    audited_rows.update(session, row)
