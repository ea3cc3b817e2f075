"""The yardstick: the same law as one hand-written function, from a typed dossier to outcomes and unmet provisions.

It gives no findings, no evidence and no texts, and a change of the law is a change of this code.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.goods import GoodsLine

Truth = bool | None
Answer = tuple[str, str, set[str]]
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_DISTRICTS = frozenset(
    [
        "01",
        "02",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
        "15",
        "19",
        "22",
        "23",
        "29",
        "31",
        "33",
        "35",
        "37",
        "40",
        "42",
        "43",
        "46",
        "47",
        "49",
        "51",
        "52",
        "53",
        "57",
        "60",
        "64",
        "67",
        "68",
        "72",
        "79",
        "80",
        "83",
        "86",
        "88",
        "90",
        "94",
        "95",
        "96",
        "97",
    ]
)
_PILOT = frozenset("01 02 19 09 22 23 29 31 33 35 37 40 42 46 49 51 53 52 79 94".split())  # noqa: SIM905
_RECORDS = frozenset({"return_record", "refusal_record", "return_agreement"})
_NO_44, _NO_167, _NO_24 = date(2020, 3, 27), date(2024, 12, 15), date(2026, 4, 1)
_NONE = Decimal(0)


class _Score:
    """What has been found of one question."""

    def __init__(self, unmet: set[str]) -> None:
        self.unmet = unmet
        self.barred = self.doubtful = self.permitted = self.possible = False

    def permit(self, name: str, value: Truth) -> None:
        self.possible = True
        if value is False:
            self.unmet.add(name)
        else:
            self.permitted = True
            self.doubtful |= value is None

    def must(self, name: str, value: Truth) -> None:
        if value is False:
            self.unmet.add(name)
            self.barred = True
        elif value is None:
            self.doubtful = True

    def should(self, name: str, value: Truth) -> None:
        if value is False:
            self.unmet.add(name)
        if not value:
            self.doubtful = True

    def outcome(self, yes: str, no: str) -> str:
        if self.barred or not self.permitted:
            return no
        return "refer" if self.doubtful else yes


def decide(dossier: Dossier) -> Answer:
    """Outcome, tax relief and the provisions that are unmet (those of no permission by question)."""
    unmet: set[str] = set()
    declaration = dossier.declaration
    today = declaration.declared_at.astimezone(_SHANGHAI).date()
    returned = declaration.arrived_on or today
    score = _Score(unmet)
    _admission(dossier, today, returned, score)
    if not score.possible:
        unmet.add("default.no_permission (return)")
    relief = _Score(unmet)
    _relief(dossier, returned, relief)
    if not relief.possible:
        unmet.add("default.no_permission (tax_relief)")
    return score.outcome("eligible", "ineligible"), relief.outcome("available", "unavailable"), unmet


def _admission(dossier: Dossier, today: date, returned: date, score: _Score) -> None:
    declaration, listed = dossier.declaration, dossier.export_list
    origin, target = _district(declaration.list_no), _district(declaration.customs_code)
    cross = None if origin is None or target is None else origin != target
    mode = listed.supervision_mode if listed else None
    if today >= _NO_44:
        if cross is not True:
            modes = ("9610", "1210", "1239", "9810")
            score.permit("gacc_2020_044.same_district", _among(mode, modes) if cross is False else None)
        _general(dossier, returned, score)
    if today >= _NO_167 and cross is not False:
        _cross(dossier, today, returned, cross, score)
    score.must("ceb_2022_05.list_no", 18 <= len(declaration.list_no) <= 20)
    score.must("ceb_2022_05.customs_code", target is not None)
    site = dossier.site if declaration.site_code is not None else None
    if site is not None:
        where = _district(site.customs_code)
        known = origin is not None and target is not None and where is not None
        score.must("ceb_2022_05.site_district", where == target if known else None)
    score.must("ceb_2022_05.direction", declaration.direction == "I")
    score.must("ceb_2022_05.departure_country", declaration.departure_country not in ("142", "CHN"))
    score.must("ceb_2022_05.same_platform", declaration.platform.code == listed.platform.code if listed else None)
    score.must("ceb_2022_05.same_exporter", declaration.exporter.code == listed.exporter.code if listed else None)
    back = declaration.return_mode
    if back is not None:
        score.must("ceb_2022_05.return_mode", back in ("9661", "1261", "9610", "1210", "1239"))
        wanted = {"9610": "9661", "9810": "9661", "1210": "1261", "1239": "1261"}.get(mode or "")
        if wanted is not None and back != wanted:
            score.unmet.add("ceb_2022_05.return_mode_code")


def _general(dossier: Dossier, returned: date, score: _Score) -> None:
    declaration, listed, agent = dossier.declaration, dossier.export_list, dossier.agent
    entrusted: Truth = True
    if declaration.agent.code != declaration.exporter.code:
        named = agent.entrusted_by if agent else None
        entrusted = None if named is None else declaration.exporter.code in named
    score.must("gacc_2020_044.applicant", entrusted)
    score.must("gacc_2020_044.return_flow_monitored", dossier.exporter.monitors_returns if dossier.exporter else None)
    if listed is None:
        score.doubtful = True
        return
    original = {line.line_no: line for line in listed.lines}
    score.must("gacc_2020_044.original_goods", all(_same(line, original) for line in declaration.lines))
    score.must("gacc_2020_044.remaining_quantity", _within(dossier, original))
    released = listed.released_on
    score.must("gacc_2020_044.one_year", released and released <= returned <= _later(released, 12))


def _same(line: GoodsLine, original: dict[int, GoodsLine]) -> bool:
    twin = original.get(line.line_no)
    return (
        twin is not None
        and line.hs_code == twin.hs_code
        and line.name == twin.name
        and line.model == twin.model
        and line.unit == twin.unit
        and line.legal_unit == twin.legal_unit
        and (line.second_unit is None or line.second_unit == twin.second_unit)
    )


def _within(dossier: Dossier, original: dict[int, GoodsLine]) -> bool:
    first: dict[int, Decimal] = defaultdict(Decimal)
    legal: dict[int, Decimal] = defaultdict(Decimal)
    second: dict[int, Decimal] = defaultdict(Decimal)
    doubled = set()
    for line in dossier.declaration.lines:
        first[line.line_no] += line.quantity
        legal[line.line_no] += line.legal_quantity
        if line.second_quantity is not None:
            second[line.line_no] += line.second_quantity
            doubled.add(line.line_no)
    for row in dossier.already_returned:
        if row.line_no in first:
            first[row.line_no] += row.quantity or _NONE
            legal[row.line_no] += row.legal_quantity or _NONE
            second[row.line_no] += row.second_quantity or _NONE
    for number, total in first.items():
        twin = original.get(number)
        if twin is None:
            continue
        if total > twin.quantity or legal[number] > twin.legal_quantity:
            return False
        if number in doubled and twin.second_quantity is not None and second[number] > twin.second_quantity:
            return False
    return True


def _cross(dossier: Dossier, today: date, returned: date, cross: Truth, score: _Score) -> None:
    listed, exporter = dossier.export_list, dossier.exporter
    pilot = today < _NO_24
    if cross is None:
        score.permit("", None)
        return
    retail = _among(listed.supervision_mode if listed else None, ("9610",))
    score.permit("gacc_2024_167.pilot" if pilot else "gacc_2026_024.scope", retail)
    site = dossier.site if dossier.declaration.site_code is not None else None
    fit = site.holds_on(returned) and "retail_export" in site.businesses if site else None
    area = exporter.separate_work_area if exporter else None
    data = _among(exporter.data_access if exporter else None, ("open", "interfaced"))
    if pilot:
        score.must("gacc_2024_167.return_district", _district(dossier.declaration.customs_code) in _PILOT)
        score.should("gacc_2024_167.export_district", _district(dossier.declaration.list_no) in _PILOT)
        score.should("gacc_2024_167.return_site", fit)
        score.should("gacc_2024_167.work_area", area)
        score.should("gacc_2024_167.data_access", data)
    else:
        score.must("gacc_2026_024.return_site", fit)
        score.should("gacc_2026_024.good_order", _among(exporter.standing if exporter else None, ("normal",)))
        score.must("gacc_2026_024.work_area", area)
        score.must("gacc_2026_024.data_access", data)


def _relief(dossier: Dossier, returned: date, score: _Score) -> None:
    declaration, listed = dossier.declaration, dossier.export_list
    if listed is None or listed.declared_on is None:
        score.permit("", None)
        return
    if date(2026, 1, 1) <= listed.declared_on < date(2028, 1, 1):
        act = "mof_2026_016"
    elif date(2023, 1, 30) <= listed.declared_on < date(2026, 1, 1):
        act = "mof_2023_004"
    else:
        return
    score.permit(f"{act}.period", listed.supervision_mode in ("1210", "9610", "9710", "9810"))
    reason, proof = declaration.reason_kind, declaration.proof
    score.must(f"{act}.reason", _among(reason, ("unsold", "returned")))
    score.must(f"{act}.six_months", _in_time(listed, returned))
    score.must(f"{act}.original_state", declaration.original_state)
    score.must(f"{act}.not_food", None if declaration.food is None else not declaration.food)
    proven: Truth = False
    if reason is None or (proof is None and reason != "other"):
        proven = False if reason == "other" else None
    elif reason == "unsold":
        proven = proof == "self_declaration"
    elif reason == "returned":
        proven = proof in _RECORDS
    score.should(f"{act}.proof", proven)
    taken = declaration.rebate_taken
    settled = True if declaration.tax_certificate_no is not None else None if taken is None else not taken
    score.should(f"{act}.rebate", settled)


def _in_time(listed: ExportList, returned: date) -> Truth:
    start = listed.exported_on or listed.released_on
    return None if start is None else returned <= _later(start, 6)


def _district(code: str) -> str | None:
    head = code[:4]
    known = len(head) == 4 and head.isascii() and head.isdigit() and head[:2] in _DISTRICTS
    return head[:2] if known else None


def _among(value: str | None, values: Collection[str]) -> Truth:
    return None if value is None else value in values


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
