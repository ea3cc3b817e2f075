"""Batches: files of returns that background workers file one by one."""

from datetime import datetime

from sqlalchemy import String
from sqlmodel import Field

from schemas.tables.base import Table, a_sequence, a_text, an_instant, an_instant_or_none
from schemas.tables.types import BigNumber
from schemas.work.batches import BatchState


class BatchRow(Table, table=True):
    """A file of returns that background workers file one by one; `position` is the last row that is done.

    `tries` counts the workers that had it since a row was last done, whoever did that row among them.
    """

    __tablename__ = "batches"

    sequence: int = a_sequence()
    id: str = Field(max_length=36, unique=True)
    firm: str = Field(max_length=18, index=True)
    actor: str = Field(max_length=80)
    name: str = Field(max_length=255)
    digest: str = Field(max_length=64)
    size: int = Field(sa_type=BigNumber)
    state: BatchState = Field(sa_type=String(16), index=True)
    total: int | None = None
    position: int = 0
    counts: str = a_text()
    faults: str | None = a_text(nullable=True)
    worker: str | None = Field(default=None, max_length=64)
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    leased_until: datetime | None = an_instant_or_none()
    created_at: datetime = an_instant()
    finished_at: datetime | None = an_instant_or_none()


class BatchResultRow(Table, table=True):
    """What became of one row of a batch; written with the return itself."""

    __tablename__ = "batch_results"

    batch_id: str = Field(max_length=36, primary_key=True, foreign_key="batches.id")
    row: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    return_id: str | None = Field(default=None, max_length=36, index=True)
    result: str = a_text()
