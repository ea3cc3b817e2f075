"""Staff's work with a return: inspect, hand over, suspend, accept, reject, release; against the rules only by two."""

from collections.abc import Mapping
from typing import Final

from schemas.decision import Decision
from schemas.tables import ReturnRow, StepRow
from schemas.work.cases import STEPS, Offered, OfferedStep, Step, StepTaken, Target
from schemas.work.returns import STATE_WORDS, ReturnRecord
from schemas.work.webhooks import EventType
from service.context import Context
from service.evidence import audit
from service.problems import Conflict, Unprocessable
from service.returns import case_projection, locks, lookup, recording
from service.store import Session, audited_rows
from service.store import cases as case_store
from service.store import returns as store

_ACTIONS: Final[Mapping[Target, EventType]] = {
    "accepted": "return.accepted",
    "rejected": "return.rejected",
    "inspection": "return.inspection",
    "handed_over": "return.handed_over",
    "suspended": "return.suspended",
    "released": "return.released",
}


def take(context: Context, return_id: str, step: Step) -> ReturnRecord:
    """Bring a return into another state; one that is rejected gives its quantities back.

    Raises:
        NotFound: there is no such return.
        Conflict: that step does not lead on from where the return stands, another has the case, or the step lets
            through what the rules do not: then it is to be proposed.
        Unprocessable: the provision named is none that the return does not meet.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        locks.lock_row(session, row)
        if chosen_step(session, context, row, step).needs_second:
            raise Conflict("step.needs_second", "/to")
        return carry_out(session, context, row, step)


def offered(context: Context, return_id: str) -> Offered:
    """What whoever asks can do with a return, as `take` and `propose` would let him; the chain notes who asked.

    Raises:
        NotFound: there is no such return.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        audit.record(session, context, row.exporter_code, "offers.read", row.id)
        decision = _newest(session, row)
        free = context.actor.may("returns.step") and _holder(session, context, row) is None
        waits = proposal_waits(session, row)
        items = tuple(each for each in _open(row, decision) if free and not (each.needs_second and waits))
        return Offered(waits=case_projection.is_open(row), items=items, provisions=_grounds(decision))


def _open(row: ReturnRow, decision: Decision | None) -> tuple[OfferedStep, ...]:
    """The steps that lead on from where a return stands: the one rule by which they are offered and taken.

    Two are needed for what lets through a return that a provision forbids; what is merely not known, one settles. An
    accepted return has no open case and waits for nobody: whoever works cases may still take it up, and release it
    alone, for if it goes against the rules, two accepted it.
    """
    forbidden = row.state != "accepted" and decision is not None and bool(_unmet(decision))
    return tuple(
        OfferedStep(to=to, needs_second=forbidden and to in ("accepted", "released")) for to in STEPS.get(row.state, ())
    )


def _unmet(decision: Decision) -> tuple[str, ...]:
    """The provisions that a return is known not to meet, and that bear on whether it may come back."""
    failing = {each.provision for each in decision.findings if each.status == "unmet"}
    return tuple(each for each in case_projection.waits_on(decision) if each in failing)


def _grounds(decision: Decision | None) -> tuple[str, ...]:
    """The provisions that a step may name."""
    return () if decision is None else case_projection.waits_on(decision)


def _newest(session: Session, row: ReturnRow) -> Decision | None:
    row_of_decision = store.newest_decision(session, row)
    return None if row_of_decision is None else row_of_decision.decision


def _holder(session: Session, context: Context, row: ReturnRow) -> str | None:
    """Who else has the case, if that keeps the actor from it; whoever puts cases on desks may reach for any."""
    case = case_store.by_return(session, row.id)
    if case is None or not case.open or case.assignee == context.actor.name or context.actor.may("cases.assign"):
        return None
    return case.assignee


def chosen_step(session: Session, context: Context, row: ReturnRow, step: Step) -> OfferedStep:
    """The step among those that are open to the actor.

    Raises:
        Conflict, Unprocessable: as `take`.
    """
    decision = _newest(session, row)
    offered_step = next((each for each in _open(row, decision) if each.to == step.to), None)
    if offered_step is None:
        raise Conflict("step.impossible", "/to", here=STATE_WORDS[row.state], there=STATE_WORDS[step.to])
    holder = _holder(session, context, row)
    if holder is not None:
        raise Conflict("case.taken", variant="step", name=holder)
    if step.provision is not None and step.provision not in _grounds(decision):
        raise Unprocessable("step.provision", "/provision", provision=step.provision)
    return offered_step


def proposal_waits(session: Session, row: ReturnRow) -> bool:
    """Whether a proposal about a return is still to be decided."""
    return any(case_projection.waits(each, row) for each in case_store.proposals_of(session, row.id))


def carry_out(session: Session, context: Context, row: ReturnRow, step: Step, actor: str | None = None) -> ReturnRecord:
    """Note a step that was chosen, and bring the return where it leads."""
    taken = StepRow(
        sequence=context.number(),
        return_id=row.id,
        before=row.state,
        after=step.to,
        reason=step.reason,
        actor=actor or context.actor.name,
        taken_at=context.now(),
        provision=step.provision,
    )
    audited_rows.add(session, taken)
    recording.change_state(session, context, row, step.to, _ACTIONS[step.to], step.reason)
    return lookup.record(session, row)


def steps(context: Context, return_id: str) -> tuple[StepTaken, ...]:
    """Every step that staff took with a return, the oldest first; the chain notes who read them.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        audit.record(session, context, row.exporter_code, "steps.read", row.id)
        return tuple(StepTaken.model_validate(each, from_attributes=True) for each in store.steps_of(session, row.id))
