"""What `DatedDossier` and the service's `gather` do for one declaration, for tables: dossiers as columns, then facts.

Only operations that every engine has alike are used: no windows, no joins but on equal values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final

import ibis
import ibis.expr.types as ir

from rules.bulk.facts import COLUMNS, counted
from rules.days import SHANGHAI
from rules.reference import Districts
from schemas.codes import FIRST_DAY, LAST_DAY

_ALWAYS: Final = ibis.date(1, 1, 1)
_NEVER: Final = ibis.date(9999, 12, 31)
_LIST: Final = ("supervision_mode", "platform", "exporter", "declared_on", "released_on", "exported_on")
_SITE: Final = ("customs_code", "retail_export", "valid_from", "valid_until")
_EXPORTER: Final = ("monitors_returns", "separate_work_area", "data_access", "standing")
Tables = Mapping[str, ir.Table]
"""Tables of a history by name (`schemas.history`)."""
Keep = Callable[[str, ir.Table], ir.Table]
"""Computes a small table that is used more than once, under a name; what it gives back stands for it."""


def _as_it_is(_: str, table: ir.Table) -> ir.Table:
    return table


@dataclass(frozen=True)
class Dossiers:
    """Whole dossiers as tables; a row of `declarations` also has what list and registers say of it.

    `lists` has the key of each declaration's list among `export_lines`.
    """

    declarations: ir.Table
    lists: ir.Table
    lines: ir.Table
    export_lines: ir.Table
    returned: ir.Table


def gathered(history: Tables, as_of: date | None = None, keep: Keep = _as_it_is) -> Dossiers:
    """The dossiers of a history's declarations, with the rows of registers that count on their days.

    Of a site the row that began last by the day of return, of firms the row valid on the day of the application, as in
    `service.store.registers`.
    """
    sites = history["sites"].rename(code="site_code")
    sites = sites.mutate(retail_export=sites.businesses.contains("retail_export"))
    sites = keep("site_spans", _spans(sites, _SITE, lapse=False))
    firms = keep("enterprise_spans", _spans(history["enterprises"], (*_EXPORTER, "entrusted_by"), lapse=True))
    naming = firms.select(named_by="code", named_since="since", name=firms.entrusted_by.unnest())
    naming = keep("entrusting", naming.filter(naming.name.notnull()).distinct())
    firms = firms.mutate(names_firms=firms.entrusted_by.notnull())
    declarations = history["declarations"]
    lists = history["export_lists"].select(list_key="list_no", **{f"list_{name}": name for name in _LIST})
    dossiers = _dated(declarations, as_of)
    dossiers = dossiers.left_join(lists, dossiers.list_no == lists.list_key)
    dossiers = _joined(dossiers, sites, "site_code", "return_day", "site_", _SITE).drop("site_since")
    dossiers = _joined(dossiers, firms, "exporter", "as_of", "exporter_", _EXPORTER).drop("exporter_since")
    dossiers = _joined(dossiers, firms, "agent", "as_of", "agent_", ("names_firms",))
    dossiers = dossiers.left_join(
        naming,
        [
            dossiers.agent == naming.named_by,
            dossiers.agent_since == naming.named_since,
            dossiers.exporter == naming.name,
        ],
    )
    dossiers = dossiers.mutate(agent_entrusts=ibis.cases((dossiers.agent_names_firms, dossiers.name.notnull())))
    dossiers = dossiers.drop("agent_since", "agent_names_firms", "named_by", "named_since", "name")
    return Dossiers(
        dossiers,
        declarations.select("id", list_key="list_no"),
        history["lines"],
        history["export_lines"],
        history["returned"],
    )


def facts_of(dossiers: Dossiers, districts: Districts, as_of: date | None = None, keep: Keep = _as_it_is) -> ir.Table:
    """Every fact of every dossier, beside what names the declaration."""
    counts = keep("counts", counted(dossiers.lines, dossiers.lists, dossiers.export_lines, dossiers.returned))
    rows = _dated(dossiers.declarations, as_of)
    rows = rows.left_join(counts, rows.id == counts.counted)
    rows = rows.mutate(
        export_district=_district(rows.list_no, districts),
        return_district=_district(rows.customs_code, districts),
        site_district=_district(rows.site_customs_code, districts),
    )
    return rows.select(
        "application_no",
        "exporter",
        "as_of",
        declaration="id",
        **{name: derive(rows) for name, derive in COLUMNS.items()},
    )


def _dated(declarations: ir.Table, as_of: date | None) -> ir.Table:
    """With the day whose law governs and the day of return (I1, I3)."""
    today = _day_in_shanghai(declarations.declared_at) if as_of is None else _literal(as_of)
    return declarations.mutate(as_of=today, return_day=ibis.coalesce(declarations.arrived_on, today))


def _literal(day: date) -> ir.DateValue:
    return ibis.date(day.year, day.month, day.day)


def _day_in_shanghai(instant: ir.TimestampValue) -> ir.DateValue:
    """As `rules.days.day_in_shanghai`, for a moment in UTC."""
    changes, usual = _offsets()
    local = instant + ibis.interval(seconds=usual)
    earlier = [(instant < until, instant + ibis.interval(seconds=offset)) for until, offset in changes]
    return ibis.cases((instant >= changes[-1][0], local), *earlier, else_=local).date()


@cache
def _offsets() -> tuple[list[tuple[datetime, int]], int]:
    """Until when (UTC) which offset of Shanghai's held, in seconds, over the days of the law; and the one since."""
    step, changes = timedelta(days=20), list[tuple[datetime, int]]()
    moment = datetime(FIRST_DAY.year - 1, 12, 1, tzinfo=UTC)
    while moment.year <= LAST_DAY.year:
        later = moment + step
        if _offset(moment) != _offset(later):
            changes.append((_turn(moment, later).replace(tzinfo=None), _offset(moment)))
        moment = later
    return changes, _offset(moment)


def _offset(moment: datetime) -> int:
    offset = moment.astimezone(SHANGHAI).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _turn(early: datetime, late: datetime) -> datetime:
    """The first moment of the new offset."""
    if late - early <= timedelta(seconds=1):
        return late
    middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
    return _turn(early, middle) if _offset(middle) != _offset(early) else _turn(middle, late)


def _district(code: ir.StringValue, districts: Districts) -> ir.StringValue:
    """As `Districts.of`; text compares by code point, so that only ASCII digits lie between 0 and 9."""
    heads = sorted(name[:2] for name in districts.names)
    digits = code.substr(2, 1).between("0", "9") & code.substr(3, 1).between("0", "9")
    return ibis.cases((digits & code.left(2).isin(heads), code.left(2) + "00"))


def _spans(rows: ir.Table, kept: tuple[str, ...], *, lapse: bool) -> ir.Table:
    """For every code of a register spans of days without a gap, each with the row that counts in it, or none.

    Of rows that begin on one day the one recorded last counts, of several that hold on a day the one that began last.
    Without `lapse` a row holds until the next begins, whatever its end.
    """
    rows = rows.select(
        "code",
        "sequence",
        *kept,
        begins=rows.valid_from.fill_null(_ALWAYS),
        ends=rows.valid_until.fill_null(_NEVER) if lapse else _NEVER,
    )
    newest = rows.group_by(same_code="code", same_day="begins").agg(newest=rows.sequence.max())
    rows = rows.join(
        newest, [rows.code == newest.same_code, rows.begins == newest.same_day, rows.sequence == newest.newest]
    ).drop("same_code", "same_day", "newest")
    points = ibis.union(
        rows.select("code", since="begins"),
        rows.select("code", since="ends"),
        rows.select("code", since=_ALWAYS),
        distinct=True,
    )
    later = points.select(next_code="code", until="since")
    pairs = points.join(later, points.code == later.next_code)
    spans = pairs.filter(pairs.until > pairs.since).group_by("code", "since").agg(until=pairs.until.min())
    named = rows.rename(row_code="code")
    held = spans.join(named, spans.code == named.row_code)
    held = held.filter(held.begins <= held.since, held.since < held.ends)
    last = held.group_by(last_code="code", last_since="since").agg(last=held.begins.max())
    held = held.join(last, [held.code == last.last_code, held.since == last.last_since, held.begins == last.last])
    counting = held.select(*kept, held_code="code", held_since="since")
    spans = spans.left_join(counting, [spans.code == counting.held_code, spans.since == counting.held_since])
    return spans.select("code", "since", "until", *kept)


def _joined(dossiers: ir.Table, spans: ir.Table, code: str, day: str, prefix: str, kept: tuple[str, ...]) -> ir.Table:
    """The dossiers with the row that counts for a code on a day: spans leave no gap, so that no dossier is lost."""
    spans = spans.select("until", span_code="code", **{f"{prefix}{name}": name for name in ("since", *kept)})
    joined = dossiers.left_join(spans, dossiers[code] == spans.span_code)
    on_day = (joined[f"{prefix}since"] <= joined[day]) & (joined[day] < joined.until)
    return joined.filter(joined.span_code.isnull() | on_day).drop("span_code", "until")
