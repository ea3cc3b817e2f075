"""The rulebook of docs/reference/the-law.md in plain Python, written from the law's words alone: no `rules`, no YAML.

`judge` takes a dossier as raw JSON. Unknown is None throughout.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Truth = bool | None

_TABLE: Final = """
01* 02* 04 05 06 07 08 09* 15 19* 22* 23* 29* 31* 33* 35* 37* 40* 42* 43 46* 47 49* 51* 52* 53* 57 60 64 67 68 72 79* 80
83 86 88 90 94* 95 96 97
"""  # the first two digits of the 42 districts; a star: on the list of 20 (test_lint compares reference/districts.csv)
DISTRICTS: Final = frozenset(word[:2] for word in _TABLE.split())
PILOT: Final = frozenset(word[:2] for word in _TABLE.split() if word.endswith("*"))
ALWAYS: Final = (date.min, date.max)
NO_44: Final = (date(2020, 3, 27), date.max)
NO_167: Final = (date(2024, 12, 15), date(2026, 4, 1))
NO_24: Final = (date(2026, 4, 1), date.max)
RELIEF: Final = {
    "mof_2026_016": (date(2026, 1, 1), date(2028, 1, 1)),
    "mof_2023_004": (date(2023, 1, 30), date(2026, 1, 1)),
}


@dataclass(frozen=True)
class Answer:
    """Both outcomes, and the provisions that are unmet or undetermined; the default one with its question."""

    outcome: str
    tax_relief: str
    cross_district: Truth
    unmet: frozenset[str]
    undetermined: frozenset[str]


@dataclass(frozen=True)
class Row:
    """One row of the table: who, over which days, what kind (otherwise is None for a permission), applies, needs."""

    provision: str
    period: tuple[date, date]
    otherwise: str | None
    applies: Truth
    needs: Truth

    @property
    def status(self) -> str:
        if self.applies is None or (self.applies and self.needs is None):
            return "undetermined"
        if not self.applies:
            return "not applicable"
        return "met" if self.needs else "unmet"


def both(*parts: Truth) -> Truth:
    return False if False in parts else None if None in parts else True


def either(*parts: Truth) -> Truth:
    return True if True in parts else None if None in parts else False


def denied(value: Truth) -> Truth:
    return None if value is None else not value


def among(value: str | None, values: set[str] | frozenset[str]) -> Truth:
    return None if value is None else value in values


def district(code: str) -> str | None:
    head = code[:4]
    if len(head) == 4 and all(sign in "0123456789" for sign in head) and head[:2] in DISTRICTS:
        return head[:2]
    return None


def later(day: date, months: int) -> date:
    """The same date so many months on; the last day of that month where it has no such date."""
    index = day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + index // 12, index % 12 + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def day_of(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def judge(dossier: Json, as_of: date | None = None) -> Answer:
    """Score every provision in force and answer both questions."""
    declaration = dossier["declaration"]
    instant = datetime.fromisoformat(declaration["declared_at"])
    today = as_of or instant.astimezone(ZoneInfo("Asia/Shanghai")).date()
    returned = day_of(declaration.get("arrived_on")) or today
    origin, target = district(declaration["list_no"]), district(declaration["customs_code"])
    cross: Truth = None if origin is None or target is None else origin != target
    admission = [*_no_44(dossier, cross, returned), *_cross(dossier, cross, origin, target, returned)]
    admission += _message(dossier, origin, target)
    outcome, unmet, undetermined = _answer("return", admission, today, ("eligible", "ineligible"))
    relief_rows = _relief(dossier, returned)
    relief, unmet_relief, undetermined_relief = _answer("tax_relief", relief_rows, today, ("available", "unavailable"))
    return Answer(outcome, relief, cross, unmet | unmet_relief, undetermined | undetermined_relief)


def _no_44(dossier: Json, cross: Truth, returned: date) -> list[Row]:
    declaration, listed = dossier["declaration"], dossier.get("export_list")
    exporter, agent = dossier.get("exporter") or {}, dossier.get("agent") or {}
    entrusted = agent.get("entrusted_by")
    applicant = either(
        declaration["agent"]["code"] == declaration["exporter"]["code"],
        None if entrusted is None else declaration["exporter"]["code"] in entrusted,
    )
    released = day_of(listed.get("released_on")) if listed else None
    in_year = None if released is None else released <= returned <= later(released, 12)
    mode = listed["supervision_mode"] if listed else None
    return [
        Row("gacc_2020_044.same_district", NO_44, None, denied(cross), among(mode, {"9610", "1210", "1239", "9810"})),
        Row("gacc_2020_044.applicant", NO_44, "reject", True, applicant),
        Row("gacc_2020_044.return_flow_monitored", NO_44, "reject", True, exporter.get("monitors_returns")),
        Row("gacc_2020_044.original_goods", NO_44, "reject", True, _original(declaration, listed)),
        Row("gacc_2020_044.remaining_quantity", NO_44, "reject", True, _within(dossier, listed)),
        Row("gacc_2020_044.one_year", NO_44, "reject", True, in_year),
    ]


def _original(declaration: Json, listed: Json | None) -> Truth:
    if listed is None:
        return None
    for line in declaration["lines"]:
        twins = [other for other in listed["lines"] if other["line_no"] == line["line_no"]]
        if not twins:
            return False
        if any(line[name] != twins[0][name] for name in ("hs_code", "name", "model", "unit", "legal_unit")):
            return False
        if line.get("second_unit") is not None and line["second_unit"] != twins[0].get("second_unit"):
            return False
    return True


def _within(dossier: Json, listed: Json | None) -> Truth:
    if listed is None:
        return None
    for original in listed["lines"]:
        number = original["line_no"]
        for name in ("quantity", "legal_quantity", "second_quantity"):
            wanted = [line.get(name) for line in dossier["declaration"]["lines"] if line["line_no"] == number]
            given = [Decimal(value) for value in wanted if value is not None]
            if not given or original.get(name) is None:
                continue
            rows = [row for row in dossier.get("already_returned", []) if row["line_no"] == number]
            gone = sum((Decimal(row.get(name) or "0") for row in rows), Decimal(0))
            if sum(given) > Decimal(original[name]) - gone:
                return False
    return True


def _cross(dossier: Json, cross: Truth, origin: str | None, target: str | None, returned: date) -> list[Row]:
    listed, exporter = dossier.get("export_list"), dossier.get("exporter") or {}
    site = dossier.get("site") if dossier["declaration"].get("site_code") is not None else None
    fit: Truth = None
    if site is not None:
        begins, ends = day_of(site.get("valid_from")) or date.min, day_of(site.get("valid_until"))
        fit = begins <= returned and (ends is None or returned < ends) and "retail_export" in site["businesses"]
    retail = among(listed["supervision_mode"] if listed else None, {"9610"})
    area, data = exporter.get("separate_work_area"), among(exporter.get("data_access"), {"open", "interfaced"})
    order = among(exporter.get("standing"), {"normal"})
    return [
        Row("gacc_2024_167.pilot", NO_167, None, cross, retail),
        Row("gacc_2024_167.return_district", NO_167, "reject", cross, among(target, PILOT)),
        Row("gacc_2024_167.export_district", NO_167, "refer", cross, among(origin, PILOT)),
        Row("gacc_2024_167.return_site", NO_167, "refer", cross, fit),
        Row("gacc_2024_167.work_area", NO_167, "refer", cross, area),
        Row("gacc_2024_167.data_access", NO_167, "refer", cross, data),
        Row("gacc_2026_024.scope", NO_24, None, cross, retail),
        Row("gacc_2026_024.return_site", NO_24, "reject", cross, fit),
        Row("gacc_2026_024.good_order", NO_24, "refer", cross, order),
        Row("gacc_2026_024.work_area", NO_24, "reject", cross, area),
        Row("gacc_2026_024.data_access", NO_24, "reject", cross, data),
    ]


def _message(dossier: Json, origin: str | None, target: str | None) -> list[Row]:
    declaration, listed = dossier["declaration"], dossier.get("export_list")
    site = dossier.get("site") if declaration.get("site_code") is not None else None
    where = district(site["customs_code"]) if site else None
    beside = None if None in (origin, target, where) else where == target
    platform = None if listed is None else declaration["platform"]["code"] == listed["platform"]["code"]
    firm = None if listed is None else declaration["exporter"]["code"] == listed["exporter"]["code"]
    mode, back = listed["supervision_mode"] if listed else None, declaration.get("return_mode")
    wanted = "9661" if mode in ("9610", "9810") else "1261"
    rows = [
        ("list_no", "reject", True, 18 <= len(declaration["list_no"]) <= 20),
        ("customs_code", "reject", True, target is not None),
        ("site_district", "reject", site is not None, beside),
        ("direction", "reject", True, declaration["direction"] == "I"),
        ("departure_country", "reject", True, declaration["departure_country"] not in ("142", "CHN")),
        ("same_platform", "reject", True, platform),
        ("same_exporter", "reject", True, firm),
        ("return_mode", "reject", back is not None, among(back, {"9661", "1261", "9610", "1210", "1239"})),
        ("return_mode_code", "advise", among(mode, {"9610", "9810", "1210", "1239"}), among(back, {wanted})),
    ]
    return [Row(f"ceb_2022_05.{name}", ALWAYS, otherwise, applies, needs) for name, otherwise, applies, needs in rows]


def _relief(dossier: Json, returned: date) -> list[Row]:
    declaration, listed = dossier["declaration"], dossier.get("export_list")
    declared = day_of(listed.get("declared_on")) if listed else None
    start = day_of(listed.get("exported_on") or listed.get("released_on")) if listed else None
    mode = listed["supervision_mode"] if listed else None
    reason, proof = declaration.get("reason_kind"), declaration.get("proof")
    records = {"return_record", "refusal_record", "return_agreement"}
    proven = either(
        both(among(reason, {"unsold"}), among(proof, {"self_declaration"})),
        both(among(reason, {"returned"}), among(proof, records)),
    )
    rebate = either(denied(declaration.get("rebate_taken")), declaration.get("tax_certificate_no") is not None)
    needs: list[tuple[str, str | None, Truth]] = [
        ("period", None, among(mode, {"1210", "9610", "9710", "9810"})),
        ("reason", "unavailable", among(reason, {"unsold", "returned"})),
        ("six_months", "unavailable", None if start is None else returned <= later(start, 6)),
        ("original_state", "unavailable", declaration.get("original_state")),
        ("not_food", "unavailable", denied(declaration.get("food"))),
        ("proof", "refer", proven),
        ("rebate", "refer", rebate),
    ]
    return [
        Row(f"{act}.{name}", ALWAYS, otherwise, None if declared is None else first <= declared < end, need)
        for act, (first, end) in RELIEF.items()
        for name, otherwise, need in needs
    ]


def _answer(
    question: str, rows: list[Row], today: date, words: tuple[str, str]
) -> tuple[str, frozenset[str], frozenset[str]]:
    rows = [row for row in rows if row.period[0] <= today < row.period[1]]
    permissions = [row.status for row in rows if row.otherwise is None]
    counted = [row for row in rows if row.otherwise != "advise"]
    unmet = {row.provision for row in rows if row.status == "unmet"}
    undetermined = {row.provision for row in rows if row.status == "undetermined"}
    if all(status == "not applicable" for status in permissions):
        unmet.add(f"default.no_permission ({question})")
    if any(row.status == "unmet" and row.otherwise in ("reject", "unavailable") for row in counted) or not (
        {"met", "undetermined"} & set(permissions)
    ):
        outcome = words[1]
    elif any(row.status == "undetermined" or (row.status == "unmet" and row.otherwise == "refer") for row in counted):
        outcome = "refer"
    else:
        outcome = words[0]
    return outcome, frozenset(unmet), frozenset(undetermined)
