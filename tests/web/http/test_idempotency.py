"""Idempotency-Key: the same call again gets the first answer and is not carried out again."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import func, select

from schemas.tables import AnswerRow, EntryRow
from service.accounts import users
from service.api.idempotency import Answer, run_once
from service.context import Context
from service.problems import Conflict
from service.store import Store
from service.store.idempotency import KEPT
from tests import builders
from tests.harness import EVERY_SCOPE, Clock, ServiceHarness
from tests.messages import refund, returns_message, tallies_message, tally, texts

JSON, XML, FILE = "application/json", "application/xml", "application/octet-stream"
KEEP_NOTHING: Final = {
    "POST /v1/returns/check": "it records nothing: the same call again only decides again",
    "POST /v1/returns/scenario": "it records nothing",
    "POST /v1/returns/advice": "it records nothing",
    "POST /v1/returns/regimes": "it records nothing",
    "POST /v1/impact": "it records nothing",
    "POST /v1/session/key": "as of the session of staff",
    "POST /v1/session": "nobody is known yet whose key it could be, and an answer kept would keep the cookie",
}
SECRETS: Final = {
    "POST /v1/users": "password",
    "POST /v1/users/{user_id}/reset": "password",
    "POST /v1/keys": "secret",
    "POST /v1/keys/{key_id}/rotate": "secret",
    "POST /v1/webhooks": "secret",
    "POST /v1/webhooks/{endpoint_id}/rotate": "secret",
}


@dataclass(frozen=True)
class Call:
    """One call that makes something."""

    client: TestClient
    path: str
    body: bytes = b""
    media: str = JSON

    def send(self, key: str, more: bytes = b"", **headers: str) -> Response:
        """Send it under a key; `more` at its end makes it another body that means the same."""
        named = {"Idempotency-Key": key, "Content-Type": self.media} | headers
        return self.client.post(self.path, content=self.body + more, headers=named)


def _tallies() -> bytes:
    return tallies_message(tally(operator_code=builders.EXPORTER["code"]))


@pytest.fixture
def harness(harness: ServiceHarness, registers: None) -> ServiceHarness:
    """The service with registers, which tells addresses of this machine, too."""
    return harness.with_settings(webhook_private_targets=True)


def _calls(harness: ServiceHarness) -> dict[str, Call]:
    """A call of every route that makes something, each of which can be carried out."""
    firm, officer, supervisor = harness.exporter, harness.officer, harness.supervisor
    registrar, admin = harness.staff("registrar"), harness.staff("admin")
    declaration = builders.a_declaration(application_no="R-new").model_dump_json().encode()
    step = b'{"to": "inspection", "reason": "x"}'
    template = firm.get("/v1/batches/template.csv").content
    address = b'{"url": "http://127.0.0.1:9/"}'
    batch = firm.post("/v1/batches?name=a.csv", content=template).json()["id"]
    hook = firm.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/"}).json()["endpoint"]["id"]
    api_key = admin.post("/v1/keys", json={"firm": "4403960002"}).json()["key"]["id"]
    harness.staff("auditor", "sun")
    user = users.named(harness.context, "sun")
    harness.file(application_no="R20260502-0001")
    late, other = harness.file_late()["id"], harness.file_late()["id"]
    to_inspect, to_withdraw = harness.file()["id"], harness.file()["id"]
    accept, verdict = b'{"to": "accepted", "reason": "x"}', b'{"approve": false, "reason": "x"}'
    note, assignment = b'{"kind": "question", "words": "x"}', f'{{"returns": ["{late}"], "to": null}}'.encode()
    body = {"to": "accepted", "reason": "x"}
    proposed = officer.post(f"/v1/returns/{other}/proposals", json=body).json()["id"]
    amended = {"rows": {"sites": [builders.site_json(name="另名")]}, "reason": "更名"}
    amendment = registrar.post("/v1/amendments", json=amended).json()["id"]
    rows, file = json.dumps(amended).encode(), "/v1/amendments/file?register=sites&name=a.json&reason=x"
    decline = b'{"approve": false, "reason": "x"}'
    return {
        "POST /v1/returns": Call(firm, "/v1/returns", declaration),
        "POST /v1/returns/{return_id}/steps": Call(officer, f"/v1/returns/{to_inspect}/steps", step),
        "POST /v1/returns/{return_id}/withdraw": Call(firm, f"/v1/returns/{to_withdraw}/withdraw"),
        "POST /v1/returns/{return_id}/proposals": Call(officer, f"/v1/returns/{late}/proposals", accept),
        "POST /v1/returns/{return_id}/notes": Call(officer, f"/v1/returns/{late}/notes", note),
        "POST /v1/proposals/{proposal_id}/verdict": Call(supervisor, f"/v1/proposals/{proposed}/verdict", verdict),
        "POST /v1/amendments": Call(registrar, "/v1/amendments", rows),
        "POST /v1/amendments/file": Call(
            registrar, file, json.dumps(builders.site_json(site_code="NEWSITE")).encode(), FILE
        ),
        "POST /v1/amendments/{amendment_id}/verdict": Call(supervisor, f"/v1/amendments/{amendment}/verdict", decline),
        "POST /v1/cases/next": Call(officer, "/v1/cases/next"),
        "POST /v1/cases/assign": Call(supervisor, "/v1/cases/assign", assignment),
        "POST /v1/cases/{return_id}/claim": Call(officer, f"/v1/cases/{late}/claim"),
        "POST /v1/cases/{return_id}/release": Call(officer, f"/v1/cases/{late}/release"),
        "POST /v1/cases/{return_id}/snooze": Call(officer, f"/v1/cases/{late}/snooze", b'{"until": null}'),
        "POST /v1/tallies": Call(firm, "/v1/tallies", _tallies(), XML),
        "POST /v1/batches": Call(firm, "/v1/batches?name=b.csv", template, FILE),
        "POST /v1/batches/{batch_id}/cancel": Call(firm, f"/v1/batches/{batch}/cancel"),
        "POST /v1/webhooks": Call(firm, "/v1/webhooks", address),
        "POST /v1/webhooks/{endpoint_id}/rotate": Call(firm, f"/v1/webhooks/{hook}/rotate"),
        "POST /v1/webhooks/{endpoint_id}/replay": Call(firm, f"/v1/webhooks/{hook}/replay", b"{}"),
        "POST /v1/users": Call(admin, "/v1/users", b'{"name": "zhao", "role": "officer"}'),
        "POST /v1/users/{user_id}/reset": Call(admin, f"/v1/users/{user.id}/reset"),
        "POST /v1/keys": Call(admin, "/v1/keys", b'{"firm": "4403960002"}'),
        "POST /v1/keys/{key_id}/rotate": Call(admin, f"/v1/keys/{api_key}/rotate"),
    }


def _endpoint(harness: ServiceHarness) -> Call:
    """A call that would make another thing each time."""
    return Call(harness.exporter, "/v1/webhooks", b'{"url": "http://127.0.0.1:9/"}')


def _entries(context: Context) -> int:
    """How many entries the audit chains have: each thing that is done adds one."""
    with context.store.read() as session:
        return session.exec(select(func.count()).select_from(EntryRow)).one()


def _kept(context: Context) -> list[AnswerRow]:
    """What is kept under keys."""
    with context.store.read() as session:
        return list(session.exec(select(AnswerRow)))


def _refusal(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def _replayed(answer: Response) -> bool:
    return answer.headers.get("idempotency-replayed") == "true"


def _made(answer: Response) -> str:
    assert answer.status_code == 201, answer.text
    identity: str = answer.json()["endpoint"]["id"]
    return identity


def test_every_post_takes_the_header_or_keeps_nothing(client: TestClient) -> None:
    taking, all_posts = set(), set()
    for path, calls in client.get("/openapi.json").json()["paths"].items():
        if "post" in calls:
            all_posts.add(f"POST {path}")
            headers = {each["name"] for each in calls["post"].get("parameters", ()) if each["in"] == "header"}
            taking |= {f"POST {path}"} if "Idempotency-Key" in headers else set()
    assert all_posts - taking == KEEP_NOTHING.keys()


def test_the_same_call_again_gets_the_same_answer_and_another_body_is_refused(harness: ServiceHarness) -> None:
    calls = _calls(harness)
    posts = {f"POST {path}" for path, each in harness.app.openapi()["paths"].items() if "post" in each}
    assert calls.keys() == posts - KEEP_NOTHING.keys(), "a new route that makes something needs a call here"
    for route, call in calls.items():
        first = call.send("k-" + route)
        assert first.status_code < 300, (route, first.text)
        assert not _replayed(first)
        before = _entries(harness.context)
        again = call.send("k-" + route)
        assert (again.status_code, _replayed(again)) == (first.status_code, True), route
        assert again.headers["content-type"] == first.headers["content-type"]
        if (secret := SECRETS.get(route)) is not None:
            assert first.json()[secret], route
            assert again.json() == first.json() | {secret: ""}, "a secret is shown once"
        else:
            assert again.content == first.content
        assert _refusal(call.send("k-" + route, more=b" ")) == (422, "idempotency.reused"), route
        assert _entries(harness.context) == before, f"{route} was carried out again"
    assert not any(secret in (row.body or b"") for row in _kept(harness.context) for secret in (b"whsec_", b"ttk_"))


def test_another_path_query_media_type_or_wish_is_another_call(harness: ServiceHarness) -> None:
    call = _calls(harness)["POST /v1/returns"]
    assert call.send("k").status_code == 201
    others = [
        replace(call, path="/v1/returns?draft=true").send("k"),
        replace(call, path="/v1/webhooks", body=b'{"url": "http://127.0.0.1:9/"}').send("k"),
        replace(call, media="application/json; charset=utf-8").send("k"),
        call.send("k", Accept=XML),
    ]
    assert list(map(_refusal, others)) == [(422, "idempotency.reused")] * len(others)


def test_an_answer_is_kept_for_a_day(harness: ServiceHarness, clock: Clock) -> None:
    call = _endpoint(harness)
    first = _made(call.send("k"))
    clock.now += KEPT - timedelta(seconds=1)
    assert _made(call.send("k")) == first
    clock.now += timedelta(seconds=1)
    second = call.send("k")
    assert not _replayed(second)
    assert _made(second) != first
    assert timedelta(hours=24) == KEPT


def test_a_call_that_is_still_being_carried_out_is_not_begun_again(harness: ServiceHarness, clock: Clock) -> None:
    call = _endpoint(harness)
    first = _made(call.send("k"))
    with harness.context.store.write() as session:
        row = session.exec(select(AnswerRow)).one()
        row.status = row.body = None
    waiting = call.send("k")
    assert _refusal(waiting) == (409, "idempotency.in_flight")
    assert waiting.headers["retry-after"] == "1"
    assert _refusal(call.send("k", more=b" ")) == (422, "idempotency.reused")
    clock.now += timedelta(seconds=15)
    assert _made(call.send("k")) != first, "whoever began it is taken for dead"


def test_in_flight_is_what_has_begun_and_not_ended(context: Context) -> None:
    answer = Answer(201, JSON, b"{}")

    def again() -> Answer:
        with pytest.raises(Conflict) as refused:
            run_once(context, "k", "r", lambda: answer)
        assert refused.value.fault.code == "idempotency.in_flight"
        return answer

    assert run_once(context, "k", "r", again) == (answer, False)
    assert run_once(context, "k", "r", again) == (answer, True)


def test_who_comes_back_from_the_dead_keeps_nothing(context: Context, clock: Clock) -> None:
    """Another has begun the call again and answered it; what the first one did is undone."""
    if context.store.kind == "sqlite":
        pytest.skip("SQLite has one writer: nobody can begin again while another one works")

    def slow() -> Answer:
        clock.now += timedelta(seconds=16)
        with ThreadPoolExecutor(1) as another:
            second = another.submit(run_once, context, "k", "r", lambda: Answer(201, JSON, b"second"))
            assert second.result()[0].body == b"second"
        return Answer(201, JSON, b"first")

    with pytest.raises(Conflict):
        run_once(context, "k", "r", slow)
    assert run_once(context, "k", "r", slow) == (Answer(201, JSON, b"second"), True)


def test_another_callers_key_of_the_same_name_is_another_key(harness: ServiceHarness) -> None:
    other = harness.firm("4403960002")
    call = _endpoint(harness)
    answers = [call.send("k"), replace(call, client=other).send("k")]
    assert not any(map(_replayed, answers))
    assert len({_made(answer) for answer in answers}) == 2
    assert _made(replace(call, client=other).send("k")) == _made(answers[1])


def test_a_firms_next_key_gets_the_answer_that_its_first_one_got(harness: ServiceHarness) -> None:
    call = _endpoint(harness)
    first = _made(call.send("k"))
    again = replace(call, client=harness.firm(scopes=EVERY_SCOPE)).send("k")
    assert (_made(again), _replayed(again)) == (first, True)


def test_an_answer_that_tells_of_an_error_of_ours_is_not_kept(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else stood in the message is filed; the same call again finds it and tries what failed once more."""
    harness.file(application_no="R20260502-0001")
    file = Call(harness.exporter, "/v1/returns", returns_message(refund(application_no="R-2")), XML)
    enter = Call(harness.exporter, "/v1/tallies", _tallies(), XML)
    monkeypatch.setattr(type(harness.context.rulebook), "decide", lambda *_, **__: 1 / 0)
    failed = [each.send(f"k{number}") for number, each in enumerate((file, enter))]
    assert [texts(each.content, "returnStatus") for each in failed] == [["-9"], ["100"]]
    assert all(int(each.headers["retry-after"]) > 0 for each in failed)
    assert _kept(harness.context) == []
    monkeypatch.undo()
    again = [each.send(f"k{number}") for number, each in enumerate((file, enter))]
    assert [texts(each.content, "returnStatus") for each in again] == [["120"], ["399"]]
    assert not any(map(_replayed, again))


def test_the_answer_outlives_the_process(harness: ServiceHarness, database_url: str) -> None:
    first = _made(_endpoint(harness).send("k"))
    harness.context.store.close()
    store = Store(database_url)
    credentials = {"Authorization": harness.exporter.headers["Authorization"]}
    client = harness.over(store=store).client(headers=credentials)
    again = replace(_endpoint(harness), client=client).send("k")
    assert (_made(again), _replayed(again)) == (first, True)
    store.close()


def test_a_refused_call_is_not_kept(harness: ServiceHarness) -> None:
    identity = harness.file()["id"]
    other = builders.a_declaration(application_no="R-1", reason="尺码不合").model_dump_json().encode()
    call = Call(harness.exporter, "/v1/returns", other)
    assert _refusal(call.send("k")) == (409, "return.exists")
    assert _kept(harness.context) == []
    harness.exporter.post(f"/v1/returns/{identity}/withdraw")
    filed = call.send("k")
    assert (filed.status_code, _replayed(filed)) == (201, False)


def test_a_call_that_breaks_is_not_kept(harness: ServiceHarness) -> None:
    def breaks() -> Answer:
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        run_once(harness.context, "k", "r", breaks)
    assert _kept(harness.context) == []


def test_who_may_no_longer_call_gets_no_kept_answer(harness: ServiceHarness) -> None:
    call = _endpoint(harness)
    _made(call.send("k"))
    (listed,) = harness.staff("admin").get("/v1/keys").json()["items"]
    harness.staff("admin").delete(f"/v1/keys/{listed['id']}")
    assert _refusal(call.send("k")) == (401, "key.ended")


def test_a_key_has_1_to_255_characters(harness: ServiceHarness) -> None:
    for key in ("", '""', "k" * 256):
        assert _refusal(_endpoint(harness).send(key)) == (422, "idempotency.key")
    assert _made(_endpoint(harness).send("k" * 255))


def test_a_key_may_stand_in_quotes_as_the_draft_has_it(harness: ServiceHarness) -> None:
    assert _made(_endpoint(harness).send("k")) == _made(_endpoint(harness).send('"k"'))
