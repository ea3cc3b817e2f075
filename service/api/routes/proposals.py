"""Proposals: steps against the rules, and the second pair of eyes that they need."""

from fastapi import APIRouter, Response

from schemas.base import Document
from schemas.faults import parse_json
from schemas.work.cases import Proposal, Step, Verdict
from service.api.auth import ReadsCases, SettlesProposals, Steps
from service.api.bodies import READS_BODY, JsonBody, answer, problems, refusals, takes
from service.api.idempotency import OnceOnly
from service.cases import proposals as use

router = APIRouter(prefix="/v1", tags=["cases 办理"])


class Proposals(Document):
    """Every proposal about a return, the oldest first."""

    items: tuple[Proposal, ...]


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
    return once(context, lambda: answer(use.propose(context, return_id, parse_json(Step, body)), 201))


@router.get(
    "/returns/{return_id}/proposals",
    summary="提请记录 · its proposals",
    response_model=Proposals,
    responses=refusals(404),
)
def proposals(context: ReadsCases, return_id: str) -> Response:
    """Every proposal about a return, the oldest first."""
    return answer(Proposals(items=use.proposals(context, return_id)))


@router.post(
    "/proposals/{proposal_id}/verdict",
    summary="复核 · approve or decline a proposal",
    response_model=Proposal,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(Verdict),
)
def settle(context: SettlesProposals, once: OnceOnly, proposal_id: str, body: JsonBody) -> Response:
    """Approve what another proposed, which takes the step, or decline it."""
    return once(context, lambda: answer(use.decide(context, proposal_id, parse_json(Verdict, body))))
