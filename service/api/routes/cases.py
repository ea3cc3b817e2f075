"""Cases: the queue, and who has what."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from schemas.base import Document
from schemas.codes import Instant
from schemas.faults import parse_json
from schemas.paging import Page
from schemas.work.cases import Assignment, Case, CaseFilter, CaseOrder, Snooze
from schemas.work.overview import Overview
from schemas.work.returns import State
from service.api.auth import (
    AssignsCases,
    ReadsCases,
    SeesOverview,
    WorksCases,
)
from service.api.bodies import READS_BODY, JsonBody, answer, problems, refusals, takes
from service.api.idempotency import OnceOnly
from service.cases import overview, queue

router = APIRouter(prefix="/v1", tags=["cases 办理"])


class Cases(Page[Case, str]):
    """Open cases; `next` is what the following page begins after."""


class Assigned(Document):
    """How many open cases were put on the desk."""

    cases: int


class Changed(Document):
    """What marks the newest change: another mark than before means that something changed."""

    mark: int


@router.get("/overview", summary="工作台 · the day's overview", response_model=Overview, responses=refusals())
def see_overview(context: SeesOverview) -> Response:
    """What waits, what came in, how returns came out lately, and why."""
    return answer(overview.today(context))


@router.get("/cases", summary="待办 · the queue", response_model=Cases, responses=refusals(404, 422))
def list_cases(
    context: ReadsCases,
    export_district: str | None = None,
    return_district: str | None = None,
    exporter: str | None = None,
    provision: str | None = None,
    state: State | None = None,
    assignee: str | None = None,
    unassigned: bool = False,
    proposed: bool = False,
    answered: bool = False,
    due_before: Instant | None = None,
    opened_since: Instant | None = None,
    asleep: bool = False,
    order: CaseOrder = "due",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str | None = None,
) -> Response:
    """Open cases, the most urgent first, or the largest; pass `next` of one page as `after` of the following."""
    filters = CaseFilter(
        export_district=export_district,
        return_district=return_district,
        exporter=exporter,
        provision=provision,
        state=state,
        assignee=context.actor.name if assignee == "me" else assignee,
        unassigned=unassigned,
        proposed=proposed,
        answered=answered,
        due_before=due_before,
        opened_since=opened_since,
        asleep=asleep,
    )
    return answer(Cases.of(queue.page(context, filters, order=order, limit=limit, after=after)))


@router.post(
    "/cases/next",
    summary="领取下一件 · take the next case",
    response_model=Case,
    responses={204: {"description": "nothing waits"}, **refusals(409, 422)},
)
def take_next(
    context: WorksCases, once: OnceOnly, return_district: str | None = None, provision: str | None = None
) -> Response:
    """Take the most urgent case that nobody has; two who ask at the same moment get two."""

    def work() -> Response:
        taken = queue.next_one(context, CaseFilter(return_district=return_district, provision=provision))
        return Response(status_code=204) if taken is None else answer(taken)

    return once(context, work)


@router.post(
    "/cases/assign",
    summary="分派 · put cases on a desk",
    response_model=Assigned,
    responses=problems(*READS_BODY, 409),
    openapi_extra=takes(Assignment),
)
def assign(context: AssignsCases, once: OnceOnly, body: JsonBody) -> Response:
    """Put up to 200 cases on someone's desk, or back into the queue."""
    return once(context, lambda: answer(Assigned(cases=queue.assign(context, parse_json(Assignment, body)))))


@router.get("/cases/changed", summary="有无变动 · whether cases changed", response_model=Changed, responses=refusals())
def changed(context: ReadsCases, return_id: str | None = None) -> Response:
    """Ask often, and for the cases themselves when the mark is another: asking reads no case and is not audited."""
    return answer(Changed(mark=queue.changed(context, return_id)))


@router.get("/cases/{return_id}", summary="一件待办 · one case", response_model=Case, responses=refusals(404))
def one(context: ReadsCases, return_id: str) -> Response:
    """The case of a return."""
    return answer(queue.one(context, return_id))


@router.post(
    "/cases/{return_id}/claim", summary="领取 · take a case", response_model=Case, responses=refusals(404, 409, 422)
)
def claim(context: WorksCases, once: OnceOnly, return_id: str) -> Response:
    """Take a case, so that nobody else works on it."""
    return once(context, lambda: answer(queue.claim(context, return_id)))


@router.post(
    "/cases/{return_id}/release",
    summary="退回 · give a case back",
    response_model=Case,
    responses=refusals(404, 409, 422),
)
def release(context: WorksCases, once: OnceOnly, return_id: str) -> Response:
    """Give a case back to the queue."""
    return once(context, lambda: answer(queue.give_back(context, return_id)))


@router.post(
    "/cases/{return_id}/snooze",
    summary="缓办 · let a case sleep",
    response_model=Case,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(Snooze),
)
def snooze(context: WorksCases, once: OnceOnly, return_id: str, body: JsonBody) -> Response:
    """Leave a case out of the queue until a moment."""
    return once(context, lambda: answer(queue.snooze(context, return_id, parse_json(Snooze, body))))
