"""Every route of the service and what is asked of its caller: written by hand, and as the code has it."""

from collections.abc import Iterator
from typing import Final, Literal

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from service.access import Action
from service.api.auth import Permission
from service.api.routes import console

Asked = Action | Literal["anyone", "to be known", "signed in", "the console"]

WRITTEN: Final[dict[Asked, tuple[str, ...]]] = {
    "returns.check": (
        "POST /v1/returns/check",
        "POST /v1/returns/scenario",
        "POST /v1/returns/advice",
        "POST /v1/returns/regimes",
    ),
    "returns.file": (
        "POST /v1/returns",
        "PUT /v1/returns/{return_id}",
        "POST /v1/returns/{return_id}/withdraw",
    ),
    "returns.read": (
        "GET /v1/returns",
        "GET /v1/returns/{return_id}",
        "GET /v1/returns/{return_id}/steps",
        "GET /v1/returns/{return_id}/notes",
        "GET /v1/returns/{return_id}/timeline",
        "GET /v1/returns/{return_id}/pack",
        "GET /v1/returns/{return_id}/decisions",
        "GET /v1/returns/{return_id}/actions",
        "GET /v1/decisions/{decision_id}",
        "GET /v1/decisions/{decision_id}/receipt",
        "GET /v1/decisions/{decision_id}/dossier",
        "GET /v1/decisions/{decision_id}/explanation",
        "GET /v1/decisions/{decision_id}/letter",
    ),
    "returns.step": ("POST /v1/returns/{return_id}/steps", "POST /v1/returns/{return_id}/proposals"),
    "cases.read": (
        "GET /v1/cases",
        "GET /v1/cases/changed",
        "GET /v1/cases/{return_id}",
        "GET /v1/returns/{return_id}/proposals",
        "GET /v1/returns/{return_id}/steps/offered",
    ),
    "cases.work": (
        "POST /v1/cases/next",
        "POST /v1/cases/{return_id}/claim",
        "POST /v1/cases/{return_id}/release",
        "POST /v1/cases/{return_id}/snooze",
    ),
    "cases.assign": ("POST /v1/cases/assign",),
    "proposals.settle": ("POST /v1/proposals/{proposal_id}/verdict",),
    "notes.write": ("POST /v1/returns/{return_id}/notes",),
    "overview.read": ("GET /v1/overview", "GET /v1/law/counts"),
    "tallies.enter": ("POST /v1/tallies",),
    "exports.put": ("PUT /v1/exports",),
    "exports.read": ("GET /v1/exports",),
    "registers.put": ("PUT /v1/sites", "PUT /v1/enterprises"),
    "registers.read": ("GET /v1/sites", "GET /v1/enterprises", "GET /v1/offices"),
    "amendments.propose": ("POST /v1/amendments", "POST /v1/amendments/file"),
    "amendments.settle": ("POST /v1/amendments/{amendment_id}/verdict",),
    "amendments.read": (
        "GET /v1/amendments",
        "GET /v1/amendments/{amendment_id}",
        "GET /v1/amendments/{amendment_id}/changes",
    ),
    "batches.file": ("POST /v1/batches",),
    "batches.cancel": ("POST /v1/batches/{batch_id}/cancel",),
    "batches.read": ("GET /v1/batches", "GET /v1/batches/{batch_id}", "GET /v1/batches/{batch_id}/results"),
    "webhooks.manage": (
        "POST /v1/webhooks",
        "GET /v1/webhooks",
        "GET /v1/webhooks/{endpoint_id}",
        "PATCH /v1/webhooks/{endpoint_id}",
        "DELETE /v1/webhooks/{endpoint_id}",
        "POST /v1/webhooks/{endpoint_id}/rotate",
        "GET /v1/webhooks/{endpoint_id}/deliveries",
        "POST /v1/webhooks/{endpoint_id}/replay",
    ),
    "keys.manage": ("POST /v1/keys",),
    "keys.renew": ("GET /v1/keys", "POST /v1/keys/{key_id}/rotate", "DELETE /v1/keys/{key_id}"),
    "users.manage": (
        "GET /v1/users",
        "POST /v1/users",
        "PATCH /v1/users/{user_id}",
        "POST /v1/users/{user_id}/reset",
    ),
    "audit.read": ("GET /v1/audit", "GET /v1/audit/heads", "GET /v1/audit/{chain}"),
    "operations.read": ("GET /metrics",),
    "settings.read": ("GET /v1/settings",),
    "impact.read": ("POST /v1/impact",),
    "to be known": (
        "POST /v1/session",
        "POST /v1/session/key",
        "GET /v1/session/oidc",
        "GET /v1/session/oidc/callback",
    ),
    "signed in": ("GET /v1/session", "DELETE /v1/session", "PUT /v1/session/password"),
    "anyone": (
        "GET /docs",
        "GET /openapi.json",
        "GET /healthz",
        "GET /readyz",
        "GET /errors",
        "GET /errors/{code}",
        "GET /.well-known/jwks.json",
        "GET /v1/rulebooks/{digest}",
        "GET /v1/policies",
        "GET /v1/policies/{policy_id}",
        "GET /v1/law/scenarios",
        "GET /v1/certificate",
        "GET /v1/districts",
        "GET /v1/batches/template.{kind}",
        "GET /v1/webhooks/events",
    ),
    "the console": (*(f"GET {path}" for path in console.PATHS), "GET /assets/{name}", "GET /icon.svg"),
}
"""A new route belongs here: `test_access.py` fails until someone has said who may call it."""
ROUTES: Final[dict[str, Asked]] = {route: asked for asked, routes in WRITTEN.items() for route in routes}


def in_the_code(app: FastAPI) -> dict[str, Action | None]:
    """Every route of an app and the action that its dependencies demand, if any."""
    found: dict[str, Action | None] = {}
    for context in iter_route_contexts(app.routes):
        for method in (context.methods or set()) - {"HEAD"}:
            actions = list(_actions(context.route.dependant)) if isinstance(context.route, APIRoute) else []
            assert len(actions) <= 1, context.path
            found[f"{method} {context.path}"] = actions[0] if actions else None
    return found


def _actions(dependant: Dependant) -> Iterator[Action]:
    for each in dependant.dependencies:
        if isinstance(each.call, Permission):
            yield each.call.action
        yield from _actions(each)
