"""What every error code means: a page for people, JSON for programs that ask for it; anyone may read."""

from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from schemas.base import Document
from service.api.bodies import answer, problems
from service.error_catalog import ErrorEntry, ErrorGroup, explained, groups, pages
from service.problems import NotFound

router = APIRouter(prefix="/errors", tags=["errors 错误"])
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_PAGE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "a page, or JSON where asked for", "content": {"text/html": {"schema": {"type": "string"}}}}
}


class ErrorDictionary(Document):
    """Every error code explained, grouped by what stands before the dot."""

    groups: tuple[ErrorGroup, ...]


@router.get("", summary="错误代码 · error codes", response_model=ErrorDictionary, responses=_PAGE)
def every(request: Request) -> Response:
    """Every error code, by prefix."""
    return _answer(request, ErrorDictionary(groups=groups()), pages.index)


@router.get(
    "/{code}", summary="一个错误代码 · one error code", response_model=ErrorEntry, responses=_PAGE | problems(404)
)
def one(request: Request, code: str) -> Response:
    """What a code means, why it happens, how to mend it, with an example; in Chinese and English."""
    entry = explained(code)
    if entry is None:
        raise NotFound("error.not_found", name=code)
    return _answer(request, entry, lambda: pages.page_of(entry))


def _answer(request: Request, document: Document, page: Callable[[], str]) -> Response:
    response = answer(document) if _wants_json(request) else HTMLResponse(page())
    response.headers["Vary"] = "Accept"
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _wants_json(request: Request) -> bool:
    """Whether JSON is asked for, and before any page."""
    kinds = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    return next((kind for kind in kinds if kind in ("application/json", "text/html")), "") == "application/json"
