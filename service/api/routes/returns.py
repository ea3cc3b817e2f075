"""Returns: submit, check, change, withdraw, look up."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from schemas.base import Document
from schemas.ceb import ReturnReceipt, write_receipts
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.faults import parse_json
from schemas.paging import Page
from schemas.work.cases import Offered, Step, StepTaken
from schemas.work.returns import ReturnActions, ReturnFilter, ReturnRecord, State
from service.api.auth import Checks, Files, Reads, ReadsCases, Steps
from service.api.bodies import (
    READS_BODY,
    XML,
    AnyBody,
    Body,
    JsonBody,
    answer,
    problems,
    refusals,
    retriable,
    takes,
    wants_xml,
    xml_answer,
)
from service.api.idempotency import OnceOnly
from service.cases import steps as staff_steps
from service.context import Context
from service.returns import actions, checking, customs_receipts, filing, lookup, messages
from service.returns.messages import Answer, Answered

router = APIRouter(prefix="/v1", tags=["returns 退货"])
_JOSE: Final = "application/jose"
_FEATURE: Final = "text/plain; charset=utf-8"
_CEB214: Final[dict[str, Any]] = {XML: {"schema": {"type": "string", "description": "CEB214, 202205"}}}


class Answers(Document):
    """What became of each application of a message."""

    items: tuple[Answer, ...]


class ReturnPage(Page[ReturnRecord, int]):
    """Returns from the newest on; `next` begins the following page."""


class Decisions(Document):
    """Every decision on a return, the oldest first."""

    items: tuple[Decision, ...]


class StepsTaken(Document):
    """Every step that staff took with a return, the oldest first."""

    items: tuple[StepTaken, ...]


def _receipts(items: list[ReturnReceipt], status: int) -> Response:
    return xml_answer(write_receipts(items), status)


def _answers(answered: list[Answered], wants: str, status: int) -> Response:
    if wants == "xml":
        return _receipts([each.receipt for each in answered], status)
    return answer(Answers(items=tuple(each.answer for each in answered)), status)


@router.post(
    "/returns",
    summary="申报退货 · file returns",
    status_code=201,
    response_model=ReturnRecord | Answers,
    responses={
        201: {"description": "filed and decided", "content": _CEB214},
        200: {"description": "filed before with equal content: the same answer", "model": ReturnRecord | Answers},
        **problems(*READS_BODY, 409),
    },
    openapi_extra=takes(ReturnDeclaration, "CEB213"),
)
def submit(context: Files, once: OnceOnly, body: AnyBody, draft: bool = False) -> Response:
    """File a return (JSON) or each application of a message (CEB213) and decide at once.

    In XML appType and appStatus say what to do and `draft` is not read.
    """
    return once(context, lambda: _submit(context, body, draft))


def _submit(context: Context, body: Body, draft: bool) -> Response:
    if body.media == "xml":
        answered = messages.submit_returns(context, body.data)
        filed = any(each.answer.record is not None for each in answered)
        failed = messages.failed(each.receipt for each in answered)
        return retriable(_answers(answered, body.wants, 201 if filed else 200), failed)
    submitted = filing.submit(context, parse_json(ReturnDeclaration, body.data), draft=draft)
    status = 201 if submitted.created else 200
    if body.wants == "xml":
        return _receipts([customs_receipts.of_record(submitted.record)], status)
    return answer(submitted.record, status)


@router.post(
    "/returns/check",
    summary="试算，不作记录 · decide and keep nothing",
    response_model=Decision | Answers,
    responses={200: {"description": "decided, nothing recorded", "content": _CEB214}, **problems(*READS_BODY)},
    openapi_extra=takes(ReturnDeclaration, "CEB213"),
)
def check(context: Checks, body: AnyBody) -> Response:
    """Decide as a submission would, and record nothing."""
    if body.media == "xml":
        return _answers(messages.check_returns(context, body.data), body.wants, 200)
    declaration = parse_json(ReturnDeclaration, body.data)
    decision = checking.check(context, declaration)
    if body.wants == "xml":
        return _receipts([customs_receipts.of_check(declaration, decision, context.now())], 200)
    return answer(decision)


@router.post(
    "/returns/scenario",
    summary="存为场景 · what was tried as a scenario",
    response_class=Response,
    responses={
        200: {"description": "a feature file in Chinese", "content": {_FEATURE: {"schema": {"type": "string"}}}},
        **problems(*READS_BODY),
    },
    openapi_extra=takes(ReturnDeclaration),
)
def scenario(context: Checks, body: JsonBody) -> Response:
    """What is known of a declaration and how it is decided, as a scenario that the acceptance book's steps run."""
    text = checking.scenario(context, parse_json(ReturnDeclaration, body))
    return Response(text, media_type=_FEATURE)


@router.get("/returns", summary="查询退货 · list returns", response_model=ReturnPage, responses=refusals(422))
def list_returns(
    context: Reads,
    exporter: str | None = None,
    list_no: str | None = None,
    application_no: str | None = None,
    state: State | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """Returns from the newest on; pass `next` of one page as `cursor` of the following."""
    filters = ReturnFilter(
        exporter_code=exporter,
        list_no=list_no,
        application_no=application_no,
        state=state,
        firm=context.actor.firm,
    )
    return answer(ReturnPage.of(lookup.page(context, filters, limit=limit, before=cursor)))


@router.get(
    "/returns/{return_id}",
    summary="一件退货 · one return",
    response_model=ReturnRecord,
    responses={
        200: {"description": "the return, or its receipt of now (CEB214) where XML is asked for", "content": _CEB214},
        **refusals(404),
    },
)
def one(context: Reads, request: Request, return_id: str) -> Response:
    """One return as it stands, with its newest decision; as CEB214 its receipt of now."""
    record = lookup.one(context, return_id)
    if wants_xml(request):
        return _receipts([customs_receipts.of_record(record)], 200)
    return answer(record)


@router.post(
    "/returns/{return_id}/steps",
    summary="办理 · take a step",
    response_model=ReturnRecord,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(Step),
)
def take_step(context: Steps, return_id: str, body: JsonBody, once: OnceOnly) -> Response:
    """Bring a return into another state: inspect (500), hand over (505), suspend (600), release (800) …"""
    return once(context, lambda: answer(staff_steps.take(context, return_id, parse_json(Step, body))))


@router.get(
    "/returns/{return_id}/steps",
    summary="办理记录 · its steps",
    response_model=StepsTaken,
    responses=refusals(404),
)
def steps(context: Reads, return_id: str) -> Response:
    """Every step that staff took with a return, the oldest first."""
    return answer(StepsTaken(items=staff_steps.steps(context, return_id)))


@router.get(
    "/returns/{return_id}/steps/offered",
    summary="可办事项 · what can be done with it",
    response_model=Offered,
    responses=refusals(404),
)
def offered_steps(context: ReadsCases, return_id: str) -> Response:
    """The steps open to whoever asks, which of them a second person must approve, and what a rejection may name."""
    return answer(staff_steps.offered(context, return_id))


@router.get(
    "/returns/{return_id}/actions",
    summary="可作操作 · what may be done with it",
    response_model=ReturnActions,
    responses=refusals(404),
)
def offered_actions(context: Reads, return_id: str) -> Response:
    """What whoever asks may do with a return as it stands: change or withdraw it, note, ask or answer."""
    return answer(actions.offered(context, return_id))


@router.get(
    "/returns/{return_id}/decisions",
    summary="历次判定 · its decisions",
    response_model=Decisions,
    responses=refusals(404),
)
def decisions(context: Reads, return_id: str) -> Response:
    """Every decision on a return, the oldest first: of each revision, and after each tally."""
    return answer(Decisions(items=lookup.decisions(context, return_id)))


@router.put(
    "/returns/{return_id}",
    summary="变更 · change a return",
    response_model=ReturnRecord,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(ReturnDeclaration),
)
def change(context: Files, return_id: str, body: JsonBody, draft: bool = False) -> Response:
    """Replace a return that is not yet released; a draft put without `draft` is declared."""
    return answer(filing.change(context, return_id, parse_json(ReturnDeclaration, body), draft=draft))


@router.post(
    "/returns/{return_id}/withdraw",
    summary="撤回 · withdraw a return",
    response_model=ReturnRecord,
    responses=refusals(404, 409, 422),
)
def withdraw(context: Files, once: OnceOnly, return_id: str) -> Response:
    """Take back a return that is not yet released; its quantities are free again."""
    return once(context, lambda: answer(filing.withdraw(context, return_id)))


@router.get(
    "/decisions/{decision_id}",
    summary="一次判定 · one decision",
    response_model=Decision,
    responses=refusals(404),
)
def decision(context: Reads, decision_id: str) -> Response:
    """One decision, as it was made."""
    return answer(lookup.decision(context, decision_id))


@router.get(
    "/decisions/{decision_id}/receipt",
    summary="签名回执 · its signed receipt",
    response_class=Response,
    responses={
        200: {"description": "a compact JWS (Ed25519)", "content": {_JOSE: {"schema": {"type": "string"}}}},
        **refusals(404),
    },
)
def receipt(context: Reads, decision_id: str) -> Response:
    """The signed receipt of a decision; `tongtui verify` checks it and decides again, offline."""
    return Response(lookup.receipt(context, decision_id), media_type=_JOSE)


@router.get(
    "/decisions/{decision_id}/dossier",
    summary="判定所据案卷 · what it was made from",
    response_model=Dossier,
    responses=refusals(404),
)
def dossier(context: Reads, decision_id: str) -> Response:
    """The whole dossier a decision was made from, as `tongtui decide` and `tongtui verify` read it."""
    return answer(lookup.dossier(context, decision_id))
