"""How the messages write times, numbers and texts (CEB specification 202205, field table)."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final

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

from schemas.base import Document
from schemas.codes import SHANGHAI, CountedQuantity, Quantity, Text

_XML_DECIMAL: Final = re.compile(r"^\+?([0-9]*)(?:\.([0-9]*))?$", re.ASCII)


class Part(Document):
    """One part of a message; its fields are named like the elements (`coElNo` is `co_el_no`), in their order."""

    model_config = ConfigDict(alias_generator=AliasGenerator(alias=to_camel), populate_by_name=True)


def _collapsed(value: Any) -> Any:
    """xs:decimal and xs:int may stand between blanks, begin with + and leave out a zero."""
    if not isinstance(value, str):
        return value
    match = _XML_DECIMAL.match(value.strip(" \t\r\n"))
    if match is None or not (match[1] or match[2]):
        return value
    whole, fraction = match[1].lstrip("0") or "0", (match[2] or "").rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _whole(value: Any) -> Any:
    text = value.strip(" \t\r\n") if isinstance(value, str) else value
    if isinstance(text, str) and re.fullmatch(r"\+?[0-9]{1,9}", text, re.ASCII):
        return int(text)
    if isinstance(value, int):
        return value
    raise PydanticCustomError("int_type", "a whole number of at most 9 digits")


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{14}", value.strip(" \t\r\n"), re.ASCII):
        try:
            return datetime.strptime(value.strip(" \t\r\n"), "%Y%m%d%H%M%S").replace(tzinfo=SHANGHAI)
        except ValueError:
            pass
    raise PydanticCustomError("ceb_time", "a time in Shanghai written YYYYMMDDhhmmss")


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{8}", value.strip(" \t\r\n"), re.ASCII):
        try:
            return datetime.strptime(value.strip(" \t\r\n"), "%Y%m%d").replace(tzinfo=SHANGHAI).date()
        except ValueError:
            pass
    raise PydanticCustomError("ceb_day", "a day written YYYYMMDD")


def moment_of_stamp(stamp: str) -> datetime:
    """The moment of a receipt's 17 digits, YYYYMMDDhhmmssSSS in Shanghai."""
    return datetime.strptime(stamp, "%Y%m%d%H%M%S%f").replace(tzinfo=SHANGHAI)


def _stamp(value: str) -> str:
    try:
        if re.fullmatch(r"[0-9]{17}", value, re.ASCII):
            moment_of_stamp(value)
            return value
    except ValueError:
        pass
    raise PydanticCustomError("ceb_stamp", "a time in Shanghai written YYYYMMDDhhmmssSSS")


def _years(value: datetime | date) -> Any:
    if not 1980 <= value.year <= 2999:
        raise PydanticCustomError("day_range", "a day between 1980-01-01 and 2999-12-31")
    return value


CebQuantity = Annotated[Quantity, BeforeValidator(_collapsed)]
CebDecimal = Annotated[CountedQuantity, BeforeValidator(_collapsed)]
CebInt = Annotated[int, BeforeValidator(_whole), PlainSerializer(str, return_type=str)]
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
Code3 = Annotated[Text, StringConstraints(min_length=3, max_length=3)]
Code4 = Annotated[Text, StringConstraints(min_length=3, max_length=4)]
ReturnStatus = Annotated[Text, StringConstraints(pattern=r"^-?[0-9]{1,9}$")]
