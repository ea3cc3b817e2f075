"""The second pair of eyes: what one proposes another approves; declined it may be by anyone, the proposer too."""

from sqlmodel import Session

from schemas.cases import Verdict
from schemas.tables import AmendmentRow, ProposalRow
from service.problems import Forbidden
from service.store import evidence
from service.workplace import Workplace


def settle(session: Session, place: Workplace, row: ProposalRow | AmendmentRow, verdict: Verdict) -> None:
    """Write a verdict into what was proposed, which still waits for one.

    Raises:
        Forbidden: the proposer would approve his own.
    """
    if verdict.approve and row.proposer == place.actor.name:
        raise Forbidden("proposal.own", "不能批准自己的提请", "nobody approves his own proposal")
    row.approved, row.decided_by = verdict.approve, place.actor.name
    row.answer, row.decided_at = verdict.reason, place.now()
    evidence.changed(session, row)
