"""All smallest sets of changes after which nothing stands against a good answer.

Whoever mends a dossier must touch a fact of everything that stands against it. So: try, take what stands against the
good answer, branch over the changes that touch it (a hitting-set tree). Every smallest set is met on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rules.advice.changes import CandidateChange, apply
from rules.advice.objections import Objection, Objections
from rules.facts import FACTS
from schemas.dossier import Dossier
from schemas.law.advice import Kind

MOST_TRIES: Final = 3000
"""Dossiers tried for one question before the search is cut off, and says so."""
Chosen = frozenset[int]


@dataclass(frozen=True)
class Search:
    """The smallest sets of changes, as positions among the candidates; `complete` unless the search was cut off."""

    sets: tuple[Chosen, ...]
    complete: bool


def smallest(
    objections: Objections,
    dossier: Dossier,
    candidates: Sequence[CandidateChange],
    only: tuple[str, ...] | None = None,
) -> Search:
    """The smallest sets of changes after which no objection is left, or none that is about the provisions `only`."""
    sets: list[Chosen] = []
    level: dict[Chosen, None] = {frozenset(): None}
    tries = 0
    while level:
        following: dict[Chosen, None] = {}
        for chosen in level:
            if any(other <= chosen for other in sets):
                continue
            if tries == MOST_TRIES:
                return Search(tuple(sets), complete=False)
            tries += 1
            draft, _ = apply(dossier, [candidates[number] for number in chosen])
            left = [
                objection
                for objection in objections.to_dossier(draft.dossier)
                if only is None or not set(only).isdisjoint(objection.ids)
            ]
            if not left:
                sets.append(chosen)
                continue
            used = {candidates[number].kind for number in chosen}
            for number in min((_touching(objection, candidates, used) for objection in left), key=len):
                following[chosen | {number}] = None
        level = following
    return Search(tuple(sets), complete=True)


def _touching(objection: Objection, candidates: Sequence[CandidateChange], used: set[Kind]) -> list[int]:
    """The candidates that touch a fact of the objection and are of a kind not yet chosen."""
    kinds = {kind for fact in objection.facts for kind in FACTS[fact].changed_by} - used
    return [number for number, candidate in enumerate(candidates) if candidate.kind in kinds]
