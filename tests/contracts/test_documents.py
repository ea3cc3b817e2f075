"""The documents are strict: what does not fit is refused with its place and code, what fits comes back unchanged."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from schemas.base import Period
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier, ReturnedQuantity
from schemas.export_list import ExportList
from schemas.faults import BadInput, Fault, parse_json
from schemas.goods import GoodsLine
from tests.builders import (
    a_declaration,
    a_dossier,
    a_line,
    a_site,
    declaration_json,
    dossier_json,
    enterprise_json,
    examples,
    export_list_json,
    line_json,
)
from tests.law.strategies import dossiers


def faults(model: type[BaseModel], value: object) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        parse_json(model, json.dumps(value))
    return caught.value.faults


def _put(document: Any, pointer: str, value: object) -> None:
    *way, last = pointer.split("/")[1:]
    for step in way:
        document = document[int(step)] if isinstance(document, list) else document[step]
    document[int(last) if isinstance(document, list) else last] = value


WRONG: list[tuple[str, object, str]] = [
    ("/colour", "red", "field.unknown"),
    ("/lines/0/colour", "red", "field.unknown"),
    ("/platform/colour~", "red", "field.unknown"),
    ("/application_no", 12, "field.type"),
    ("/application_no", "", "field.length"),
    ("/application_no", "x" * 31, "field.length"),
    ("/list_no", "", "field.length"),
    ("/list_no", "9" * 65, "field.length"),
    ("/list_no", None, "field.type"),
    ("/customs_code", 2928, "field.type"),
    ("/customs_code", "29", "field.format"),
    ("/customs_code", "２９２８", "field.format"),
    ("/customs_code", "2928\n", "field.format"),
    ("/customs_code", "٢٩٢٨", "field.format"),
    ("/site_code", "a" * 11, "field.format"),
    ("/site_code", "场所", "field.format"),
    ("/return_mode", "966", "field.format"),
    ("/direction", "进", "field.format"),
    ("/direction", "II", "field.format"),
    ("/platform", "无", "field.type"),
    ("/platform/code", "境外", "field.format"),
    ("/exporter/code", "x" * 19, "field.format"),
    ("/departure_country", "us", "field.format"),
    ("/reason", "x" * 1001, "field.length"),
    ("/reason", "a\x00b", "field.format"),
    ("/note", "\x1b[31m", "field.format"),
    ("/declared_at", "2026-05-02T10:00:00", "field.time"),
    ("/declared_at", "2026-05-02", "field.time"),
    ("/declared_at", "2026-02-30T10:00:00+08:00", "field.time"),
    ("/declared_at", "2026-05-02T25:00:00+08:00", "field.time"),
    ("/declared_at", 1777687200, "field.time"),
    ("/declared_at", "1777687200", "field.time"),
    ("/declared_at", "1979-12-31T10:00:00+08:00", "field.day"),
    ("/declared_at", "9999-12-31T23:59:59+08:00", "field.day"),
    ("/arrived_on", "2026-05-02T00:00:00", "field.day"),
    ("/arrived_on", "2026-05-02T00:00:00Z", "field.day"),
    ("/arrived_on", "2026-02-29", "field.day"),
    ("/arrived_on", "2026-5-2", "field.day"),
    ("/arrived_on", "２０２６-05-02", "field.day"),
    ("/arrived_on", 20260502, "field.day"),
    ("/arrived_on", "3000-01-01", "field.day"),
    ("/reason_kind", "bored", "field.choice"),
    ("/original_state", "true", "field.type"),
    ("/original_state", 1, "field.type"),
    ("/food", 0, "field.type"),
    ("/tax_certificate_no", "", "field.length"),
    ("/lines", [], "field.count"),
    ("/lines", {}, "field.type"),
    ("/lines/0", [], "field.type"),
    ("/lines/0/line_no", "1", "field.type"),
    ("/lines/0/line_no", True, "field.type"),
    ("/lines/0/line_no", 1.0, "field.type"),
    ("/lines/0/line_no", 1.5, "field.type"),
    ("/lines/0/line_no", 0, "field.range"),
    ("/lines/0/line_no", 100000, "field.range"),
    ("/lines/0/hs_code", "610", "field.format"),
    ("/lines/0/quantity", 1, "field.quantity"),
    ("/lines/0/quantity", 1.5, "field.quantity"),
    ("/lines/0/quantity", None, "field.quantity"),
    ("/lines/0/quantity", "0", "field.quantity"),
    ("/lines/0/quantity", "0.00000", "field.quantity"),
    ("/lines/0/quantity", "-1", "field.quantity"),
    ("/lines/0/quantity", "+1", "field.quantity"),
    ("/lines/0/quantity", "1.000001", "field.quantity"),
    ("/lines/0/quantity", "1e3", "field.quantity"),
    ("/lines/0/quantity", "NaN", "field.quantity"),
    ("/lines/0/quantity", "Infinity", "field.quantity"),
    ("/lines/0/quantity", "１", "field.quantity"),
    ("/lines/0/quantity", " 1", "field.quantity"),
    ("/lines/0/quantity", "1,000", "field.quantity"),
    ("/lines/0/quantity", "1_000", "field.quantity"),
    ("/lines/0/quantity", ".5", "field.quantity"),
    ("/lines/0/quantity", "1" * 15, "field.quantity"),
    ("/lines/0/second_quantity", "0", "field.quantity"),
    ("/lines/0/unit", "11", "field.format"),
    ("/lines/0/name", "x" * 251, "field.length"),
]


@pytest.mark.parametrize(("pointer", "value", "code"), WRONG, ids=lambda item: ascii(item)[:24])
def test_one_wrong_field_is_one_fault_at_its_place(pointer: str, value: object, code: str) -> None:
    declaration = declaration_json()
    _put(declaration, pointer, value)
    (fault,) = faults(ReturnDeclaration, declaration)
    assert (fault.pointer, fault.code) == (pointer.replace("~", "~0"), code)
    assert fault.zh
    assert fault.en
    assert not fault.zh.isascii()
    assert fault.en.isascii()


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/lines/0/quantity", "1\n"),
        ("/declared_at", "1980-01-01T00:00:00+14:00"),
        ("/declared_at", "2999-12-31T23:00:00-05:00"),
    ],
    ids=ascii,
)
def test_a_line_end_and_a_day_out_of_range_in_shanghai_are_refused(pointer: str, value: str) -> None:
    declaration = declaration_json()
    _put(declaration, pointer, value)
    assert faults(ReturnDeclaration, declaration)


@pytest.mark.parametrize("name", ["application_no", "list_no", "customs_code", "declared_at", "lines", "exporter"])
def test_a_missing_field_is_named(name: str) -> None:
    declaration = declaration_json()
    del declaration[name]
    (fault,) = faults(ReturnDeclaration, declaration)
    assert (fault.pointer, fault.code, fault.zh) == (f"/{name}", "field.missing", "缺少必填字段")


def test_every_fault_is_told_at_once() -> None:
    declaration = declaration_json(
        customs_code="x", lines=[line_json(), line_json(quantity="-1", name=3)], direction=""
    )
    found = {(fault.pointer, fault.code) for fault in faults(ReturnDeclaration, declaration)}
    assert found == {
        ("/customs_code", "field.format"),
        ("/direction", "field.format"),
        ("/lines/1/quantity", "field.quantity"),
        ("/lines/1/name", "field.type"),
    }


def test_a_hundred_lines_and_no_more() -> None:
    assert len(a_declaration(lines=[line_json(line_no=number) for number in range(1, 101)]).lines) == 100
    too_many = declaration_json(lines=[line_json(line_no=number) for number in range(1, 102)])
    (fault,) = faults(ReturnDeclaration, too_many)
    assert (fault.pointer, fault.code) == ("/lines", "field.count")


def test_line_numbers_twice_are_for_the_rulebook_in_a_return_and_a_fault_in_a_list() -> None:
    assert len(a_declaration(lines=[line_json(), line_json()]).lines) == 2
    (fault,) = faults(ExportList, export_list_json(lines=[line_json(), line_json(), line_json(line_no=2)]))
    assert (fault.pointer, fault.code) == ("", "lines.duplicate")
    assert "1" in fault.en


def test_a_fault_deep_in_a_dossier_keeps_its_whole_pointer() -> None:
    dossier = dossier_json(exporter=enterprise_json(entrusted_by=["ok", "不"]))
    (fault,) = faults(Dossier, dossier)
    assert (fault.pointer, fault.code) == ("/exporter/entrusted_by/1", "field.format")


def test_a_row_holds_from_its_first_day_to_before_its_last() -> None:
    site = a_site(valid_from="2026-05-01", valid_until="2026-05-03")
    assert [site.holds_on(date(2026, 4, 30) + (date(2026, 5, 1) - date(2026, 4, 30)) * n) for n in range(4)] == [
        *(False, True, True, False),
    ]
    assert a_site(valid_from=None, valid_until=None).holds_on(date.min)


def test_a_period_is_half_open_and_never_empty() -> None:
    period = Period(since=date(2026, 4, 1), until=date(2026, 4, 2))
    assert (period.contains(date(2026, 4, 1)), period.contains(date(2026, 4, 2))) == (True, False)
    with pytest.raises(ValidationError):
        Period(since=date(2026, 4, 1), until=date(2026, 4, 1))


def test_documents_do_not_change() -> None:
    with pytest.raises(ValidationError):
        a_line().quantity = Decimal(3)  # type: ignore[misc]


@settings(max_examples=examples(100))
@given(dossiers())
def test_a_dossier_comes_back_through_json(value: dict[str, Any]) -> None:
    dossier = parse_json(Dossier, json.dumps(value))
    again = parse_json(Dossier, dossier.model_dump_json())
    assert again == dossier
    assert hash(again.declaration) == hash(dossier.declaration)


@given(st.decimals(min_value="0.00001", max_value="99999999999999.99999", places=5))
def test_a_quantity_keeps_its_digits(quantity: Decimal) -> None:
    text = format(quantity, "f")
    line = parse_json(GoodsLine, json.dumps(line_json(quantity=text)))
    assert line.quantity == quantity
    assert json.loads(line.model_dump_json())["quantity"] == text


@given(st.decimals(min_value="0", max_value="99999999999999", places=2) | st.none())
def test_what_was_returned_may_be_zero_or_null(quantity: Decimal | None) -> None:
    row = ReturnedQuantity(line_no=1, quantity=quantity)
    assert parse_json(ReturnedQuantity, row.model_dump_json()) == row


@given(st.integers(0, 32_000_000_000), st.integers(-14, 14))
def test_a_moment_comes_back(seconds: int, hours: int) -> None:
    instant = (datetime(1980, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(
        timezone(timedelta(hours=hours))
    )
    declaration = a_declaration(declared_at=instant)
    assert declaration.declared_at == instant
    assert parse_json(ReturnDeclaration, declaration.model_dump_json()) == declaration


@given(st.dates(date(1980, 1, 1), date(2999, 12, 31)))
def test_a_day_comes_back(day: date) -> None:
    declaration = a_declaration(arrived_on=day)
    assert declaration.arrived_on == day
    assert json.loads(declaration.model_dump_json())["arrived_on"] == day.isoformat()


@pytest.mark.parametrize("zone", ["Z", "+00:00", "+08:00", "-12:00", "+14:00"])
def test_any_zone_is_taken(zone: str) -> None:
    assert a_declaration(declared_at=f"2026-05-02T10:00:00{zone}").declared_at.utcoffset() is not None


def test_the_builders_take_documents_days_and_decimals() -> None:
    site = a_site(valid_from=date(2026, 1, 1))
    dossier = a_dossier(site=site, declaration=a_declaration(lines=[a_line(quantity=Decimal("1.5"))]))
    assert dossier.site == site
    assert dossier.declaration.lines[0].quantity == Decimal("1.5")
