"""The law in force, in both languages."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from rules.days import day_in_shanghai
from rules.readings.prose import say
from schemas.base import Document, LocalizedText, Period
from schemas.law.condition import AllOf, Before, Condition, OnOrAfter
from schemas.law.policy import Interpretation, Policy, Provision
from service.api.auth import AnyonesContext
from service.api.bodies import answer, packed, problems
from service.problems import NotFound

router = APIRouter(prefix="/v1/policies", tags=["law 法规"])
_DECLARED: Final = "export_declared_on"


class ToldProvision(Provision):
    """A provision, its id, and its conditions in words."""

    id: str
    needs_told: LocalizedText
    applies_told: LocalizedText | None


class Instrument(Document):
    """An instrument without its provisions, in force on the day or not.

    `exports` are the days of export declaration that it covers, where it goes by these instead of the day of return.
    """

    id: str
    title: LocalizedText
    number: LocalizedText
    period: Period
    exports: Period | None
    supersedes: tuple[str, ...]


class LawOnDay(Document):
    """The provisions in force on a day by instrument, with the rulebook's digest and our interpretations.

    `instruments` are all there are, `changes` the days on which the law changes, in order.
    """

    on: date
    changes: tuple[date, ...]
    rulebook: str
    policies: tuple[Policy, ...]
    interpretations: tuple[Interpretation, ...]
    instruments: tuple[Instrument, ...]


class ToldPolicy(Document):
    """An instrument with every provision in words; `exports` as of `Instrument`."""

    policy: Policy
    exports: Period | None
    told: tuple[ToldProvision, ...]


@router.get(
    "", summary="某日施行中的规定 · the law in force on a day", response_model=LawOnDay, responses=problems(422)
)
def law(
    context: AnyonesContext,
    request: Request,
    on: Annotated[date | None, Query(description="the day; today in Shanghai if not given")] = None,
) -> Response:
    """The law in force on a day."""
    day = on or day_in_shanghai(context.now())
    in_force = context.rulebook.in_force(day)
    policies = {policy.id: policy for policy, _ in in_force}
    shown = tuple(
        policy.model_copy(update={"provisions": tuple(each for owner, each in in_force if owner.id == policy.id)})
        for policy in policies.values()
    )
    found = LawOnDay(
        on=day,
        changes=context.rulebook.changes,
        rulebook=context.rulebook.digest,
        policies=shown,
        interpretations=context.rulebook.interpretations,
        instruments=tuple(_instrument(each) for each in context.rulebook.policies),
    )
    return packed(request, answer(found))


@router.get("/{policy_id}", summary="一项公告 · one instrument", response_model=ToldPolicy, responses=problems(404))
def one(context: AnyonesContext, policy_id: Annotated[str, Path(examples=["gacc_2026_024"])]) -> Response:
    """One instrument, in force or not, with every provision in words."""
    policy = next((each for each in context.rulebook.policies if each.id == policy_id), None)
    if policy is None:
        raise NotFound("policy.not_found", number=policy_id)
    return answer(
        ToldPolicy(
            policy=policy, exports=_exports(policy), told=tuple(_told(policy, each) for each in policy.provisions)
        )
    )


def _instrument(policy: Policy) -> Instrument:
    return Instrument(
        id=policy.id,
        title=policy.title,
        number=policy.number,
        period=policy.period,
        exports=_exports(policy),
        supersedes=policy.supersedes,
    )


def _exports(policy: Policy) -> Period | None:
    """The days of export declaration that bound every provision of an instrument alike."""
    bounds = {_bounds(provision.applies) for provision in policy.provisions}
    since, until = bounds.pop() if len(bounds) == 1 else (None, None)
    return Period(since=since, until=until) if since or until else None


def _bounds(condition: Condition | None) -> tuple[date | None, date | None]:
    tests = condition.all_of if isinstance(condition, AllOf) else ()
    since = [each.on_or_after for each in tests if isinstance(each, OnOrAfter) and each.fact == _DECLARED]
    until = [each.before for each in tests if isinstance(each, Before) and each.fact == _DECLARED]
    return next(iter(since), None), next(iter(until), None)


def _told(policy: Policy, provision: Provision) -> ToldProvision:
    fields = {name: getattr(provision, name) for name in Provision.model_fields}
    return ToldProvision(
        **fields,
        id=f"{policy.id}.{provision.name}",
        needs_told=say(provision.needs),
        applies_told=say(provision.applies) if provision.applies else None,
    )
