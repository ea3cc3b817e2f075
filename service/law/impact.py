"""What a draft announcement would change in the returns that are kept here."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from rules import load_rulebook
from rules.impact import Assessment
from schemas.law.impact import Flip, Impact
from schemas.law.policy import Identifier
from service.context import Context
from service.evidence import audit
from service.store import returns as store

_POLICY: Final = "policy.yaml"


def of_store(
    context: Context,
    draft: Path,
    since: date | None,
    until: date | None,
    followed: Callable[[Iterator[Flip]], list[Flip]],
) -> Impact:
    """Decide every return's newest dossier under the law in force and the draft; the authority's chain notes who did.

    `followed` takes every flip as it comes, and gives those that are to be listed.

    Raises:
        BadInput: the draft does not load; file and line of everything that does not fit.
    """
    assessment = Assessment(context.rulebook, load_rulebook(context.settings.policy_dirs, draft))
    with context.store.read() as session:
        listed = followed(assessment.flips(store.decided_dossiers(session), since, until))
    impact = assessment.impact(since, until, listed)
    with context.store.write() as session:
        detail: audit.Detail = {"draft": impact.draft, "declarations": impact.declarations, "listed": len(listed)}
        audit.record(session, context, audit.AUTHORITY, "impact.assessed", "-", detail)
    return impact


def of_text(
    context: Context, name: Identifier, policy: bytes, since: date | None, until: date | None, limit: int
) -> Impact:
    """As `of_store`, for the text of one policy file.

    Raises:
        BadInput: as `of_store`.
    """
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / name
        draft.mkdir()
        (draft / _POLICY).write_bytes(policy)
        return of_store(context, draft, since, until, lambda flips: _first(flips, limit))


def _first(flips: Iterator[Flip], limit: int) -> list[Flip]:
    listed = list(islice(flips, limit))
    for _ in flips:
        pass  # counted, not listed
    return listed
