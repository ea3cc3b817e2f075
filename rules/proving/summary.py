"""The certificate as data that ships with the package; the same law gives the same, whatever solver proved it."""

from rules.readings.prose import tell
from schemas.base import Period
from schemas.law.certificate import (
    AnswerOnDay,
    Certificate,
    CertificateSummary,
    CounterExample,
    Coverage,
    Covered,
    Difference,
    Theorem,
    TheoremSummary,
)


def summary(certificate: Certificate) -> CertificateSummary:
    """The certificate as pages and API show it: without the dossiers of its counter-examples."""
    return CertificateSummary(
        rulebook=certificate.rulebook,
        version=certificate.version,
        holds=certificate.holds,
        intervals=certificate.intervals,
        coverage=tuple(map(_covered, certificate.coverage)),
        theorems=tuple(map(_theorem, certificate.theorems)),
        provisions=certificate.provisions,
    )


def _covered(coverage: Coverage) -> Covered:
    spans = (Period(since=since, until=until) for since, until in coverage.spans)
    return Covered(kind=coverage.kind, spans=tuple(spans))


def _theorem(theorem: Theorem) -> TheoremSummary:
    return TheoremSummary(
        id=theorem.id,
        words=theorem.words,
        holds=theorem.holds,
        differences=tuple(map(_difference, theorem.counter_examples)),
    )


def _difference(shown: CounterExample) -> Difference:
    return Difference(
        words=shown.words,
        provisions=shown.provisions,
        facts=tuple(tell(fact, value) for fact, value in shown.facts.items()),
        answers=tuple(
            AnswerOnDay(as_of=witness.as_of, outcome=witness.outcome, tax_relief=witness.tax_relief)
            for witness in shown.witnesses
        ),
        accepted=shown.accepted,
    )
