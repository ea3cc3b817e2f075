"""Decisions added up by day, in the database."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func

from schemas.tables import CountRow, DecisionRow, MarkRow
from service.store.database import core

Key = tuple[date, str, str]
_INSERTS: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def mark(session: Session, name: str) -> int:
    """The sequence number up to which a background task has worked; 0 before its first run."""
    row = session.get(MarkRow, name)
    return row.sequence if row else 0


def put_mark(session: Session, name: str, sequence: int) -> None:
    """Note how far a task has come."""
    session.merge(MarkRow(name=name, sequence=sequence))


class Made(NamedTuple):
    """A decision as it was made; its documents as the text that is kept."""

    decided_at: datetime
    outcome: str
    dossier: str
    decision: str


def made_after(session: Session, sequence: int, limit: int) -> list[tuple[int, datetime]]:
    """The numbers of decisions in the order in which they were made, and when that was."""
    query = select(col(DecisionRow.sequence), col(DecisionRow.decided_at)).where(col(DecisionRow.sequence) > sequence)
    rows = core(session).execute(query.order_by(col(DecisionRow.sequence)).limit(limit))
    return [(number, decided_at) for number, decided_at in rows]


def made_between(session: Session, after: int, last: int) -> list[Made]:
    """The decisions numbered above `after` up to `last`, their documents as kept text."""
    dossier, decision = type_coerce(col(DecisionRow.dossier), Text), type_coerce(col(DecisionRow.decision), Text)
    query = select(col(DecisionRow.decided_at), col(DecisionRow.outcome), dossier, decision)
    query = query.where(col(DecisionRow.sequence) > after, col(DecisionRow.sequence) <= last)
    return [Made(*row) for row in core(session).execute(query)]


def add(session: Session, numbers: Mapping[Key, int]) -> None:
    """Add to what is counted already."""
    if not numbers:
        return
    rows = [
        {"day": day, "kind": kind, "key": key, "number": number} for (day, kind, key), number in sorted(numbers.items())
    ]
    adding = _INSERTS[core(session).dialect.name](CountRow)
    more = adding.on_conflict_do_update(
        index_elements=["day", "kind", "key"], set_={"number": CountRow.number + adding.excluded.number}
    )
    core(session).execute(more, rows)


def by_day(session: Session, kind: str, since: date) -> list[tuple[date, str, int]]:
    """Every count of a kind since a day."""
    query = select(col(CountRow.day), col(CountRow.key), col(CountRow.number)).where(
        col(CountRow.kind) == kind, col(CountRow.day) >= since
    )
    return [(day, key, number) for day, key, number in session.execute(query)]


def together(session: Session, kind: str, since: date) -> list[tuple[str, int]]:
    """The counts of a kind since a day, added up over the days, the greatest first."""
    total = func.sum(col(CountRow.number))
    query = select(col(CountRow.key), total).where(col(CountRow.kind) == kind, col(CountRow.day) >= since)
    rows = session.execute(query.group_by(col(CountRow.key)).order_by(total.desc(), col(CountRow.key)))
    return [(key, int(number)) for key, number in rows]


class Total(NamedTuple):
    """A count since some day and over all days, with the first of these."""

    lately: int
    ever: int
    first: date


def totals(session: Session, kind: str, since: date) -> dict[str, Total]:
    """For each key of a kind: its count since a day, its count in all, and its first day."""
    number, day = col(CountRow.number), col(CountRow.day)
    lately = func.coalesce(func.sum(number).filter(day >= since), 0)
    query = select(col(CountRow.key), lately, func.sum(number), func.min(day)).where(col(CountRow.kind) == kind)
    rows = session.execute(query.group_by(col(CountRow.key)))
    return {key: Total(int(some), int(every), first) for key, some, every, first in rows}
