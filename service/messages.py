"""Customs messages about returns as calls: each entry is taken by itself, a bad one does not spoil the others."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas.base import Document
from schemas.ceb import (
    ReturnApplication,
    ReturnReceipt,
    Tally,
    TallyReceipt,
    Unreadable,
    read_return_message,
    read_tally_message,
)
from schemas.faults import BadInput, Fault
from schemas.returns import ReturnRecord
from service import receipts, returns, tallies
from service.problems import Conflict, NotFound, Problem
from service.workplace import Workplace


class Answer(Document):
    """What became of one application of a message: its receipt, and the return as it stands where there is one."""

    application_no: str | None
    return_status: str
    return_info: str
    record: ReturnRecord | None = None
    errors: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Answered:
    """An answer beside the receipt that says the same in XML."""

    receipt: ReturnReceipt
    answer: Answer


def submit_returns(place: Workplace, data: bytes) -> list[Answered]:
    """File, change or withdraw each application of a CEB213 message.

    Raises:
        BadInput: the envelope cannot be read.
    """
    return [_file(place, entry) for entry in read_return_message(data).entries]


def check_returns(place: Workplace, data: bytes) -> list[Answered]:
    """Decide each application of a CEB213 message and keep nothing.

    Raises:
        BadInput: the envelope cannot be read.
    """
    answered = []
    for entry in read_return_message(data).entries:
        if isinstance(entry, Unreadable):
            answered.append(_unreadable(place, entry))
        else:
            decision = returns.check(place, entry.declaration)
            receipt = receipts.of_check(entry.declaration, decision, place.now())
            answered.append(_answered(receipt))
    return answered


def take_tallies(place: Workplace, data: bytes) -> list[TallyReceipt]:
    """Enter each tally of a CEB215 message.

    Raises:
        BadInput: the envelope cannot be read.
    """
    return [_tallied(place, entry) for entry in read_tally_message(data).entries]


def _file(place: Workplace, entry: ReturnApplication | Unreadable) -> Answered:
    if isinstance(entry, Unreadable):
        return _unreadable(place, entry)
    declaration, draft = entry.declaration, entry.app_status == "1"
    calls: dict[str, Callable[[], ReturnRecord]] = {
        "1": lambda: returns.submit(place, declaration, draft=draft).record,
        "2": lambda: returns.change_application(place, declaration, draft=draft),
        "3": lambda: returns.withdraw_application(place, declaration),
    }
    try:
        record = calls[entry.app_type]()
    except (Problem, BadInput) as problem:
        faults = problem.faults if isinstance(problem, BadInput) else (problem.fault,)
        return _answered(receipts.of_problem(declaration, problem, place.now()), errors=faults)
    return _answered(receipts.of_record(record), record)


def _unreadable(place: Workplace, entry: Unreadable) -> Answered:
    return _answered(receipts.of_unreadable(entry, place.now()), errors=entry.faults)


def _answered(receipt: ReturnReceipt, record: ReturnRecord | None = None, errors: tuple[Fault, ...] = ()) -> Answered:
    answer = Answer(
        application_no=receipt.co_el_no or None,
        return_status=receipt.return_status,
        return_info=receipt.return_info,
        record=record,
        errors=errors,
    )
    return Answered(receipt, answer)


def _tallied(place: Workplace, entry: Tally | Unreadable) -> TallyReceipt:
    if isinstance(entry, Unreadable):
        return receipts.of_unreadable_tally(entry, place.now())
    problem: Problem | None = None
    if entry.app_status == "2":
        try:
            tallies.take(place, entry)
        except (NotFound, Conflict) as refused:
            problem = refused
    return receipts.of_tally(entry, problem, place.now())
