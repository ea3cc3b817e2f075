"""How documents, moments and quantities are kept in columns, alike on every database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy import BigInteger, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
BigNumber: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of 64 bits; on SQLite the row id itself."""
_WHOLE, _PLACES = 20, 5


def instant_text(moment: datetime) -> str:
    """A moment as RFC 3339 text in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class AsJson(TypeDecorator[BaseModel]):
    """A document, kept as its JSON text and validated when it is read."""

    impl = Text
    cache_ok = True

    def __init__(self, model: type[BaseModel]) -> None:
        super().__init__()
        self.model = model

    def process_bind_param(self, value: BaseModel | str | None, dialect: Dialect | None) -> str | None:
        """Write the document; what is text already stays as it is."""
        return value.model_dump_json(by_alias=True) if isinstance(value, BaseModel) else value

    def process_result_value(self, value: Any, dialect: Dialect | None) -> BaseModel | None:
        """Read it back."""
        return None if value is None else self.model.model_validate_json(value)


class AsInstant(TypeDecorator[datetime]):
    """A moment, kept as RFC 3339 text in UTC so that it sorts and keeps its zone on every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | str | None, dialect: Dialect | None) -> str | None:
        """Write it in UTC; what is text already stays as it is."""
        return instant_text(value) if isinstance(value, datetime) else value

    def process_result_value(self, value: Any, dialect: Dialect | None) -> datetime | None:
        """Read it back, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class AsQuantity(TypeDecorator[Decimal]):
    """A sum of quantities, kept exactly: as text of fixed width, so that databases compare it as the number it is."""

    impl = String(_WHOLE + 1 + _PLACES)
    cache_ok = True

    def process_bind_param(self, value: Decimal | str | None, dialect: Dialect | None) -> str | None:
        """Write it with 20 digits before the point and 5 behind; a larger sum is an error."""
        if value is None or isinstance(value, str):
            return value
        text = f"{value:0{_WHOLE + 1 + _PLACES}.{_PLACES}f}"
        if value < 0 or len(text) > _WHOLE + 1 + _PLACES:
            raise ValueError(f"no sum of quantities: {value}")
        return text

    def process_result_value(self, value: Any, dialect: Dialect | None) -> Decimal | None:
        """Read it back, without padding zeros."""
        return None if value is None else Decimal(value).normalize() + 0
