"""Whether the service lives and whether it is ready."""

from typing import Literal

from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError

from schemas.base import Document
from service.api.media import answer
from service.api.sign_in import AnyonesPlace

router = APIRouter(tags=["operations 运行"])


class Health(Document):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(Document):
    """Whether each thing the service needs is there; the rulebook is named by its digest."""

    ready: bool
    database: bool
    rulebook: str


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
def readyz(place: AnyonesPlace) -> Response:
    """The database answers, its tables are current and the rulebook is loaded."""
    try:
        database = place.store.is_current()
    except SQLAlchemyError:
        database = False
    state = Readiness(ready=database, database=database, rulebook=place.rulebook.digest)
    return answer(state, 200 if database else 503)
