"""What to change so that a refused or referred return becomes eligible, where else it may go, what cannot be mended.

Pure: the sites and firms that could come in are given. Every suggestion is decided again by the rulebook itself.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, get_args

from rules.advice.changes import ORDER, apply, candidate_changes
from rules.advice.missing_facts import missing
from rules.advice.objections import BindingProvision, Objections
from rules.advice.places import RETAIL_EXPORT, destinations_for, nearness, rank
from rules.advice.search import Chosen, smallest
from rules.advice.wording import change_words, no_way, site_words
from rules.dated_dossier import DatedDossier
from rules.days import months_after
from rules.facts import FACTS
from rules.readings.interpreter import truth
from rules.rulebook import Rulebook
from rules.weighing import ANSWERS
from schemas.base import Period
from schemas.codes import FIRST_DAY, LAST_DAY
from schemas.decision import Decision
from schemas.dossier import Dossier
from schemas.law.advice import Advice, Change, Effort, Kind, Mending, SiteAdvice, Suggestion, Unmendable
from schemas.law.condition import tests_of
from schemas.law.policy import Question
from schemas.registers import Enterprise, RegisterRow, SupervisionSite

EFFORTS: Final[tuple[Effort, ...]] = get_args(Effort)
_PLACE: Final[frozenset[Kind]] = frozenset({"customs", "site"})


def advise(
    rulebook: Rulebook,
    dossier: Dossier,
    sites: Sequence[SupervisionSite] = (),
    as_of: date | None = None,
    firms: Sequence[Enterprise] = (),
) -> Advice:
    """What can be done about a return.

    `sites` are the rows valid on the day of return, `firms` the rows of firms that may come in instead of those named:
    the exporter of the original list.
    """
    adviser = _Adviser(rulebook, dossier, sites, as_of, firms)
    decision = adviser.decision
    return Advice(
        application_no=dossier.declaration.application_no,
        as_of=decision.as_of,
        outcome=decision.outcome,
        tax_relief=decision.tax_relief,
        admission=adviser.mending("return"),
        relief=adviser.mending("tax_relief"),
        sites=adviser.sites(),
    )


class _Adviser:
    """One dossier on one day, what can be changed of it, and where its goods could go."""

    def __init__(
        self,
        rulebook: Rulebook,
        dossier: Dossier,
        sites: Sequence[SupervisionSite],
        as_of: date | None,
        firms: Sequence[Enterprise],
    ) -> None:
        self._rulebook = rulebook
        self._dossier = dossier
        self._sites = sites
        self.decision = rulebook.decide(dossier, as_of=as_of)
        self._dated = DatedDossier.of(dossier, rulebook.districts, as_of)
        self._barred: dict[tuple[str | None, bool, bool], tuple[str, ...]] = {}
        self._objections = {question: Objections(rulebook, question, self._dated.as_of) for question in ANSWERS}
        self._admission = self._objections["return"]
        self._place_provisions = [provision for provision in self._admission.provisions if _reads_place(provision)]
        self._candidates = candidate_changes(self._dated, destinations_for(self._dated, sites, self._kind_of), firms)

    # ---- one question

    def mending(self, question: Question) -> Mending:
        objections = self._objections[question]
        if _answered_well(self.decision, question):
            return Mending(if_known=True, days=self._days(question))
        searched = smallest(objections, self._dossier, self._candidates)
        tried = [self._suggestion(objections, chosen) for chosen in searched.sets]
        suggestions = [suggestion for suggestion in tried if _answered_well(suggestion, question)]
        supplies, if_known = missing(objections, self._dossier)
        return Mending(
            suggestions=tuple(sorted(suggestions, key=_weight)),
            complete=searched.complete and len(suggestions) == len(tried),
            unmendable=() if suggestions else self._unmendable(question),
            missing=supplies,
            if_known=if_known,
            days=self._days(question),
        )

    def _suggestion(self, objections: Objections, chosen: Chosen) -> Suggestion:
        candidates = sorted((self._candidates[number] for number in chosen), key=lambda each: ORDER.index(each.kind))
        draft, edits = apply(self._dossier, candidates)
        decided = self._rulebook.decide(draft.dossier, as_of=objections.day)
        changes = []
        absorbed = [candidate for candidate in candidates if not edits[candidate.kind]]
        for candidate in (candidate for candidate in candidates if edits[candidate.kind]):
            # a correction that came to nothing, its lines being dropped, falls with what drops them
            without = [candidate, *absorbed] if candidate.kind == "quantity" else [candidate]
            lacking, _ = apply(self._dossier, [other for other in candidates if other not in without])
            facts = objections.facts(lacking.dossier)
            mended = dict.fromkeys(
                name for objection in objections.to(facts) for name in objections.names(objection, facts)
            )
            changes.append(
                Change(
                    kind=candidate.kind,
                    effort=candidate.effort,
                    edits=edits[candidate.kind],
                    open=candidate.open,
                    others=candidate.others,
                    mends=tuple(mended),
                    words=change_words(candidate, edits[candidate.kind], draft.dossier, self._dated),
                )
            )
        effort = max((change.effort for change in changes), key=EFFORTS.index)
        return Suggestion(effort=effort, changes=tuple(changes), outcome=decided.outcome, tax_relief=decided.tax_relief)

    def _unmendable(self, question: Question) -> tuple[Unmendable, ...]:
        """What no change mends; where each alone could be mended, but not all together, every one of them."""
        objections = self._objections[question]
        facts = objections.facts(self._dossier)
        standing = {
            name: objection for objection in objections.to(facts) for name in objections.names(objection, facts)
        }
        alone = {
            name: smallest(objections, self._dossier, self._candidates, each.ids).sets
            for name, each in standing.items()
        }
        beyond = [name for name in standing if not alone[name]] or list(standing)
        return tuple(self._beyond(objections, name, bool(alone[name])) for name in beyond)

    def _beyond(self, objections: Objections, name: str, alone: bool) -> Unmendable:
        finding = next(finding for finding in self.decision.findings if finding.provision == name)
        needs = (
            [] if alone else [provision.provision.needs for provision in objections.provisions if provision.id == name]
        )
        reasons = [FACTS[test.fact].unchangeable for condition in needs for test in tests_of(condition)]
        return Unmendable(
            provision=name,
            citation=finding.citation,
            statement=finding.statement,
            why=no_way(dict.fromkeys(why for why in reasons if why is not None), alone),
            remedy=finding.remedy,
            days=self._days(finding.question, name),
        )

    # ---- days

    def _days(self, question: Question, provision: str | None = None) -> tuple[Period, ...]:
        """The days on which the same application would be answered well, or one provision of it be met."""
        periods: list[Period] = []
        turns = sorted(self._turns())
        for since, until in zip([None, *turns], [*turns, None], strict=True):
            day = since or turns[0] - timedelta(days=1)
            if self._holds_on(question, day, provision):
                if periods and periods[-1].until == since:
                    since = periods.pop().since
                periods.append(Period(since=since, until=until))
        return tuple(periods)

    def _turns(self) -> set[date]:
        """The days on which any answer can turn."""
        listed, rows = self._dossier.export_list, (self._dossier.site, self._dossier.exporter, self._dossier.agent)
        days: set[date | None] = {*self._rulebook.changes, FIRST_DAY + timedelta(days=1)}
        days |= {day for row in rows if row is not None for day in (row.valid_from, row.valid_until)}
        if listed is not None:
            for start in (listed.released_on, listed.exported_on):
                if start is not None:
                    days |= {start, *(months_after(start, months) + timedelta(days=1) for months in (6, 12))}
        return {day for day in days if day is not None and FIRST_DAY < day < LAST_DAY}

    def _holds_on(self, question: Question, day: date, provision: str | None) -> bool:
        declaration = self._dossier.declaration.model_copy(update={"arrived_on": None})
        rows = {name: _held(getattr(self._dossier, name), day) for name in ("exporter", "agent")}
        site = self._dossier.site
        if site is not None and site.valid_from is not None and day < site.valid_from:
            site = None
        objections = Objections(self._rulebook, question, day)
        facts = objections.facts(self._dossier.model_copy(update={"declaration": declaration, "site": site, **rows}))
        if provision is None:
            return not any(True for _ in objections.to(facts))
        asked = [binding for binding in objections.provisions if binding.id == provision]
        return bool(asked) and all(provision.status(facts) in ("met", "not_applicable") for provision in asked)

    # ---- sites

    def _kind_of(self, site: SupervisionSite) -> tuple[bool | None, ...]:
        """How every test about places comes out there: where all agree, the law sees no difference."""
        facts = self._admission.facts(_moved_to(self._dossier, site))
        return tuple(truth(test, facts) for provision in self._place_provisions for test in provision.tests)

    def sites(self) -> tuple[SiteAdvice, ...]:
        """Every site, those that would take the goods first, the nearest first."""
        barred = [(self._against(site), site) for site in self._sites]
        barred.sort(key=lambda each: (bool(each[0]), rank(self._dated, each[1])))
        return tuple(self._site(site, against) for against, site in barred)

    def _site(self, site: SupervisionSite, against: tuple[str, ...]) -> SiteAdvice:
        statements = {provision.id: provision.provision.statement for provision in self._admission.provisions}
        return SiteAdvice(
            site_code=site.site_code,
            name=site.name,
            customs_code=site.customs_code,
            nearness=nearness(self._dated, site),
            accepts=not against,
            against=against,
            words=site_words(site, self._dated, [statements[name] for name in against if name in statements]),
        )

    def _against(self, site: SupervisionSite) -> tuple[str, ...]:
        """The provisions that depend on the place and bar it at this site."""
        district = self._dated.districts.of(site.customs_code)
        key = (district, RETAIL_EXPORT in site.businesses, site.holds_on(self._dated.return_day))
        known = self._barred.get(key)
        if known is None:
            facts = self._admission.facts(_moved_to(self._dossier, site))
            here = [
                objection
                for objection in self._admission.to(facts)
                if not objection.provisions or any(map(_reads_place, objection.provisions))
            ]
            known = tuple(dict.fromkeys(name for objection in here for name in self._admission.names(objection, facts)))
            self._barred[key] = known
        return known


def _answered_well(answer: Decision | Suggestion, question: Question) -> bool:
    return ANSWERS[question][-1] == (answer.outcome if question == "return" else answer.tax_relief)


def _weight(suggestion: Suggestion) -> tuple[int, int, int, list[int]]:
    steps = [EFFORTS.index(change.effort) for change in suggestion.changes]
    return (
        EFFORTS.index(suggestion.effort),
        len(steps),
        sum(steps),
        [ORDER.index(change.kind) for change in suggestion.changes],
    )


def _reads_place(provision: BindingProvision) -> bool:
    return any(not _PLACE.isdisjoint(FACTS[fact].changed_by) for fact in provision.facts)


def _moved_to(dossier: Dossier, site: SupervisionSite) -> Dossier:
    changes = {"customs_code": site.customs_code, "site_code": site.site_code}
    return dossier.model_copy(update={"declaration": dossier.declaration.model_copy(update=changes), "site": site})


def _held(row: RegisterRow | None, day: date) -> RegisterRow | None:
    return row if row is not None and row.holds_on(day) else None
