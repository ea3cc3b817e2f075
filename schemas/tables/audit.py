"""The audit chains: their entries, and where each chain ends."""

from sqlmodel import Field

from schemas.tables.base import Table, a_text


class EntryRow(Table, table=True):
    """An entry of a firm's audit chain; append-only. `entry` is the RFC 8785 JSON that `digest` is of."""

    __tablename__ = "audit_entries"

    chain: str = Field(max_length=18, primary_key=True)
    number: int = Field(primary_key=True)
    subject: str = Field(max_length=80, index=True)
    entry: str = a_text()
    digest: str = Field(max_length=64)


class HeadRow(Table, table=True):
    """Where a firm's chains end: its newest audit entry and its newest receipt; locked by whoever adds to them."""

    __tablename__ = "heads"

    chain: str = Field(max_length=18, primary_key=True)
    number: int
    digest: str = Field(max_length=64)
    receipt: str | None = Field(default=None, max_length=64)
