"""The console: its page for every address of its router, and its assets."""

import secrets
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse

from service.api.bodies import at_browser

PATHS: Final = (
    "/",
    "/today",
    "/queue",
    "/cases/{id}",
    "/returns",
    "/returns/new",
    "/returns/{id}",
    "/batches",
    "/batches/{id}",
    "/simulator",
    "/law",
    "/law/{id}",
    "/impact",
    "/registers",
    "/audit",
    "/webhooks",
    "/keys",
    "/administration",
)
"""The addresses of the console's router; src/app/pages.tsx has the same ones."""
BUILT: Final = Path(__file__).parents[2] / "console" / "static"
_READ: Final = ["GET", "HEAD"]
_PROGRAMS: Final = ("/v1/", "/errors", "/assets/", "/swagger/")
"""Where no page of the console would stand."""
_NONCE: Final = "__NONCE__"
_SINGLE_SIGN_ON: Final = "__SINGLE_SIGN_ON__"
_POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_ASSET: Final = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_NOT_BUILT: Final = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>通退 Tongtui</title>'
    "<h1>通退 Tongtui</h1><p>控制台尚未构建：请运行 <code>make run</code>。接口照常可用，见 "
    '<a href="/docs">接口文档</a>。</p><p lang="en">The console has not been built: run <code>make run</code>. '
    'The API works without it: see <a href="/docs">its documentation</a>.</p></html>'
)


@dataclass(frozen=True)
class Console:
    """A built console: its page with places for what differs from answer to answer, and the names of its assets."""

    folder: Path
    page: str
    assets: frozenset[str]

    @classmethod
    def built_in(cls, folder: Path) -> "Console | None":
        """The console that stands in the folder, if one was built there."""
        page = folder / "index.html"
        if not page.is_file():
            return None
        names = frozenset(file.name for file in (folder / "assets").iterdir())
        return cls(folder, page.read_text(encoding="utf-8"), names)

    def answer(self, request: Request, status: int = 200) -> Response:
        """The page, with a nonce of its own."""
        nonce = secrets.token_urlsafe(16)
        signs_on = "yes" if request.app.state.context.settings.oidc_issuer else "no"
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": _POLICY.format(nonce=nonce),
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }
        text = self.page.replace(_NONCE, nonce).replace(_SINGLE_SIGN_ON, signs_on)
        return HTMLResponse(text, status, headers)


def not_found(request: Request) -> Response | None:
    """The page that says there is none at this address, for someone at a browser; programs get none."""
    if request.method not in _READ or not at_browser(request) or request.url.path.startswith(_PROGRAMS):
        return None
    console = Console.built_in(BUILT)
    return console.answer(request, 404) if console else None


def routed() -> APIRouter:
    """The routes of the console; where none was built its pages say how to build it."""
    router = APIRouter(include_in_schema=False)
    console = Console.built_in(BUILT)

    async def page(request: Request) -> Response:
        if console is None:
            return HTMLResponse(_NOT_BUILT, headers={"Cache-Control": "no-cache"})
        return console.answer(request)

    async def asset(request: Request, name: str) -> Response:
        if console is None or name not in console.assets:
            raise HTTPException(404)
        file, headers = console.folder / "assets" / name, dict(_ASSET)
        packed = f"{name}.gz"
        if packed in console.assets and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return FileResponse(file.with_name(packed), headers=headers, media_type=guess_type(name)[0])
        return FileResponse(file, headers=headers)

    async def icon() -> Response:
        if console is None:
            raise HTTPException(404)
        return FileResponse(console.folder / "icon.svg", headers={"Cache-Control": "max-age=3600"})

    for path in PATHS:
        router.add_api_route(path, page, methods=_READ)
    router.add_api_route("/assets/{name}", asset, methods=_READ)
    router.add_api_route("/icon.svg", icon, methods=_READ)
    return router
