"""Mutated messages and files against their readers: a refusal is an answer; any other error and a hang are not.

`python -m tests.stress.fuzz --count 1000000 [--seed N]`; `--only NUMBER` writes one input to stdout.
"""

import argparse
import faulthandler
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from schemas.ceb import (
    ExportDeclaration,
    ExportReceipt,
    ReturnReceipt,
    Tally,
    TallyReceipt,
    read_message,
    write_exports,
    write_receipts,
    write_tally_receipts,
)
from schemas.faults import BadInput, Fault
from service.batches.parsing import read
from service.registers.importing import Register, documents_of
from tests.batch.files import a_csv, a_jsonl, a_zip, an_xlsx, cells
from tests.cli.test_import_command import KINDS, MODELS
from tests.contracts.test_ceb_writing import RECEIPT, inventory
from tests.messages import GUID, SENDER, refund, released, returns_message, tallies_message, tally
from tests.stress.mutations import mutated

SLOW: Final = 1.0
_HANG: Final = 60
_PIECE: Final = 2000
_TELL: Final = 20_000


@dataclass(frozen=True)
class Sample:
    """A valid input of a reader, and how it is read."""

    reader: str
    data: bytes
    read: Callable[[bytes, Path], None]


@dataclass(frozen=True)
class Told:
    """What became of some inputs: how many were read and refused, the slowest (seconds, name), what broke a reader."""

    read: int = 0
    refused: int = 0
    slowest: tuple[float, str] = (0.0, "")
    broken: tuple[str, ...] = ()

    def __add__(self, other: "Told") -> "Told":
        slowest, broken = max(self.slowest, other.slowest), self.broken + other.broken
        return Told(self.read + other.read, self.refused + other.refused, slowest, broken)


def _message(data: bytes, _folder: Path) -> None:
    for entry in read_message(data).entries:
        match entry:
            case ExportDeclaration():
                _storable_json(entry.export_list.model_dump_json())
            case Tally():
                _ = entry.arrived_on
            case ExportReceipt():
                _ = entry.released_on


def _batch(data: bytes, folder: Path) -> None:
    path = folder / "upload"
    path.write_bytes(data)
    for entry in read(path, "upload"):
        _told(entry.faults)
        _storable(entry.application_no or "", entry.location)
        if entry.application is not None:
            _storable_json(entry.application.declaration.model_dump_json())


def _register(register: Register, suffix: str) -> Callable[[bytes, Path], None]:
    def taken(data: bytes, folder: Path) -> None:
        path = folder / f"register{suffix}"
        path.write_bytes(data)
        for document in documents_of(path, register):
            _storable_json(document.model_dump_json())

    return taken


def _told(faults: Iterable[Fault]) -> None:
    """Every fault can be answered: it is text that can be encoded."""
    for fault in faults:
        assert fault.code
        fault.model_dump_json().encode()


def _storable(*texts: str) -> None:
    """What was read can be kept: no database takes a NUL or half a surrogate pair."""
    for text in texts:
        text.encode()
        assert "\0" not in text


def _storable_json(text: str) -> None:
    """As `_storable`, for JSON, in which a NUL is written out."""
    _storable(text)
    assert "\\u0000" not in text.replace("\\\\", "")


@cache
def samples() -> tuple[Sample, ...]:
    """Valid inputs of every reader."""
    row, other = cells(), cells(application_no="R-2")
    message = returns_message(refund(), refund("3", application_no="R-2", note="备注"))
    one = {"co_el_no": "D", **RECEIPT}
    found = [
        *(
            Sample("message", data, _message)
            for data in (
                message,
                tallies_message(tally(), tally(note="备注")),
                write_exports([inventory()], SENDER, GUID),
                released(),
                write_receipts([ReturnReceipt(agent_code="A", invt_no="1" * 20, **one)]),
                write_tally_receipts([TallyReceipt(operator_code="A", logistics_code="B", logistics_no="C", **one)]),
            )
        ),
        *(
            Sample("batch", data, _batch)
            for data in (
                *(a_csv(row, other, encoding=encoding) for encoding in ("utf-8", "utf-8-sig", "gb18030")),
                a_jsonl(3),
                message,
                an_xlsx(row, other),
                a_zip(a__csv=a_csv(row), b__xml=message, c__xlsx=an_xlsx(row), d__jsonl=a_jsonl(2)),
            )
        ),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for register in MODELS:
            for kind, make in KINDS.items():
                path = make(Path(folder), register)
                found.append(Sample(f"import {register} {kind}", path.read_bytes(), _register(register, path.suffix)))
    return tuple(found)


def fuzz(seed: int, numbers: Iterable[int]) -> Told:
    """Make and read the inputs of these numbers; the same seed and number give the same input."""
    told = Told()
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            faulthandler.dump_traceback_later(_HANG, exit=True)
            told += _one(seed, number, Path(folder))
            faulthandler.cancel_dump_traceback_later()
    return told


def made(seed: int, number: int) -> tuple[Sample, bytes]:
    """The input of a number, and the sample it was made from."""
    chance = Random(f"{seed}/{number}")
    sample = chance.choice(samples())
    return sample, mutated(chance, sample.data, chance.choice(samples()).data)


def _one(seed: int, number: int, folder: Path) -> Told:
    sample, data = made(seed, number)
    name = f"{sample.reader} {number}"
    began = time.thread_time()
    try:
        sample.read(data, folder)
        told = Told(read=1)
    except BadInput as error:
        _told(error.faults)
        told = Told(refused=1)
    except KeyboardInterrupt:
        raise
    except BaseException:  # a panic of calamine, which is Rust, is no Exception
        told = Told(broken=(f"{name}\n{traceback.format_exc()}",))
    return replace(told, slowest=(time.thread_time() - began, name))


def _piece(seed: int, first: int, last: int) -> Told:
    return fuzz(seed, range(first, last))


def main() -> int:
    """Exit 0 where every reader kept its word, else 1 with the first few that did not."""
    chosen = argparse.ArgumentParser(prog="tests.stress.fuzz", description=__doc__)
    chosen.add_argument("--count", type=int, default=1_000_000)
    chosen.add_argument("--seed", type=int, default=1)
    chosen.add_argument("--processes", type=int, default=2)
    chosen.add_argument("--only", type=int, help="write the input of this number to stdout")
    given = chosen.parse_args()
    if given.only is not None:
        sys.stdout.buffer.write(made(given.seed, given.only)[1])
        return 0
    began, told = time.monotonic(), Told()
    with ProcessPoolExecutor(given.processes) as pool:
        starts = range(0, given.count, _PIECE)
        ends = (min(start + _PIECE, given.count) for start in starts)
        for piece in pool.map(_piece, [given.seed] * len(starts), starts, ends):
            told += piece
            done = told.read + told.refused + len(told.broken)
            if done % _TELL == 0:
                print(f"{done}: {len(told.broken)} broke a reader, slowest {told.slowest}", flush=True)
    seconds, slowest = told.slowest
    minutes = (time.monotonic() - began) / 60
    print(*told.broken[:5], sep="\n")
    print(
        f"{given.count} inputs in {minutes:.1f} min: {told.read} read, {told.refused} refused, "
        f"{len(told.broken)} broke a reader; slowest {seconds:.3f} s of processor time ({slowest}), seed {given.seed}"
    )
    return 1 if told.broken or seconds > SLOW else 0


if __name__ == "__main__":
    raise SystemExit(main())
