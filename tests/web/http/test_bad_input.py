"""Whatever is sent, the answer is a clear 4xx that names the place, and nothing is written."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import builders
from tests.harness import ServiceHarness

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<ceb:CEB213Message xmlns:ceb="http://www.chinaport.gov.cn/ceb">&b;</ceb:CEB213Message>"""
JSON, XML = "application/json", "application/xml"


def _line(**changes: Any) -> dict[str, Any]:
    return {"lines": [builders.line_json(**changes)]}


def _nothing_written(client: TestClient) -> bool:
    return client.get("/v1/returns").json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"colour": "red"}, "/colour", "field.unknown"),
        ({"customs_code": 2928}, "/customs_code", "field.type"),
        ({"customs_code": "２９２８"}, "/customs_code", "field.format"),
        ({"declared_at": "2026-05-02T10:00:00"}, "/declared_at", "field.time"),
        ({"declared_at": 1777687200}, "/declared_at", "field.time"),
        ({"declared_at": "2026-02-30T10:00:00+08:00"}, "/declared_at", "field.time"),
        ({"arrived_on": "2026-02-30"}, "/arrived_on", "field.day"),
        ({"food": "no"}, "/food", "field.type"),
        ({"proof": "a letter"}, "/proof", "field.choice"),
        ({"reason": "x" * 1001}, "/reason", "field.length"),
        ({"platform": {"code": "1"}}, "/platform/name", "field.missing"),
        ({"lines": []}, "/lines", "field.count"),
        ({"lines": [builders.line_json(line_no=n + 1) for n in range(101)]}, "/lines", "field.count"),
        (_line(quantity="-1"), "/lines/0/quantity", "field.quantity"),
        (_line(quantity="0"), "/lines/0/quantity", "field.quantity"),
        (_line(quantity="1.000001"), "/lines/0/quantity", "field.quantity"),
        (_line(quantity="1e5"), "/lines/0/quantity", "field.quantity"),
        (_line(quantity="１"), "/lines/0/quantity", "field.quantity"),
        (_line(quantity=1), "/lines/0/quantity", "field.quantity"),
        (_line(line_no=True), "/lines/0/line_no", "field.type"),
        (_line(name="a\x00b"), "/lines/0/name", "field.format"),
        ({"application_no": "R\uffff"}, "/application_no", "field.format"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/returns", "/v1/returns/check"])
def test_a_wrong_field_is_named(
    registered: TestClient, path: str, changes: dict[str, Any], pointer: str, code: str
) -> None:
    answer = registered.post(path, json=builders.declaration_json() | changes)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (pointer, code) in [(fault["pointer"], fault["code"]) for fault in problem["errors"]]
    assert all(fault["zh"] and fault["en"] for fault in problem["errors"])
    assert _nothing_written(registered)


def test_every_wrong_field_is_named_at_once(registered: TestClient) -> None:
    wrong = builders.declaration_json(customs_code="x", direction="import", **_line(quantity="0"))
    problem = registered.post("/v1/returns", json=wrong).json()
    assert {fault["pointer"] for fault in problem["errors"]} == {"/customs_code", "/direction", "/lines/0/quantity"}


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b"", JSON, 400, "json.invalid"),
        (b"", XML, 400, "xml.empty"),
        (b"{", JSON, 400, "json.invalid"),
        (b'{"a": "\xff\xfe"}', JSON, 400, "json.invalid"),
        (b"[" * 10_000 + b"]" * 10_000, JSON, 400, "json.invalid"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, JSON, 400, "json.invalid"),
        (b"null", JSON, 422, "field.type"),
        (BOMB, XML, 400, "xml.doctype"),
        (b"<a>", XML, 400, "xml.syntax"),
        (b"<a/>", XML, 400, "xml.root"),
        (b"a=1", "application/x-www-form-urlencoded", 415, "media.unsupported"),
        (b"{}", "text/plain", 415, "media.unsupported"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/returns", "/v1/returns/check"])
def test_an_unreadable_body_is_refused(
    client: TestClient, path: str, body: bytes, media: str, status: int, code: str
) -> None:
    answer = client.post(path, content=body, headers={"content-type": media})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert _nothing_written(client)


def test_a_missing_content_type_is_refused(client: TestClient) -> None:
    assert client.post("/v1/returns", content=b"{}").status_code == 415


@pytest.mark.parametrize("stated", [True, False])
def test_a_body_of_50_mb_is_refused(client: TestClient, stated: bool) -> None:
    chunk = b" " * 1_000_000
    content = chunk * 50 if stated else (chunk for _ in range(50))
    answer = client.post("/v1/returns", content=content, headers={"content-type": JSON})
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/returns/none", 404),
        ("GET", "/v1/decisions/none", 404),
        ("GET", "/v1/policies/none", 404),
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/returns", 405),
        ("GET", "/v1/returns?limit=0", 422),
        ("GET", "/v1/returns?limit=5000", 422),
        ("GET", "/v1/returns?cursor=x", 422),
        ("GET", "/v1/returns?state=lost", 422),
        ("GET", "/v1/policies?on=2026-02-30", 422),
        ("POST", "/v1/returns/none/withdraw", 404),
    ],
)
def test_a_wrong_call_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["errors"]


def test_a_bad_row_spoils_the_whole_register_call(client: TestClient) -> None:
    rows = [builders.site_json(), builders.site_json(customs_code="29")]
    answer = client.put("/v1/sites", content=json.dumps(rows), headers={"content-type": JSON})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/1/customs_code"
    assert client.get("/v1/sites").json()["items"] == []


@pytest.mark.parametrize("register", ["sites", "enterprises"])
def test_a_row_that_ends_before_it_begins_is_not_entered(client: TestClient, register: str) -> None:
    row = builders.site_json() if register == "sites" else builders.enterprise_json()
    wrong = row | {"valid_from": "2026-05-02", "valid_until": "2026-05-02"}
    answer = client.put(f"/v1/{register}", json=[row, wrong])
    assert (answer.status_code, answer.json()["code"]) == (422, "period.order")
    assert answer.json()["errors"][0]["pointer"] == "/1/valid_until"
    assert client.get(f"/v1/{register}").json()["items"] == []


def test_a_nul_is_a_fault_of_the_call_on_both_databases(client: TestClient, harness: ServiceHarness) -> None:
    firm = harness.firm()
    assert client.get("/v1/returns/%00").status_code == 404
    for path in ("/v1/returns?exporter=%00", "/v1/audit/-?subject=%00", f"/v1/audit/{'x' * 19}"):
        assert client.get(path).status_code == 422, path
    assert client.post("/v1/session", json={"name": "a\x00", "password": "x"}).status_code == 422
    assert firm.post("/v1/batches?name=a%00.csv", content=b"x").status_code == 422
    assert firm.post("/v1/batches?name=a%2500.csv", content=b"x").status_code == 202
    hook = firm.post("/v1/webhooks/1/replay", json={"delivery": "\x00"})
    assert hook.status_code == 422


def test_an_unforeseen_error_is_a_problem_that_tells_nothing(
    client: TestClient, context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(context.rulebook), "decide", lambda *_, **__: 1 / 0)
    answer = client.post("/v1/returns", json=builders.declaration_json())
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "division" not in answer.text
    monkeypatch.undo()
    assert _nothing_written(client)


def test_original_lists_without_any_number_are_refused(client: TestClient) -> None:
    bad = builders.export_list_json(cop_no=None, list_no=None)
    for body, pointers in (
        (bad, ["/list_no"]),
        ([builders.export_list_json(), bad, bad], ["/1/list_no", "/2/list_no"]),
    ):
        answer = client.put("/v1/exports", json=body)
        faults = answer.json()["errors"]
        assert answer.status_code == 422
        assert [(fault["pointer"], fault["code"]) for fault in faults] == [(at, "list.unnumbered") for at in pointers]
    assert client.get("/v1/exports").json()["items"] == []
