"""The screening reading: conditions as Ibis expressions, so that an engine of tables decides millions at once.

A condition becomes a nullable boolean; SQL's three values are Kleene's. What `rules/findings.py` makes of the
verdicts on one declaration is written here as columns: the status of every provision; `rules/weighing.py` weighs them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Final, get_args

import ibis
import ibis.expr.types as ir

from rules.weighing import ANSWERS, weigh
from schemas.base import Period
from schemas.decision import Outcome, Relief, Status
from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, Is, OneOf, OnOrAfter
from schemas.law.policy import Policy, Provision, Question

KEPT: Final = ("declaration", "application_no", "exporter", "as_of")
"""What names a declaration; kept beside its facts and its verdicts."""
WORDS: Final = tuple(dict.fromkeys((*get_args(Status), *get_args(Outcome), *get_args(Relief))))
"""Everything that a status or an outcome can be."""
Word = Callable[[str | None], ir.StringValue]
"""Writes one of the words, or none, as an engine writes it fastest."""


def as_text(word: str | None) -> ir.StringValue:
    """The word as plain text."""
    return ibis.null("string") if word is None else ibis.literal(word)


def truth(condition: Condition, facts: Mapping[str, ir.Value] | ir.Table) -> ir.BooleanValue:
    """When the condition holds: true, false, or null where an absent fact leaves it undetermined."""
    match condition:
        case AllOf(all_of=parts):
            return reduce(and_, (truth(part, facts) for part in parts))
        case AnyOf(any_of=parts):
            return reduce(or_, (truth(part, facts) for part in parts))
    fact = facts[condition.fact]
    match condition:
        case Is(equals=bool(value)):
            return fact if value else ~fact
        case Is(equals=value):
            return fact == value
        case OneOf(one_of=tuple(values)):
            return fact.isin(values)
        case AtMost(at_most=int(bound)):
            return fact <= bound
        case AtLeast(at_least=int(bound)):
            return fact >= bound
        case Before(before=day):
            return fact < day
        case OnOrAfter(on_or_after=day):
            return fact >= day
    raise AssertionError(f"no such test: {condition}")


@dataclass(frozen=True)
class _Scored:
    """A provision and the columns that say how it stands."""

    name: str
    provision: Provision
    in_force: ir.BooleanValue | None
    """Null where it always is."""
    applies: ir.BooleanValue | None
    needs: ir.BooleanValue

    def when(self, *parts: ir.BooleanValue) -> ir.BooleanValue:
        """That it is in force and all of this besides."""
        return reduce(and_, parts if self.in_force is None else (self.in_force, *parts))

    def status(self, word: Word) -> ir.StringValue:
        """How it stands; null on days on which it is not in force."""
        branches: list[tuple[ir.BooleanValue, str | None]] = [(self.needs, "met"), (~self.needs, "unmet")]
        if self.applies is not None:
            branches[:0] = [(self.applies.isnull(), "undetermined"), (~self.applies, "not_applicable")]
        if self.in_force is not None:
            branches.insert(0, (~self.in_force, None))
        return ibis.cases(*((when, word(then)) for when, then in branches), else_=word("undetermined"))

    @property
    def statuses(self) -> Mapping[Status, ir.BooleanValue]:
        """When it stands so; what does not apply is left out, for it is never weighed."""
        applying = () if self.applies is None else (self.applies,)
        unknown = self.needs.isnull()
        if self.applies is not None:
            unknown = self.applies.isnull() | (self.applies & unknown)
        return {
            "met": self.when(*applying, self.needs),
            "unmet": self.when(*applying, ~self.needs),
            "undetermined": self.when(unknown),
        }


def screened(facts: ir.Table, policies: Sequence[Policy], word: Word = as_text, *, statuses: bool = True) -> ir.Table:
    """For every row of facts the outcome of both questions and, if wanted, the status of every provision.

    `facts` has the columns of `KEPT` and one for every fact the policies read. A provision's status is null where it is
    not in force on `as_of`.
    """
    provisions = [(policy, provision) for policy in policies for provision in policy.provisions]
    conditions = dict.fromkeys(part for _, provision in provisions for part in provision.conditions)
    names = {condition: f"c{number}" for number, condition in enumerate(conditions)}
    known = facts.select(
        *KEPT, "cross_district", **{name: truth(condition, facts) for condition, name in names.items()}
    )
    scored = [_scored(policy, provision, known, names) for policy, provision in provisions]
    return known.select(
        *KEPT,
        outcome=_outcome(scored, "return", word),
        tax_relief=_outcome(scored, "tax_relief", word),
        cross_district=known.cross_district,
        **{column.name: column.status(word) for column in scored if statuses},
    )


def columns_of(policies: Iterable[Policy]) -> tuple[str, ...]:
    """The names of the result's columns."""
    names = (f"{policy.id}.{provision.name}" for policy in policies for provision in policy.provisions)
    return (*KEPT, "outcome", "tax_relief", "cross_district", *names)


def _scored(policy: Policy, provision: Provision, known: ir.Table, names: Mapping[Condition, str]) -> _Scored:
    return _Scored(
        name=f"{policy.id}.{provision.name}",
        provision=provision,
        in_force=_in_force(provision.period or policy.period, known.as_of),
        applies=None if provision.applies is None else known[names[provision.applies]],
        needs=known[names[provision.needs]],
    )


def _in_force(period: Period, as_of: ir.DateValue) -> ir.BooleanValue | None:
    bounds = [as_of >= _day(period.since)] if period.since is not None else []
    bounds += [as_of < _day(period.until)] if period.until is not None else []
    return reduce(and_, bounds) if bounds else None


def _day(day: date) -> ir.DateValue:
    return ibis.date(day.year, day.month, day.day)


def _outcome(scored: Sequence[_Scored], question: Question, word: Word) -> ir.StringValue:
    asked = [
        (column.provision.otherwise, column.statuses) for column in scored if column.provision.question == question
    ]
    weighing = weigh(asked, _any)
    worst, refer, best = map(word, ANSWERS[question])
    doubtful_or_best = ibis.cases((weighing.doubtful, refer), else_=best)
    return ibis.cases((weighing.barred, worst), (weighing.permitted, doubtful_or_best), else_=worst)


def _any(parts: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """That one of the parts holds; false or null where none does."""
    several = list(parts)
    return reduce(or_, several) if several else ibis.literal(False)
