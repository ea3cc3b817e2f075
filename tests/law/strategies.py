"""Random dossiers, as raw JSON: much is null, days cluster where the law or a clock turns.

Everything random goes through one function that picks from a sequence, so that Hypothesis (which shrinks towards the
first of each) and a seeded generator (for millions) share one description.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Protocol

from hypothesis import strategies as st

from tests.builders import (
    AGENT,
    EXPORTER,
    LIST_NO,
    PLATFORM,
    Json,
    agent_json,
    declaration_json,
    dossier_json,
    enterprise_json,
    export_list_json,
    line_json,
    site_json,
)

TURNS = (
    *(date(2026, 5, 2), date(2026, 4, 1), date(2024, 12, 15), date(2020, 3, 27), date(2023, 1, 30), date(2026, 1, 1)),
    *(date(2028, 1, 1), date(2024, 2, 29), date(2025, 2, 28), date(2025, 8, 31), date(2028, 2, 29), date(2027, 3, 1)),
    *(date(1988, 7, 2), date(2019, 6, 1)),
)
CLOCKS = (
    *("10:00:00+08:00", "00:00:00+08:00", "23:59:59+08:00", "15:59:59Z", "16:00:00Z", "23:30:00-05:00"),
    *("00:00:00+14:00", "15:00:00Z", "14:59:59.999999Z", "12:00:00-12:00"),
)
CODES = ("2928", "2249", "2900", "3100", "4301", "5141", "9400", "0100", "9799", "9999", "0000", "0300", "2210")
LISTS = (
    *(LIST_NO, "29282026E000000001", "43012026E000000001", "94002025E0000000019", "310020251234567890EE"),
    *("99992026E000000001", "2200", "29", "2", "２２００2026E00000001", "22002026E00000001", "51002026E000000000001"),
    *("290020260000000000000", "占位清单号", "x", "E" * 64),
)
MODES = ("1210", "1239", "9710", "9810", "0110")
DAYS_OFF = (0, 0, 1, -1)


class Pick(Protocol):
    """Chooses one of several; the first is the simplest."""

    def __call__(self, options: Sequence[Any], /) -> Any: ...


@dataclass(frozen=True)
class Chance:
    """One dossier's luck: `mostly` departs from the usual once in `odds`, so that calm dossiers come out eligible."""

    pick: Pick
    odds: int

    def mostly(self, usual: Any, *others: Any) -> Any:
        return self.pick(others) if self.pick(range(self.odds)) == self.odds - 1 else usual


def _anniversary(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(
        index // 12, index % 12 + 1, min(day.day, 28 if day.day < 31 else 31 if index % 12 in (0, 6, 7) else 28)
    )


def _near(pick: Pick, day: date) -> date:
    return day + timedelta(days=pick(DAYS_OFF))


def _release(chance: Chance, returned: date) -> str:
    """A day from which one year or six months just reach the return, or just do not, or nowhere near."""
    pick = chance.pick
    around = _near(pick, _anniversary(returned, pick((1, 6, 12, 0, 11, 13))))
    return str(chance.mostly(_anniversary(returned, 1), around, _near(pick, returned), _near(pick, pick(TURNS))))


def _line(chance: Chance, number: int) -> Json:
    return line_json(
        line_no=chance.mostly(number, 1, 2, 7),
        quantity=chance.mostly("2", "1", "10", "10.00001", "3.50000", "0.00001", "5"),
        legal_quantity=chance.mostly("2", "1", "10", "9.99999", "12"),
        second_quantity=chance.mostly("0.5", None, "2.5", "2.50001", "1.25"),
        second_unit=chance.mostly("035", None, "036"),
        hs_code=chance.mostly("6109100021", "6109100022", "61091000"),
        name=chance.mostly("棉制针织T恤", "棉制针织T恤 ", "棉制针织t恤"),
        model=chance.mostly("男式|白色|L码", "男式|白色|M码", ""),
        unit=chance.mostly("011", "007"),
        legal_unit=chance.mostly("011", "035"),
    )


def _plain_line(chance: Chance, number: int) -> Json:
    return line_json(
        line_no=number, quantity=chance.pick(("2", "5.0", "1")), second_quantity=chance.pick(("0.5", None))
    )


def _lines(chance: Chance) -> list[Json]:
    make = chance.mostly(_plain_line, _line)
    numbers = chance.mostly((1,), (1, 2), (1, 1), (2, 1, 1), (1, 2, 3, 9))
    return [make(chance, number) for number in numbers]


def _original_lines(chance: Chance) -> list[Json]:
    return [
        line_json(
            line_no=number,
            quantity=chance.mostly("10", "10.00000", "4"),
            legal_quantity=chance.mostly("10", "4"),
            second_quantity=chance.mostly("2.5", None, "1"),
            second_unit=chance.mostly("035", None),
        )
        for number in chance.mostly((1, 2, 3), (1,), (2, 7))
    ]


def _already(chance: Chance) -> list[Json]:
    return [
        {
            "line_no": chance.pick((1, 2, 9)),
            "quantity": chance.mostly("0", None, "6", "8", "8.00001", "10"),
            "legal_quantity": chance.mostly(None, "0", "8", "7.99999", "10"),
            "second_quantity": chance.mostly(None, "0", "2", "2.00001", "2.5"),
        }
        for _ in range(chance.mostly(0, 1, 3))
    ]


def _site(chance: Chance, code: str, returned: date) -> Json | None:
    begins = chance.mostly(None, "2024-01-01", _near(chance.pick, returned).isoformat())
    ends = chance.mostly(None, _near(chance.pick, returned).isoformat(), "2999-01-01")
    if begins is not None and ends is not None and begins > ends:
        begins, ends = ends, begins
    office = chance.mostly(code, *CODES)
    businesses = chance.mostly(["retail_export"], [], ["retail_import"], ["bonded", "retail_export"])
    row = site_json(customs_code=office, businesses=businesses, valid_from=begins, valid_until=ends)
    return chance.mostly(row, None)


def _exporter(chance: Chance) -> Json | None:
    row = enterprise_json(
        monitors_returns=chance.mostly(True, False, None),
        separate_work_area=chance.mostly(True, False, None),
        data_access=chance.mostly("open", "interfaced", "none", None),
        standing=chance.mostly("normal", "restricted", None),
    )
    return chance.mostly(row, None)


def _agent(chance: Chance) -> Json | None:
    row = agent_json(entrusted_by=chance.mostly([EXPORTER["code"]], None, [], ["OTHER", EXPORTER["code"]], ["OTHER"]))
    return chance.mostly(row, None)


def random_dossier(pick: Pick) -> Json:
    """One dossier, all its parts related closely enough for every outcome to be common."""
    chance = Chance(pick, pick((24, 8, 3)))
    day = _near(pick, pick((TURNS[0], TURNS[0], *TURNS)))
    declared_at = f"{day}T{pick(CLOCKS)}"
    arrived = chance.mostly(None, _near(pick, day), _near(pick, _near(pick, pick(TURNS))))
    returned = arrived or day
    customs_code = pick(("2928", "2928", chance.mostly("2928", *CODES), chance.mostly("2249", *CODES)))
    declaration = declaration_json(
        list_no=chance.mostly(LIST_NO, *LISTS),
        customs_code=customs_code,
        site_code=chance.mostly("HZW2928001", None),
        return_mode=chance.mostly("9661", None, "1261", "9610", "1210", "1239", "0110"),
        direction=chance.mostly("I", "E", "i"),
        departure_country=chance.mostly("502", "142", "CHN", "USA"),
        platform=chance.mostly(PLATFORM, PLATFORM | {"code": "无"}),
        exporter=chance.mostly(EXPORTER, EXPORTER | {"code": "OTHER"}),
        agent=pick((AGENT, EXPORTER)),
        declared_at=declared_at,
        arrived_on=arrived,
        lines=_lines(chance),
        reason_kind=chance.mostly("returned", "unsold", "other", None),
        original_state=chance.mostly(True, False, None),
        food=chance.mostly(False, True, None),
        rebate_taken=chance.mostly(False, True, None),
        tax_certificate_no=chance.mostly(None, "BS-2026-001"),
        proof=chance.mostly("return_record", None, "self_declaration", "refusal_record", "return_agreement"),
    )
    listed = export_list_json(
        supervision_mode=chance.mostly("9610", *MODES),
        declared_on=chance.mostly(_release(chance, returned), None),
        released_on=chance.mostly(_release(chance, returned), None),
        exported_on=chance.mostly(_release(chance, returned), None),
        lines=_original_lines(chance),
    )
    return dossier_json(
        declaration=declaration,
        export_list=chance.mostly(listed, None),
        already_returned=_already(chance),
        site=_site(chance, customs_code, returned),
        exporter=_exporter(chance),
        agent=_agent(chance),
    )


def seeded(seed: int) -> Callable[[], Json]:
    """A generator of the same dossiers without Hypothesis, for millions of them."""
    choice = Random(seed).choice
    return lambda: random_dossier(choice)


@st.composite
def dossiers(draw: st.DrawFn) -> Json:
    """The same dossiers for Hypothesis."""
    return random_dossier(lambda options: draw(st.sampled_from(options)))


@st.composite
def dossiers_of_many_lines(draw: st.DrawFn) -> Json:
    """Dossiers in which little but the lines is off: wrong numbers, wrong goods, too much of one original line."""
    chance = Chance(lambda options: draw(st.sampled_from(options)), 3)
    positions = range(chance.pick((2, 3, 4)))
    return dossier_json(
        declaration=declaration_json(lines=[_line(chance, chance.pick((1, 2, 9))) for _ in positions]),
        export_list=export_list_json(lines=_original_lines(chance)),
        already_returned=_already(chance),
    )
