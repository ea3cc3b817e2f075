"""Whether the service lives and whether it is ready, what it counted, and how it is set."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from schemas.base import Document
from service import metrics
from service.api.auth import AnyonesContext, ReadsOperations, ReadsSettings
from service.api.bodies import answer, refusals
from service.cases import overview
from service.settings import Setting, in_force

router = APIRouter(tags=["operations 运行"])


class Health(Document):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(Document):
    """Whether each thing the service needs is there; the rulebook is named by its digest, the key by its thumbprint."""

    ready: bool
    database: bool
    migrated: bool
    rulebook: str
    signing_key: str | None


class SettingList(Document):
    """Every setting, in the order of the documentation."""

    items: tuple[Setting, ...]


@router.get("/healthz", summary="存活 · alive", response_model=Health)
async def healthz() -> Response:
    """The process answers."""
    return answer(Health())


@router.get(
    "/readyz",
    summary="就绪 · ready",
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "not ready"}},
)
def readyz(context: AnyonesContext) -> Response:
    """The database answers, its tables are current, the rulebook is loaded and the key signs."""
    database, migrated = context.store.health()
    key = context.signer.kid if context.signer.works() else None
    ready = migrated and key is not None
    state = Readiness(
        ready=ready, database=database, migrated=migrated, rulebook=context.rulebook.digest, signing_key=key
    )
    return answer(state, 200 if ready else 503)


@router.get(
    "/metrics",
    summary="运行指标 · metrics",
    response_class=Response,
    responses={
        200: {"description": "Prometheus' text form", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **refusals(),
    },
)
def exposition(context: ReadsOperations) -> Response:
    """What was counted since the start, over all serving processes, and how much waits to be worked."""
    return Response(metrics.exposition(overview.backlog(context)), media_type=CONTENT_TYPE_LATEST)


@router.get("/v1/settings", summary="设置 · the settings", response_model=SettingList, responses=refusals())
def settings(context: ReadsSettings) -> Response:
    """The settings in force in the process that answers; no secret is among them."""
    return answer(SettingList(items=in_force(context.settings)))
