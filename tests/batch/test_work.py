"""Batches over HTTP: sent, worked, watched, cancelled, taken up after a crash, and their results taken."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from schemas.ceb import read_message
from schemas.work.returns import ReturnFilter
from service.batches import lifecycle, processing
from service.context import Context
from service.evidence import audit, verification
from service.evidence.checkpoints import CheckpointFile
from service.problems import TooLarge
from service.returns import lookup
from service.settings import Settings
from service.store.database import try_lock
from tests import builders
from tests.batch.files import a_csv, a_jsonl, a_zip, cells
from tests.harness import ServiceHarness


@pytest.fixture
def firm(harness: ServiceHarness, registers: None) -> TestClient:
    """A client with the exporter's key."""
    return harness.firm(raise_server_exceptions=False)


def _sent(client: TestClient, data: bytes, name: str = "a.csv", **headers: str) -> dict[str, object]:
    answer = client.post(f"/v1/batches?name={name}", content=data, headers=headers)
    assert answer.status_code == 202, answer.text
    told: dict[str, object] = answer.json()
    return told


def _worked(context: Context) -> None:
    while processing.work(context, "worker", lambda: False):
        pass


def test_a_batch_is_worked_row_by_row(context: Context, firm: TestClient) -> None:
    wrong = cells(application_no="R-2")
    wrong[0] = "x" * 31
    unknown = cells(application_no="R-3", site_code="NOWHERE")
    data = a_csv(cells(), wrong, unknown, cells(application_no="R-4", direction="E"))
    sent = _sent(firm, data)
    assert (sent["state"], sent["done"], sent["total"]) == ("waiting", 0, None)
    _worked(context)
    done = firm.get(f"/v1/batches/{sent['id']}").json()
    assert (done["state"], done["done"], done["total"]) == ("done", 4, 4)
    assert done["counts"] == {"accepted": 1, "rejected": 1, "review": 1, "other": 0, "refused": 1}
    results = firm.get(f"/v1/batches/{sent['id']}/results").json()["items"]
    assert [(each["row"], each["place"], each["return_status"]) for each in results] == [
        (1, "a.csv:2", "120"),
        (2, "a.csv:3", "-1"),
        (3, "a.csv:4", "300"),
        (4, "a.csv:5", "100"),
    ]
    assert results[1]["errors"][0]["pointer"] == "/application_no"
    assert verification.audit_chains(context).faults == ()
    assert verification.ledger(context).faults == ()


def test_a_row_for_strangers_is_refused_alone(context: Context, firm: TestClient) -> None:
    other = {"exporter": {"code": "4403960002", "name": "别家"}, "agent": {"code": "4403960002", "name": "别家"}}
    sent = _sent(firm, a_jsonl(1, **other) + a_jsonl(1))
    _worked(context)
    results = firm.get(f"/v1/batches/{sent['id']}/results").json()["items"]
    assert [each["errors"][0]["code"] if each["errors"] else None for each in results] == ["access.firm", None]


def test_results_come_as_table_workbook_message_and_lines(context: Context, firm: TestClient) -> None:
    evil = a_csv(cells(), cells(application_no="=1+1", direction="E"))
    sent = _sent(firm, evil)
    _worked(context)

    def got(form: str) -> bytes:
        content: bytes = firm.get(f"/v1/batches/{sent['id']}/results?format={form}").content
        return content

    rows = list(csv.reader(io.StringIO(got("csv").decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["R20260502-0001", "'=1+1"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(got("xlsx"))).get_sheet_by_index(0).to_python()
    assert [row[2] for row in sheet[1:]] == ["R20260502-0001", "=1+1"]
    with zipfile.ZipFile(io.BytesIO(got("ceb214"))) as archive:
        (name,) = archive.namelist()
        entries = read_message(archive.read(name)).entries
    assert [each.return_status for each in entries] == ["120", "100"]  # type: ignore[union-attr]
    assert len(got("jsonl").splitlines()) == 2


def test_a_file_that_cannot_be_read_fails_and_says_why(context: Context, firm: TestClient) -> None:
    sent = _sent(firm, a_zip(a__csv=b"wrong,header\n1,2\n"), "x.zip")
    _worked(context)
    done = firm.get(f"/v1/batches/{sent['id']}").json()
    assert (done["state"], done["done"]) == ("failed", 0)
    assert done["faults"][0]["pointer"].startswith("x.zip/a.csv:1")


def test_a_batch_is_cancelled(context: Context, firm: TestClient) -> None:
    sent = _sent(firm, a_jsonl(10))
    stop = iter([False, False, False, True])
    assert processing.work(context, "worker", lambda: next(stop))
    assert firm.post(f"/v1/batches/{sent['id']}/cancel").json()["state"] == "cancelled"
    _worked(context)
    assert firm.get(f"/v1/batches/{sent['id']}").json()["done"] == 3
    again = firm.post(f"/v1/batches/{sent['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "batch.ended")


def test_what_one_worker_leaves_another_takes_up(context: Context, firm: TestClient) -> None:
    _sent(firm, a_jsonl(6))
    stop = iter([False, False, True])
    assert processing.work(context, "one", lambda: next(stop))
    _worked(context)
    numbers = [each.application_no for each in lookup.page(context, ReturnFilter(), limit=50)[0]]
    assert sorted(numbers) == [f"B-{n}" for n in range(1, 7)]


def test_a_batch_that_someone_works_at_is_left_to_him(context: Context, firm: TestClient) -> None:
    _sent(firm, a_jsonl(3))
    seen: list[bool] = []

    def stopped() -> bool:
        seen.append(processing.work(context, "other", lambda: False))
        return False

    assert processing.work(context, "one", stopped)
    assert seen == [False] * 3


def test_what_a_worker_files_after_its_lease_is_gone_is_undone_and_told_nowhere(
    context: Context, firm: TestClient, tmp_path: Path
) -> None:
    heads = CheckpointFile(tmp_path / "heads", context.signer)
    context.store.after_commit.append(heads.write)
    sent = _sent(firm, a_jsonl(3))

    def stopped() -> bool:
        with context.store.write() as session:
            row = lifecycle.store.by_id(session, str(sent["id"]))
            assert row is not None
            row.worker = "other" if row.position else row.worker
            session.add(row)
        return False

    assert processing.work(context, "one", stopped)
    assert lifecycle.one(context, str(sent["id"])).done == 1
    assert len(lookup.page(context, ReturnFilter(), limit=50)[0]) == 1
    assert verification.audit_chains(context, heads).faults == ()


def test_who_cancels_waits_for_the_batch_as_workers_do(context: Context, firm: TestClient) -> None:
    """A worker has the firm's chain when it comes to the batch: who had the batch first would wait for it forever."""
    if context.store.kind != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    sent = _sent(firm, a_jsonl(1))
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool:
        with context.store.write() as session:
            session.connection().execute(text("UPDATE batches SET position = 0"))
            cancelled = pool.submit(lifecycle.cancel, context, str(sent["id"]))
            while not session.connection().execute(waits).scalar():
                pass
            assert not try_lock(session, audit.lock_name(builders.EXPORTER["code"]))
        assert cancelled.result().state == "cancelled"


def test_the_same_batch_under_a_key_is_one_batch(context: Context, firm: TestClient, tmp_path: Path) -> None:
    first = _sent(firm, a_jsonl(2), **{"Idempotency-Key": "k"})
    assert _sent(firm, a_jsonl(2), **{"Idempotency-Key": "k"})["id"] == first["id"]
    other = firm.post("/v1/batches?name=a.csv", content=a_jsonl(3), headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.reused")
    assert {path.name for path in (tmp_path / "batches").rglob("*") if path.is_file()} == {first["id"], "gate"}


def test_a_batch_is_its_firms_own(harness: ServiceHarness, firm: TestClient) -> None:
    sent = _sent(firm, a_jsonl(1))
    other = harness.firm("4403960002")
    for path in ("", "/results", "/results?format=csv"):
        assert other.get(f"/v1/batches/{sent['id']}{path}").status_code == 404
    assert other.post(f"/v1/batches/{sent['id']}/cancel").status_code == 404
    assert other.get("/v1/batches").json()["items"] == []


def test_an_empty_or_too_large_file_is_refused(context: Context, firm: TestClient, tmp_path: Path) -> None:
    assert firm.post("/v1/batches", content=b"").json()["code"] == "file.empty"
    small = context.as_actor(context.actor)
    object.__setattr__(small, "settings", Settings(data_dir=tmp_path, max_batch_bytes=100))
    with lifecycle.upload(small, "x") as coming:
        with pytest.raises(TooLarge):
            coming.write(b"x" * 101)
        coming.drop()


def test_templates_are_there_for_everyone(client: TestClient) -> None:
    assert client.get("/v1/batches/template.csv").content.startswith(b"\xef\xbb\xbf")
    assert client.get("/v1/batches/template.xlsx").content[:2] == b"PK"
    assert client.get("/v1/batches/template.pdf").status_code == 404


def test_a_killed_worker_loses_no_row_and_files_none_twice(
    context: Context, firm: TestClient, database_url: str, tmp_path: Path
) -> None:
    rows = 120
    line = builders.line_json(quantity="0.01", legal_quantity="0.01", second_quantity=None)
    sent = _sent(firm, a_jsonl(rows, lines=[line]))
    environment = os.environ | {"TONGTUI_DATA_DIR": str(tmp_path), "TONGTUI_DATABASE_URL": database_url}
    kills = 0
    while lifecycle.one(context, str(sent["id"])).state in ("waiting", "running"):
        with context.store.write() as session:
            row = lifecycle.store.by_id(session, str(sent["id"]))
            assert row is not None
            row.leased_until = None
            session.add(row)
        before = lifecycle.one(context, str(sent["id"])).done
        worker = subprocess.Popen([sys.executable, "-m", "service", "work"], env=environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and lifecycle.one(context, str(sent["id"])).done < before + 30:
            time.sleep(0.01)
            if lifecycle.one(context, str(sent["id"])).state == "done":
                break
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        kills += 1
    assert kills >= 2
    results = list(lifecycle.results(context, str(sent["id"])))
    assert [each.row for each in results] == list(range(1, rows + 1))
    filed = lookup.page(context, ReturnFilter(), limit=500)[0]
    assert sorted(each.application_no for each in filed) == sorted(f"B-{n}" for n in range(1, rows + 1))
    assert all(each.revision == 1 for each in filed)
    assert verification.audit_chains(context).faults == ()
    assert verification.ledger(context).faults == ()
