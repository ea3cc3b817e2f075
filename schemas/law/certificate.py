"""What was proved of a rulebook, and what was not: theorems with their counter-examples."""

from collections.abc import Mapping

from schemas.base import Document, LocalizedText, Period
from schemas.codes import Day, Digest, Instant
from schemas.decision import Outcome, Relief, Status
from schemas.dossier import Dossier
from schemas.law.condition import FactValue


class Witness(Document):
    """A dossier for which a counter-example is real, and the engine's answer to it on the day of its application."""

    as_of: Day
    outcome: Outcome
    tax_relief: Relief
    findings: Mapping[str, Status]
    dossier: Dossier
    redecided: bool
    """Whether the engine, asked again, says the same as the proof."""


class CounterExample(Document):
    """What keeps a theorem from holding: the provisions concerned, and cases where any shows it."""

    words: LocalizedText
    since: Day | None = None
    """The first day of the law it is about; null before the first change."""
    provisions: tuple[str, ...] = ()
    facts: Mapping[str, FactValue] = {}
    """The facts that differ from those of a return to which nothing objects."""
    witnesses: tuple[Witness, ...] = ()
    accepted: LocalizedText | None = None
    """Why it is as it should be; where this is absent the theorem does not hold."""


class Coverage(Document):
    """Since when and until when some permission applies to a kind of case."""

    kind: LocalizedText
    spans: tuple[tuple[Day | None, Day | None], ...]


class Theorem(Document):
    """A statement about the whole law, how many questions it took and what contradicts it."""

    id: str
    words: LocalizedText
    questions: int
    seconds: float
    counter_examples: tuple[CounterExample, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts it but what is accepted, and the engine confirms every case."""
        return all(
            example.accepted is not None and all(witness.redecided for witness in example.witnesses)
            for example in self.counter_examples
        )


class ProvisionProof(Document):
    """What was proved of one provision: some return meets it, some does not, some is answered otherwise without it."""

    provision: str
    can_be_met: bool
    can_be_unmet: bool
    changes_answers: bool | None
    """Null for advice, and for what stands where no permission is in force: neither changes any answer."""


class Certificate(Document):
    """Everything that must hold of a rulebook, with its digest, the solver and the time."""

    rulebook: Digest
    version: str
    solver: str
    made_at: Instant
    seconds: float
    holds: bool
    intervals: tuple[Day | None, ...]
    coverage: tuple[Coverage, ...]
    theorems: tuple[Theorem, ...]
    provisions: tuple[ProvisionProof, ...] = ()


class AnswerOnDay(Document):
    """The engine's answer to an example that is filed on that day."""

    as_of: Day
    outcome: Outcome
    tax_relief: Relief


class Difference(Document):
    """A counter-example in words: what of the example is unusual, what came of it, why it is as it should be."""

    words: LocalizedText
    provisions: tuple[str, ...]
    facts: tuple[LocalizedText, ...]
    answers: tuple[AnswerOnDay, ...]
    accepted: LocalizedText | None


class TheoremSummary(Document):
    """A statement about the whole law, whether it holds, and what was found against it."""

    id: str
    words: LocalizedText
    holds: bool
    differences: tuple[Difference, ...]


class Covered(Document):
    """The days on which some permission applies to a kind of case."""

    kind: LocalizedText
    spans: tuple[Period, ...]


class CertificateSummary(Document):
    """A certificate as it is read: without dossiers, and without what differs between two proofs of the same law."""

    rulebook: Digest
    version: str
    holds: bool
    intervals: tuple[Day | None, ...]
    coverage: tuple[Covered, ...]
    theorems: tuple[TheoremSummary, ...]
    provisions: tuple[ProvisionProof, ...]
