"""What is proved of each provision by itself."""

from collections.abc import Iterator

from rules.proving.model_finder import ModelFinder
from rules.proving.regimes import ProvisionFormulas, RegimeFormulas
from rules.proving.soundness import answers_change
from schemas.law.certificate import ProvisionProof


def proofs(finder: ModelFinder) -> Iterator[ProvisionProof]:
    """For each provision that is ever in force, what some return can do to it and it to some return."""
    by_name: dict[str, list[tuple[RegimeFormulas, ProvisionFormulas]]] = {}
    for regime in finder.regimes:
        for standing in regime.standings:
            by_name.setdefault(standing.name, []).append((regime, standing))
    for name, standings in by_name.items():
        yield ProvisionProof(
            provision=name,
            can_be_met=any(finder.can_be(each.met) for _, each in standings),
            can_be_unmet=any(finder.can_be(each.unmet) for _, each in standings),
            changes_answers=_changes_answers(finder, standings),
        )


def _changes_answers(finder: ModelFinder, standings: list[tuple[RegimeFormulas, ProvisionFormulas]]) -> bool | None:
    weighed = [
        (regime, each)
        for regime, each in standings
        if (each.binds or each.permits) and regime.permissions(each.provision.question)
    ]
    if not weighed:
        return None
    return any(
        finder.can_be(
            (each.met if each.permits else each.unmet) & answers_change(regime, each.provision.question, each)
        )
        for regime, each in weighed
    )
