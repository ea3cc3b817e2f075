"""Error answers: each problem as RFC 9457 problem+json, whoever raised it."""

import logging

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from schemas.faults import BadInput, Fault, pointer_of
from service.api.routes import console
from service.problems import Problem, ProblemDocument, document_of, fault, problem_document

_log = logging.getLogger(__name__)


def respond(document: ProblemDocument, retry_after: int | None = None) -> Response:
    """The error answer."""
    headers = {"WWW-Authenticate": 'Bearer realm="tongtui"'} if document.status == 401 else {}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Response(document.model_dump_json(), document.status, headers, media_type="application/problem+json")


async def problem(_request: Request, error: Exception) -> Response:
    """The answer to a problem or bad input of ours."""
    assert isinstance(error, Problem | BadInput)
    return respond(document_of(error), error.retry_after if isinstance(error, Problem) else None)


async def parameters(_request: Request, error: Exception) -> Response:
    """The answer to path or query parameters that do not parse: 422."""
    assert isinstance(error, RequestValidationError)
    faults = tuple(
        fault(pointer_of(detail["loc"]), "parameter.invalid", variant="value", reason=detail["msg"])
        for detail in error.errors()
    )
    return respond(problem_document(422, faults))


async def http(request: Request, error: Exception) -> Response:
    """The answer to what the framework refuses: no such address, not by this method."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and (page := console.not_found(request)) is not None:
        return page
    match error.status_code:
        case 404:
            refusal = fault("", "http.404")
        case 405:
            refusal = fault("", "http.405")
        case status:  # in the framework's own words
            refusal = Fault.at("", f"http.{status}", f"请求不成立：{error.detail}", str(error.detail))
    return respond(problem_document(error.status_code, (refusal,)))


async def unexpected(_request: Request, error: Exception) -> Response:
    """The answer to a fault of ours: 500, without a word of what was sent."""
    _log.error("unexpected error", exc_info=error)
    return respond(problem_document(500, (fault("", "internal", variant="call"),)))
