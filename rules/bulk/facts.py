"""The facts of `rules/facts` as columns: under the same name the same fact, over a table of dossiers.

A test derives both from random dossiers. `dossiers` is a table of one row a declaration (`schemas.history.DOSSIERS`,
with the days and districts that `rules.bulk.dossiers.facts_of` adds); what its list, site and firms say is null where
unknown.
"""

from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter
from typing import Final, TypeVar

import ibis
import ibis.expr.types as ir

from rules.facts import FACTS

F = TypeVar("F", bound=Callable[[ir.Table], ir.Value])

_DERIVED: Final[dict[str, Callable[[ir.Table], ir.Value]]] = {}
_NOTHING: Final = ibis.literal(Decimal(0), "decimal(38, 5)")


def column(function: F) -> F:
    """Enter a function among the columns under its name."""
    _DERIVED[function.__name__] = function
    return function


def _where(known: ir.BooleanValue, value: ir.Value) -> ir.Value:
    """The value where what it rests on is known, else unknown."""
    return ibis.ifelse(known, value, ibis.null(value.type()))


_STATED: Final = {
    "return_district": "return_district",
    "export_district": "export_district",
    "supervision_mode": "list_supervision_mode",
    "export_declared_on": "list_declared_on",
    "agent_entrusted_by_exporter": "agent_entrusts",
    "exporter_monitors_returns": "exporter_monitors_returns",
    "exporter_standing": "exporter_standing",
    "exporter_separate_work_area": "exporter_separate_work_area",
    "exporter_data_access": "exporter_data_access",
    "site_does_retail_export": "site_retail_export",
    "direction": "direction",
    "return_mode": "return_mode",
    "reason_kind": "reason_kind",
    "original_state": "original_state",
    "food": "food",
    "proof": "proof",
    "rebate_taken": "rebate_taken",
}
"""Facts that a column states as they are, by the column."""


@column
def cross_district(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.export_district != dossiers.return_district


@column
def customs_code_in_known_district(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.return_district.notnull()


@column
def list_no_length(dossiers: ir.Table) -> ir.IntegerValue:
    # Polars counts bytes: what is not plain is counted by a plain sign for each character.
    plain = dossiers.list_no.re_replace(r"(?s).", "x")
    return ibis.cases((dossiers.list_no.re_search(r"^[ -~]*$"), dossiers.list_no.length()), else_=plain.length()).cast(
        "int64"
    )


@column
def agent_is_exporter(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.agent == dossiers.exporter


@column
def site_registered(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.site_customs_code.notnull()


@column
def site_valid_on_return_day(dossiers: ir.Table) -> ir.BooleanValue:
    begun = dossiers.site_valid_from.isnull() | (dossiers.site_valid_from <= dossiers.return_day)
    lasting = dossiers.site_valid_until.isnull() | (dossiers.return_day < dossiers.site_valid_until)
    return _where(dossiers.site_customs_code.notnull(), begun & lasting)


@column
def site_in_return_district(dossiers: ir.Table) -> ir.BooleanValue:
    return _where(dossiers.export_district.notnull(), dossiers.site_district == dossiers.return_district)


@column
def departs_from_china(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.departure_country.isin(["142", "CHN"])


@column
def same_platform(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.platform == dossiers.list_platform


@column
def same_exporter(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.exporter == dossiers.list_exporter


@column
def return_mode_given(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.return_mode.notnull()


@column
def lines_not_on_original_list(dossiers: ir.Table) -> ir.IntegerValue:
    return _where(dossiers.list_key.notnull(), dossiers.lines_off.fill_null(0))


@column
def lines_over_remaining_quantity(dossiers: ir.Table) -> ir.IntegerValue:
    return _where(dossiers.list_key.notnull(), dossiers.lines_over.fill_null(0))


@column
def days_since_release(dossiers: ir.Table) -> ir.IntegerValue:
    return dossiers.return_day.epoch_days().cast("int64") - dossiers.list_released_on.epoch_days().cast("int64")


@column
def days_left_of_one_year(dossiers: ir.Table) -> ir.IntegerValue:
    return _months_after(dossiers.list_released_on, 12) - dossiers.return_day.epoch_days().cast("int64")


@column
def days_left_of_six_months(dossiers: ir.Table) -> ir.IntegerValue:
    start = ibis.coalesce(dossiers.list_exported_on, dossiers.list_released_on)
    return _months_after(start, 6) - dossiers.return_day.epoch_days().cast("int64")


@column
def tax_certificate_given(dossiers: ir.Table) -> ir.BooleanValue:
    return dossiers.tax_certificate_no.notnull()


_ALL: Final = _DERIVED | {fact: itemgetter(column) for fact, column in _STATED.items()}
COLUMNS: Final = {fact: _ALL[fact] for fact in sorted(_ALL, key=list(FACTS).index)}
"""Every fact as a column, in the order of the facts."""


def _months_after(day: ir.DateValue, months: int) -> ir.IntegerValue:
    """As `rules.days.months_after`, as a number of days since 1970."""
    month = day.year() * 12 + day.month() - 1 + months
    same = _first_of(month) + day.day() - 1
    last = _first_of(month + 1) - 1
    # every month has 28 days: the end of the month is worked out for the few days beyond them
    return ibis.cases((day.day() <= 28, same), else_=ibis.least(same, last))


def _first_of(month: ir.IntegerValue) -> ir.IntegerValue:
    year = (month / 12).floor().cast("int32")
    return ibis.date(year, (month % 12 + 1).cast("int32"), ibis.literal(1, "int32")).epoch_days().cast("int64")


_TEXTS: Final = ("hs_code", "name", "model", "unit", "legal_unit")
_QUANTITIES: Final = ("quantity", "legal_quantity", "second_quantity")


def counted(lines: ir.Table, lists: ir.Table, export_lines: ir.Table, returned: ir.Table) -> ir.Table:
    """By declaration `lines_off`, how many are not on the original list, and `lines_over`, how many over what is left.

    `lists` names the list of each declaration (`id`, `list_key`). Declarations whose lines all fit are left out.
    """
    owners = lists.select(owner="id", list_key="list_key")
    goods = lines.join(owners, lines.declaration == owners.owner)
    twins = export_lines.rename({f"twin_{name}": name for name in export_lines.columns})
    goods = goods.left_join(twins, [goods.list_key == twins.twin_list_no, goods.line_no == twins.twin_line_no])
    for prefix, sums in (("all", _of_repeated(lines)), ("taken", _sums(returned))):
        sums = sums.rename({f"{prefix}_{name}": name for name in sums.columns})
        keys = sums[f"{prefix}_declaration"], sums[f"{prefix}_line_no"]
        goods = goods.left_join(sums, [goods.declaration == keys[0], goods.line_no == keys[1]])
    judged = goods.select("declaration", off=_is_off(goods), over=_is_over(goods))
    judged = judged.filter(judged.off | judged.over)
    return judged.group_by(counted="declaration").agg(
        lines_off=judged.off.cast("int64").sum(), lines_over=judged.over.cast("int64").sum()
    )


def _of_repeated(lines: ir.Table) -> ir.Table:
    """The sums of lines that point to the same original line; most stand alone."""
    times = lines.group_by(owner="declaration", number="line_no").agg(times=lines.count())
    twice = times.filter(times.times > 1)
    return _sums(lines.semi_join(twice, [lines.declaration == twice.owner, lines.line_no == twice.number]))


def _sums(rows: ir.Table) -> ir.Table:
    # A sum of nothing but nulls is null on some engines and zero on others: `given` tells.
    given = rows.second_quantity.notnull().cast("int64").max()
    sums = {name: rows[name].sum().cast("decimal(38, 5)") for name in _QUANTITIES}
    return rows.group_by("declaration", "line_no").agg(given=given, **sums)


def _is_off(goods: ir.Table) -> ir.BooleanValue:
    """As `_same_goods` of the facts, denied; also where there is no twin."""
    same = goods.second_unit.isnull() | (goods.second_unit == goods.twin_second_unit)
    for name in _TEXTS:
        same = same & (goods[name] == goods[f"twin_{name}"])
    return ~same.fill_null(False)


def _is_over(goods: ir.Table) -> ir.BooleanValue:
    """As `_over` of the facts: false where one side is not given."""
    over = ibis.literal(False)
    for name in _QUANTITIES:
        repeated = ibis.coalesce(goods[f"all_{name}"], goods[name].cast("decimal(38, 5)"))
        if name == "second_quantity":
            repeated = _where(goods[name].notnull() | (goods.all_given == 1).fill_null(False), repeated)
        together = repeated + goods[f"taken_{name}"].fill_null(_NOTHING)
        over = over | (together > goods[f"twin_{name}"])
    return over.fill_null(False)
