"""The second pair of eyes: what one proposes another approves; declined it may be by anyone, the proposer too."""

from sqlmodel import Session

from schemas.tables import AmendmentRow, ProposalRow
from schemas.work.cases import Verdict
from service.context import Workplace
from service.problems import Forbidden
from service.store import audited_rows


def settle(session: Session, place: Workplace, row: ProposalRow | AmendmentRow, verdict: Verdict) -> None:
    """Write a verdict into what was proposed, which still waits for one.

    Raises:
        Forbidden: the proposer would approve his own.
    """
    if verdict.approve and row.proposer == place.actor.name:
        raise Forbidden("proposal.own", "不能批准自己的提请", "nobody approves his own proposal")
    row.approved, row.decided_by = verdict.approve, place.actor.name
    row.answer, row.decided_at = verdict.reason, place.now()
    audited_rows.changed(session, row)
