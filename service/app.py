"""The one place where things are wired."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from fastapi.telemetry import TelemetryConfig
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from rules import VERSION
from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.faults import BadInput, Fault, pointer_of
from schemas.registers import Enterprise, SupervisionSite
from schemas.work.accounts import KeySignIn, NewKey, NewUser, PasswordChange, SignIn, UserChange
from schemas.work.amendments import NewAmendment
from schemas.work.cases import Assignment, NewNote, Snooze, Step, Verdict
from schemas.work.webhooks import EndpointChange, NewEndpoint, Replay
from service.api.body_limit import BodyLimit
from service.api.rate_limits import Windows
from service.api.request_log import Watching
from service.api.routes import (
    accounts,
    advice,
    amendments,
    batches,
    cases,
    console,
    errors,
    evidence,
    impact,
    law,
    operations,
    policies,
    reference,
    registers,
    returns,
    sso,
    webhooks,
)
from service.bootstrap import open_context
from service.context import Context
from service.problems import Problem, ProblemDocument, document_of, problem_document
from service.settings import Settings
from service.worker import Worker

_log = logging.getLogger(__name__)
_HTTP: Final = {404: ("没有这个地址", "there is no such address"), 405: ("此地址不支持这种方法", "not by this method")}
_UNTRACED: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_DESCRIPTION = (
    "按海关公告判定跨境电商 9610 出口商品的退货 · decides returns of 9610 exports, with every reason and clause"
)
_TAKEN = (
    ReturnDeclaration,
    ExportList,
    SupervisionSite,
    Enterprise,
    NewAmendment,
    Step,
    Assignment,
    Snooze,
    NewNote,
    Verdict,
    SignIn,
    KeySignIn,
    PasswordChange,
    NewUser,
    UserChange,
    NewKey,
    NewEndpoint,
    EndpointChange,
    Replay,
    ProblemDocument,
)


def create_app(settings: Settings | None = None, context: Context | None = None) -> FastAPI:
    """The service over one workplace; without one it is opened from the settings at start-up."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.context = context or open_context(settings)
        worker = Worker(app.state.context) if settings.background_work else None
        if worker is not None:
            worker.start()
        yield
        if worker is not None:
            await run_in_threadpool(worker.stop)
        if context is None:
            app.state.context.store.close()

    app = FastAPI(
        title="通退 Tongtui",
        version=VERSION,
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        separate_input_output_schemas=False,
        telemetry=_telemetry(settings),
    )
    app.state.context = context
    app.state.windows = Windows(settings.data_dir / "rates")
    # the last one added stands outermost
    app.add_middleware(BodyLimit, most=settings.max_body_bytes, larger={"/v1/batches": settings.max_batch_bytes})
    app.add_middleware(Watching, on_fault=_unexpected)
    for router in (
        returns.router,
        advice.router,
        cases.router,
        batches.router,
        webhooks.router,
        registers.router,
        amendments.router,
        policies.router,
        law.router,
        reference.router,
        impact.router,
        accounts.router,
        sso.router,
        evidence.router,
        operations.router,
        errors.router,
    ):
        app.include_router(router)
    app.mount("/swagger", StaticFiles(packages=[("fastapi_swagger", "resources")]))
    app.add_api_route("/docs", _docs, include_in_schema=False)
    app.include_router(console.routed())
    app.exception_handler(Problem)(_problem)
    app.exception_handler(BadInput)(_problem)
    app.exception_handler(RequestValidationError)(_parameters)
    app.exception_handler(HTTPException)(_http)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _telemetry(settings: Settings) -> TelemetryConfig:
    """OpenTelemetry of requests where the operator wants it; its logs quote exceptions, so they stay off."""
    wanted = settings.telemetry
    return TelemetryConfig(
        tracing=wanted,
        metrics=wanted,
        logs=False,
        operation_spans=False,
        auto_configure=wanted,
        exclude=lambda scope: scope["path"] in _UNTRACED,
    )


async def _docs() -> Response:
    """The interface's documentation; Swagger UI comes from a wheel, no page asks another host."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="通退 Tongtui",
        swagger_js_url="/swagger/swagger-ui-bundle.js",
        swagger_css_url="/swagger/swagger-ui.css",
        swagger_favicon_url="/swagger/favicon-32x32.png",
    )


def respond(document: ProblemDocument, retry_after: int | None = None) -> Response:
    """The error answer."""
    headers = {"WWW-Authenticate": 'Bearer realm="tongtui"'} if document.status == 401 else {}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Response(document.model_dump_json(), document.status, headers, media_type="application/problem+json")


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem | BadInput)
    return respond(document_of(error), error.retry_after if isinstance(error, Problem) else None)


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


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and (page := console.not_found(request)) is not None:
        return page
    zh, en = _HTTP.get(error.status_code, (f"请求不成立：{error.detail}", str(error.detail)))
    fault = Fault(pointer="", code=f"http.{error.status_code}", zh=zh, en=en)
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
                _drop_default_422(call["responses"])
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema


def _drop_default_422(responses: dict[str, Any]) -> None:
    """Take FastAPI's own words for a 422 out: ours is a problem, where a call has one at all."""
    content = responses.get("422", {}).get("content", {})
    content.pop("application/json", None)
    if "422" in responses and not content:
        del responses["422"]
