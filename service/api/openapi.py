"""The OpenAPI document: FastAPI's, with the bodies that calls read themselves and our own error answers."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.registers import Enterprise, SupervisionSite
from schemas.work.accounts import KeySignIn, NewKey, NewUser, PasswordChange, SignIn, UserChange
from schemas.work.amendments import NewAmendment
from schemas.work.cases import Assignment, NewNote, Snooze, Step, Verdict
from schemas.work.webhooks import EndpointChange, NewEndpoint, Replay
from service.problems import ProblemDocument

_BODIES = (
    ReturnDeclaration,
    ExportList,
    SupervisionSite,
    Enterprise,
    NewAmendment,
    Step,
    Assignment,
    Snooze,
    NewNote,
    Verdict,
    SignIn,
    KeySignIn,
    PasswordChange,
    NewUser,
    UserChange,
    NewKey,
    NewEndpoint,
    EndpointChange,
    Replay,
    ProblemDocument,
)
"""Documents that calls read from their bodies themselves, so that FastAPI does not know of them."""


def openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the bodies that calls read themselves and our own error answers."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        bodies = models_json_schema(
            [(model, "validation") for model in _BODIES], ref_template="#/components/schemas/{model}"
        )[1]
        schemas = document["components"]["schemas"]
        schemas.update(bodies["$defs"])
        for path in document["paths"].values():
            for call in path.values():
                _drop_default_422(call["responses"])
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema


def _drop_default_422(responses: dict[str, Any]) -> None:
    """Take FastAPI's own words for a 422 out: ours is a problem, where a call has one at all."""
    content = responses.get("422", {}).get("content", {})
    content.pop("application/json", None)
    if "422" in responses and not content:
        del responses["422"]
