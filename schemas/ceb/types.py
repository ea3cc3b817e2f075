"""How the messages write times, numbers and texts (CEB specification 202205, field table)."""

import re
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    AliasGenerator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from schemas.base import Document, LocalizedText
from schemas.codes import PATTERN_HINTS, SHANGHAI, CountedQuantity, Quantity, Text

_XML_DECIMAL: Final = re.compile(r"^\+?([0-9]*)(?:\.([0-9]*))?$", re.ASCII)
BLANKS: Final = " \t\r\n"
"""What XML calls white space."""
_CUTS: Final = (4, 6, 8, 10, 12, 14)
"""Where the digits of a time are cut: after the year, the month, and so on."""
D = TypeVar("D", datetime, date)


class Part(Document):
    """One part of a message; its fields are named like the elements (`coElNo` is `co_el_no`), in their order."""

    model_config = ConfigDict(alias_generator=AliasGenerator(alias=to_camel), populate_by_name=True)


def _collapsed(value: Any) -> Any:
    """xs:decimal and xs:int may stand between blanks, begin with + and leave out a zero."""
    if not isinstance(value, str):
        return value
    match = _XML_DECIMAL.match(value.strip(BLANKS))
    if match is None or not (match[1] or match[2]):
        return value
    whole, fraction = match[1].lstrip("0") or "0", (match[2] or "").rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _trimmed(value: Any) -> Any:
    return value.strip(BLANKS) if isinstance(value, str) else value


def _whole(value: Any) -> Any:
    text = _trimmed(value)
    if isinstance(text, str) and re.fullmatch(r"\+?0*[0-9]{1,9}", text, re.ASCII):
        return int(text)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("int_type", "a whole number of at most 9 digits")


def _of_digits(digits: str) -> datetime:
    """The moment in Shanghai that 8, 14 or 17 digits tell, from the year down to the millisecond.

    Raises:
        ValueError: there is no such day or time.
    """
    year, month, day, hour, minute, second, thousandth = (
        int(digits[since:until] or "0") for since, until in zip((0, *_CUTS), (*_CUTS, 17), strict=True)
    )
    return datetime(year, month, day, hour, minute, second, thousandth * 1000, tzinfo=SHANGHAI)


def _moment(value: Any) -> datetime:
    """A moment to the second, told in Shanghai time: its date is the day there."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(SHANGHAI).replace(microsecond=0)
    digits = _trimmed(value)
    if isinstance(digits, str) and re.fullmatch(r"[0-9]{14}", digits, re.ASCII):
        with suppress(ValueError):
            return _of_digits(digits)
    raise PydanticCustomError("ceb_time", "a time in Shanghai written YYYYMMDDhhmmss")


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    digits = _trimmed(value)
    if isinstance(digits, str) and re.fullmatch(r"[0-9]{8}", digits, re.ASCII):
        with suppress(ValueError):
            return _of_digits(digits).date()
    raise PydanticCustomError("ceb_day", "a day written YYYYMMDD")


def moment_of_stamp(stamp: str) -> datetime:
    """The moment of a receipt's 17 digits, YYYYMMDDhhmmssSSS in Shanghai.

    Raises:
        ValueError: there is no such time.
    """
    return _of_digits(stamp)


def _stamp(value: str) -> str:
    moment = None
    if re.fullmatch(r"[0-9]{17}", value, re.ASCII):
        with suppress(ValueError):
            moment = moment_of_stamp(value)
    if moment is None:
        raise PydanticCustomError("ceb_stamp", "a time in Shanghai written YYYYMMDDhhmmssSSS")
    _years(moment)
    return value


def _years(value: D) -> D:
    if not 1980 <= value.year <= 2999:
        raise PydanticCustomError("day_range", "a day between 1980-01-01 and 2999-12-31")
    return value


CebQuantity = Annotated[Quantity, BeforeValidator(_collapsed)]
CebDecimal = Annotated[CountedQuantity, BeforeValidator(_collapsed)]
CebInt = Annotated[int, Field(ge=0, le=999_999_999), BeforeValidator(_whole), PlainSerializer(str, return_type=str)]
LineNumber = Annotated[int, Field(ge=1, le=99999), BeforeValidator(_whole), PlainSerializer(str, return_type=str)]
CebTime = Annotated[
    datetime,
    AfterValidator(_years),
    BeforeValidator(_moment),
    PlainSerializer(lambda value: value.astimezone(SHANGHAI).strftime("%Y%m%d%H%M%S"), return_type=str),
]
"""A time in Shanghai, 14 digits."""
CebDay = Annotated[
    date,
    AfterValidator(_years),
    BeforeValidator(_day),
    PlainSerializer(lambda value: value.strftime("%Y%m%d"), return_type=str),
]
"""A day, 8 digits."""
Stamp = Annotated[str, AfterValidator(_stamp)]
"""The time of a receipt, 17 digits."""
Guid = Annotated[Text, StringConstraints(min_length=1, max_length=36)]
Text18 = Annotated[Text, StringConstraints(max_length=18)]
Text20 = Annotated[Text, StringConstraints(max_length=20)]
Text30 = Annotated[Text, StringConstraints(max_length=30)]
Text32 = Annotated[Text, StringConstraints(max_length=32)]
Text37 = Annotated[Text, StringConstraints(max_length=37)]
Text50 = Annotated[Text, StringConstraints(max_length=50)]
Text60 = Annotated[Text, StringConstraints(max_length=60)]
Text80 = Annotated[Text, StringConstraints(max_length=80)]
Text100 = Annotated[Text, StringConstraints(max_length=100)]
Text250 = Annotated[Text, StringConstraints(max_length=250)]
Text1000 = Annotated[Text, StringConstraints(max_length=1000)]
Code1 = Annotated[Text, StringConstraints(min_length=1, max_length=1)]
CollapsedCode1 = Annotated[Code1, BeforeValidator(_trimmed)]
"""A code that the schema takes with blanks around it (whiteSpace=collapse)."""
TotalFlag = Annotated[Code1, BeforeValidator(lambda value: value if _trimmed(value) else "3")]
"""How a charge is told; the schema fixes it to 3, the total, so that an empty element means 3."""
Code3 = Annotated[Text, StringConstraints(min_length=3, max_length=3)]
PortCode = Annotated[Text, StringConstraints(min_length=3, max_length=4), BeforeValidator(_trimmed)]
"""A port of 3 or 4 characters; the schema takes blanks around it."""
_STATUS: Final = r"^-?[0-9]{1,9}$"
PATTERN_HINTS[_STATUS] = LocalizedText(
    zh="回执状态：1 至 9 位数字，可带负号", en="a state of 1 to 9 digits, perhaps negative"
)
ReturnStatus = Annotated[Text, StringConstraints(pattern=_STATUS)]
"""The state that a receipt tells; a negative one is a processing error."""
