"""All smallest sets of changes after which nothing stands against a good answer.

Whoever mends a dossier must touch a fact of everything that stands against it. So: try, take what stands against the
good answer, branch over the changes that touch it (a hitting-set tree). Every smallest set is met on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rules.advice.changeable import REACHES
from rules.advice.changes import Mend, made
from rules.advice.objections import Block, Trial
from schemas.dossier import Dossier
from schemas.law.advice import Kind

MOST_TRIES: Final = 3000
"""Dossiers tried for one question before the search is cut off, and says so."""
Chosen = frozenset[int]


@dataclass(frozen=True)
class Found:
    """The smallest sets, as numbers of mends; `complete` unless the search was cut off."""

    sets: tuple[Chosen, ...]
    complete: bool


def smallest(
    trial: Trial,
    dossier: Dossier,
    mends: Sequence[Mend],
    only: tuple[str, ...] | None = None,
) -> Found:
    """The smallest sets of mends after which no block is left, or none of these provisions only."""
    found: list[Chosen] = []
    level: dict[Chosen, None] = {frozenset(): None}
    tries = 0
    while level:
        following: dict[Chosen, None] = {}
        for chosen in level:
            if any(other <= chosen for other in found):
                continue
            if tries == MOST_TRIES:
                return Found(tuple(found), complete=False)
            tries += 1
            draft, _ = made(dossier, [mends[number] for number in chosen])
            blocks = [
                block for block in trial.against(draft.dossier) if only is None or not set(only).isdisjoint(block.ids)
            ]
            if not blocks:
                found.append(chosen)
                continue
            used = {mends[number].kind for number in chosen}
            for number in min((_touching(block, mends, used) for block in blocks), key=len):
                following[chosen | {number}] = None
        level = following
    return Found(tuple(found), complete=True)


def _touching(block: Block, mends: Sequence[Mend], used: set[Kind]) -> list[int]:
    """The mends that touch a fact of the block and are of a kind not yet chosen."""
    kinds = {kind for fact in block.facts for kind in REACHES[fact].kinds} - used
    return [number for number, mend in enumerate(mends) if mend.kind in kinds]
