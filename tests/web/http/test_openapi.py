"""The OpenAPI document tells the truth, and the pages need nothing from elsewhere."""

import json
import re
from typing import Any

from fastapi.testclient import TestClient

from tests import builders

_WITHOUT_BODY = ("/withdraw", "/reset", "/rotate", "/cancel", "/next", "/claim", "/release")


def _document(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def test_every_reference_leads_somewhere(client: TestClient) -> None:
    document = _document(client)
    references = set(re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(document)))
    assert references <= set(document["components"]["schemas"])
    assert {"ReturnDeclaration", "Decision", "ProblemDocument", "ReturnRecord"} <= references


def test_every_call_tells_its_errors_as_problems(client: TestClient) -> None:
    for path, calls in _document(client)["paths"].items():
        for method, call in calls.items():
            assert call["description"], (method, path)
            for status, response in call["responses"].items():
                if status.startswith("4"):
                    assert list(response["content"]) == ["application/problem+json"], (method, path, status)


def test_every_call_that_asks_who_is_calling_may_find_the_database_away(client: TestClient) -> None:
    for path, calls in _document(client)["paths"].items():
        for method, call in calls.items():
            if "401" in call["responses"]:
                assert "503" in call["responses"], (method, path)


def test_every_call_that_reads_a_body_says_which(client: TestClient) -> None:
    for path, calls in _document(client)["paths"].items():
        for method, call in calls.items():
            if method in ("put", "patch") or (method == "post" and not path.endswith(_WITHOUT_BODY)):
                assert call["requestBody"]["content"], (method, path)


def test_answers_have_the_fields_that_are_promised(registered: TestClient) -> None:
    schemas = _document(registered)["components"]["schemas"]
    record = registered.post("/v1/returns", json=builders.declaration_json()).json()
    assert set(record) == set(schemas["ReturnRecord"]["properties"])
    assert set(record["decision"]) == set(schemas["Decision"]["properties"])
    assert set(record["decision"]["findings"][0]) == set(schemas["Finding"]["properties"])
    problem = registered.get("/v1/returns/none").json()
    assert set(problem) == set(schemas["ProblemDocument"]["properties"])


def test_the_documentation_needs_no_other_host(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert address.startswith(("/", "http://testserver/", "data:")), address
        if not address.startswith("data:"):
            assert client.get(address).status_code == 200


def test_the_law_is_told_on_any_day(client: TestClient) -> None:
    pilot = client.get("/v1/policies?on=2026-03-31").json()
    assert "gacc_2024_167" in [policy["id"] for policy in pilot["policies"]]
    nationwide = client.get("/v1/policies?on=2026-04-01").json()
    assert "gacc_2024_167" not in [policy["id"] for policy in nationwide["policies"]]
    assert [reading["id"] for reading in nationwide["interpretations"]] == [f"I{n}" for n in range(1, 9)]
    assert client.get("/v1/policies").json()["on"] == "2026-06-01"
    assert nationwide["changes"] == ["2020-03-27", "2024-12-15", "2026-04-01"]
    instruments = {each["id"]: each["period"] for each in nationwide["instruments"]}
    assert instruments["gacc_2024_167"] == {"since": "2024-12-15", "until": "2026-04-01"}
    one = client.get("/v1/policies/gacc_2026_024").json()
    told = {each["id"]: each["needs_told"]["zh"] for each in one["told"]}
    assert told["gacc_2026_024.return_site"] == "场所在退货之日有效，且场所开展跨境电商零售出口业务"


def test_the_service_tells_that_it_lives_and_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert len(ready.json()["rulebook"]) == 64


def test_a_database_that_is_not_current_makes_the_service_unready(client: TestClient, context: Any) -> None:
    with context.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
