"""What can be done about a return, and why a decision came out as it did."""

from typing import Any, Final, Literal

from fastapi import APIRouter, Response

from schemas.base import Document
from schemas.ceb import ReturnApplication, Unreadable, read_return_message
from schemas.declaration import ReturnDeclaration
from schemas.faults import BadInput, Fault, parse_json
from schemas.law.advice import Advice
from schemas.law.explanation import Explanation
from service.api.auth import Checks, Reads
from service.api.bodies import READS_BODY, AnyBody, answer, problems, refusals, takes
from service.context import Context
from service.problems import Forbidden
from service.returns import advice as use

router = APIRouter(prefix="/v1", tags=["advice 补正建议"])
_PDF: Final[dict[str, Any]] = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


class Advised(Document):
    """What became of one application of a message: the advice, or what is wrong with it."""

    application_no: str | None
    advice: Advice | None = None
    errors: tuple[Fault, ...] = ()


class Advices(Document):
    """The advice on each application of a message."""

    items: tuple[Advised, ...]


@router.post(
    "/returns/advice",
    summary="补正建议，不作记录 · what to change; nothing is kept",
    response_model=Advice | Advices,
    responses={200: {"description": "the advice, always in JSON"}, **problems(*READS_BODY)},
    openapi_extra=takes(ReturnDeclaration, "CEB213"),
)
def advise(context: Checks, body: AnyBody) -> Response:
    """All smallest sets of changes that make a return eligible, what cannot be mended, and every site.

    For a message (CEB213) the answer is JSON too, with the advice on each application.
    """
    if body.media == "xml":
        return answer(Advices(items=tuple(_advised(context, each) for each in read_return_message(body.data).entries)))
    return answer(use.advice(context, parse_json(ReturnDeclaration, body.data)))


def _advised(context: Context, entry: ReturnApplication | Unreadable) -> Advised:
    if isinstance(entry, Unreadable):
        return Advised(application_no=entry.application_no, errors=entry.faults)
    number = entry.declaration.application_no
    try:
        return Advised(application_no=number, advice=use.advice(context, entry.declaration))
    except Forbidden as refused:
        return Advised(application_no=number, errors=(refused.fault,))
    except BadInput as refused:
        return Advised(application_no=number, errors=refused.faults)


@router.get(
    "/decisions/{decision_id}/explanation",
    summary="判定的论证 · why it was decided so",
    response_model=Explanation,
    responses=refusals(404),
)
def explanation(context: Reads, decision_id: str) -> Response:
    """The tree from the answers through provisions, conditions and facts down to the values and where they stand."""
    return answer(use.explanation(context, decision_id))


@router.get(
    "/decisions/{decision_id}/letter",
    summary="判定通知书 · the letter about it",
    response_class=Response,
    responses={200: {"description": "an A4 letter in PDF", "content": _PDF}, **refusals(404, 422)},
)
def letter(context: Reads, decision_id: str, lang: Literal["zh", "en"] = "zh") -> Response:
    """Outcome, every reason with its clause, what to change and where else the goods may go; always the same bytes."""
    name = f'inline; filename="{decision_id}.pdf"'
    return Response(
        use.letter(context, decision_id, lang), media_type="application/pdf", headers={"Content-Disposition": name}
    )
