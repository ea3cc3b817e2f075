"""What speaks for the law, and what it does: its scenarios, its certificate, how often each provision was not met."""

from fastapi import APIRouter, Query, Response

from schemas.base import Document
from schemas.codes import Digest, Instant
from schemas.law.acceptance import ScenarioResult
from schemas.law.certificate import CertificateSummary
from schemas.work.overview import ProvisionCounts
from service.api.auth import AnyonesContext, SeesOverview
from service.api.bodies import answer, problems, refusals
from service.cases import overview
from service.law import assurance

router = APIRouter(prefix="/v1", tags=["law 法规"])


class Scenarios(Document):
    """How scenarios came out when the whole acceptance book was last run; null and none where it was not run here.

    `same_rulebook` says that it was run with the rulebook that is in service.
    """

    ran_at: Instant | None
    rulebook: Digest | None
    same_rulebook: bool
    items: tuple[ScenarioResult, ...]


class ShippedCertificate(Document):
    """What was proved of the law that ships with the service; `same_rulebook` says that this law is in service."""

    same_rulebook: bool
    certificate: CertificateSummary


@router.get(
    "/law/scenarios",
    summary="验收情形及结果 · scenarios and how they came out",
    response_model=Scenarios,
    responses=problems(422),
)
def scenarios(
    context: AnyonesContext, instrument: str | None = Query(None, description="only those about this instrument")
) -> Response:
    """The scenarios of the acceptance book, what each is about, and how it came out when it was last run."""
    run = assurance.acceptance()
    if run is None:
        return answer(Scenarios(ran_at=None, rulebook=None, same_rulebook=False, items=()))
    return answer(
        Scenarios(
            ran_at=run.ran_at,
            rulebook=run.rulebook,
            same_rulebook=run.rulebook == context.rulebook.digest,
            items=tuple(each for each in run.scenarios if instrument is None or instrument in each.instruments),
        )
    )


@router.get("/certificate", summary="证明书 · what is proved of the law", response_model=ShippedCertificate)
def certificate(context: AnyonesContext) -> Response:
    """What was proved of the law that ships with the service, for every return there could be."""
    shipped = assurance.certificate()
    return answer(ShippedCertificate(same_rulebook=shipped.rulebook == context.rulebook.digest, certificate=shipped))


@router.get(
    "/law/counts", summary="条款的判定数 · decisions by provision", response_model=ProvisionCounts, responses=refusals()
)
def counts(context: SeesOverview) -> Response:
    """In how many decisions each provision was unmet or undetermined; several may be in one decision."""
    return answer(overview.by_provision(context))
