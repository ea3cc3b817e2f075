"""Who is calling: a firm by its key, staff by a session; and whether the matrix lets them."""

from secrets import compare_digest
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from schemas.work.accounts import SignedIn
from service.access import MONITOR, Action, Actor
from service.accounts import api_keys
from service.accounts.authentication import actor_of
from service.api import rate_limits
from service.context import Context
from service.problems import Forbidden, NotFound, Unauthorized, bad_input

COOKIE: Final = "tongtui_session"
CSRF_HEADER: Final = "x-csrf-token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def context_of(request: Request) -> Context:
    """The context with nobody acting: for calls that anyone may make."""
    _refuse_nul(request)
    context: Context = request.app.state.context
    return context


def _refuse_nul(request: Request) -> None:
    """No text of ours holds a NUL, and PostgreSQL takes none: what is named so is not there.

    Raises:
        NotFound: there is one in the path.
        BadInput: there is one in the query.
    """
    if "\x00" in request.url.path or "%00" in request.url.path:
        raise NotFound("http.404")
    if any("\x00" in value for value in request.query_params.values()):
        raise bad_input("", "parameter.invalid", variant="nul")


async def caller_of(request: Request) -> Actor:
    """Whoever is calling.

    Raises:
        Unauthorized: no key and no session, or one that is not good.
        Forbidden: a session's call that changes something lacks its guard, or the password must be changed first.
    """
    context: Context = request.app.state.context
    header = request.headers.get("authorization")
    if header is not None:
        actor = await _bearer(context, header)
        rate_limits.consume(request, actor.name, context.settings.rate_per_minute)
        return actor
    token = request.cookies.get(COOKIE)
    if token is None:
        raise Unauthorized("access.unknown", variant="key")
    actor, session = await run_in_threadpool(actor_of, context, token)
    if session.must_change:
        raise Forbidden("session.password_change")
    require_csrf_token(request, session)
    if actor.firm is not None:  # signed in by its key, a firm calls no more often than with it
        rate_limits.consume(request, actor.name, context.settings.rate_per_minute)
    return actor


async def _bearer(context: Context, header: str) -> Actor:
    kind, _, secret = header.partition(" ")
    token = context.settings.metrics_token.get_secret_value()
    if kind.lower() == "bearer" and token and compare_digest(secret.encode(), token.encode()):
        return MONITOR
    if kind.lower() != "bearer" or not secret.startswith(api_keys.PREFIX):
        raise Unauthorized("key.unknown", variant="header")
    if (known := api_keys.KEY_CACHE.get(context, secret)) is not None:
        return known
    return await run_in_threadpool(api_keys.authenticate, context, secret)


def require_csrf_token(request: Request, session: SignedIn) -> None:
    """Refuse a call that another site made the browser send.

    Raises:
        Forbidden: it changes something and lacks the session's guard, or comes from another origin.
    """
    if request.method in _SAFE:
        return
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if foreign or not compare_digest(request.headers.get(CSRF_HEADER, "").encode(), session.guard.encode()):
        raise Forbidden("session.guard")


def with_cookie(response: Response, context: Context, token: str) -> Response:
    """The answer with the session's cookie: unseen by scripts, sent by no other site."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=context.settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=context.settings.secure_cookies,
    )
    return response


Caller = Annotated[Actor, Depends(caller_of)]


class Permission:
    """A dependency: the context with the caller as its actor, if the matrix lets him do this."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request, caller: Caller) -> Context:
        """Refuse the caller, or let him act."""
        _refuse_nul(request)
        request.state.actor = caller
        caller.require(self.action)
        context: Context = request.app.state.context
        return context.as_actor(caller)


def requires(action: Action) -> Any:
    """What a route asks of its caller; it gets the context with the caller as actor."""
    return Depends(Permission(action))


AnyonesContext = Annotated[Context, Depends(context_of)]
Checks = Annotated[Context, requires("returns.check")]
Files = Annotated[Context, requires("returns.file")]
Reads = Annotated[Context, requires("returns.read")]
Steps = Annotated[Context, requires("returns.step")]
ReadsCases = Annotated[Context, requires("cases.read")]
WorksCases = Annotated[Context, requires("cases.work")]
AssignsCases = Annotated[Context, requires("cases.assign")]
SettlesProposals = Annotated[Context, requires("proposals.settle")]
WritesNotes = Annotated[Context, requires("notes.write")]
SeesOverview = Annotated[Context, requires("overview.read")]
EntersTallies = Annotated[Context, requires("tallies.enter")]
PutsExports = Annotated[Context, requires("exports.put")]
ReadsExports = Annotated[Context, requires("exports.read")]
PutsRegisters = Annotated[Context, requires("registers.put")]
ReadsRegisters = Annotated[Context, requires("registers.read")]
ProposesAmendments = Annotated[Context, requires("amendments.propose")]
SettlesAmendments = Annotated[Context, requires("amendments.settle")]
ReadsAmendments = Annotated[Context, requires("amendments.read")]
FilesBatches = Annotated[Context, requires("batches.file")]
ReadsBatches = Annotated[Context, requires("batches.read")]
ManagesWebhooks = Annotated[Context, requires("webhooks.manage")]
ManagesKeys = Annotated[Context, requires("keys.manage")]
RenewsKeys = Annotated[Context, requires("keys.renew")]
ManagesUsers = Annotated[Context, requires("users.manage")]
ReadsAudit = Annotated[Context, requires("audit.read")]
ReadsOperations = Annotated[Context, requires("operations.read")]
ReadsSettings = Annotated[Context, requires("settings.read")]
SeesImpact = Annotated[Context, requires("impact.read")]
