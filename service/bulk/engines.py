"""Engines of tables behind Ibis: DuckDB by default, Polars, or Spark."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, get_args

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from rules.readings.columnar import WORDS, Word, as_text

Engine = Literal["duckdb", "polars", "spark"]
Form = Literal["parquet", "csv", "jsonl"]
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)
FORMS: Final[tuple[Form, ...]] = get_args(Form)
Backend = Any
"""An Ibis backend; Ibis carries no types."""
_COPY: Final[dict[Form, str]] = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER",
    "jsonl": "FORMAT json",
}
_MEGABYTES: Final = {"MB": 1, "GB": 1000}
_OWN_MEGABYTES: Final = 1200
"""Megabytes a process takes beside what DuckDB counts (Python, Arrow, files), measured at 50 million declarations."""


@contextmanager
def open_engine(engine: Engine, scratch: Path, *, master: str = "", memory: str = "") -> Iterator[Backend]:
    """An engine with UTC as its zone; what does not fit into memory goes to the scratch folder.

    `memory`, as in `512MB` or `2GB`, bounds each of Spark's processes, or the whole process of DuckDB, which gets
    half of it at least.
    """
    match engine:
        case "duckdb":
            backend = _duckdb(scratch, memory)
            close = backend.disconnect
        case "polars":
            backend = ibis.polars.connect()
            close = backend.disconnect
        case "spark":
            session = _spark(scratch, master, memory)
            backend = ibis.pyspark.connect(session)
            close = session.stop
    try:
        yield backend
    finally:
        close()


def _duckdb(scratch: Path, memory: str) -> Backend:
    backend = ibis.duckdb.connect(temp_directory=str(scratch), preserve_insertion_order=False)
    backend.raw_sql("SET TimeZone = 'UTC'")
    words = ", ".join(f"'{word}'" for word in WORDS)
    backend.raw_sql(f"CREATE TYPE screening_word AS ENUM ({words})")
    backend.raw_sql("CREATE MACRO screening_word(word) AS word::screening_word")
    if memory:
        most = int(memory[:-2]) * _MEGABYTES[memory[-2:]]
        backend.raw_sql(f"SET memory_limit = '{max(most // 2, most - _OWN_MEGABYTES)}MB'")
    return backend


def _spark(scratch: Path, master: str, memory: str) -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("tongtui screen").master(master or "local[*]")
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
    }
    if memory:
        settings["spark.executor.memory"] = settings["spark.driver.memory"] = memory.lower().removesuffix("b")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _screening_word(word: str) -> str:
    """The word as a value of DuckDB's enumeration: one byte, written thrice as fast as text."""
    raise NotImplementedError("DuckDB knows it by a macro")


_AS_ENUM: Final = ibis.udf.scalar.builtin(_screening_word, name="screening_word")


def word_of(backend: Backend) -> Word:
    """How the engine writes a word of the result (`eligible`, `met`): as one byte where it can, else as text."""
    return (lambda word: _AS_ENUM(as_text(word))) if backend.name == "duckdb" else as_text


def read(backend: Backend, path: Path, name: str) -> ir.Table:
    """The table of a Parquet file, or of a folder of them."""
    spread = path.is_dir() and backend.name != "pyspark"
    return backend.read_parquet(str(path / "*.parquet") if spread else str(path), table_name=name)


def parquet_files(path: Path) -> list[Path]:
    """The Parquet files of a table: itself, or those of its folder."""
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def materialize(backend: Backend, name: str, table: ir.Table) -> ir.Table:
    """The table computed once and kept under a name; Spark computes it wherever it is used."""
    return table if backend.name == "pyspark" else backend.create_table(name, table, temp=True, overwrite=True)


def write(backend: Backend, table: ir.Table, out: Path, form: Form) -> None:
    """Write a table to a file; Spark writes a folder of files."""
    match backend.name:
        case "duckdb":
            path = str(out).replace("'", "''")
            backend.raw_sql(f"COPY ({backend.compile(table)}) TO '{path}' ({_COPY[form]})")
        case "pyspark":
            kind = "json" if form == "jsonl" else form
            writer = backend.raw_sql(backend.compile(table)).write.mode("overwrite").format(kind)
            writer.option("header", "true").option("ignoreNullFields", "false").save(str(out))
        case _:
            _write(table.to_pyarrow(), out, form)


def progress_of(backend: Backend) -> float:
    """How much of the running query is done, in percent; below zero where the engine does not say."""
    return float(backend.con.query_progress()) if backend.name == "duckdb" else -1.0


def interrupt(backend: Backend) -> None:
    """Break off the running query."""
    match backend.name:
        case "duckdb":
            backend.con.interrupt()
        case "pyspark":
            backend._session.sparkContext.cancelAllJobs()


def _write(table: pa.Table, out: Path, form: Form) -> None:
    match form:
        case "parquet":
            pyarrow.parquet.write_table(table, out, compression="zstd")
        case "csv":
            pyarrow.csv.write_csv(table, out)
        case "jsonl":
            with out.open("w", encoding="utf-8") as lines:
                for row in table.to_pylist():
                    lines.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
