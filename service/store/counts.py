"""Decisions added up by day, in the database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from schemas.tables import CountRow, DecisionRow, MarkRow
from service.store.database import core

Key = tuple[date, str, str]
_INSERTS: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def mark(session: Session, name: str) -> int:
    """How far a task has come."""
    row = session.get(MarkRow, name)
    return row.sequence if row else 0


def put_mark(session: Session, name: str, sequence: int) -> None:
    """Note how far a task has come."""
    session.merge(MarkRow(name=name, sequence=sequence))


def decisions_after(session: Session, sequence: int, limit: int) -> Sequence[DecisionRow]:
    """Decisions in the order in which they were made."""
    found = select(DecisionRow).where(col(DecisionRow.sequence) > sequence)
    return session.exec(found.order_by(col(DecisionRow.sequence)).limit(limit)).all()


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
    found = select(col(CountRow.day), col(CountRow.key), col(CountRow.number)).where(
        CountRow.kind == kind, col(CountRow.day) >= since
    )
    return [(day, key, number) for day, key, number in session.exec(found)]


def together(session: Session, kind: str, since: date) -> list[tuple[str, int]]:
    """The counts of a kind since a day, added up over the days, the greatest first."""
    total = func.sum(CountRow.number)
    found = select(CountRow.key, total).where(CountRow.kind == kind, col(CountRow.day) >= since)
    rows = session.exec(found.group_by(CountRow.key).order_by(total.desc(), CountRow.key))
    return [(key, int(number)) for key, number in rows]
