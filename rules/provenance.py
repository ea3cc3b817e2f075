"""Where each fact is read from: JSON pointers into the dossier, the days, and the reference tables."""

from collections.abc import Iterator
from typing import Final

from rules.dated_dossier import DatedDossier
from rules.facts import AS_OF, DISTRICTS, FACTS, record_of
from schemas.base import Document
from schemas.law.explanation import Record
from schemas.registers import RegisterRow

_MAY_BE_ABSENT: Final = frozenset(
    {"/declaration/arrived_on", "/export_list/exported_on", "/site/valid_from", "/site/valid_until"}
)


def value_at(dated: DatedDossier, pointer: str) -> object:
    """What stands there; None where nothing does. A district table has no value of its own."""
    if pointer == AS_OF:
        return dated.as_of
    if pointer == DISTRICTS:
        return dated.districts.digest
    first, *rest = pointer.split("/")[1:]
    value: object = dated.site if first == "site" else getattr(dated.dossier, first)
    for name in rest:
        value = getattr(value, name, None)
    return value


def row_of(dated: DatedDossier, pointer: str) -> RegisterRow | None:
    """The register's row that a pointer leads into, if it leads into one."""
    rows: dict[Record, Document | None] = {
        "site": dated.site,
        "exporter": dated.dossier.exporter,
        "agent": dated.dossier.agent,
    }
    row = rows.get(record_of(pointer))
    return row if isinstance(row, RegisterRow) else None


def absent(dated: DatedDossier, fact: str) -> Iterator[str]:
    """What would tell an unknown fact: of its origins those that are absent, the whole record where that is."""
    for pointer in FACTS[fact].reads:
        if pointer in _MAY_BE_ABSENT and value_at(dated, pointer.rpartition("/")[0]) is not None:
            continue
        if value_at(dated, pointer) is None:
            record = f"/{pointer.split('/')[1]}"
            yield record if value_at(dated, record) is None else pointer
        elif _names_no_district(dated, pointer) and DISTRICTS in FACTS[fact].reads:
            yield pointer


def _names_no_district(dated: DatedDossier, pointer: str) -> bool:
    codes = ("/declaration/list_no", "/declaration/customs_code", "/site/customs_code")
    return pointer in codes and dated.districts.of(str(value_at(dated, pointer))) is None
