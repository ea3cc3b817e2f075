"""Constrained types for the codes, quantities and times of the declarations (CEB specification 202205)."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from schemas.base import LocalizedText

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
"""The zone of the law; it knew summer time from 1986 to 1991, so it is no fixed offset."""
PATTERN_HINTS: Final[dict[str, LocalizedText]] = {}
"""What a pattern asks for, in words: error texts quote it instead of the pattern."""


def _pattern(pattern: str, zh: str, en: str) -> StringConstraints:
    PATTERN_HINTS[pattern] = LocalizedText(zh=zh, en=en)
    return StringConstraints(pattern=pattern)


_PRINTABLE = _pattern(
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f" + "\ufffe\uffff]*$", "不含控制字符的文字", "text without control characters"
)
"""What XML can hold: a message must be able to carry every text."""

Text = Annotated[str, _PRINTABLE]
CustomsCode = Annotated[str, _pattern(r"^[0-9]{4}$", "4 位数字的代码", "a code of 4 digits")]
"""A customs office (关区代码); its first two digits name the district."""
ListNo = Annotated[Text, StringConstraints(min_length=1, max_length=64)]
"""The number of an original export list (原出口清单号); the rulebook, not the parser, judges its length."""
ApplicationNo = Annotated[Text, StringConstraints(min_length=1, max_length=30)]
SiteCode = Annotated[
    str,
    _pattern(r"^[0-9A-Za-z_-]{1,10}$", "1 至 10 位字母或数字的场所代码", "a site code of 1 to 10 letters or digits"),
]
EnterpriseCode = Annotated[
    str,
    _pattern(
        r"^([0-9A-Za-z_][0-9A-Za-z_-]{0,17}|无)$",
        "企业代码：10 位海关编码或 18 位统一社会信用代码（境外平台可填“无”）",
        "an enterprise code: 10 customs digits or 18 of the unified social credit code",
    ),
]
HsCode = Annotated[str, _pattern(r"^[0-9]{4,10}$", "4 至 10 位数字的商品编码", "a commodity code of 4 to 10 digits")]
UnitCode = Annotated[str, _pattern(r"^[0-9]{3}$", "3 位数字的计量单位代码", "a unit code of 3 digits")]
TradeMode = Annotated[str, _pattern(r"^[0-9]{4}$", "4 位数字的代码", "a code of 4 digits")]
"""A supervision mode (监管方式): 9610, 1210 …"""
TransportMode = Annotated[str, _pattern(r"^[0-9A-Z]$", "1 位运输方式代码", "a transport mode of one character")]
Direction = Annotated[str, _pattern(r"^[A-Za-z]$", "1 个字母（进口为 I）", "one letter (I is import)")]
CountryCode = Annotated[
    str,
    _pattern(
        r"^([0-9]{3}|[A-Z]{3})$",
        "3 位数字或 3 个大写字母的国家（地区）代码",
        "a country code of 3 digits or 3 capitals",
    ),
]

_DECIMAL = re.compile(r"^[0-9]{1,14}(\.[0-9]{1,5})?$", re.ASCII)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        value = format(value, "f")
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise PydanticCustomError("decimal_text", "a decimal in a string with at most 14 digits and 5 decimals")
    return Decimal(value)


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise PydanticCustomError("not_positive", "must be greater than zero")
    return value


_AS_TEXT = PlainSerializer(lambda value: format(value, "f"), return_type=str)
_DECIMAL_SCHEMA = Field(json_schema_extra={"type": "string", "pattern": _DECIMAL.pattern, "examples": ["1.5"]})

CountedQuantity = Annotated[Decimal, BeforeValidator(_decimal, json_schema_input_type=str), _AS_TEXT, _DECIMAL_SCHEMA]
"""A quantity of goods that may be zero; a decimal string of at most 5 places."""
Quantity = Annotated[CountedQuantity, AfterValidator(_positive)]
"""A quantity of goods, greater than zero; a decimal string of at most 5 places."""

_SUM = re.compile(r"^[0-9]{1,20}(\.[0-9]{1,5})?$", re.ASCII)


def _sum(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        value = format(value, "f")
    if not isinstance(value, str) or not _SUM.fullmatch(value):
        raise PydanticCustomError("decimal_text", "a decimal in a string with at most 20 digits and 5 decimals")
    return Decimal(value)


_SUM_SCHEMA = Field(json_schema_extra={"type": "string", "pattern": _SUM.pattern, "examples": ["1.5"]})
SummedQuantity = Annotated[Decimal, BeforeValidator(_sum, json_schema_input_type=str), _AS_TEXT, _SUM_SCHEMA]
"""What several quantities of goods come to; a decimal string that may be longer than a message's."""

FIRST_DAY: Final = date(1980, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)
_DAY_TEXT = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", re.ASCII)
_INSTANT_TEXT = re.compile(
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$", re.ASCII
)


def _day_text(value: Any) -> Any:
    if isinstance(value, datetime) or not (
        isinstance(value, date) or (isinstance(value, str) and _DAY_TEXT.fullmatch(value))
    ):
        raise PydanticCustomError("day_text", "a day written as YYYY-MM-DD")
    return value


def _instant_text(value: Any) -> Any:
    if not (isinstance(value, datetime) or (isinstance(value, str) and _INSTANT_TEXT.fullmatch(value))):
        raise PydanticCustomError("instant_text", "a time with its zone, as in 2026-04-01T09:00:00+08:00 (RFC 3339)")
    return value


def _in_range(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError("day_range", "a day between 1980-01-01 and 2999-12-31")
    return day


def _instant_in_range(instant: datetime) -> datetime:
    if not FIRST_DAY.year - 1 <= instant.year <= LAST_DAY.year + 1:
        raise PydanticCustomError("day_range", "a day between 1980-01-01 and 2999-12-31")
    _in_range(instant.astimezone(SHANGHAI).date())
    return instant


Day = Annotated[date, Field(strict=False), AfterValidator(_in_range), BeforeValidator(_day_text)]
"""A calendar day, `YYYY-MM-DD`, between 1980 and 2999."""
Instant = Annotated[
    AwareDatetime, Field(strict=False), AfterValidator(_instant_in_range), BeforeValidator(_instant_text)
]
"""A moment with its zone (RFC 3339)."""
Digest = Annotated[str, _pattern(r"^[0-9a-f]{64}$", "64 位十六进制摘要", "a digest of 64 hexadecimal digits")]
"""sha256 of RFC 8785 JSON, in hexadecimal."""
