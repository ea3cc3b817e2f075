"""What every table has: its base, and columns for documents, texts, instants and numbers that grow with time."""

from typing import Any, ClassVar

from sqlalchemy import Column, MetaData, Text
from sqlmodel import Field, SQLModel

from schemas.tables.types import NAMING, AsInstant, AsJson, BigNumber

metadata = MetaData(naming_convention=NAMING)


def a_document(model: type[Any]) -> Any:
    """A document, kept as JSON."""
    return Field(sa_column=Column(AsJson(model), nullable=False))


def a_text(nullable: bool = False) -> Any:
    """Text of any length."""
    return Field(default=None, sa_column=Column(Text, nullable=nullable))


def an_instant() -> Any:
    """A moment, kept as text that sorts."""
    return Field(sa_column=Column(AsInstant, nullable=False))


def an_instant_or_none(index: bool = False) -> Any:
    """A moment, or none yet."""
    return Field(default=None, sa_column=Column(AsInstant, nullable=True, index=index))


def a_sequence() -> Any:
    """A number that grows with time, given by the workplace: rows are listed in its order."""
    return Field(sa_column=Column(BigNumber, primary_key=True, autoincrement=False))


class Table(SQLModel):
    """The base of every table."""

    metadata: ClassVar[MetaData] = metadata
