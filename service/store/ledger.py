"""The ledger read through: each line of goods once, what its balance says beside what its returns take.

The database sorts, so that only one original list is in memory at a time, however many there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from sqlalchemy import String, cast, literal, null, select, type_coerce, union_all
from sqlmodel import Session, col

from schemas.tables import ExportListRow, metadata
from schemas.tables.types import AsQuantity
from schemas.work.returns import COUNTED_STATES
from service.store.balances import Amounts
from service.store.database import core

_Exported = tuple[Decimal | None, Decimal | None, Decimal | None]
_TAKEN: Final = metadata.tables["returned_lines"]
_RETURNS: Final = metadata.tables["returns"]
_KEPT: Final = metadata.tables["balances"]
_QUANTITY: Final = AsQuantity()
_KINDS: Final = ("quantity", "legal_quantity", "second_quantity")
_ENTRIES: Final = (
    union_all(
        select(
            _TAKEN.c.list_no,
            _TAKEN.c.line_no,
            literal(False).label("kept"),
            *(_TAKEN.c[kind].label(f"taken_{kind}") for kind in _KINDS),
            *(cast(null(), String).label(f"exported_{kind}") for kind in _KINDS),
        )
        .join(_RETURNS, _RETURNS.c.id == _TAKEN.c.return_id)
        .where(_RETURNS.c.state.in_(COUNTED_STATES)),
        select(
            _KEPT.c.list_no,
            _KEPT.c.line_no,
            literal(True),
            *(type_coerce(_KEPT.c[f"{amount}_{kind}"], String) for amount in ("taken", "exported") for kind in _KINDS),
        ),
    )
    .order_by("list_no", "line_no")
    .execution_options(yield_per=1000)
)


class _Entry(NamedTuple):
    list_no: str
    line_no: int
    kept: bool
    taken_quantity: str
    taken_legal_quantity: str
    taken_second_quantity: str | None
    exported_quantity: str | None
    exported_legal_quantity: str | None
    exported_second_quantity: str | None

    def taken(self) -> Amounts:
        return Amounts(*(_number(text) or Decimal(0) for text in self[3:6]))

    def exported(self) -> _Exported:
        return _number(self[6]), _number(self[7]), _number(self[8])


@dataclass(frozen=True)
class Account:
    """One line of goods: what its balance says is taken and was exported, what its returns take, what lists say."""

    list_no: str
    line_no: int
    taken: Amounts
    returned: Amounts
    exported: _Exported
    declared: tuple[_Exported, ...]

    def was_exported(self) -> bool:
        """Whether what the balance says was exported is, where it says so, what some version of the list says."""
        return not any(each is not None for each in self.exported) or any(
            all(mine in (None, theirs) for mine, theirs in zip(self.exported, version, strict=True))
            for version in self.declared
        )

    def is_exceeded(self) -> bool:
        """Whether more is taken than was exported, where that is known."""
        return any(most is not None and taken > most for taken, most in zip(self.taken, self.exported, strict=True))


def accounts(session: Session) -> Iterator[Account]:
    """Every line of goods that has a balance or of which a return takes, list by list."""
    entries = (_Entry(*row) for row in core(session).execute(_ENTRIES))
    for list_no, of_list in groupby(entries, itemgetter(0)):
        declared = _declared(session, list_no)
        for line_no, of_line in groupby(of_list, itemgetter(1)):
            taken, returned = Amounts(), Amounts()
            exported: _Exported = (None, None, None)
            for entry in of_line:
                if entry.kept:
                    taken, exported = entry.taken(), entry.exported()
                else:
                    returned = returned.plus(entry.taken())
            yield Account(list_no, line_no, taken, returned, exported, tuple(declared.get(line_no, ())))


def _declared(session: Session, list_no: str) -> dict[int, list[_Exported]]:
    """What each version of a list says was exported, by line number."""
    exported: dict[int, list[_Exported]] = {}
    for document in session.scalars(select(col(ExportListRow.document)).where(col(ExportListRow.list_no) == list_no)):
        for line in document.lines:
            exported.setdefault(line.line_no, []).append((line.quantity, line.legal_quantity, line.second_quantity))
    return exported


def _number(text: str | None) -> Decimal | None:
    return _QUANTITY.process_result_value(text, None)
