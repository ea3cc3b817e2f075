"""Where each fact is read from: JSON pointers into the dossier, the days, and the reference tables."""

from collections.abc import Iterator
from typing import Final

from rules.dated_dossier import DatedDossier
from schemas.base import Document, LocalizedText
from schemas.law.explanation import Record
from schemas.registers import RegisterRow

RECORDS: Final[dict[Record, LocalizedText]] = {
    "declaration": LocalizedText(zh="退货申请", en="return declaration"),
    "original_list": LocalizedText(zh="原出口清单", en="original list"),
    "returns": LocalizedText(zh="已退数量", en="quantities returned before"),
    "site": LocalizedText(zh="场所备案", en="register of sites"),
    "exporter": LocalizedText(zh="出口企业备案", en="register of firms, the exporter"),
    "agent": LocalizedText(zh="申报单位备案", en="register of firms, the agent"),
    "days": LocalizedText(zh="判定日", en="day of the decision"),
    "districts": LocalizedText(zh="直属海关表", en="table of districts"),
}
_RECORD_OF: Final[dict[str, Record]] = {
    "declaration": "declaration",
    "export_list": "original_list",
    "already_returned": "returns",
    "site": "site",
    "exporter": "exporter",
    "agent": "agent",
    "as_of": "days",
    "districts": "districts",
}
AS_OF: Final = "/as_of"
DISTRICTS: Final = "/districts"
_LIST_DISTRICT: Final = ("/declaration/list_no", DISTRICTS)
_CUSTOMS_DISTRICT: Final = ("/declaration/customs_code", DISTRICTS)
_SITE: Final = ("/declaration/site_code", "/site/site_code")
_RETURN_DAY: Final = ("/declaration/arrived_on", AS_OF)

ORIGINS: Final[dict[str, tuple[str, ...]]] = {
    "cross_district": ("/declaration/list_no", "/declaration/customs_code", DISTRICTS),
    "return_district": _CUSTOMS_DISTRICT,
    "export_district": _LIST_DISTRICT,
    "customs_code_in_known_district": _CUSTOMS_DISTRICT,
    "list_no_length": ("/declaration/list_no",),
    "supervision_mode": ("/export_list/supervision_mode",),
    "export_declared_on": ("/export_list/declared_on",),
    "agent_is_exporter": ("/declaration/agent/code", "/declaration/exporter/code"),
    "agent_entrusted_by_exporter": ("/agent/entrusted_by", "/declaration/exporter/code"),
    "exporter_monitors_returns": ("/exporter/monitors_returns",),
    "exporter_standing": ("/exporter/standing",),
    "exporter_separate_work_area": ("/exporter/separate_work_area",),
    "exporter_data_access": ("/exporter/data_access",),
    "site_registered": _SITE,
    "site_valid_on_return_day": ("/declaration/site_code", "/site/valid_from", "/site/valid_until", *_RETURN_DAY),
    "site_does_retail_export": ("/declaration/site_code", "/site/businesses"),
    "site_in_return_district": (
        "/declaration/site_code",
        "/site/customs_code",
        *_CUSTOMS_DISTRICT,
        "/declaration/list_no",
    ),
    "direction": ("/declaration/direction",),
    "departs_from_china": ("/declaration/departure_country",),
    "same_platform": ("/declaration/platform/code", "/export_list/platform/code"),
    "same_exporter": ("/declaration/exporter/code", "/export_list/exporter/code"),
    "return_mode_given": ("/declaration/return_mode",),
    "return_mode": ("/declaration/return_mode",),
    "lines_not_on_original_list": ("/declaration/lines", "/export_list/lines"),
    "lines_over_remaining_quantity": ("/declaration/lines", "/export_list/lines", "/already_returned"),
    "days_since_release": ("/export_list/released_on", *_RETURN_DAY),
    "days_left_of_one_year": ("/export_list/released_on", *_RETURN_DAY),
    "days_left_of_six_months": ("/export_list/exported_on", "/export_list/released_on", *_RETURN_DAY),
    "reason_kind": ("/declaration/reason_kind",),
    "original_state": ("/declaration/original_state",),
    "food": ("/declaration/food",),
    "proof": ("/declaration/proof",),
    "rebate_taken": ("/declaration/rebate_taken",),
    "tax_certificate_given": ("/declaration/tax_certificate_no",),
}
"""For every fact what it is derived from; a test holds this to what its function reads."""
_MAY_BE_ABSENT: Final = frozenset(
    {"/declaration/arrived_on", "/export_list/exported_on", "/site/valid_from", "/site/valid_until"}
)


def record_of(pointer: str) -> Record:
    """The record that a pointer leads into."""
    return _RECORD_OF[pointer.split("/")[1]]


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
    for pointer in ORIGINS[fact]:
        if pointer in _MAY_BE_ABSENT and value_at(dated, pointer.rpartition("/")[0]) is not None:
            continue
        if value_at(dated, pointer) is None:
            record = f"/{pointer.split('/')[1]}"
            yield record if value_at(dated, record) is None else pointer
        elif _names_no_district(dated, pointer) and DISTRICTS in ORIGINS[fact]:
            yield pointer


def _names_no_district(dated: DatedDossier, pointer: str) -> bool:
    codes = ("/declaration/list_no", "/declaration/customs_code", "/site/customs_code")
    return pointer in codes and dated.districts.of(str(value_at(dated, pointer))) is None
