"""Cases: the queue, who has what, notes, and the second pair of eyes."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from schemas.base import Document
from schemas.codes import Instant
from schemas.faults import parse_json
from schemas.work.cases import Assignment, Case, Happened, NewNote, Note, Proposal, Snooze, Step, Verdict
from schemas.work.overview import Overview
from schemas.work.returns import State
from service.api.auth import (
    AssignsCases,
    Reads,
    ReadsCases,
    SeesOverview,
    SettlesProposals,
    Steps,
    WorksCases,
    WritesNotes,
)
from service.api.bodies import READS_BODY, JsonBody, answer, problems, refusals, takes
from service.api.once import OnceOnly
from service.cases import evidence_bundle, notes, overview, queue, steps
from service.store.cases import Order, Wanted

router = APIRouter(prefix="/v1", tags=["cases 办理"])
_ZIP: Final = "application/zip"


class Cases(Document):
    """Open cases; `next` is what the following page begins after."""

    items: tuple[Case, ...]
    next: str | None


class Assigned(Document):
    """How many open cases were put on the desk."""

    cases: int


class Changed(Document):
    """What marks the newest change: another mark than before means that something changed."""

    mark: int


class Notes(Document):
    """What was written about a return, the oldest first."""

    items: tuple[Note, ...]


class Proposals(Document):
    """Every proposal about a return, the oldest first."""

    items: tuple[Proposal, ...]


class Timeline(Document):
    """What happened to a return, the newest first."""

    items: tuple[Happened, ...]


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
    order: Order = "due",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str | None = None,
) -> Response:
    """Open cases, the most urgent first, or the largest; pass `next` of one page as `after` of the following."""
    wanted = Wanted(
        export_district,
        return_district,
        exporter,
        provision,
        state,
        context.actor.name if assignee == "me" else assignee,
        unassigned,
        proposed,
        answered,
        due_before,
        opened_since,
        asleep,
    )
    items, following = queue.page(context, wanted, order=order, limit=limit, after=after)
    return answer(Cases(items=items, next=following))


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
        taken = queue.next_one(context, Wanted(return_district=return_district, provision=provision))
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
    return once(context, lambda: answer(queue.release(context, return_id)))


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


@router.post(
    "/returns/{return_id}/proposals",
    summary="提请复核 · propose a step against the rules",
    status_code=201,
    response_model=Proposal,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(Step),
)
def propose(context: Steps, once: OnceOnly, return_id: str, body: JsonBody) -> Response:
    """Ask for a second pair of eyes on a step that lets through what the rules do not."""
    return once(context, lambda: answer(steps.propose(context, return_id, parse_json(Step, body)), 201))


@router.get(
    "/returns/{return_id}/proposals",
    summary="提请记录 · its proposals",
    response_model=Proposals,
    responses=refusals(404),
)
def proposals(context: ReadsCases, return_id: str) -> Response:
    """Every proposal about a return, the oldest first."""
    return answer(Proposals(items=steps.proposals(context, return_id)))


@router.post(
    "/proposals/{proposal_id}/verdict",
    summary="复核 · approve or decline a proposal",
    response_model=Proposal,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(Verdict),
)
def settle(context: SettlesProposals, once: OnceOnly, proposal_id: str, body: JsonBody) -> Response:
    """Approve what another proposed, which takes the step, or decline it."""
    return once(context, lambda: answer(steps.settle(context, proposal_id, parse_json(Verdict, body))))


@router.post(
    "/returns/{return_id}/notes",
    summary="备注、询问、答复 · write a note, a question or an answer",
    status_code=201,
    response_model=Note,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(NewNote),
)
def write_note(context: WritesNotes, once: OnceOnly, return_id: str, body: JsonBody) -> Response:
    """Staff note and ask, the firm answers; what was written is never edited."""
    return once(context, lambda: answer(notes.write(context, return_id, parse_json(NewNote, body)), 201))


@router.get(
    "/returns/{return_id}/notes", summary="备注与问答 · its notes", response_model=Notes, responses=refusals(404)
)
def list_notes(context: Reads, return_id: str) -> Response:
    """What was written about a return; a firm does not see what staff note among themselves."""
    return answer(Notes(items=notes.of_return(context, return_id)))


@router.get(
    "/returns/{return_id}/timeline", summary="经过 · what happened", response_model=Timeline, responses=refusals(404)
)
def timeline(context: Reads, return_id: str) -> Response:
    """What happened to a return, the newest first, as the audit chain has it."""
    return answer(Timeline(items=notes.timeline(context, return_id)))


@router.get(
    "/returns/{return_id}/pack",
    summary="证据包 · its evidence pack",
    response_class=Response,
    responses={
        200: {"description": "a zip that `tongtui verify` checks offline", "content": {_ZIP: {}}},
        **refusals(404),
    },
)
def pack(context: Reads, return_id: str) -> Response:
    """Decisions, receipts, dossiers, the law as it was, keys and timeline in one zip; its README says how to verify."""
    headers = {"Content-Disposition": f'attachment; filename="tongtui-{return_id}.zip"'}
    return Response(evidence_bundle.of_return(context, return_id), media_type=_ZIP, headers=headers)
