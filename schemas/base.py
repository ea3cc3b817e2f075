"""What every document has in common."""

from datetime import date
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Language = Literal["zh", "en"]
BOM: Final = b"\xef\xbb\xbf"
"""What some editors set before UTF-8 text; it says nothing."""


class Document(BaseModel):
    """An immutable, fully typed value; unknown fields are an error and nothing is coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Part(BaseModel):
    """The wanted fields of a stored document; the rest is passed over, at about a quarter of the cost."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class LocalizedText(Document):
    """The same words in Chinese and in English."""

    zh: str
    en: str


class Period(Document):
    """A half-open span of days `[since, until)`; an absent end is open."""

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError("a period must end after it begins")
        return self

    def contains(self, day: date) -> bool:
        """Whether the day lies in the span: the first day does, the day of `until` does not."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)
