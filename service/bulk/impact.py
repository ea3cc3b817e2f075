"""What a draft would change in a history of any size: screened twice, compared as tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from pyarrow.parquet import ParquetFile

from rules import Rulebook
from rules.findings import NO_PERMISSION
from rules.weighing import reasons_among, weighs
from schemas.decision import Outcome, Status
from schemas.law.impact import Count, Flip, Impact
from schemas.law.policy import Policy, Provision
from service.bulk.engines import Backend, open_engine, read, write
from service.bulk.screening import RejectsFile, Screening

_PAIR: Final = ("export_office", "return_office")
_SHOWN: Final = 1000


@dataclass
class HistoryImpact:
    """A history decided under the law in force and under a draft, side by side; `screen` comes before all else."""

    now: Rulebook
    draft: Rulebook
    backend: Backend
    scratch: Path
    rejects: RejectsFile
    memory: str = ""
    since: date | None = None
    until: date | None = None
    _table: ir.Table = field(init=False)
    _numbers: Iterator[int] = field(default_factory=count, init=False)

    def screen(self, folder: Path) -> None:
        """Screen a history under both.

        Raises:
            BadInput: it is of another layout.
        """
        results = {}
        for name, rulebook in (("before", self.now), ("after", self.draft)):
            scratch = self.scratch / name
            scratch.mkdir()
            # the first look names and leaves out rows that do not fit; the second leaves out the same
            rejects = self.rejects if name == "before" else RejectsFile(scratch / "rejects.jsonl")
            path = scratch / "results.parquet"
            with open_engine("duckdb", scratch, memory=self.memory) as backend:
                write(backend, Screening(rulebook, backend, scratch, rejects).history(folder), path, "parquet")
            results[name] = read(self.backend, path, f"{name}_results")
        offices = read(self.backend, _declarations(folder), "offices").select(
            "id",
            export_office=ibis._.list_no.substr(0, 4),
            return_office=ibis._.customs_code.substr(0, 4),
        )
        before, after = results["before"], results["after"]
        both = before.join(after, "declaration", rname="{name}_after").join(offices, ibis._.declaration == offices.id)
        if self.since is not None:
            both = both.filter(both.as_of >= ibis.literal(self.since))
        if self.until is not None:
            both = both.filter(both.as_of < ibis.literal(self.until))
        flips = (both.outcome != both.outcome_after) | (both.tax_relief != both.tax_relief_after)
        self._table = both.mutate(flips=flips)

    def flips(self) -> Iterator[Flip]:
        """Each declaration that would be decided otherwise."""
        table = self._table.filter(self._table.flips).order_by("declaration")
        for row in self._rows(table):
            yield Flip(
                application_no=row["application_no"],
                exporter=row["exporter"],
                as_of=row["as_of"],
                export_district=self.now.districts.of(row["export_office"]),
                return_district=self.now.districts.of(row["return_office"]),
                before=row["outcome"],
                after=row["outcome_after"],
                relief_before=row["tax_relief"],
                relief_after=row["tax_relief_after"],
                reasons_before=_reasons(self.now, row, row["outcome"], ""),
                reasons_after=_reasons(self.draft, row, row["outcome_after"], "_after"),
            )

    def impact(self, listed: tuple[Flip, ...]) -> Impact:
        """The counts over all declarations; `listed` are the flips to show beside them."""
        (whole,) = self._rows(self._table.agg(**_sums(self._table), days=self._table.as_of.nunique()))
        days = whole["days"] or 1
        return Impact(
            rulebook=self.now.digest,
            draft=self.draft.digest,
            since=self.since,
            until=self.until,
            declarations=whole["declarations"],
            flips=whole["flips"],
            outcomes=self._counts("outcome"),
            districts=self._districts(),
            firms=self._counts("exporter"),
            provisions=tuple(self._provisions()),
            cases_per_day_before=round(whole["refer_before"] / days, 2),
            cases_per_day_after=round(whole["refer_after"] / days, 2),
            listed=listed,
        )

    def _rows(self, table: ir.Table) -> Iterator[dict[str, Any]]:
        """The rows of a table by way of a file, so that they are never in memory all at once."""
        path = self.scratch / f"query-{next(self._numbers)}.parquet"
        write(self.backend, table, path, "parquet")
        for batch in ParquetFile(path).iter_batches():
            yield from batch.to_pylist()

    def _counts(self, column: str) -> tuple[Count, ...]:
        rows = self._rows(self._table.group_by(column).agg(**_sums(self._table)))
        return _ordered(Count(name=row.pop(column), **row) for row in rows)

    def _districts(self) -> tuple[Count, ...]:
        """By export and return district; offices of one district are put together here, where the table of them is."""
        totals: dict[str, dict[str, int]] = {}
        for row in self._rows(self._table.group_by(*_PAIR).agg(**_sums(self._table))):
            ends = [self.now.districts.of(row.pop(name)) or "?" for name in _PAIR]
            total = totals.setdefault(" → ".join(ends), dict.fromkeys(row, 0))
            for name, number in row.items():
                total[name] += number
        return _ordered(Count(name=name, **total) for name, total in totals.items())

    def _provisions(self) -> Iterator[Count]:
        """By provision whose status differs; one that only one rulebook has counts where it is in force."""
        before, after = set(_names(self.now)), set(_names(self.draft))
        for name in sorted(before | after):
            mine = self._table[name] if name in before else ibis.null("string")
            theirs = _after(self._table, name, name in before) if name in after else ibis.null("string")
            changed = self._table.filter(~mine.cast("string").identical_to(theirs.cast("string")))
            (row,) = self._rows(changed.agg(**_sums(changed)))
            if row["declarations"]:
                yield Count(name=name, **row)


def _declarations(folder: Path) -> Path:
    file = folder / "declarations.parquet"
    return file if file.exists() else folder / "declarations"


def _after(table: ir.Table, name: str, shared: bool) -> ir.Value:
    return table[f"{name}_after"] if shared else table[name]


def _names(rulebook: Rulebook) -> Iterator[str]:
    return (f"{policy.id}.{provision.name}" for policy, provision in _provisions(rulebook))


def _provisions(rulebook: Rulebook) -> Iterator[tuple[Policy, Provision]]:
    return ((policy, provision) for policy in rulebook.policies for provision in policy.provisions)


def _sums(table: ir.Table) -> dict[str, ir.Value]:
    def times(column: str, outcome: str) -> ir.Value:
        return table.count(where=table[column].cast("string") == outcome)

    return {
        "declarations": table.count(),
        "flips": table.count(where=table.flips),
        "eligible_before": times("outcome", "eligible"),
        "eligible_after": times("outcome_after", "eligible"),
        "refer_before": times("outcome", "refer"),
        "refer_after": times("outcome_after", "refer"),
    }


def _ordered(counts: Iterator[Count]) -> tuple[Count, ...]:
    """The first thousand, those with most flips first."""
    return tuple(sorted(counts, key=lambda count: (-count.flips, -count.declarations, count.name))[:_SHOWN])


def _reasons(rulebook: Rulebook, row: dict[str, Any], outcome: Outcome, suffix: str) -> tuple[str, ...]:
    """As `rules.weighing.reasons`, of a row of results."""
    standing: list[tuple[str, Status]] = []
    permitted = False
    for policy, provision in _provisions(rulebook):
        name = f"{policy.id}.{provision.name}"
        status = row.get(f"{name}{suffix}", row.get(name))
        if status is not None and weighs(provision):
            permitted |= provision.kind == "permission" and status != "not_applicable"
            standing.append((name, status))
    return reasons_among(outcome, standing if permitted else [*standing, (NO_PERMISSION, "unmet")])
