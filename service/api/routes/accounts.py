"""Signing in and out; users and keys for administrators."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from schemas.base import Document
from schemas.faults import parse_json
from schemas.work.accounts import (
    Key,
    KeySignIn,
    KeyWithSecret,
    NewKey,
    NewUser,
    PasswordChange,
    SignedIn,
    SignIn,
    User,
    UserChange,
    UserWithPassword,
)
from service.accounts import api_keys, sessions, users
from service.accounts.authentication import actor_of
from service.api import rate_limits
from service.api.auth import (
    COOKIE,
    AnyonesContext,
    ManagesKeys,
    ManagesUsers,
    RenewsKeys,
    require_csrf_token,
    with_cookie,
)
from service.api.bodies import READS_BODY, JsonBody, answer, problems, refusals, takes
from service.api.idempotency import OnceOnly
from service.context import Context
from service.problems import Unauthorized

router = APIRouter(prefix="/v1", tags=["access 访问"])
_MANAGES: Final = (*READS_BODY, 404, 409)


class Users(Document):
    """Every user, by name."""

    items: tuple[User, ...]


class Keys(Document):
    """Keys, the newest first."""

    items: tuple[Key, ...]


def _own(request: Request, context: Context) -> tuple[str, Context, SignedIn]:
    token = request.cookies.get(COOKIE)
    if token is None:
        raise Unauthorized("access.unknown", variant="session")
    actor, session = actor_of(context, token)
    require_csrf_token(request, session)
    return token, context.as_actor(actor), session


@router.post(
    "/session",
    summary="登录 · sign in",
    status_code=201,
    response_model=SignedIn,
    responses=problems(*READS_BODY),
    openapi_extra=takes(SignIn),
)
def sign_in(context: AnyonesContext, request: Request, body: JsonBody) -> Response:
    """Sign in by name and password; sets a session cookie."""
    rate_limits.consume_sign_in(request)
    token, session = users.sign_in(context, parse_json(SignIn, body))
    return with_cookie(answer(session, 201), context, token)


@router.post(
    "/session/key",
    summary="企业用密钥登录 · sign in by a key",
    status_code=201,
    response_model=SignedIn,
    responses=problems(*READS_BODY),
    openapi_extra=takes(KeySignIn),
)
def sign_in_by_key(context: AnyonesContext, request: Request, body: JsonBody) -> Response:
    """Open a session for a firm by its API key, which then need not lie about in the browser."""
    rate_limits.consume_sign_in(request)
    token, session = api_keys.sign_in(context, parse_json(KeySignIn, body).key)
    return with_cookie(answer(session, 201), context, token)


@router.get("/session", summary="当前登录 · who is signed in", response_model=SignedIn, responses=problems(401, 503))
def signed_in(context: AnyonesContext, request: Request) -> Response:
    """Who is signed in, and the guard that calls which change something must send."""
    return answer(_own(request, context)[2])


@router.delete("/session", summary="退出 · sign out", status_code=204, responses=problems(401, 403, 503))
def sign_out(context: AnyonesContext, request: Request) -> Response:
    """End the session."""
    token, acting, _ = _own(request, context)
    sessions.close(acting, token)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


@router.put(
    "/session/password",
    summary="修改密码 · change one's password",
    response_model=SignedIn,
    responses=problems(*READS_BODY),
    openapi_extra=takes(PasswordChange),
)
def change_password(context: AnyonesContext, request: Request, body: JsonBody) -> Response:
    """Change one's own password; the user's other sessions end."""
    token, acting, _ = _own(request, context)
    return answer(users.change_password(acting, token, parse_json(PasswordChange, body)))


@router.get("/users", summary="用户 · users", response_model=Users, responses=refusals())
def list_users(context: ManagesUsers) -> Response:
    """Every user, by name."""
    return answer(Users(items=users.list_users(context)))


@router.post(
    "/users",
    summary="新增用户 · add a user",
    status_code=201,
    response_model=UserWithPassword,
    responses=problems(*_MANAGES),
    openapi_extra=takes(NewUser),
)
def add_user(context: ManagesUsers, body: JsonBody, once: OnceOnly) -> Response:
    """Add a member of staff; the one-time password is shown this once."""
    return once(context, lambda: answer(users.add(context, parse_json(NewUser, body)), 201), secret="password")


@router.patch(
    "/users/{user_id}",
    summary="变更用户 · change a user",
    response_model=User,
    responses=problems(*_MANAGES),
    openapi_extra=takes(UserChange),
)
def change_user(context: ManagesUsers, user_id: str, body: JsonBody) -> Response:
    """Change a user's role, or disable, enable or unlock him."""
    return answer(users.change(context, user_id, parse_json(UserChange, body)))


@router.post(
    "/users/{user_id}/reset",
    summary="重置密码 · reset a password",
    response_model=UserWithPassword,
    responses=refusals(404, 409, 422),
)
def reset_user(context: ManagesUsers, user_id: str, once: OnceOnly) -> Response:
    """Give a user a new one-time password and sign him out everywhere."""
    return once(context, lambda: answer(users.reset(context, user_id)), secret="password")


@router.get("/keys", summary="接口密钥 · API keys", response_model=Keys, responses=refusals(422))
def list_keys(context: RenewsKeys, firm: Annotated[str | None, Query(max_length=18)] = None) -> Response:
    """Keys of one firm or of all, the newest first; never their secrets. A firm sees its own."""
    return answer(Keys(items=api_keys.list_keys(context, firm)))


@router.post(
    "/keys",
    summary="新增密钥 · make a key",
    status_code=201,
    response_model=KeyWithSecret,
    responses=problems(*_MANAGES),
    openapi_extra=takes(NewKey),
)
def make_key(context: ManagesKeys, body: JsonBody, once: OnceOnly) -> Response:
    """Make a key for a firm; the secret is shown this once."""
    return once(context, lambda: answer(api_keys.make(context, parse_json(NewKey, body)), 201), secret="secret")


@router.post(
    "/keys/{key_id}/rotate",
    summary="轮换密钥 · rotate a key",
    status_code=201,
    response_model=KeyWithSecret,
    responses=refusals(404, 409, 422),
)
def rotate_key(context: RenewsKeys, key_id: str, once: OnceOnly) -> Response:
    """A new key in place of another, which works for 24 hours more; a firm's key gets no scope by it that it lacks."""
    return once(context, lambda: answer(api_keys.rotate(context, key_id), 201), secret="secret")


@router.delete("/keys/{key_id}", summary="撤销密钥 · revoke a key", response_model=Key, responses=refusals(404))
def revoke_key(context: RenewsKeys, key_id: str) -> Response:
    """Stop a key at once."""
    return answer(api_keys.revoke(context, key_id))
