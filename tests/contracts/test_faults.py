"""Input that is no document at all: each is BadInput with a pointer, a stable code and words in both languages."""

import json

import pytest
from pydantic import TypeAdapter

from schemas.declaration import ReturnDeclaration
from schemas.faults import BadInput, Fault, parse_json, parse_json_with, parse_value, pointer_of
from schemas.goods import GoodsLine
from tests.builders import a_line, declaration_json, line_json

TEXT = json.dumps(declaration_json(), ensure_ascii=False)
BROKEN: dict[str, bytes | str] = {
    "empty": b"",
    "blank": b"  \n",
    "cut off": TEXT[:-1],
    "more after it": TEXT + "{}",
    "single quotes": "{'a': 1}",
    "a bare word": b"hello",
    "invalid UTF-8": b'{"application_no": "\xff\xfe"}',
    "UTF-16": TEXT.encode("utf-16"),
    "a lone surrogate": '{"application_no": "\\ud800"}',
    "nested 10,000 deep": b"[" * 10_000 + b"]" * 10_000,
    "nested 10,000 deep in a field": b'{"lines": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "a NUL outside text": b"\x00{}",
    "a raw control sign in text": b'{"application_no": "a\x01b"}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_json_is_told_so(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_json(ReturnDeclaration, BROKEN[name])
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("", "json.invalid")
    assert not fault.zh.isascii()
    assert fault.en.isascii()


@pytest.mark.parametrize("text", ["null", "[]", "1", '"text"', "true"])
def test_json_that_is_no_object(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_json(ReturnDeclaration, text)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("", "field.type")]


def test_an_escaped_nul_in_text_is_refused_in_its_field() -> None:
    with pytest.raises(BadInput) as caught:
        parse_json(ReturnDeclaration, TEXT.replace("买家退货", "买家\\u0000退货"))
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("/reason", "field.format")


def test_a_fault_says_nothing_of_what_was_sent() -> None:
    """Input may hold names and numbers of people; error texts end up in logs."""
    with pytest.raises(BadInput) as caught:
        parse_value(
            ReturnDeclaration, declaration_json(customs_code="SECRET-1", reason_kind="SECRET-2", food="SECRET-3")
        )
    assert len(caught.value.faults) == 3
    assert "SECRET" not in f"{caught.value} {caught.value.faults}"


def test_a_list_of_documents_gives_pointers_into_the_list() -> None:
    adapter = TypeAdapter(tuple[GoodsLine, ...])
    assert parse_json_with(adapter, json.dumps([line_json()])) == (a_line(),)
    with pytest.raises(BadInput) as caught:
        parse_json_with(adapter, json.dumps([line_json(), line_json(unit="x")]))
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("/1/unit", "field.format")]


def test_plain_values_are_read_as_strictly_as_json() -> None:
    assert parse_value(GoodsLine, line_json()) == a_line()
    with pytest.raises(BadInput) as caught:
        parse_value(GoodsLine, line_json(quantity=1))
    assert caught.value.faults[0].code == "field.quantity"


def test_pointers_are_escaped() -> None:
    assert pointer_of(["a/b", "c~d", 0, ""]) == "/a~1b/c~0d/0/"
    assert pointer_of([]) == ""


def test_a_fault_seen_from_further_out() -> None:
    inner = Fault(pointer="/unit", code="field.format", zh="格式不符", en="wrong format")
    assert inner.below("/lines/3") == inner.model_copy(update={"pointer": "/lines/3/unit"})
    assert inner.below("/lines/3").below("/returns/0").pointer == "/returns/0/lines/3/unit"


def test_bad_input_reads_as_a_sentence() -> None:
    error = BadInput.at("", "field.type", "应为对象", "must be an object")
    assert str(error) == "/: must be an object"
    assert error.faults[0].zh == "应为对象"


def test_a_list_is_not_called_too_short_for_its_faulty_items() -> None:
    with pytest.raises(BadInput) as caught:
        parse_value(ReturnDeclaration, declaration_json(lines=[line_json(unit="x")]))
    assert [fault.pointer for fault in caught.value.faults] == ["/lines/0/unit"]
