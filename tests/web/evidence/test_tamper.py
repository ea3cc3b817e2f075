"""Whatever is changed, removed, inserted or reordered behind the service's back is found."""

import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, text
from sqlmodel import Session

from schemas.tables import metadata
from schemas.work.returns import ReturnFilter
from service.context import Context
from service.evidence import verification
from service.evidence.checkpoints import CheckpointFile, Head
from service.returns import filing, lookup
from service.store import audited_rows
from service.store.audited_rows import _UNAUDITED_COLUMNS, EVIDENCE
from service.store.row_digests import ExpectedDigests
from tests import builders
from tests.web import busy

_CHAINED = [metadata.tables[kind.__tablename__] for kind in EVIDENCE if kind.__tablename__ not in ("offices",)]  # type: ignore[index]
_CHAINS = [metadata.tables["audit_entries"], metadata.tables["heads"]]


@pytest.fixture
def heads(context: Context, tmp_path: Path) -> CheckpointFile:
    file = CheckpointFile(tmp_path / "heads", context.signer)
    context.store.after_commit.append(file.write)
    return file


@contextmanager
def _behind_the_back(context: Context) -> Iterator[Session]:
    """A transaction without foreign keys, undone at its end."""
    with suppress(ZeroDivisionError), context.store.write() as session:
        if context.store.kind == "sqlite":
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield session
        raise ZeroDivisionError


def _found(context: Context, heads: CheckpointFile | None = None) -> bool:
    return bool(verification.audit_chains(context, heads).faults or verification.ledger(context).faults)


def _flipped(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1000
        case None:
            return "x"
        case str() if value[:4].isdigit() and "-" in value[:8]:
            return "2001" + value[4:]
        case str():
            return ("y" if value[:1] == "x" else "x") + value[1:]
    return "2001-01-01"


def _rows(session: Session, table: Table) -> list[dict[str, Any]]:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    return [dict(row._mapping) for row in session.connection().execute(text(f'SELECT {columns} FROM "{table.name}"'))]


def _update(session: Session, table: Table, row: dict[str, Any], column: str, value: Any) -> None:
    keys = [key.name for key in table.primary_key.columns]
    where = " AND ".join(f'"{key}" = :{key}' for key in keys)
    given = {key: row[key] for key in keys} | {"flipped": value}
    session.connection().execute(text(f'UPDATE "{table.name}" SET "{column}" = :flipped WHERE {where}'), given)


def test_what_nobody_touched_holds(context: Context, heads: CheckpointFile) -> None:
    busy.fill(context)
    verified = verification.audit_chains(context, heads)
    assert verified.faults == ()
    assert verified.checked > 15
    assert verification.ledger(context).faults == ()


@pytest.mark.parametrize("table", [*_CHAINED, *_CHAINS], ids=lambda table: table.name)
def test_each_field_of_each_row_flipped_is_found(context: Context, heads: CheckpointFile, table: Table) -> None:
    busy.fill(context)
    flips = 0
    with context.store.read() as session:
        rows = _rows(session, table)
    assert rows or table.name == "legal_holds"
    for row in rows:
        for column in table.columns:
            if column.name in _UNAUDITED_COLUMNS.get(table.name, ()):
                continue
            with _behind_the_back(context) as session:
                value = _flipped(bool(row[column.name]) if str(column.type) == "BOOLEAN" else row[column.name])
                if value == "x" and str(column.type).startswith(("DATE", "BOOLEAN", "INTEGER")):
                    value = "2001-01-01" if str(column.type) == "DATE" else 1
                with session.begin_nested():
                    _update(session, table, row, column.name, value)
                assert _found(context), (table.name, column.name, row)
            flips += 1
    assert flips >= len(rows)


@pytest.mark.parametrize("column", ["taken_quantity", "taken_legal_quantity", "taken_second_quantity"])
def test_a_balance_that_was_changed_is_found(context: Context, column: str) -> None:
    busy.fill(context)
    table = metadata.tables["balances"]
    with context.store.read() as session:
        rows = _rows(session, table)
    assert rows
    for row in rows:
        for name in (column, column.replace("taken", "exported")):
            if row[name] is None:
                continue
            with _behind_the_back(context) as session:
                less = f"{0:026.5f}" if float(row[name]) else f"{1:026.5f}"
                _update(session, table, row, name, less if name == column else f"{7:026.5f}")
                assert _found(context), (name, row)


@pytest.mark.parametrize("table", [*_CHAINED, *_CHAINS], ids=lambda table: table.name)
def test_each_row_removed_is_found(context: Context, heads: CheckpointFile, table: Table) -> None:
    busy.fill(context)
    keys = [key.name for key in table.primary_key.columns]
    with context.store.read() as session:
        rows = _rows(session, table)
    for row in rows:
        with _behind_the_back(context) as session:
            where = " AND ".join(f'"{key}" = :{key}' for key in keys)
            given = {key: row[key] for key in keys}
            session.connection().execute(text(f'DELETE FROM "{table.name}" WHERE {where}'), given)
            assert _found(context, heads), row


def test_a_row_put_in_is_found(context: Context) -> None:
    busy.fill(context)
    with context.store.read() as session:
        row = _rows(session, metadata.tables["enterprises"])[0]
    with _behind_the_back(context) as session:
        row["sequence"] += 1000
        columns = ", ".join(f'"{name}"' for name in row)
        values = ", ".join(f":{name}" for name in row)
        session.connection().execute(text(f"INSERT INTO enterprises ({columns}) VALUES ({values})"), row)
        assert _found(context)


def test_what_is_vouched_for_is_not_held_in_memory() -> None:
    """There may be more rows than memory; as a mapping these would take some eight megabytes."""
    rows = [(f"returns/{number}", f"{number:064}") for number in range(3)]

    def many() -> Iterator[tuple[str, str]]:
        return ((f"revisions/{number}", f"{number:064}") for number in range(30_000))

    with ExpectedDigests.open() as vouched:
        tracemalloc.start()
        for name, digest in many():
            vouched.vouch({name: digest})
        vouched.vouch(dict(rows) | {"returns/2": None, "returns/9": "0"})
        vouched.vouch({"returns/0": "1"})
        wrong = list(vouched.compare(chain(many(), rows)))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
        tracemalloc.stop()
        assert wrong == [("returns/0", True), ("returns/2", False)]
        assert list(vouched.missing()) == ["returns/9"]


def test_entries_that_changed_places_are_found(context: Context) -> None:
    busy.fill(context)
    chain = {"chain": builders.EXPORTER["code"]}
    with _behind_the_back(context) as session:
        for old, new in ((2, -1), (3, 2), (-1, 3)):
            moved = text("UPDATE audit_entries SET number = :new WHERE chain = :chain AND number = :old")
            session.connection().execute(moved, chain | {"old": old, "new": new})
        assert _found(context)


def test_the_newest_entries_cut_off_cleanly_are_found_by_the_file_outside(
    context: Context, heads: CheckpointFile
) -> None:
    busy.fill(context)
    chain = builders.EXPORTER["code"]
    newest = heads.newest()[chain]
    with _behind_the_back(context) as session:
        connection, given = session.connection(), {"chain": chain, "number": newest.number}
        connection.execute(text("DELETE FROM audit_entries WHERE chain = :chain AND number = :number"), given)
        given["number"] -= 1  # type: ignore[operator]
        connection.execute(
            text(
                "UPDATE heads SET number = :number, digest = (SELECT digest FROM audit_entries"
                " WHERE chain = :chain AND number = :number) WHERE chain = :chain"
            ),
            given,
        )
        assert not verification.audit_chains(context).faults
        (fault,) = verification.audit_chains(context, heads).faults
        assert fault.code == "audit.removed"


def test_a_head_that_another_key_signed_is_found(context: Context, heads: CheckpointFile) -> None:
    busy.fill(context)
    line = heads.path.read_text().splitlines()[-1]
    heads.path.write_text(heads.path.read_text() + line[:-6] + "AAAAA\n")
    (fault,) = verification.audit_chains(context, heads).faults
    assert fault.code == "receipt.signature"


def test_a_service_that_serves_on_while_it_is_verified_gives_no_false_alarm(
    context: Context, heads: CheckpointFile, tmp_path: Path
) -> None:
    class Busy(CheckpointFile):
        """A file of heads while whose reading something more happens."""

        def newest(self) -> dict[str, Head]:
            filing.submit(context, builders.a_declaration(application_no="R-late"))
            return super().newest()

    busy.fill(context)
    assert verification.audit_chains(context, Busy(heads.path.parent, context.signer)).faults == ()
    with context.store.read() as session, ThreadPoolExecutor(1) as other:
        before = list(audited_rows.every_digest(session))
        other.submit(filing.submit, context, builders.a_declaration(application_no="R-later")).result()
        assert list(audited_rows.every_digest(session)) == before


def test_what_was_kept_is_answered_where_the_file_of_heads_cannot_be_written(
    context: Context, heads: CheckpointFile
) -> None:
    heads.path.mkdir()
    record = filing.submit(context, builders.a_declaration()).record
    assert lookup.one(context, record.id) == record


def test_evidence_cannot_be_written_past_the_chain(context: Context) -> None:
    from service.store import audited_rows, registers

    with pytest.raises(AssertionError, match="without an audit entry"), context.store.write() as session:
        registers.put(session, builders.a_site(), context.number(), context.now())
    with context.store.read() as session:
        assert dict(audited_rows.every_digest(session)) == {}


def test_reading_a_case_leaves_an_entry(context: Context) -> None:
    busy.fill(context)
    found = lookup.page(context, ReturnFilter(), limit=1)[0][0]
    before = verification.audit_chains(context).checked
    lookup.one(context, found.id)
    assert verification.audit_chains(context).checked == before + 1
    lookup.page(context, ReturnFilter(), limit=10)
    assert verification.audit_chains(context).checked == before + 2


def test_evidence_that_is_older_than_the_chains_is_adopted_once(context: Context) -> None:
    from service.evidence import audit

    busy.fill(context)
    assert audit.backfill(context) == 0
    with context.store.engine.begin() as connection:
        for table in _CHAINS:
            connection.execute(table.delete())
    assert verification.audit_chains(context).faults
    assert audit.backfill(context) > 15
    assert audit.backfill(context) == 0
    assert verification.audit_chains(context).faults == ()
    filing.submit(context, builders.a_declaration(application_no="R-LATER"))
    assert verification.audit_chains(context).faults == ()


def test_a_line_of_heads_that_a_crash_cut_short_is_no_fault(context: Context, heads: CheckpointFile) -> None:
    busy.fill(context)
    whole = heads.path.read_bytes()
    heads.path.write_bytes(whole + whole.splitlines()[-1][:100])
    assert verification.audit_chains(context, heads).faults == ()
    filing.submit(context, builders.a_declaration(application_no="R-LATER"))
    assert heads.path.read_bytes().startswith(whole)
    assert verification.audit_chains(context, heads).faults == ()


def test_the_file_of_heads_is_compacted_and_vouches_as_before(context: Context, heads: CheckpointFile) -> None:
    busy.fill(context)
    newest, size = heads.newest(), heads.path.stat().st_size
    assert not heads.compact()
    assert heads.compact(most=100)
    assert heads.newest() == newest
    assert heads.path.stat().st_size < size
    assert heads.path.read_bytes().count(b"\n") == len(newest)
    filing.submit(context, builders.a_declaration(application_no="R-LATER"))
    assert heads.newest() != newest
    assert verification.audit_chains(context, heads).faults == ()
