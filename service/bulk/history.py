"""Read a history of declarations from Parquet: what does not fit its layout is named and counted, never dropped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from pathlib import Path
from typing import Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as parquet

from schemas.codes import FIRST_DAY, LAST_DAY
from schemas.faults import BadInput, Fault
from schemas.history import LAYOUTS, Column, ColumnType, Layout
from service.bulk.arrow import table_of
from service.bulk.engines import Backend, parquet_files, read
from service.problems import fault

_MOST_LINES: Final = 100
_IBIS: Final[dict[ColumnType, str]] = {"instant": "timestamp"}
_REFERENCES: Final = (
    ("lines", "id"),
    ("returned", "id"),
    ("export_lists", "list_no"),
    ("export_lines", "list_no"),
    ("sites", "site_code"),
    ("enterprises", "exporter"),
    ("enterprises", "agent"),
)
"""Which declarations rest on a row: its table, and the column of `declarations` with what comes first in its name."""


@dataclass(frozen=True)
class Rejects:
    """Rows of a table that do not fit, and why: `rows` has the columns `row` (what names it), `columns` and `key`."""

    table: str
    fault: Fault
    rows: ir.Table


@dataclass(frozen=True)
class ValidatedHistory:
    """A history whose declarations can be screened, and the rows that kept others from it."""

    tables: Mapping[str, ir.Table]
    rejects: tuple[Rejects, ...]


def tables_of(backend: Backend, folder: Path, scratch: Path) -> dict[str, ir.Table]:
    """The tables of a history with the columns of the layout; what may be left out is there, empty.

    Raises:
        BadInput: a table or column is missing, unknown, of another type, or a file cannot be read.
    """
    faults: list[Fault] = []
    tables: dict[str, ir.Table] = {}
    for layout in LAYOUTS.values():
        path = _path_of(folder, layout)
        if path is None:
            if not layout.optional:
                faults.append(fault(layout.name, "history.table_missing"))
                continue
            path = scratch / f"{layout.name}.parquet"
            parquet.write_table(table_of(layout.columns, ()), path)
        wrong = [fault for file in parquet_files(path) for fault in _misfits(layout, file)]
        faults += wrong
        if not wrong:
            tables[layout.name] = _fitted(read(backend, path, layout.name), layout)
    if faults:
        raise BadInput(faults)
    return tables


def _path_of(folder: Path, layout: Layout) -> Path | None:
    paths = (folder / f"{layout.name}.parquet", folder / layout.name)
    return next((path for path in paths if path.exists()), None)


def _misfits(layout: Layout, file: Path) -> Iterator[Fault]:
    """What is wrong with a file's columns."""
    name = f"{file.parent.name}/{file.name}" if file.parent.name == layout.name else file.name
    try:
        schema = parquet.read_schema(file)
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        yield fault(name, "file.unreadable", reason=reason)
        return
    columns = {column.name: column for column in layout.columns}
    for field in schema:
        column = columns.get(field.name)
        if column is None:
            yield fault(f"{name}/{field.name}", "history.column_unknown")
        elif not _fits(field.type, column.type):
            yield fault(f"{name}/{field.name}", "history.column_type", expected=column.type, actual=field.type)
    for column in layout.columns:
        if not column.optional and column.name not in schema.names:
            yield fault(f"{name}/{column.name}", "history.column_missing")


def _fits(actual: pa.DataType, expected: ColumnType) -> bool:
    match expected:
        case "string":
            return _is_text(actual.value_type if pa.types.is_dictionary(actual) else actual)
        case "int64":
            return bool(pa.types.is_integer(actual))
        case "boolean":
            return bool(pa.types.is_boolean(actual))
        case "date":
            return bool(pa.types.is_date32(actual))
        case "instant":
            return bool(pa.types.is_timestamp(actual) and actual.tz is not None and actual.unit in ("ms", "us"))
        case "array<string>":
            return bool((pa.types.is_list(actual) or pa.types.is_large_list(actual)) and _is_text(actual.value_type))
    whole, places = (20, 5) if expected == "decimal(25, 5)" else (14, 5)
    return bool(pa.types.is_decimal(actual) and actual.scale <= places and actual.precision - actual.scale <= whole)


def _is_text(actual: pa.DataType) -> bool:
    return bool(pa.types.is_string(actual) or pa.types.is_large_string(actual))


def _fitted(table: ir.Table, layout: Layout) -> ir.Table:
    """The columns of the layout in its types; those that may be left out are null."""
    return table.select(
        **{
            column.name: table[column.name].cast(_type(column))
            if column.name in table.columns
            else ibis.null(_type(column))
            for column in layout.columns
        }
    )


def _type(column: Column) -> str:
    return _IBIS.get(column.type, column.type)


def validate(tables: Mapping[str, ir.Table]) -> ValidatedHistory:
    """Check every row; a declaration that rests on a broken one is not screened but among the rejects."""
    rejects = _occurring(list(_all_rejects(tables)))
    broken: dict[str, list[ir.Table]] = {}
    for reject in rejects:
        broken.setdefault(reject.table, []).append(reject.rows)
    declarations = tables["declarations"]
    spoilt: list[ir.Table] = [rows.select(spoilt="key") for rows in broken.get("declarations", [])]
    for table, own in _REFERENCES:
        for rows in broken.get(table, []):
            named = rows.select(broken_key=rows.key).distinct()
            resting = declarations.semi_join(named, declarations[own].cast("string") == named.broken_key)
            spoilt.append(resting.select(spoilt=resting.id.cast("string")))
            rejects.append(_rejects("declarations", fault("", "history.follows"), resting, own, ("id",)))
    if spoilt:
        gone = ibis.union(*spoilt, distinct=True) if len(spoilt) > 1 else spoilt[0].distinct()
        declarations = declarations.anti_join(gone, declarations.id.cast("string") == gone.spoilt)
    return ValidatedHistory({**tables, "declarations": declarations}, tuple(rejects))


def _occurring(possible: list[Rejects]) -> list[Rejects]:
    """Those of which there are rows; all are counted in one go."""
    counts = ibis.union(
        *(
            reject.rows.agg(rows=reject.rows.count()).select("rows", number=ibis.literal(number, "int64"))
            for number, reject in enumerate(possible)
        )
    )
    occurring = {row["number"] for row in counts.to_pyarrow().to_pylist() if row["rows"]}
    return [reject for number, reject in enumerate(possible) if number in occurring]


def _all_rejects(tables: Mapping[str, ir.Table]) -> Iterator[Rejects]:
    for layout in LAYOUTS.values():
        table = tables[layout.name]
        wrong = {column.name: _wrong(column, table[column.name]) for column in layout.columns}
        wrong = {name: condition for name, condition in wrong.items() if condition is not None}
        rows = table.filter(reduce(or_, wrong.values()))
        named = reduce(
            add, (ibis.ifelse(_wrong(c, rows[c.name]), f"{c.name} ", "") for c in layout.columns if c.name in wrong)
        )
        yield _rejects(layout.name, fault("", "history.value"), rows, named.strip(), _identity(layout))
        if layout.key:
            twice = table.group_by(list(layout.key)).agg(times=table.count())
            twice = twice.filter(twice.times > 1)
            yield _rejects(layout.name, fault("", "history.duplicate"), twice, " ".join(layout.key), layout.key)
    for parent, key, child, reference in (
        ("declarations", "id", "lines", "declaration"),
        ("export_lists", "list_no", "export_lines", "list_no"),
    ):
        yield from _misfit_lines(tables[parent], parent, key, tables[child], child, reference)
    returned, declarations = tables["returned"], tables["declarations"]
    orphans = returned.anti_join(declarations, returned.declaration == declarations.id)
    yield _rejects("returned", fault("", "history.orphan"), orphans, "declaration", ("declaration", "line_no"))


def _misfit_lines(
    owners: ir.Table, parent: str, key: str, lines: ir.Table, child: str, reference: str
) -> Iterator[Rejects]:
    """Lines of no owner, and owners with no line or too many."""
    counts = lines.group_by(owner=reference).agg(times=lines.count())
    orphans = counts.anti_join(owners, counts.owner == owners[key]).rename({reference: "owner"})
    yield _rejects(child, fault("", "history.orphan"), orphans, reference, (reference,))
    fit = counts.filter(counts.times <= _MOST_LINES)
    odd = owners.anti_join(fit, owners[key] == fit.owner)
    yield _rejects(parent, fault("", "history.lines"), odd, child, (key,))


def _identity(layout: Layout) -> tuple[str, ...]:
    first = layout.columns[0].name
    return layout.key or tuple(dict.fromkeys((first, "line_no")))


def _rejects(
    table: str, fault: Fault, rows: ir.Table, columns: ir.StringValue | str, names: tuple[str, ...]
) -> Rejects:
    """The rejects of a table: `row` is what names a row, as in `id=1 line_no=2`, `key` the first part of it."""
    parts = [rows[name].cast("string").fill_null("?") for name in names]
    identity = reduce(
        lambda one, other: one + " " + other, (f"{name}=" + part for name, part in zip(names, parts, strict=True))
    )
    return Rejects(
        table,
        fault,
        rows.select(
            row=identity,
            columns=ibis.literal(columns) if isinstance(columns, str) else columns,
            key=rows[names[0]].cast("string"),
        ),
    )


def _wrong(column: Column, value: ir.Value) -> ir.BooleanValue | None:
    """When a value is not what the column asks for; null where every value is."""
    parts: list[ir.BooleanValue] = [] if column.optional else [value.isnull()]
    if column.pattern:
        parts.append(~value.re_search(f"^({column.pattern})\\z"))
    if column.choices:
        parts.append(~value.isin(column.choices))
    if column.least is not None:
        parts.append(value < column.least if column.type == "int64" else value <= column.least)
    if column.type == "date":
        parts.append(~value.between(ibis.date(str(FIRST_DAY)), ibis.date(str(LAST_DAY))))
    return reduce(or_, (part.fill_null(False) for part in parts)) if parts else None
