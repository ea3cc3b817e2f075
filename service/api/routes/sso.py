"""Single sign-on of staff: out to the identity provider of the house, and back."""

from collections.abc import Callable, Coroutine
from html import escape
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, RedirectResponse

from service.accounts import single_sign_on
from service.api import rate_limits
from service.api.auth import AnyonesContext, with_cookie
from service.api.bodies import at_browser, problems
from service.problems import Problem, Unauthorized


class _Told(APIRoute):
    """Whoever is refused on the way stands at a browser: the page says why and leads back; a program gets a problem."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except Problem as problem:
                if not at_browser(request):
                    raise
                words = {"zh": escape(problem.fault.zh), "en": escape(problem.fault.en)}
                later = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
                return HTMLResponse(_REFUSED.format(**words), problem.status, later)

        return told


router = APIRouter(prefix="/v1/session/oidc", tags=["access 访问"], route_class=_Told)
_LOGIN: Final = "tongtui_trip"
_MINUTES: Final = 10
_ON: Final = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    '<link rel="icon" href="/icon.svg"><title>通退 Tongtui</title>'
    '<p><a href="/">已登录，继续 · signed in, go on</a></p></html>'
)
"""The session's cookie goes with no request that another site began: this page begins the next one itself."""
_REFUSED: Final = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<link rel="icon" href="/icon.svg"><title>通退 Tongtui</title>'
    '<main><h1>通退 Tongtui</h1><p>{zh}</p><p lang="en">{en}</p>'
    '<p><a href="/">返回登录 · back to sign in</a></p></main></html>'
)


@router.get(
    "",
    summary="单点登录 · begin a single sign-on",
    status_code=302,
    response_class=RedirectResponse,
    responses={302: {"description": "to the identity provider"}, **problems(404, 429, 503)},
)
def begin(context: AnyonesContext, request: Request) -> Response:
    """Send the browser to the identity provider that the operator set (OpenID Connect with PKCE)."""
    rate_limits.consume_sign_in(request)
    address, sealed = single_sign_on.start_login(context, str(request.url_for("finish")))
    response = RedirectResponse(address, 302)
    response.set_cookie(
        _LOGIN,
        sealed,
        max_age=_MINUTES * 60,
        path=router.prefix,
        httponly=True,
        samesite="lax",
        secure=context.settings.secure_cookies,
    )
    return response


@router.get(
    "/callback",
    summary="单点登录返回 · come back from it",
    response_class=HTMLResponse,
    responses={200: {"description": "signed in: a page that leads on"}, **problems(401, 404, 429, 503)},
)
def finish(context: AnyonesContext, request: Request) -> Response:
    """Sign in whom the identity provider vouches for; sets a session cookie."""
    rate_limits.consume_sign_in(request)
    sealed = request.cookies.get(_LOGIN)
    if sealed is None:
        raise Unauthorized("session.refused", variant="browser")
    token, _ = single_sign_on.finish_login(context, str(request.url_for("finish")), sealed, str(request.url))
    response = with_cookie(HTMLResponse(_ON), context, token)
    response.delete_cookie(_LOGIN, path=router.prefix)
    return response
