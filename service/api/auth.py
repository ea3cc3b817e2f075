"""Who is calling: a firm by its key, staff by a session; and whether the matrix lets them."""

from secrets import compare_digest
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from schemas.faults import BadInput
from schemas.work.accounts import SignedIn
from service.access import MONITOR, Action, Actor
from service.accounts import api_keys, sessions, users
from service.api import rate_limits
from service.context import Context
from service.problems import Forbidden, NotFound, Unauthorized

COOKIE: Final = "tongtui_session"
GUARD: Final = "x-csrf-token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def place_of(request: Request) -> Context:
    """The workplace, with nobody acting: for calls that anyone may make."""
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
        raise NotFound("http.404", "没有这个地址", "there is no such address")
    if any("\x00" in value for value in request.query_params.values()):
        raise BadInput.at("", "parameter.invalid", "参数含 NUL 字符", "a parameter holds a NUL")


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
        raise Unauthorized(
            "access.unknown",
            "请登录，或在 Authorization 中提供接口密钥",
            "sign in, or send an API key in the Authorization header",
        )
    actor, session = await run_in_threadpool(of_session, context, token)
    if session.must_change:
        raise Forbidden(
            "session.password_change", "首次登录须先修改密码", "the one-time password must be changed first"
        )
    guard(request, session)
    if actor.firm is not None:  # signed in by its key, a firm calls no more often than with it
        rate_limits.consume(request, actor.name, context.settings.rate_per_minute)
    return actor


def of_session(context: Context, token: str) -> tuple[Actor, SignedIn]:
    """Who has the session of a cookie: a member of staff, or a firm by its key.

    Raises:
        Unauthorized: the session has ended.
    """
    digest = sessions.digest_of_token(token)
    with context.store.read() as session:
        found = users.of_session(session, context, digest) or api_keys.of_session(session, context, digest)
    if found is None:
        raise Unauthorized("session.ended", "登录已失效，请重新登录", "the session has ended; sign in again")
    return found


async def _bearer(context: Context, header: str) -> Actor:
    kind, _, secret = header.partition(" ")
    token = context.settings.metrics_token.get_secret_value()
    if kind.lower() == "bearer" and token and compare_digest(secret.encode(), token.encode()):
        return MONITOR
    if kind.lower() != "bearer" or not secret.startswith(api_keys.PREFIX):
        raise Unauthorized(
            "key.unknown",
            "Authorization 应为 Bearer ttk_…",
            "the Authorization header must read: Bearer ttk_…",
        )
    if (known := api_keys.KNOWN.get(context, secret)) is not None:
        return known
    return await run_in_threadpool(api_keys.recognise, context, secret)


def guard(request: Request, session: SignedIn) -> None:
    """Refuse a call that another site made the browser send.

    Raises:
        Forbidden: it changes something and lacks the session's guard, or comes from another origin.
    """
    if request.method in _SAFE:
        return
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if foreign or not compare_digest(request.headers.get(GUARD, "").encode(), session.guard.encode()):
        raise Forbidden("session.guard", "缺少或错误的 X-CSRF-Token", "the X-CSRF-Token header is missing or wrong")


Caller = Annotated[Actor, Depends(caller_of)]


class allowed:  # noqa: N801  # reads as a word where it is used: Depends(allowed("returns.file"))
    """A dependency: the workplace with the caller acting, if the matrix lets him do this."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request, caller: Caller) -> Context:
        """Refuse the caller, or let him act."""
        _refuse_nul(request)
        request.state.actor = caller
        caller.require(self.action)
        context: Context = request.app.state.context
        return context.acting(caller)


AnyonesContext = Annotated[Context, Depends(place_of)]
Checks = Annotated[Context, Depends(allowed("returns.check"))]
Files = Annotated[Context, Depends(allowed("returns.file"))]
Reads = Annotated[Context, Depends(allowed("returns.read"))]
Steps = Annotated[Context, Depends(allowed("returns.step"))]
ReadsCases = Annotated[Context, Depends(allowed("cases.read"))]
WorksCases = Annotated[Context, Depends(allowed("cases.work"))]
AssignsCases = Annotated[Context, Depends(allowed("cases.assign"))]
SettlesProposals = Annotated[Context, Depends(allowed("proposals.settle"))]
WritesNotes = Annotated[Context, Depends(allowed("notes.write"))]
SeesOverview = Annotated[Context, Depends(allowed("overview.read"))]
EntersTallies = Annotated[Context, Depends(allowed("tallies.enter"))]
PutsExports = Annotated[Context, Depends(allowed("exports.put"))]
ReadsExports = Annotated[Context, Depends(allowed("exports.read"))]
PutsRegisters = Annotated[Context, Depends(allowed("registers.put"))]
ReadsRegisters = Annotated[Context, Depends(allowed("registers.read"))]
ProposesAmendments = Annotated[Context, Depends(allowed("amendments.propose"))]
SettlesAmendments = Annotated[Context, Depends(allowed("amendments.settle"))]
ReadsAmendments = Annotated[Context, Depends(allowed("amendments.read"))]
FilesBatches = Annotated[Context, Depends(allowed("batches.file"))]
ReadsBatches = Annotated[Context, Depends(allowed("batches.read"))]
ManagesWebhooks = Annotated[Context, Depends(allowed("webhooks.manage"))]
ManagesKeys = Annotated[Context, Depends(allowed("keys.manage"))]
RenewsKeys = Annotated[Context, Depends(allowed("keys.renew"))]
ManagesUsers = Annotated[Context, Depends(allowed("users.manage"))]
ReadsAudit = Annotated[Context, Depends(allowed("audit.read"))]
ReadsOperations = Annotated[Context, Depends(allowed("operations.read"))]
ReadsSettings = Annotated[Context, Depends(allowed("settings.read"))]
SeesImpact = Annotated[Context, Depends(allowed("impact.read"))]
