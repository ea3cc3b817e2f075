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
from service.api import rates
from service.context import Workplace
from service.problems import Forbidden, NotFound, Unauthorized

COOKIE: Final = "tongtui_session"
GUARD: Final = "x-csrf-token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def place_of(request: Request) -> Workplace:
    """The workplace, with nobody acting: for calls that anyone may make."""
    _refuse_nul(request)
    place: Workplace = request.app.state.place
    return place


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
    place: Workplace = request.app.state.place
    header = request.headers.get("authorization")
    if header is not None:
        actor = await _bearer(place, header)
        rates.spend(request, actor.name, place.settings.rate_per_minute)
        return actor
    token = request.cookies.get(COOKIE)
    if token is None:
        raise Unauthorized(
            "access.unknown",
            "请登录，或在 Authorization 中提供接口密钥",
            "sign in, or send an API key in the Authorization header",
        )
    actor, session = await run_in_threadpool(of_session, place, token)
    if session.must_change:
        raise Forbidden(
            "session.password_change", "首次登录须先修改密码", "the one-time password must be changed first"
        )
    guard(request, session)
    if actor.firm is not None:  # signed in by its key, a firm calls no more often than with it
        rates.spend(request, actor.name, place.settings.rate_per_minute)
    return actor


def of_session(place: Workplace, token: str) -> tuple[Actor, SignedIn]:
    """Who has the session of a cookie: a member of staff, or a firm by its key.

    Raises:
        Unauthorized: the session has ended.
    """
    digest = sessions.digest_of_token(token)
    with place.store.read() as session:
        found = users.of_session(session, place, digest) or api_keys.of_session(session, place, digest)
    if found is None:
        raise Unauthorized("session.ended", "登录已失效，请重新登录", "the session has ended; sign in again")
    return found


async def _bearer(place: Workplace, header: str) -> Actor:
    kind, _, secret = header.partition(" ")
    token = place.settings.metrics_token.get_secret_value()
    if kind.lower() == "bearer" and token and compare_digest(secret.encode(), token.encode()):
        return MONITOR
    if kind.lower() != "bearer" or not secret.startswith(api_keys.PREFIX):
        raise Unauthorized(
            "key.unknown",
            "Authorization 应为 Bearer ttk_…",
            "the Authorization header must read: Bearer ttk_…",
        )
    if (known := api_keys.KNOWN.get(place, secret)) is not None:
        return known
    return await run_in_threadpool(api_keys.recognise, place, secret)


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

    async def __call__(self, request: Request, caller: Caller) -> Workplace:
        """Refuse the caller, or let him act."""
        _refuse_nul(request)
        request.state.actor = caller
        caller.require(self.action)
        place: Workplace = request.app.state.place
        return place.acting(caller)


AnyonesPlace = Annotated[Workplace, Depends(place_of)]
Checks = Annotated[Workplace, Depends(allowed("returns.check"))]
Files = Annotated[Workplace, Depends(allowed("returns.file"))]
Reads = Annotated[Workplace, Depends(allowed("returns.read"))]
Steps = Annotated[Workplace, Depends(allowed("returns.step"))]
ReadsCases = Annotated[Workplace, Depends(allowed("cases.read"))]
WorksCases = Annotated[Workplace, Depends(allowed("cases.work"))]
AssignsCases = Annotated[Workplace, Depends(allowed("cases.assign"))]
SettlesProposals = Annotated[Workplace, Depends(allowed("proposals.settle"))]
WritesNotes = Annotated[Workplace, Depends(allowed("notes.write"))]
SeesOverview = Annotated[Workplace, Depends(allowed("overview.read"))]
EntersTallies = Annotated[Workplace, Depends(allowed("tallies.enter"))]
PutsExports = Annotated[Workplace, Depends(allowed("exports.put"))]
ReadsExports = Annotated[Workplace, Depends(allowed("exports.read"))]
PutsRegisters = Annotated[Workplace, Depends(allowed("registers.put"))]
ReadsRegisters = Annotated[Workplace, Depends(allowed("registers.read"))]
ProposesAmendments = Annotated[Workplace, Depends(allowed("amendments.propose"))]
SettlesAmendments = Annotated[Workplace, Depends(allowed("amendments.settle"))]
ReadsAmendments = Annotated[Workplace, Depends(allowed("amendments.read"))]
FilesBatches = Annotated[Workplace, Depends(allowed("batches.file"))]
ReadsBatches = Annotated[Workplace, Depends(allowed("batches.read"))]
ManagesWebhooks = Annotated[Workplace, Depends(allowed("webhooks.manage"))]
ManagesKeys = Annotated[Workplace, Depends(allowed("keys.manage"))]
RenewsKeys = Annotated[Workplace, Depends(allowed("keys.renew"))]
ManagesUsers = Annotated[Workplace, Depends(allowed("users.manage"))]
ReadsAudit = Annotated[Workplace, Depends(allowed("audit.read"))]
ReadsOperations = Annotated[Workplace, Depends(allowed("operations.read"))]
ReadsSettings = Annotated[Workplace, Depends(allowed("settings.read"))]
SeesImpact = Annotated[Workplace, Depends(allowed("impact.read"))]
