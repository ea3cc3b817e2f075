"""The one place where things are wired."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from rules import VERSION
from schemas.faults import BadInput
from service.api import problem_responses
from service.api.body_limit import BodyLimit
from service.api.openapi import openapi
from service.api.rate_limits import WindowCounter
from service.api.request_log import RequestLog
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
    notes,
    operations,
    policies,
    proposals,
    reference,
    registers,
    returns,
    sso,
    webhooks,
)
from service.bootstrap import open_context
from service.context import Context
from service.problems import Problem, read_sentences
from service.settings import Settings
from service.worker import Worker

_UNTRACED: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_DESCRIPTION = (
    "按海关公告判定跨境电商 9610 出口商品的退货 · decides returns of 9610 exports, with every reason and clause"
)


def create_app(settings: Settings | None = None, context: Context | None = None) -> FastAPI:
    """The service over one context; without one it is opened from the settings at start-up."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        read_sentences()
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
    app.state.windows = WindowCounter(settings.data_dir / "rates")
    # the last one added stands outermost
    app.add_middleware(BodyLimit, most=settings.max_body_bytes, larger={"/v1/batches": settings.max_batch_bytes})
    app.add_middleware(RequestLog, on_fault=problem_responses.unexpected)
    for router in (
        returns.router,
        advice.router,
        cases.router,
        proposals.router,
        notes.router,
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
    app.exception_handler(Problem)(problem_responses.problem)
    app.exception_handler(BadInput)(problem_responses.problem)
    app.exception_handler(RequestValidationError)(problem_responses.parameters)
    app.exception_handler(HTTPException)(problem_responses.http)
    app.openapi = lambda: openapi(app)  # type: ignore[method-assign]
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
