"""How many files may be on their way in at once, over all processes, and what becomes of those that never arrive."""

import errno
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from service.access import Actor
from service.batches import lifecycle
from service.batches.uploads import Upload, gate
from service.context import Context
from tests import builders
from tests.batch.files import a_jsonl
from tests.harness import ServiceHarness
from tests.paths import ROOT

FIRM, OTHER = builders.EXPORTER["code"], "4403960002"
_TAKE_IN = """
import sys
from pathlib import Path
from service.batches.uploads import Upload, gate
folder, firm = Path(sys.argv[1]), sys.argv[2]
with gate(folder):
    coming = Upload(folder, firm, "a.csv", 1000)
coming.write(b"x" * 100)
print("begun", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def small(context: Context) -> Context:
    """A service of two uploads a firm and three in all."""
    return replace(context, settings=context.settings.model_copy(update={"max_uploads": 2, "max_uploads_of_all": 3}))


@contextmanager
def _coming(context: Context, firm: str) -> Iterator[Upload]:
    """A file that is on its way in, and in the end is not kept."""
    with lifecycle.upload(context.as_actor(Actor("key 1", "firm", firm, ("file",))), "a.jsonl") as coming:
        coming.write(b"{")
        yield coming
        coming.drop()


@contextmanager
def _elsewhere(context: Context, firm: str) -> Iterator["subprocess.Popen[str]"]:
    """Another process that takes a file in, until it is killed."""
    command = [sys.executable, "-c", _TAKE_IN, str(context.settings.batch_folder), firm]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        try:
            yield process
        finally:
            process.kill()


def _under_way(context: Context) -> Counter[str]:
    with gate(context.settings.batch_folder) as under_way:
        return under_way


def _send(context: Context, firm: str) -> tuple[int, str | None, str | None]:
    answer = ServiceHarness(context).firm(firm).post("/v1/batches?name=a.jsonl", content=a_jsonl(1))
    return answer.status_code, answer.json().get("code"), answer.headers.get("retry-after")


def test_a_firm_sends_only_so_many_files_at_once(small: Context) -> None:
    with _coming(small, FIRM):
        with _coming(small, FIRM):
            assert _send(small, FIRM) == (409, "batch.too_many_uploads", "60")
            assert _send(small, OTHER)[0] == 202, "another firm's take no room"
        assert _send(small, FIRM)[0] == 202, "one that has ended makes room"


def test_all_firms_together_send_only_so_many(small: Context) -> None:
    with _coming(small, FIRM), _coming(small, FIRM), _coming(small, OTHER):
        assert _send(small, OTHER) == (503, "batch.uploads_full", "60")
        with lifecycle.upload(small, "a.jsonl") as coming:
            coming.drop()
    assert _under_way(small) == Counter()


def test_a_file_that_has_become_a_batch_is_on_its_way_no_more(small: Context) -> None:
    for _ in range(3):
        assert _send(small, FIRM)[0] == 202
    assert _under_way(small) == Counter()
    assert len([path for path in small.settings.batch_folder.iterdir() if path.is_file()]) == 3


def test_processes_count_each_others_uploads_and_remove_those_of_the_dead(small: Context) -> None:
    left = small.settings.batch_folder / "uploads"
    with _elsewhere(small, FIRM) as process, _coming(small, FIRM):
        assert _under_way(small) == Counter({FIRM: 2})
        assert _send(small, FIRM)[1] == "batch.too_many_uploads"
        process.kill()
        process.wait()
        assert len(list(left.glob(f"{FIRM}.*"))) == 2
        assert _send(small, FIRM)[0] == 202
        assert len(list(left.glob(f"{FIRM}.*"))) == 1


def test_background_work_removes_what_the_dead_left(small: Context) -> None:
    left = small.settings.batch_folder / "uploads"
    with _elsewhere(small, FIRM) as process:
        process.kill()
        process.wait()
    with _coming(small, OTHER):
        assert lifecycle.drop_left_behind(small) == 0
        assert {path.name.partition(".")[0] for path in left.iterdir()} == {"gate", OTHER}


class _Full:
    """A disk on which nothing more has room."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, _piece: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fileno(self) -> int:
        return int(self._file.fileno())

    def close(self) -> None:
        self._file.close()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_as_such_and_nothing_is_left(small: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = Upload.__init__

    def full(upload: Upload, *told: Any) -> None:
        begin(upload, *told)
        upload._file = _Full(upload._file)  # type: ignore[assignment]

    with monkeypatch.context() as patched:
        patched.setattr(Upload, "__init__", full)
        assert _send(small, FIRM) == (503, "batch.no_room", "60")
    assert _under_way(small) == Counter()
    assert [path for path in small.settings.batch_folder.iterdir() if path.is_file()] == []
    assert _send(small, FIRM)[0] == 202, "once there is room again"
