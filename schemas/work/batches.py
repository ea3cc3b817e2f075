"""A batch: a file of returns, filed one by one in the background."""

from typing import Literal

from schemas.base import Document
from schemas.ceb import ReturnReceipt
from schemas.codes import Instant
from schemas.decision import Outcome, Relief
from schemas.faults import Fault
from schemas.work.returns import State


class BatchResult(Document):
    """What became of one row of a batch; `receipt` is what CEB214 says of it."""

    row: int
    place: str
    application_no: str | None
    return_id: str | None
    state: State | None
    return_status: str
    outcome: Outcome | None
    tax_relief: Relief | None
    return_info: str
    errors: tuple[Fault, ...]
    receipt: ReturnReceipt


BatchState = Literal["waiting", "running", "done", "failed", "cancelled"]


class BatchCounts(Document):
    """How many rows came out how; `refused` could not be read or filed."""

    accepted: int = 0
    rejected: int = 0
    review: int = 0
    other: int = 0
    refused: int = 0


class Batch(Document):
    """A batch and how far it has come: `done` of `total` rows, the total being known once the file is read."""

    id: str
    name: str
    size: int
    digest: str
    state: BatchState
    done: int
    total: int | None
    counts: BatchCounts
    faults: tuple[Fault, ...]
    created_at: Instant
    finished_at: Instant | None
