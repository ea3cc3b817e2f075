"""Amendments of the registers: proposed by form or file, looked at, approved or declined."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from schemas.faults import parse_json
from schemas.paging import Page
from schemas.work.amendments import Amendment, AmendmentSeen, Effect, NewAmendment, RegisterName, RowChange
from schemas.work.cases import Reason, Verdict
from service.api.auth import ProposesAmendments, ReadsAmendments, SettlesAmendments
from service.api.bodies import READS_BODY, TAKES_FILE, JsonBody, answer, problems, refusals, takes
from service.api.idempotency import OnceOnly
from service.registers import amendments, importing

router = APIRouter(prefix="/v1", tags=["registers 备案"])


class Amendments(Page[Amendment, int]):
    """Amendments from the newest on; `next` begins the following page."""


class RowChanges(Page[RowChange, int]):
    """What rows change, in the order in which they are entered; `next` begins the following page."""


@router.post(
    "/amendments",
    summary="提请备案变更 · propose rows for the registers",
    status_code=201,
    response_model=Amendment,
    responses=problems(*READS_BODY, 409),
    openapi_extra=takes(NewAmendment),
)
def propose(context: ProposesAmendments, once: OnceOnly, body: JsonBody) -> Response:
    """Propose sites, firms and offices; they hold when a second person has approved them."""
    return once(context, lambda: answer(amendments.propose(context, parse_json(NewAmendment, body)), 201))


@router.post(
    "/amendments/file",
    summary="以文件提请备案变更 · propose a file of rows",
    status_code=201,
    response_model=Amendment,
    responses=problems(400, 401, 403, 409, 413, 422, 429, 503),
    openapi_extra=TAKES_FILE,
)
async def propose_file(
    context: ProposesAmendments,
    request: Request,
    once: OnceOnly,
    register: Annotated[RegisterName, Query(description="the register that the rows are for")],
    name: Annotated[str, Query(min_length=1, max_length=255, description="the file's name; its ending tells the kind")],
    reason: Annotated[Reason, Query()],
) -> Response:
    """Propose the rows of a file (CSV, XLSX, JSON, JSON Lines); with any fault, told by row, nothing is proposed."""
    data = await request.body()

    def work() -> Response:
        rows, file = importing.read_rows(register, name, data)
        return answer(amendments.propose(context, NewAmendment(rows=rows, reason=reason), file), 201)

    return await run_in_threadpool(once, context, work)


@router.get(
    "/amendments", summary="备案变更 · amendments of the registers", response_model=Amendments, responses=refusals(422)
)
def list_amendments(
    context: ReadsAmendments,
    waiting: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """Amendments, the newest first."""
    return answer(Amendments.of(amendments.page(context, limit=limit, before=cursor, waiting=waiting)))


@router.get(
    "/amendments/{amendment_id}",
    summary="一项备案变更 · one amendment",
    response_model=AmendmentSeen,
    responses=refusals(404),
)
def one(context: ReadsAmendments, amendment_id: str) -> Response:
    """An amendment, whether it can still be approved, and which open cases look at its rows."""
    return answer(amendments.one(context, amendment_id))


@router.get(
    "/amendments/{amendment_id}/changes",
    summary="变更前后对照 · what it changes",
    response_model=RowChanges,
    responses=refusals(404, 422),
)
def changes(
    context: ReadsAmendments,
    amendment_id: str,
    effect: Effect | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """Row by row, what the registers had when it was proposed and what they are to have."""
    return answer(RowChanges.of(amendments.changes(context, amendment_id, limit=limit, after=cursor, effect=effect)))


@router.post(
    "/amendments/{amendment_id}/verdict",
    summary="批准或退回备案变更 · approve or decline an amendment",
    response_model=Amendment,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(Verdict),
)
def settle(context: SettlesAmendments, once: OnceOnly, amendment_id: str, body: JsonBody) -> Response:
    """Approve what another proposed, which enters it, or decline it; the proposer withdraws his own by declining."""
    return once(context, lambda: answer(amendments.decide(context, amendment_id, parse_json(Verdict, body))))
