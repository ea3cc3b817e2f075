"""What is taken of each line of an original list; the table's own check refuses more than was exported."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from schemas.declaration import ReturnDeclaration
from schemas.dossier import ReturnedQuantity
from schemas.export_list import ExportList
from schemas.tables import ReturnedLineRow, metadata
from schemas.tables.types import AsQuantity
from service.store.audited_rows import Stored
from service.store.database import core, run

_TABLE: Final = metadata.tables["balances"]
_KEYS: Final = ("list_no", "line_no")
_OF_LIST: Final = select(
    _TABLE.c.line_no, _TABLE.c.taken_quantity, _TABLE.c.taken_legal_quantity, _TABLE.c.taken_second_quantity
).where(_TABLE.c.list_no == bindparam("number"))
_INSERTS: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Amounts(NamedTuple):
    """The three quantities of a line."""

    quantity: Decimal = Decimal(0)
    legal: Decimal = Decimal(0)
    second: Decimal = Decimal(0)

    def plus(self, other: "Amounts") -> "Amounts":
        """Their sum."""
        return Amounts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def minus(self, other: "Amounts") -> "Amounts":
        """Their difference."""
        return Amounts(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


class Line(NamedTuple):
    """What a declaration takes of one line of an original list; a line number may stand twice."""

    list_no: str
    position: int
    line_no: int
    quantity: Decimal
    legal: Decimal
    second: Decimal | None

    @classmethod
    def of(cls, row: ReturnedLineRow) -> "Line":
        """The line of a row."""
        second = None if row.second_quantity is None else Decimal(row.second_quantity)
        quantities = (Decimal(row.quantity), Decimal(row.legal_quantity), second)
        return cls(row.list_no, row.position, row.line_no, *quantities)

    def values(self, return_id: str) -> dict[str, Stored]:
        """What each column of its row holds."""
        return {
            "return_id": return_id,
            "position": self.position,
            "list_no": self.list_no,
            "line_no": self.line_no,
            "quantity": format(self.quantity, "f"),
            "legal_quantity": format(self.legal, "f"),
            "second_quantity": None if self.second is None else format(self.second, "f"),
        }


def lines_of(declaration: ReturnDeclaration) -> list[Line]:
    """What a declaration takes."""
    return [
        Line(declaration.list_no, position, line.line_no, line.quantity, line.legal_quantity, line.second_quantity)
        for position, line in enumerate(declaration.lines)
    ]


@dataclass(frozen=True)
class Balances:
    """What is taken of the lines of one list, by line number, and which lines have moved since it was read."""

    list_no: str
    taken: dict[int, Amounts]
    moved: tuple[Line, ...] = ()

    def without(self, lines: Iterable[Line]) -> "Balances":
        """The balances less these lines; nothing is written."""
        return self._moved(lines, Amounts.minus)

    def plus(self, lines: Iterable[Line]) -> "Balances":
        """The balances and these lines; nothing is written."""
        return self._moved(lines, Amounts.plus)

    def _moved(self, lines: Iterable[Line], move: Callable[[Amounts, Amounts], Amounts]) -> "Balances":
        lines = tuple(lines)
        amounts = {line_no: move(self.taken.get(line_no, Amounts()), each) for line_no, each in sums(lines).items()}
        return Balances(self.list_no, {**self.taken, **amounts}, self.moved + lines)

    def returned(self) -> tuple[ReturnedQuantity, ...]:
        """The quantities taken, as a dossier holds them, by line number; untouched lines are left out."""
        return tuple(
            ReturnedQuantity(
                line_no=line_no, quantity=each.quantity, legal_quantity=each.legal, second_quantity=each.second
            )
            for line_no, each in sorted(self.taken.items())
            if any(each)
        )


def sums(lines: Iterable[Line]) -> dict[int, Amounts]:
    """What lines take together, by line number."""
    total: dict[int, Amounts] = defaultdict(Amounts)
    for line in lines:
        amounts = Amounts(line.quantity, line.legal, line.second or Decimal(0))
        total[line.line_no] = total[line.line_no].plus(amounts)
    return total


def of_list(session: Session, list_no: str) -> Balances:
    """What is taken of a list by declared returns that are neither rejected nor withdrawn (I5)."""
    rows = run(session, _OF_LIST, {"number": list_no})
    return Balances(list_no, {line_no: Amounts(*map(Decimal, amounts)) for line_no, *amounts in rows})


def put(session: Session, balances: Balances, export_list: ExportList | None = None) -> None:
    """Write what is now taken of the lines that moved and, where they take of a known list, what it exported.

    Raises:
        sqlalchemy.exc.IntegrityError: more would be taken than was exported.
    """
    exported = {line.line_no: line for line in export_list.lines} if export_list else {}
    with_second = {line.line_no for line in balances.moved if line.second is not None}
    rows: list[dict[str, str | int | Decimal | None]] = []
    for line_no in sorted({line.line_no for line in balances.moved}):
        line, taken = exported.get(line_no), balances.taken.get(line_no, Amounts())
        rows.append(
            {
                "list_no": balances.list_no,
                "line_no": line_no,
                "exported_quantity": line.quantity if line else None,
                "exported_legal_quantity": line.legal_quantity if line else None,
                "exported_second_quantity": line.second_quantity if line and line_no in with_second else None,
                "taken_quantity": taken.quantity,
                "taken_legal_quantity": taken.legal,
                "taken_second_quantity": taken.second,
            }
        )
    if not rows:
        return
    stored = ({name: _stored(value) for name, value in row.items()} for row in rows)
    run(session, _upsert(core(session).dialect.name), *stored)


def _stored(value: str | int | Decimal | None) -> Stored:
    return AsQuantity().process_bind_param(value, None) if isinstance(value, Decimal) else value


@cache
def _upsert(dialect: str) -> Any:
    upsert = _INSERTS[dialect](_TABLE)
    changed = {column.name: upsert.excluded[column.name] for column in _TABLE.columns if column.name not in _KEYS}
    return upsert.on_conflict_do_update(index_elements=_KEYS, set_=changed)
