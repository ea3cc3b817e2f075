"""Steps that go against the rules: one person proposes, another approves or declines."""

from uuid import uuid4

from schemas.tables import ProposalRow, ReturnRow
from schemas.work.cases import Proposal, Step, Verdict
from service.cases import approval
from service.cases.steps import carry_out, chosen_step, proposal_waits
from service.context import Context
from service.evidence import audit
from service.evidence.actions import AuditAction
from service.problems import Conflict, found
from service.returns import case_projection, locks, lookup
from service.store import Session, audited_rows
from service.store import cases as case_store


def propose(context: Context, return_id: str, step: Step) -> Proposal:
    """Ask for a second pair of eyes on a step that goes against the rules.

    Raises:
        NotFound, Conflict, Unprocessable: as `take`; Conflict too where one waits already, or none is needed.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        locks.lock_row(session, row)
        if not chosen_step(session, context, row, step).needs_second:
            raise Conflict("proposal.needless", "/to")
        if proposal_waits(session, row):
            raise Conflict("proposal.waits", "/to")
        proposed = ProposalRow(
            sequence=context.number(),
            id=str(uuid4()),
            return_id=row.id,
            revision=row.revision,
            before=row.state,
            after=step.to,
            reason=step.reason,
            proposer=context.actor.name,
            proposed_at=context.now(),
        )
        audited_rows.add(session, proposed)
        _mark(session, context, row, proposed=True)
        detail = {"proposal": proposed.id, "to": step.to, "reason": step.reason}
        audit.record(session, context, row.exporter_code, "step.proposed", row.id, detail)
        return _proposal(proposed, row)


def decide(context: Context, proposal_id: str, verdict: Verdict) -> Proposal:
    """Approve a proposal, which takes the step, or decline it.

    Raises:
        NotFound: there is no such proposal.
        Forbidden: the proposer would approve his own.
        Conflict: it is settled, or the return has moved on meanwhile.
    """
    with context.store.write() as session:
        proposed = found(case_store.proposal(session, proposal_id), "proposal.not_found", proposal_id)
        row = lookup.existing(session, context, proposed.return_id)
        locks.lock_row(session, row)
        session.refresh(proposed)
        if not case_projection.waits(proposed, row):
            raise Conflict("proposal.settled")
        approval.decide(session, context, proposed, verdict)
        _mark(session, context, row, proposed=False)
        action: AuditAction = "step.approved" if verdict.approve else "step.declined"
        detail = {"proposal": proposed.id, "to": proposed.after, "reason": verdict.reason}
        audit.record(session, context, row.exporter_code, action, row.id, detail)
        if verdict.approve:
            step = Step(to=proposed.after, reason=proposed.reason)
            carry_out(session, context, row, step, f"{proposed.proposer} + {context.actor.name}"[:80])
        return _proposal(proposed, row)


def proposals(context: Context, return_id: str) -> tuple[Proposal, ...]:
    """Every proposal about a return, the oldest first; the chain notes who read them.

    Raises:
        NotFound: there is no such return.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        audit.record(session, context, row.exporter_code, "proposals.read", row.id)
        return tuple(_proposal(each, row) for each in case_store.proposals_of(session, row.id))


def _mark(session: Session, context: Context, row: ReturnRow, *, proposed: bool) -> None:
    case = case_store.by_return(session, row.id)
    if case is not None:
        case.proposed = proposed
        case_store.keep(session, case, context.now())


def _proposal(proposal: ProposalRow, row: ReturnRow) -> Proposal:
    return Proposal(
        id=proposal.id,
        return_id=proposal.return_id,
        before=proposal.before,
        after=proposal.after,
        reason=proposal.reason,
        proposer=proposal.proposer,
        proposed_at=proposal.proposed_at,
        approved=proposal.approved,
        decided_by=proposal.decided_by,
        answer=proposal.answer,
        decided_at=proposal.decided_at,
        overtaken=proposal.approved is None and not case_projection.waits(proposal, row),
    )
