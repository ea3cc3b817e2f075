"""The one place where things are wired."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi_swagger import patch_fastapi
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException

from rules import VERSION
from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.faults import BadInput, Fault, pointer_of
from schemas.registers import Enterprise, SupervisionSite
from service.api import operations, policies, registers, returns
from service.limits import BodyLimit
from service.problems import Problem, ProblemDocument, document_of, problem_document
from service.settings import Settings
from service.workplace import Workplace

_log = logging.getLogger(__name__)
_DESCRIPTION = (
    "按海关公告判定跨境电商 9610 出口商品的退货 · decides returns of 9610 exports, with every reason and clause"
)
_TAKEN = (ReturnDeclaration, ExportList, SupervisionSite, Enterprise, ProblemDocument)


def create_app(settings: Settings | None = None, place: Workplace | None = None) -> FastAPI:
    """The service over one workplace; without one it is opened from the settings at start-up."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if place is not None:
            yield
            return
        app.state.place = Workplace.open(settings)
        yield
        app.state.place.store.close()

    app = FastAPI(
        title="通退 Tongtui",
        version=VERSION,
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        separate_input_output_schemas=False,
    )
    app.state.place = place
    app.add_middleware(BodyLimit, most=settings.max_body_bytes)
    for router in (returns.router, registers.router, policies.router, operations.router):
        app.include_router(router)
    patch_fastapi(app, redirect_from_root_to_docs=True)
    app.exception_handler(Problem)(_problem)
    app.exception_handler(BadInput)(_problem)
    app.exception_handler(RequestValidationError)(_parameters)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_unexpected)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def respond(document: ProblemDocument) -> Response:
    """The error answer."""
    return Response(document.model_dump_json(), document.status, media_type="application/problem+json")


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem | BadInput)
    return respond(document_of(error))


async def _parameters(_request: Request, error: Exception) -> Response:
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


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    fault = Fault(pointer="", code=f"http.{error.status_code}", zh=f"请求不成立：{error.detail}", en=str(error.detail))
    return respond(problem_document(error.status_code, (fault,)))


async def _unexpected(_request: Request, error: Exception) -> Response:
    _log.error("unexpected error", exc_info=error)
    fault = Fault(
        pointer="",
        code="internal",
        zh="服务内部错误，未作任何记录，请稍后重试",
        en="internal error; nothing was recorded, try again later",
    )
    return respond(problem_document(500, (fault,)))


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the bodies that calls read themselves and our own error answers."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        taken = models_json_schema(
            [(model, "validation") for model in _TAKEN], ref_template="#/components/schemas/{model}"
        )[1]
        schemas = document["components"]["schemas"]
        schemas.update(taken["$defs"])
        for path in document["paths"].values():
            for call in path.values():
                if call["responses"].get("422", {}).get("content", {}).get("application/json"):
                    del call["responses"]["422"]["content"]["application/json"]
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema
