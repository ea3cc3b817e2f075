"""Returns in the database: rows, revisions, decisions, tallies and steps."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Text, bindparam, tuple_, type_coerce
from sqlmodel import Session, col, delete, func, or_, select

from schemas.base import Part
from schemas.ceb import Tally
from schemas.decision import Decision
from schemas.dossier import Dossier
from schemas.tables import DecisionRow, ReturnedLineRow, ReturnRow, RevisionRow, StepRow, TallyRow, metadata
from schemas.work.cases import OPEN_STATES
from schemas.work.returns import ReturnFilter
from service.store import audited_rows
from service.store.balances import Line
from service.store.database import core, run

_RETURNS: Final = metadata.tables["returns"]
_DECISIONS: Final = metadata.tables["decisions"]
_TEXT: Final = select(type_coerce(_DECISIONS.c.decision, Text)).where(_DECISIONS.c.id == bindparam("decision"))
_FILED: Final = select(_RETURNS.c.sequence).where(
    _RETURNS.c.exporter_code == bindparam("exporter"), _RETURNS.c.application_no == bindparam("number")
)

_AT_ONCE: Final = 1000
"""How many numbers one question to the database holds."""


def by_id(session: Session, return_id: str) -> ReturnRow | None:
    """The return of that id."""
    return session.exec(select(ReturnRow).where(ReturnRow.id == return_id)).one_or_none()


def by_application(session: Session, exporter_code: str, application_no: str) -> ReturnRow | None:
    """The return that an exporter filed under that number."""
    query = select(ReturnRow).where(
        ReturnRow.exporter_code == exporter_code, ReturnRow.application_no == application_no
    )
    return session.exec(query).one_or_none()


def is_filed(session: Session, exporter_code: str, application_no: str) -> bool:
    """Whether an exporter filed a return under that number: the quick look before `by_application`."""
    names = {"exporter": exporter_code, "number": application_no}
    return run(session, _FILED, names).fetchone() is not None


def lists_of(session: Session, applications: Collection[tuple[str, str]]) -> set[str]:
    """The original lists of those among these applications, each an exporter and a number, that are filed."""
    named = tuple_(col(ReturnRow.exporter_code), col(ReturnRow.application_no)).in_(applications)
    return set(session.exec(select(ReturnRow.list_no).where(named)))


def waiting(session: Session, lists: Collection[str]) -> Sequence[ReturnRow]:
    """The returns under these lists' numbers that wait for a person, or that staff have in hand."""
    numbers, query = sorted(lists), select(ReturnRow).where(col(ReturnRow.state).in_(OPEN_STATES))
    query = query.execution_options(populate_existing=True)
    return [
        row
        for start in range(0, len(numbers), _AT_ONCE)
        for row in session.exec(query.where(col(ReturnRow.list_no).in_(numbers[start : start + _AT_ONCE])))
    ]


def for_tally(session: Session, tally: Tally) -> Sequence[ReturnRow]:
    """The declared returns a tally can mean: same application number, and same list where the tally names one."""
    query = select(ReturnRow).where(
        ReturnRow.application_no == tally.co_el_no, col(ReturnRow.state).not_in(("draft", "erased"))
    )
    if tally.invt_no:
        query = query.where(ReturnRow.list_no == tally.invt_no)
    return session.exec(query).all()


def of_firm(firm: str) -> ColumnElement[bool]:
    """That a firm is exporter or agent of the return."""
    return or_(col(ReturnRow.exporter_code) == firm, col(ReturnRow.agent_code) == firm)


def page(session: Session, filters: ReturnFilter, *, limit: int, before: int | None = None) -> Sequence[ReturnRow]:
    """Returns from the newest on, below a sequence number."""
    query = select(ReturnRow).where(ReturnRow.state != "erased").order_by(col(ReturnRow.sequence).desc()).limit(limit)
    if before is not None:
        query = query.where(col(ReturnRow.sequence) < before)
    if filters.firm is not None:
        query = query.where(of_firm(filters.firm))
    for name in ("exporter_code", "list_no", "application_no", "state"):
        if (value := getattr(filters, name)) is not None:
            query = query.where(getattr(ReturnRow, name) == value)
    return session.exec(query).all()


def newest_revision(session: Session, row: ReturnRow) -> RevisionRow:
    """The revision the return stands at."""
    return session.get_one(RevisionRow, (row.id, row.revision))


def newest_decision(session: Session, row: ReturnRow) -> DecisionRow | None:
    """The newest decision on the newest revision; none for a draft."""
    query = select(DecisionRow).where(DecisionRow.return_id == row.id, DecisionRow.revision == row.revision)
    return session.exec(query.order_by(col(DecisionRow.sequence).desc()).limit(1)).one_or_none()


class Standing(NamedTuple):
    """What a return stands at: its newest revision, and the newest decision on it with the day of arrival it took."""

    revision: RevisionRow
    decision: Decision | None
    arrived_on: date | None


class _Declared(Part):
    arrived_on: date | None = None


class _Arrived(Part):
    declaration: _Declared


def standing(session: Session, rows: Sequence[ReturnRow]) -> list[Standing]:
    """What each of these returns stands at, in the same order; two statements, however many there are."""
    keys = [(row.id, row.revision) for row in rows]
    query = select(RevisionRow).where(tuple_(col(RevisionRow.return_id), col(RevisionRow.number)).in_(keys))
    revisions = {row.return_id: row for row in session.exec(query)}
    columns = _DECISIONS.c
    made = (
        select(columns.return_id, type_coerce(columns.decision, Text), type_coerce(columns.dossier, Text))
        .where(tuple_(columns.return_id, columns.revision).in_(keys))
        .order_by(columns.sequence)
    )
    decisions = {return_id: (decided, dossier) for return_id, decided, dossier in core(session).execute(made)}

    def of(row: ReturnRow) -> Standing:
        if (texts := decisions.get(row.id)) is None:
            return Standing(revisions[row.id], None, None)
        decided, dossier = texts
        arrived_on = _Arrived.model_validate_json(dossier).declaration.arrived_on
        return Standing(revisions[row.id], Decision.model_validate_json(decided), arrived_on)

    return [of(row) for row in rows]


def decision(session: Session, decision_id: str) -> DecisionRow | None:
    """The decision of that id, whether or not a newer one followed."""
    return session.exec(select(DecisionRow).where(DecisionRow.id == decision_id)).one_or_none()


def decision_text(session: Session, decision_id: str) -> str:
    """A decision as its text was kept: a model that has grown since would write it otherwise."""
    text: str = core(session).execute(_TEXT, {"decision": decision_id}).scalar_one()
    return text


def decided_dossiers(session: Session) -> Iterator[Dossier]:
    """What the newest decision on each return that is not withdrawn was made from, in the order they were made."""
    newest = select(func.max(DecisionRow.sequence)).group_by(col(DecisionRow.return_id))
    query = (
        select(DecisionRow)
        .join(ReturnRow, col(ReturnRow.id) == DecisionRow.return_id)
        .where(col(DecisionRow.sequence).in_(newest), ReturnRow.state != "withdrawn")
        .order_by(col(DecisionRow.sequence))
    )
    for row in session.exec(query.execution_options(yield_per=500)):
        yield row.dossier
        session.expunge(row)


def decisions_of(session: Session, return_id: str) -> list[Decision]:
    """Every decision on a return, the oldest first."""
    return [row.decision for row in decision_rows_of(session, return_id)]


def decision_rows_of(session: Session, return_id: str) -> list[DecisionRow]:
    """As `decisions_of`, with dossiers and signatures."""
    query = select(DecisionRow).where(DecisionRow.return_id == return_id).order_by(col(DecisionRow.sequence))
    return list(session.exec(query))


def steps_of(session: Session, return_id: str) -> list[StepRow]:
    """Every step that staff took with a return, the oldest first."""
    query = select(StepRow).where(StepRow.return_id == return_id).order_by(col(StepRow.sequence))
    return list(session.exec(query))


def newest_tally(session: Session, return_id: str, list_no: str) -> Tally | None:
    """The tally in force of a return: the newest that names its list or none, unless that one is a deletion."""
    query = select(TallyRow).where(TallyRow.return_id == return_id).order_by(col(TallyRow.sequence).desc())
    tallies = (row.document for row in session.exec(query))
    tally = next((each for each in tallies if each.invt_no in (None, "", list_no)), None)
    return tally if tally and tally.app_type != "3" else None


def lines_of(session: Session, return_id: str) -> list[Line]:
    """The quantities the newest revision of a return takes."""
    query = select(ReturnedLineRow).where(ReturnedLineRow.return_id == return_id)
    return [Line.of(row) for row in session.exec(query.order_by(col(ReturnedLineRow.position)))]


def drop_lines(session: Session, return_id: str, lines: Sequence[Line]) -> None:
    """Take the quantities of an earlier revision away."""
    if lines:
        core(session).execute(delete(ReturnedLineRow).where(col(ReturnedLineRow.return_id) == return_id))
        audited_rows.record_removal(session, ReturnedLineRow, (line.values(return_id) for line in lines))
