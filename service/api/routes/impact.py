"""What a draft announcement would change; what each regime says of one declaration."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from schemas.base import Document
from schemas.declaration import ReturnDeclaration
from schemas.faults import parse_json
from schemas.law.impact import Impact, Regime
from service.api.auth import Checks, SeesImpact
from service.api.bodies import READS_BODY, JsonBody, answer, problems, takes
from service.law import impact
from service.problems import WrongMedia
from service.returns import checking

router = APIRouter(prefix="/v1", tags=["law 法规"])
_YAML: Final = "application/yaml"
_DRAFT: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {_YAML: {"schema": {"type": "string", "description": "policy.yaml"}}}}
}


class Regimes(Document):
    """What the law of each stretch of days says, the oldest first."""

    items: tuple[Regime, ...]


async def _yaml(request: Request) -> bytes:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _YAML:
        raise WrongMedia("media.unsupported", variant="only", kind=_YAML)
    return await request.body()


@router.post(
    "/impact",
    summary="影响评估 · what a draft would change",
    response_model=Impact,
    responses=problems(*READS_BODY),
    openapi_extra=_DRAFT,
)
async def assess(
    context: SeesImpact,
    request: Request,
    instrument: Annotated[str, Query(pattern="^[a-z][a-z0-9_]*$", max_length=64, description="the draft's `id`")],
    since: Annotated[date | None, Query(alias="from", description="first day of application")] = None,
    until: Annotated[date | None, Query(alias="to", description="day behind the last")] = None,
    limit: Annotated[int, Query(ge=0, le=10_000, description="how many flips to list")] = 200,
) -> Response:
    """Decide every return that is kept here under the law in force and under a draft policy, and compare.

    A draft with the `id` of an instrument takes its place; what does not load is told with line.
    """
    policy = await _yaml(request)
    return answer(await run_in_threadpool(impact.of_text, context, instrument, policy, since, until, limit))


@router.post(
    "/returns/regimes",
    summary="各时期对照 · the regimes side by side",
    response_model=Regimes,
    responses=problems(*READS_BODY),
    openapi_extra=takes(ReturnDeclaration),
)
def regimes(context: Checks, body: JsonBody) -> Response:
    """What the law of each stretch of days would say of the same facts; recorded is nothing."""
    return answer(Regimes(items=checking.regimes(context, parse_json(ReturnDeclaration, body))))
