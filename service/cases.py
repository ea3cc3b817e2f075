"""Staff's work with a return: inspect, hand over, suspend, accept, reject, release."""

from typing import cast

from schemas.cases import STATE_WORDS, STEPS, Step, StepTaken
from schemas.returns import ReturnRecord, State
from schemas.tables import StepRow
from service import audit, recording, returns
from service.problems import Conflict
from service.store import evidence
from service.store import returns as store
from service.workplace import Workplace


def take(place: Workplace, return_id: str, step: Step) -> ReturnRecord:
    """Bring a return into another state; one that is rejected gives its quantities back.

    Raises:
        NotFound: there is no such return.
        Conflict: that step does not lead on from where the return stands.
    """
    with place.store.write() as session:
        row = returns.existing(session, place, return_id)
        recording.lock_row(session, row)
        before = cast(State, row.state)
        if step.to not in STEPS.get(before, frozenset()):
            here, there = STATE_WORDS[before], STATE_WORDS[step.to]
            raise Conflict(
                "step.impossible",
                f"退货处于“{here.zh}”，不能转为“{there.zh}”",
                f"the return is {here.en} and cannot be {there.en}",
                "/to",
            )
        taken = StepRow(
            sequence=place.number(),
            return_id=row.id,
            before=before,
            after=step.to,
            reason=step.reason,
            actor=place.actor.name,
            taken_at=place.now(),
        )
        evidence.add(session, taken)
        recording.moved(session, place, row, step.to, f"return.{step.to}", step.reason)
        return returns.record(session, row)


def steps(place: Workplace, return_id: str) -> tuple[StepTaken, ...]:
    """Every step that staff took with a return, the oldest first; the chain notes who read them.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with place.store.write() as session:
        row = returns.existing(session, place, return_id)
        audit.record(session, place, row.exporter_code, "steps.read", row.id)
        return tuple(
            StepTaken(
                before=cast(State, each.before),
                after=cast(State, each.after),
                reason=each.reason,
                actor=each.actor,
                taken_at=each.taken_at,
            )
            for each in store.steps_of(session, row.id)
        )
