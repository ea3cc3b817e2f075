"""What is wrong with an input, and where: the one error that every edge (file, HTTP, message) raises and shows."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from schemas.base import Document, LocalizedText
from schemas.codes import PATTERN_HINTS

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Fault(Document):
    """One thing wrong: its location (JSON pointer, XML path, or file and row), a stable code, and what it is."""

    pointer: str
    code: str
    zh: str
    en: str

    @classmethod
    def at(cls, pointer: str, code: str, zh: str, en: str) -> "Fault":
        """One thing wrong at one location."""
        return cls(pointer=pointer, code=code, zh=zh, en=en)

    def below(self, location: str) -> "Fault":
        """The same fault, its pointer led by the location of what holds the input."""
        return self.model_copy(update={"pointer": f"{location}{self.pointer}"})


class BadInput(Exception):
    """The input cannot be taken; it carries every fault found, never none."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.en}" for fault in self.faults))

    @classmethod
    def at(cls, pointer: str, code: str, zh: str, en: str) -> "BadInput":
        """A single fault at one location."""
        return cls([Fault.at(pointer, code, zh, en)])


_Words = Callable[[Mapping[str, Any]], tuple[str, str, str]]
"""From the context of a pydantic error to code, Chinese and English."""


def _fixed(code: str, zh: str, en: str) -> _Words:
    return lambda context: (code, zh.format(**context), en.format(**context))


def _pattern(context: Mapping[str, Any]) -> tuple[str, str, str]:
    pattern = context["pattern"]
    hint = PATTERN_HINTS.get(pattern, LocalizedText(zh=f"符合 {pattern}", en=f"text that matches {pattern}"))
    return "field.format", f"格式不符，应为：{hint.zh}", f"wrong format: expected {hint.en}"


def _choice(context: Mapping[str, Any]) -> tuple[str, str, str]:
    choices = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    if len(choices) == 1:
        return "field.choice", f"应为 {choices[0]}", f"must be {choices[0]}"
    return "field.choice", f"应为 {'、'.join(choices)} 之一", f"must be one of {', '.join(choices)}"


def _json(context: Mapping[str, Any]) -> tuple[str, str, str]:
    return "json.invalid", f"不是有效的 JSON：{context['error']}", f"not valid JSON: {context['error']}"


_DECIMAL = _fixed(
    "field.quantity",
    "应为十进制数（JSON 中写作字符串），最多 14 位整数、5 位小数",
    "must be a decimal (in JSON a string) with at most 14 digits and 5 decimals",
)
_WORDS: Final[dict[str, _Words]] = {
    "missing": _fixed("field.missing", "缺少必填字段", "a required field is missing"),
    "extra_forbidden": _fixed("field.unknown", "没有这个字段", "there is no such field"),
    "string_pattern_mismatch": _pattern,
    "string_too_short": _fixed(
        "field.length", "至少 {min_length} 个字符", "must have at least {min_length} characters"
    ),
    "string_too_long": _fixed("field.length", "最多 {max_length} 个字符", "must have at most {max_length} characters"),
    "string_type": _fixed("field.type", "应为字符串", "must be a string"),
    "string_unicode": _fixed("field.type", "不是有效的 UTF-8 文字", "is not valid UTF-8 text"),
    "bool_type": _fixed("field.type", "应为 true 或 false", "must be true or false"),
    "int_type": _fixed("field.type", "应为整数", "must be a whole number"),
    "int_parsing": _fixed("field.type", "应为整数", "must be a whole number"),
    "bool_parsing": _fixed("field.type", "应为 true 或 false", "must be true or false"),
    "int_from_float": _fixed("field.type", "应为整数", "must be a whole number"),
    "model_type": _fixed("field.type", "应为对象", "must be an object"),
    "model_attributes_type": _fixed("field.type", "应为对象", "must be an object"),
    "tuple_type": _fixed("field.type", "应为数组", "must be an array"),
    "date_type": _fixed("field.day", "应为日期 YYYY-MM-DD", "must be a day written as YYYY-MM-DD"),
    "date_parsing": _fixed("field.day", "没有这一天", "there is no such day"),
    "date_from_datetime_parsing": _fixed("field.day", "没有这一天", "there is no such day"),
    "day_text": _fixed("field.day", "应为日期 YYYY-MM-DD", "must be a day written as YYYY-MM-DD"),
    "day_range": _fixed("field.day", "日期应在 1980 至 2999 年之间", "must be a day between 1980 and 2999"),
    "datetime_type": _fixed("field.time", "应为时间（RFC 3339）", "must be a time (RFC 3339)"),
    "datetime_parsing": _fixed("field.time", "没有这个时间", "there is no such time"),
    "datetime_from_date_parsing": _fixed("field.time", "没有这个时间", "there is no such time"),
    "timezone_aware": _fixed("field.time", "时间须带时区", "the time must carry its zone"),
    "instant_text": _fixed(
        "field.time",
        "应为带时区的时间，如 2026-04-01T09:00:00+08:00",
        "must be a time with its zone, as in 2026-04-01T09:00:00+08:00",
    ),
    "ceb_time": _fixed("field.time", "应为时间 YYYYMMDDhhmmss", "must be a time written YYYYMMDDhhmmss"),
    "ceb_day": _fixed("field.day", "应为日期 YYYYMMDD", "must be a day written YYYYMMDD"),
    "ceb_stamp": _fixed("field.time", "应为时间 YYYYMMDDhhmmssSSS", "must be a time written YYYYMMDDhhmmssSSS"),
    "decimal_text": _DECIMAL,
    "not_positive": _fixed("field.quantity", "数量须大于零", "must be greater than zero"),
    "too_long": _fixed("field.count", "最多 {max_length} 项", "must have at most {max_length} items"),
    "too_short": _fixed("field.count", "至少 {min_length} 项", "must have at least {min_length} items"),
    "greater_than": _fixed("field.range", "须大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": _fixed("field.range", "不得小于 {ge}", "must be at least {ge}"),
    "less_than_equal": _fixed("field.range", "不得大于 {le}", "must be at most {le}"),
    "database_url": _fixed(
        "field.format",
        "应为数据库地址，如 postgresql://用户:密码@主机/库（密码中的符号须转义）或 sqlite:///文件",
        "must be the address of a database, as in postgresql://user:password@host/name (signs in a password escaped) "
        "or sqlite:///file",
    ),
    "literal_error": _choice,
    "duplicate_line": _fixed(
        "lines.duplicate", "商品项号重复：{numbers}", "line numbers stand more than once: {numbers}"
    ),
    "json_invalid": _json,
    "recursion_loop": _fixed("json.invalid", "嵌套过深", "nested too deeply"),
}


def pointer_of(location: Iterable[int | str]) -> str:
    """The JSON pointer (RFC 6901) of a pydantic error location."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)


def faults_of(error: ValidationError) -> list[Fault]:
    """Every fault pydantic found, in our words."""
    faults = []
    for detail in error.errors(include_url=False, include_input=False):
        words = _WORDS.get(detail["type"])
        context = detail.get("ctx", {})
        code, zh, en = words(context) if words else ("field.invalid", "内容无效：" + detail["msg"], detail["msg"])
        faults.append(Fault(pointer=pointer_of(detail["loc"]), code=code, zh=zh, en=en))
    return [fault for fault in faults if not _only_follows(fault, faults)]


def _only_follows(fault: Fault, faults: list[Fault]) -> bool:
    """Whether a list is called too short merely because its items are faulty themselves."""
    return fault.code == "field.count" and any(other.pointer.startswith(f"{fault.pointer}/") for other in faults)


def parse_json(model: type[M], data: bytes | str) -> M:
    """Read one document from JSON text.

    Raises:
        BadInput: with a JSON pointer for every fault.
    """
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise BadInput(faults_of(error)) from None


def parse_json_with(adapter: TypeAdapter[T], data: bytes | str) -> T:
    """As `parse_json`, for a type that is not a single document.

    Raises:
        BadInput: with a JSON pointer for every fault.
    """
    try:
        return adapter.validate_json(data)
    except ValidationError as error:
        raise BadInput(faults_of(error)) from None


def parse_value(model: type[M], value: object) -> M:
    """Read one document from plain values, by the same strict rules as JSON text.

    Raises:
        BadInput: with a JSON pointer for every fault.
    """
    return parse_json(model, json.dumps(value, ensure_ascii=False, default=str))
