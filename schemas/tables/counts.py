"""Decisions added up by day, and how far the task that adds them up has come."""

from datetime import date

from sqlmodel import Field

from schemas.tables.base import Table
from schemas.tables.types import BigNumber


class CountRow(Table, table=True):
    """How many decisions of one day came out so, for one reason, or between two districts: added up as they come."""

    __tablename__ = "counts"

    day: date = Field(primary_key=True)
    kind: str = Field(max_length=16, primary_key=True)
    key: str = Field(max_length=96, primary_key=True)
    number: int


class MarkRow(Table, table=True):
    """How far a background task has come."""

    __tablename__ = "marks"

    name: str = Field(max_length=32, primary_key=True)
    sequence: int = Field(sa_type=BigNumber)
