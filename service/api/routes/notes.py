"""What is written about a return and what happened to it: notes, questions, answers, timeline, evidence pack."""

from typing import Final

from fastapi import APIRouter, Response

from schemas.base import Document
from schemas.faults import parse_json
from schemas.work.cases import Happened, NewNote, Note
from service.api.auth import Reads, WritesNotes
from service.api.bodies import READS_BODY, JsonBody, answer, problems, refusals, takes
from service.api.idempotency import OnceOnly
from service.cases import evidence_bundle, notes

router = APIRouter(prefix="/v1", tags=["cases 办理"])
_ZIP: Final = "application/zip"


class Notes(Document):
    """What was written about a return, the oldest first."""

    items: tuple[Note, ...]


class Timeline(Document):
    """What happened to a return, the newest first."""

    items: tuple[Happened, ...]


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
    return Response(evidence_bundle.build(context, return_id), media_type=_ZIP, headers=headers)
