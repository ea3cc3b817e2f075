"""Screen a history or files of dossiers: every declaration's outcome and how each provision stands, into one file."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import ibis.expr.types as ir
import pyarrow.parquet as parquet

from rules import Rulebook
from rules.bulk.dossiers import Dossiers, facts_of, gathered
from rules.readings.columnar import screened
from schemas.dossier import Dossier
from schemas.faults import BadInput, Fault
from service.bulk.arrow import tables_of_dossiers
from service.bulk.engines import Backend, Form, materialize, parquet_files, read, word_of, write
from service.bulk.history import ValidatedHistory, tables_of, validate
from service.files.documents import open_file
from service.files.lines import json_lines, lines_of

_TABLES: Final = ("cases", "lines", "export_lines", "returned")
_AT_ONCE: Final = 20_000


@dataclass
class RejectsFile:
    """What could not be screened, a JSON object a line; the file is made with the first of them."""

    path: Path
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """How many, by table or file, problem and column."""
    _out: TextIO | None = None

    def add(self, table: str, fault: Fault, row: str, columns: str) -> None:
        """Add a row of a table that does not fit; `row` is what names it, `columns` those at fault."""
        self.counts[table, fault.code, columns] += 1
        problem = {"problem": fault.code, "zh": fault.zh, "en": fault.en}
        self._write({"table": table, "row": row, "columns": columns} | problem)

    def add_faults(self, file: str, row: int, faults: Iterable[Fault]) -> None:
        """Add a dossier that cannot be read, with everything that is wrong with it; `row` is its line in the file."""
        details = [fault.model_dump() for fault in faults]
        self.counts[file, details[0]["code"], details[0]["pointer"]] += 1
        self._write({"table": file, "problem": details[0]["code"], "row": str(row), "faults": details})

    def close(self) -> None:
        """Finish the file; without rejects, remove one of an earlier run."""
        if self._out is None:
            self.path.unlink(missing_ok=True)
        else:
            self._out.close()

    def _write(self, reject: Mapping[str, object]) -> None:
        if self._out is None:
            self._out = self.path.open("w", encoding="utf-8")
        self._out.write(json.dumps(reject, ensure_ascii=False) + "\n")


@dataclass(frozen=True)
class Screening:
    """What is screened with: the law, an engine, a folder for passing files, and where rejects go.

    `as_of` decides all by the law of that day; without `statuses` the result has outcomes only, no provisions.
    """

    rulebook: Rulebook
    backend: Backend
    scratch: Path
    rejects: RejectsFile
    as_of: date | None = None
    statuses: bool = True

    def history(self, folder: Path, *, check: bool = True) -> ir.Table:
        """The result of a history as a table to be computed; unless `check` is false, its rows are validated first.

        Raises:
            BadInput: it is of another layout.
        """
        tables = tables_of(self.backend, folder, self.scratch)
        if check:
            tables = dict(self._reported(validate(tables)).tables)
        return self._result(gathered(tables, self.as_of, self._keep))

    def files(self, files: Sequence[Path]) -> ir.Table:
        """The result of the dossiers in JSONL files as a table to be computed.

        Raises:
            BadInput: a file cannot be opened.
        """
        numbered = enumerate(self._dossiers(files), start=1)
        for name in _TABLES:
            (self.scratch / name).mkdir()
        part = 0
        while (chunk := list(islice(numbered, _AT_ONCE))) or part == 0:
            for name, table in tables_of_dossiers(chunk).items():
                parquet.write_table(table, self.scratch / name / f"{part:06}.parquet")
            part += 1
        cases, *others = (read(self.backend, self.scratch / name, name) for name in _TABLES)
        cases = cases.mutate(declared_at=cases.declared_at.cast("timestamp"))
        return self._result(Dossiers(cases, cases.select("id", "list_key"), *others))

    def _result(self, dossiers: Dossiers) -> ir.Table:
        facts = facts_of(dossiers, self.rulebook.districts, self.as_of, self._keep)
        return screened(facts, self.rulebook.policies, word_of(self.backend), statuses=self.statuses)

    def _keep(self, name: str, table: ir.Table) -> ir.Table:
        return materialize(self.backend, name, table)

    def _reported(self, history: ValidatedHistory) -> ValidatedHistory:
        """The history, once its rejects are written down."""
        for number, rejects in enumerate(history.rejects):
            path = self.scratch / f"rejects-{number}.parquet"
            write(self.backend, rejects.rows, path, "parquet")
            for file in parquet_files(path):
                for batch in parquet.ParquetFile(file).iter_batches():
                    for row in batch.to_pylist():
                        self.rejects.add(rejects.table, rejects.fault, row["row"], row["columns"])
        return history

    def _dossiers(self, files: Sequence[Path]) -> Iterator[Dossier]:
        for file in files:
            with open_file(file) as stream:
                for line in json_lines(lines_of(stream), file.name):
                    try:
                        yield line.document(Dossier)
                    except BadInput as error:
                        self.rejects.add_faults(file.name, line.number, error.faults)


def counts_of(backend: Backend, out: Path, form: Form) -> Counter[tuple[str, str]]:
    """How many declarations of a written result came out how, by outcome and tax relief."""
    readers = {"parquet": backend.read_parquet, "csv": backend.read_csv, "jsonl": backend.read_json}
    name = f"*.{'json' if form == 'jsonl' else form}"
    table = readers[form](str(out / name) if out.is_dir() and backend.name != "pyspark" else str(out))
    counts = table.group_by("outcome", "tax_relief").agg(times=table.count()).to_pyarrow().to_pylist()
    return Counter({(row["outcome"], row["tax_relief"]): row["times"] for row in counts})


__all__ = ["RejectsFile", "Screening", "counts_of", "write"]
