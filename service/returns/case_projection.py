"""A return on staff's desks: its case is drawn anew whenever the return moves."""

from datetime import timedelta

from rules.weighing import keeps
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.tables import CaseRow, ProposalRow, ReturnRow
from schemas.work.cases import OPEN_STATES
from service.context import Context
from service.store import Session, returns
from service.store import cases as store


def waits_on(decision: Decision) -> tuple[str, ...]:
    """The provisions that keep a return from being eligible."""
    return tuple(each.provision for each in decision.findings if keeps(each, each.status))


def refresh(
    session: Session,
    context: Context,
    row: ReturnRow,
    declaration: ReturnDeclaration | None = None,
    decision: Decision | None = None,
) -> None:
    """Open, draw anew or close the case of a return; what it was decided by is read where the caller has it not."""
    if not is_open(row):
        _close(session, context, row)
        return
    if decision is None and (newest := returns.newest_decision(session, row)) is not None:
        decision = newest.decision
    if decision is not None:
        _draw(session, context, row, declaration or returns.newest_revision(session, row).declaration, decision)


def _draw(
    session: Session, context: Context, row: ReturnRow, declaration: ReturnDeclaration, decision: Decision
) -> None:
    now, districts = context.now(), context.rulebook.districts
    shown = {
        "exporter_code": row.exporter_code,
        "agent_code": row.agent_code,
        "application_no": row.application_no,
        "list_no": row.list_no,
        "customs_code": declaration.customs_code,
        "site_code": declaration.site_code,
        "export_district": districts.of(declaration.list_no),
        "return_district": districts.of(declaration.customs_code),
        "state": row.state,
        "outcome": decision.outcome,
        "provisions": f" {' '.join(waits_on(decision))} ",
        "lines": len(declaration.lines),
    }
    begins = {
        "open": True,
        "opened_at": now,
        "due_at": now + timedelta(days=context.settings.case_days),
        "closed_at": None,
        "assignee": None,
        "snoozed_until": None,
    }
    case = store.by_return(session, row.id)
    if case is None:
        session.add(CaseRow.model_validate({"return_id": row.id, "sequence": context.number(), **shown, **begins}))
        return
    case.sqlmodel_update(shown if case.open else shown | begins)
    case.proposed = any(waits(each, row) for each in store.proposals_of(session, row.id))
    session.add(case)


def _close(session: Session, context: Context, row: ReturnRow) -> None:
    case = store.by_return(session, row.id)
    if case is not None:
        if case.open:
            case.closed_at = context.now()
        case.open, case.state, case.proposed = False, row.state, False
        session.add(case)


def waits(proposal: ProposalRow, row: ReturnRow) -> bool:
    """Whether a proposal is to be decided on: it is not settled, and its return stands where it stood."""
    stands = (row.state, row.revision) == (proposal.before, proposal.revision)
    return proposal.approved is None and stands


def is_open(row: ReturnRow) -> bool:
    """Whether a return waits for staff."""
    return row.state in OPEN_STATES
