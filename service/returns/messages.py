"""Customs messages about returns as calls: each entry is taken by itself, a bad one does not spoil the others."""

import logging
from collections.abc import Callable, Iterable, Iterator
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
from schemas.declaration import ReturnDeclaration
from schemas.faults import BadInput, Fault
from schemas.work.returns import ReturnRecord
from service.context import Context
from service.problems import Problem, Unavailable
from service.returns import checking, customs_receipts, filing, tallies
from service.returns.locks import list_lock, lock_names, lock_names_of
from service.returns.revisions import content_of
from service.store import Session
from service.store import returns as rows
from service.store.database import lock

_log = logging.getLogger(__name__)


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


def submit_returns(context: Context, data: bytes) -> list[Answered]:
    """File, change or withdraw each application of a CEB213 message.

    An application that stands twice in it, one after the other, is answered once each, the same.

    Raises:
        BadInput: the envelope cannot be read.
    """
    entries = read_return_message(data).entries
    _lock_first(context, lambda session: _names(session, context, entries))
    answered: list[Answered] = []
    last: dict[tuple[str, str], tuple[ReturnApplication, Answered]] = {}
    for entry in entries:
        if isinstance(entry, Unreadable):
            answered.append(unreadable(context, entry))
            continue
        key = (entry.declaration.exporter.code, entry.declaration.application_no)
        before = last.get(key)
        if before is None or not _is_the_same(before[0], entry):
            last[key] = before = (entry, file(context, entry))
        answered.append(before[1])
    return answered


def check_returns(context: Context, data: bytes) -> list[Answered]:
    """Decide each application of a CEB213 message and keep nothing.

    Raises:
        BadInput: the envelope cannot be read.
    """
    entries = read_return_message(data).entries
    return [unreadable(context, each) if isinstance(each, Unreadable) else _check(context, each) for each in entries]


def _check(context: Context, entry: ReturnApplication) -> Answered:
    declaration = entry.declaration
    try:
        decision = checking.check(context, declaration)
    except Exception as error:
        return _refused(context, declaration, error)
    return _answered(customs_receipts.of_check(declaration, decision, context.now()))


def _is_the_same(one: ReturnApplication, other: ReturnApplication) -> bool:
    kinds = [(each.app_type, each.app_status, content_of(each.declaration)) for each in (one, other)]
    return kinds[0] == kinds[1]


def take_tallies(context: Context, data: bytes) -> list[TallyReceipt]:
    """Enter each tally of a CEB215 message.

    Raises:
        BadInput: the envelope cannot be read.
    """
    entries = read_tally_message(data).entries
    _lock_first(context, lambda session: _tallied_names(session, context, entries))
    return [_tallied(context, entry) for entry in entries]


def _lock_first(context: Context, names: Callable[[Session], Iterable[str]]) -> None:
    """Where the whole message is one transaction, as under an Idempotency-Key, take every lock that it will need.

    Taken entry by entry, two messages that cross would wait for each other. Where each entry is a transaction of its
    own there is none yet, and nothing to do.
    """
    with context.store.read() as session:
        if session.in_transaction() and (locked := set(names(session))):
            lock(session, *locked)


def _names(session: Session, context: Context, entries: Iterable[ReturnApplication | Unreadable]) -> Iterator[str]:
    declared = [each.declaration for each in entries if isinstance(each, ReturnApplication)]
    own = [each for each in declared if context.actor.sees(each.exporter.code, each.agent.code)]
    for each in own:
        yield from lock_names(each.exporter.code, each.application_no, each.list_no)
    for list_no in rows.lists_of(session, {(each.exporter.code, each.application_no) for each in own}):
        yield list_lock(list_no)


def _tallied_names(session: Session, context: Context, entries: Iterable[Tally | Unreadable]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, Tally) and context.actor.sees(entry.operator_code):
            for row in rows.for_tally(session, entry):
                yield from lock_names_of(row)


def file(context: Context, entry: ReturnApplication) -> Answered:
    """File, change or withdraw one application; whatever is wrong with it is told in its receipt."""
    declaration, draft = entry.declaration, entry.app_status == "1"
    calls: dict[str, Callable[[], ReturnRecord]] = {
        "1": lambda: filing.submit(context, declaration, draft=draft).record,
        "2": lambda: filing.change_application(context, declaration, draft=draft),
        "3": lambda: filing.withdraw_application(context, declaration),
    }
    if draft and entry.app_type == "3":
        calls["3"] = lambda: filing.filed(context, declaration)
    try:
        record = calls[entry.app_type]()
    except Exception as error:
        return _refused(context, declaration, error)
    if draft and entry.app_type == "3":
        return _answered(customs_receipts.of_draft(declaration, context.now()), record)
    return _answered(customs_receipts.of_record(record), record)


def _internal() -> Problem:
    """An error of ours, as the part of a message that it spoils is told of it."""
    return Problem("internal", variant="part")


def _refused(context: Context, declaration: ReturnDeclaration, error: Exception) -> Answered:
    """The negative receipt of one application; an error of ours is logged and spoils no other one.

    Where the database is away none is told anything: the whole call is made again, and what was filed is found.
    """
    if isinstance(error, Unavailable):
        raise error
    if not isinstance(error, Problem | BadInput):
        _log.error("an application failed", exc_info=error)
        error = _internal()
    faults = error.faults if isinstance(error, BadInput) else (error.fault,)
    return _answered(customs_receipts.of_problem(declaration, error, context.now()), errors=faults)


def unreadable(context: Context, entry: Unreadable) -> Answered:
    """The negative receipt of an application that cannot be read."""
    return _answered(customs_receipts.of_unreadable(entry, context.now()), errors=entry.faults)


def failed(receipts: Iterable[ReturnReceipt | TallyReceipt]) -> bool:
    """Whether an error of ours kept any of them from being taken: the call should be made again."""
    internal = _internal().fault.zh
    return any(each.return_info == internal for each in receipts)


def _answered(receipt: ReturnReceipt, record: ReturnRecord | None = None, errors: tuple[Fault, ...] = ()) -> Answered:
    answer = Answer(
        application_no=receipt.co_el_no or None,
        return_status=receipt.return_status,
        return_info=receipt.return_info,
        record=record,
        errors=errors,
    )
    return Answered(receipt, answer)


def _tallied(context: Context, entry: Tally | Unreadable) -> TallyReceipt:
    if isinstance(entry, Unreadable):
        return customs_receipts.of_unreadable_tally(entry, context.now())
    problem: Problem | None = None
    if entry.app_status == "2":
        try:
            tallies.take(context, entry)
        except Unavailable:
            raise
        except Problem as refused:
            problem = refused
        except Exception as error:
            _log.error("a tally failed", exc_info=error)
            problem = _internal()
    return customs_receipts.of_tally(entry, problem, context.now())
