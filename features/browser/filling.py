"""Three weeks at the house, so that its pages have something to show: returns of every outcome, some of them worked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from features.browser.house import KINDS, STAFF, House
from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.work.cases import CaseFilter, NewNote, Step, Target
from service.access import Actor
from service.cases import notes, overview, proposals, queue, steps
from service.context import Context
from service.registers import entries, export_lists
from service.returns import filing, lookup
from tests import builders

_DAYS: Final = 21
_GOODS: Final = (
    {"hs_code": "6109100021", "name": "棉制针织T恤", "model": "男式|白色|L码"},
    {"hs_code": "6404110000", "name": "运动鞋", "model": "橡胶底|灰色|42码"},
    {"hs_code": "4202220000", "name": "手提包", "model": "化纤面|黑色"},
    {"hs_code": "9503002100", "name": "毛绒玩具", "model": "坐姿|30厘米"},
)
_FROM: Final = ("2249", "2904", "3105", "5165", "4219")
_SITES: Final = {
    "2928": (builders.SITE_CODE, "湖滨跨境电商监管作业场所"),
    "3105": ("NBW3105002", "甬江口岸零售出口监管作业场所"),
    "5165": ("GZW5165001", "白云机场零售出口监管作业场所"),
    "4219": ("QDW4219003", "胶州湾零售出口监管作业场所"),
}
_OFFICES: Final = {"2928": "杭关电商", "3105": "甬保税区", "2249": "洋山海关（保税）"}
_NOVICE: Final = {"code": "44039619ZZ", "name": "深圳新帆电子商务有限公司"}
_REASONS: Final = ("买家退货", "尺码不合", "派送不成功", "错发", "买家拒收")


def fill(house: House) -> str:
    """Fill the house; gives the id of the case that is being worked."""
    random, context = Random(9610), house.context
    entries.put(context, [*(builders.an_office(code=code, name=name) for code, name in _OFFICES.items()), *_sites()])
    export_lists.put(context, list(_lists()))
    numbers = iter(range(1, 10_000))
    for days_ago in range(_DAYS, -1, -1):
        then = _before(context, timedelta(days=days_ago, hours=1))
        for _ in range(random.randint(3, 9)):
            filing.submit(then.as_actor(Actor("key 1")), _one(random, then.now(), next(numbers)))
    worked = _work(house)
    soon = _before(context, -timedelta(minutes=1))
    while overview.count_decisions(soon):
        pass
    return worked


def _before(context: Context, ago: timedelta) -> Context:
    """The same place some time ago."""
    then = context.now() - ago
    return replace(context, now=lambda: then)


def _after(context: Context, return_id: str, time: timedelta) -> Callable[[], datetime]:
    """A clock that stands so long after the return came."""
    then = lookup.one(context, return_id).recorded_at + time
    return lambda: then


def _sites() -> Iterator[Any]:
    return (
        builders.a_site(site_code=code, name=name, customs_code=customs, source="演示数据，非真实备案")
        for customs, (code, name) in _SITES.items()
    )


def _list_no(customs: str) -> str:
    return f"{customs}2026E{int(customs):09d}"


def _pieces(number: int, pieces: int, **changes: str) -> builders.Json:
    return builders.pieces(str(pieces), **(_GOODS[number - 1] | {"line_no": number} | changes))


def _lists() -> Iterator[ExportList]:
    for customs in _FROM:
        lines = [_pieces(number, 900) for number in range(1, len(_GOODS) + 1)]
        number = _list_no(customs)
        yield builders.an_export_list(list_no=number, cop_no=f"E-{customs}", customs_code=customs, lines=lines)


def _one(random: Random, moment: datetime, number: int) -> ReturnDeclaration:
    """A return of that moment: four in five as they should be, the others each with something of their own."""
    customs = random.choices(list(_SITES), (6, 3, 2, 2))[0]
    lines = [_pieces(line, random.randint(1, 6)) for line in sorted(random.sample((1, 2, 3, 4), random.randint(1, 3)))]
    usual = {
        "application_no": f"R{moment:%Y%m%d}-{number:04d}",
        "list_no": _list_no(random.choice(_FROM)),
        "customs_code": customs,
        "port_code": customs,
        "site_code": _SITES[customs][0],
        "reason": random.choice(_REASONS),
        "declared_at": moment,
        "lines": lines,
    }
    other: builders.Json = random.choices(
        (
            {},
            {"site_code": f"WH{customs}009"},
            {"lines": [_pieces(1, 3, model="女式|白色|M码"), *lines[1:]]},
            {"exporter": _NOVICE, "agent": _NOVICE},
            {"original_state": False},
            {"original_state": None},
            {"reason_kind": None},
            KINDS["企业经营受限的"] | {"lines": [_pieces(1, 2)]},
        ),
        (24, 4, 2, 2, 2, 3, 2, 3),
    )[0]
    return builders.a_declaration(**(usual | other))


def _work(house: House) -> str:
    """Some cases are taken, asked about, put to a second person; gives the one with most to tell."""
    context, (_, against) = house.context, house.declare("企业经营受限的")
    officer, other = (context.as_actor(Actor(*STAFF[who])) for who in ("审核员", "另一名审核员"))
    waiting, _ = queue.page(officer, CaseFilter(exporter=builders.EXPORTER["code"]), order="due", limit=100)
    ids = [each.return_id for each in waiting]
    firm = context.as_actor(Actor("key 1", "firm", builders.EXPORTER["code"], ("read", "file")))
    asked = ids[-1]
    late, ids = ids[:-7], ids[-7:]
    for number, each in enumerate(late):
        then = replace(officer, now=_after(context, each, timedelta(hours=3 + 5 * number % 40)))
        to: Target = "rejected" if number % 4 == 0 else "accepted"
        steps.take(then, each, Step(to=to, reason="场所备案已向主管海关核实。"))
    for each in (*ids[:3], asked):
        queue.claim(officer, each)
    for each in ids[4:6]:
        queue.claim(other, each)
    notes.write(officer, asked, NewNote(kind="note", words="场所代码与上月同一企业申报的不同，核对中。"))
    notes.write(officer, asked, NewNote(kind="question", words="请说明退货实际存放的监管场所。"))
    notes.write(firm, asked, NewNote(kind="answer", words="货物现存湖滨场所，代码填写有误，可以变更。"))
    proposals.propose(officer, against, Step(to="accepted", reason="已核实，企业受限与本件无关。"))
    steps.take(other, ids[4], Step(to="suspended", reason="等待企业补充材料。"))
    return asked
