"""Error answers: each problem as RFC 9457 problem+json, whoever raised it."""

import logging
from typing import Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from schemas.faults import BadInput, Fault, pointer_of
from service.api.routes import console
from service.problems import Problem, ProblemDocument, document_of, problem_document

_log = logging.getLogger(__name__)
_HTTP: Final = {404: ("没有这个地址", "there is no such address"), 405: ("此地址不支持这种方法", "not by this method")}


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
        Fault(
            pointer=pointer_of(detail["loc"]),
            code="parameter.invalid",
            zh=f"参数无效：{detail['msg']}",
            en=f"invalid parameter: {detail['msg']}",
        )
        for detail in error.errors()
    )
    return respond(problem_document(422, faults))


async def http(request: Request, error: Exception) -> Response:
    """The answer to what the framework refuses: no such address, not by this method."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and (page := console.not_found(request)) is not None:
        return page
    zh, en = _HTTP.get(error.status_code, (f"请求不成立：{error.detail}", str(error.detail)))
    fault = Fault(pointer="", code=f"http.{error.status_code}", zh=zh, en=en)
    return respond(problem_document(error.status_code, (fault,)))


async def unexpected(_request: Request, error: Exception) -> Response:
    """The answer to a fault of ours: 500, without a word of what was sent."""
    _log.error("unexpected error", exc_info=error)
    fault = Fault(
        pointer="",
        code="internal",
        zh="服务内部错误，未作任何记录，请稍后重试",
        en="internal error; nothing was recorded, try again later",
    )
    return respond(problem_document(500, (fault,)))
