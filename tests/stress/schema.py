"""Schemathesis over the whole interface, as a firm by its key and as each role of staff by a session.

`python -m tests.stress.schema --examples 500 [--seed N]`: no call answers 5xx, and every answer is one that the OpenAPI
document promises: its status, its content type, its headers and its body.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rules import load_rulebook
from schemas.ceb import write_exports
from schemas.work.accounts import StaffRole
from schemas.work.returns import ReturnFilter
from schemas.work.webhooks import NewEndpoint
from service.access import MATRIX, Actor
from service.accounts import api_keys, users
from service.api.auth import COOKIE, CSRF_HEADER
from service.app import create_app
from service.batches import lifecycle, processing
from service.cases import proposals
from service.context import Context
from service.registers import amendments
from service.returns import filing, lookup
from service.settings import Settings
from service.store import Store
from service.webhooks import endpoints
from tests import builders, databases
from tests.batch.files import a_csv, a_jsonl, cells
from tests.contracts.test_ceb_writing import inventory
from tests.identity import PASSWORD, key_of, open_by_password
from tests.messages import GUID, SENDER, refund, released, returns_message, tallies_message, tally
from tests.web.busy import fill
from tests.web.routes import ROUTES

CHECKS: Final = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLES: Final = ("firm", *get_args(StaffRole))
_MANY: Final = 12
Headers = Mapping[str, str]


class Callers:
    """One caller of each role; who has signed out or lost his rights by a call is replaced by another."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._headers: dict[str, Headers] = {}
        self._made = 0

    def headers(self, role: str) -> Headers:
        if role not in self._headers:
            self._headers[role] = key_of(self._context, scopes=_SCOPES) if role == "firm" else self._session(role)
        return self._headers[role]

    def replace(self, role: str) -> None:
        self._headers.pop(role, None)

    def _session(self, role: Any) -> Headers:
        self._made += 1
        token, opened = open_by_password(self._context, role, f"caller-{self._made}")
        return {"Cookie": f"{COOKIE}={token}", CSRF_HEADER: opened.guard}


_SCOPES: Final = ("read", "file", "exports", "tallies", "webhooks")


@contextmanager
def busy_app(folder: Path) -> Iterator[tuple[FastAPI, Context]]:
    """A service in which something of every kind has happened."""
    with databases.fresh("sqlite", folder) as url:
        chosen = Settings(data_dir=folder, rate_per_minute=0, webhook_private_targets=True)
        context = Context(load_rulebook(), Store(url), settings=chosen)
        fill(context)
        firm = context.as_actor(Actor("key", "firm", builders.EXPORTER["code"], _SCOPES))
        for number in range(_MANY):
            filing.submit(firm, builders.a_declaration(application_no=f"R-1{number}"), draft=True)
            endpoints.create(firm, NewEndpoint(url=f"http://127.0.0.1:9/{number}"))
        with lifecycle.upload(firm, "returns.csv") as coming:
            coming.write(a_csv(cells(), cells(application_no="R-90")))
            lifecycle.create(firm, coming, builders.EXPORTER["code"])
        processing.work(context, "worker", lambda: False)
        for number in range(_MANY):
            with lifecycle.upload(firm, f"{number}.jsonl") as coming:
                coming.write(a_jsonl(2))
                lifecycle.create(firm, coming, builders.EXPORTER["code"])
        yield create_app(chosen, context), context
        context.store.close()


def document_of(app: FastAPI, context: Context) -> dict[str, Any]:
    """The OpenAPI document; a place in a path is filled with what is there, or with anything."""
    document = deepcopy(app.openapi())
    records, _ = lookup.page(context, ReturnFilter(), limit=500)
    firm = context.as_actor(Actor("key", "firm", builders.EXPORTER["code"]))
    known = {
        "return_id": [each.id for each in records],
        "decision_id": [str(each.decision.decision_id) for each in records if each.decision],
        "batch_id": [each.id for each in lifecycle.page(context, limit=10)[0]],
        "proposal_id": [each.id for record in records for each in proposals.proposals(context, record.id)],
        "amendment_id": [each.id for each in amendments.page(context, limit=10)[0]],
        "endpoint_id": [each.id for each in endpoints.list_endpoints(firm)],
        "user_id": [each.id for each in users.list_users(context)],
        "key_id": [each.id for each in api_keys.list_keys(context)],
        "policy_id": [each.id for each in context.rulebook.policies],
        "digest": [context.rulebook.digest],
        "chain": ["-", builders.EXPORTER["code"]],
        "kind": ["csv", "xlsx"],
        "code": ["json.invalid", "return.not_found"],
    }
    for path in document["paths"].values():
        for call in path.values():
            for parameter in call.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["schema"] = {"enum": [*known[parameter["name"]], "none"]}
            taken = call.get("requestBody", {}).get("content", {}).get("application/json")
            if taken is not None:
                _offer(taken, [body for name, body in _BODIES.items() if f"/{name}'" in str(taken)])
    return document


def _offer(part: dict[str, Any], there: list[Any]) -> None:
    """Let values that lead somewhere be among those that the schema allows."""
    assert there, part
    part["schema"] = {"anyOf": [{"enum": there}, part["schema"]]}


_BODIES: Final[dict[str, Any]] = {
    "ReturnDeclaration": builders.declaration_json(application_no="R-70"),
    "ExportList": builders.export_list_json(cop_no="E-70", list_no="22002026E000000070"),
    "SupervisionSite": builders.site_json(),
    "Enterprise": builders.enterprise_json(),
    "NewAmendment": {"rows": {"sites": [builders.site_json(name="另名")]}, "reason": "更名"},
    "Assignment": {"returns": ["none"], "to": None},
    "Snooze": {"until": None},
    "NewNote": {"kind": "question", "words": "请说明"},
    "Verdict": {"approve": False, "reason": "不同意"},
    "Step": {"to": "inspection", "reason": "随机布控"},
    "SignIn": {"name": "caller-1", "password": PASSWORD},
    "KeySignIn": {"key": "ttk_none"},
    "PasswordChange": {"present": PASSWORD, "new": PASSWORD[::-1]},
    "NewUser": {"name": "wang", "role": "officer"},
    "UserChange": {"unlock": True},
    "NewKey": {"firm": builders.EXPORTER["code"]},
    "NewEndpoint": {"url": "http://127.0.0.1:9/other"},
    "EndpointChange": {"types": []},
    "Replay": {},
}


def _messages() -> st.SearchStrategy[bytes]:
    """Customs messages of every kind, and what is none."""
    valid = (
        returns_message(refund(), refund("3", application_no="R-2")),
        tallies_message(tally()),
        write_exports([inventory()], SENDER, GUID),
        released(),
    )
    return st.one_of(st.sampled_from(valid), st.sampled_from([each[:-9] for each in valid]), st.binary(max_size=50))


schemathesis.openapi.media_type("application/xml", _messages())
schemathesis.openapi.media_type(
    "application/octet-stream",
    st.one_of(st.sampled_from([a_jsonl(2), a_csv(cells()), returns_message()]), st.binary(max_size=50)),
)


@dataclass
class Tried:
    """A call: its name, how many requests were made and how many of them done as asked, and what is untrue of it."""

    name: str
    made: int = 0
    done: int = 0
    untrue: str | None = None


def tries(app: FastAPI, context: Context, *, examples: int, number: int = 1) -> Iterator[Tried]:
    """Make every call many times."""
    schema = schemathesis.openapi.from_dict(document_of(app, context))
    callers = Callers(context)
    chosen = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        for found in schema.get_all_operations():
            operation = found.ok()
            cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
            tried = Tried(operation.label)
            may = [role for role in ROLES if role in MATRIX.get(ROUTES.get(operation.label), ROLES)]
            roles = st.sampled_from([*may * 2 * (len(ROLES) // len(may)), *ROLES])  # mostly one who may

            @seed(number)
            @chosen
            @given(case=cases, role=roles)
            def called(case: Any, role: str, tried: Tried) -> None:
                _call(client, case, callers, role, tried)

            try:
                called(tried=tried)
            except (Exception, FailureGroup) as error:
                tried.untrue = "\n".join(str(each) for each in getattr(error, "exceptions", [error]))
            yield tried


def _call(client: TestClient, case: Any, callers: Callers, role: str, tried: Tried) -> None:
    request = case.as_transport_kwargs(base_url="http://testserver")
    headers = {**request.pop("headers"), **callers.headers(role)}
    client.cookies.clear()
    answer = client.request(headers=headers, **_content(request))
    tried.made += 1
    tried.done += answer.is_success
    if answer.status_code == 401 or case.path.startswith("/v1/users/"):
        callers.replace(role)
    case.validate_response(answer, checks=CHECKS)


def _content(request: dict[str, Any]) -> dict[str, Any]:
    """The request's words for httpx: bytes are its content."""
    data = request.pop("data", None)
    request.pop("cookies", None)
    return request if data is None else {**request, "content": data if isinstance(data, bytes | str) else b""}


def main() -> int:
    """Exit 0 where the document is true of every call, else 1."""
    chosen = argparse.ArgumentParser(prog="tests.stress.schema", description=__doc__)
    chosen.add_argument("--examples", type=int, default=500)
    chosen.add_argument("--seed", type=int, default=1)
    given_ = chosen.parse_args()
    with tempfile.TemporaryDirectory() as folder, busy_app(Path(folder)) as (app, context):
        told = list(tries(app, context, examples=given_.examples, number=given_.seed))
    untrue = [each for each in told if each.untrue]
    for each in untrue:
        print(each.name, each.untrue, sep="\n", end="\n\n")
    print("never done as asked:", ", ".join(each.name for each in told if not each.done) or "none")
    requests = sum(each.made for each in told)
    print(f"{len(told)} calls, {requests} requests, {len(untrue)} calls of which the document is untrue")
    return 1 if untrue else 0


if __name__ == "__main__":
    sys.exit(main())
