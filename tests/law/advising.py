"""Advice checked from the outside: edits applied to JSON, and every set of changes tried."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from rules import Rulebook
from rules.advice.changes import CandidateChange, apply, candidate_changes
from rules.advice.places import destinations_for
from rules.dated_dossier import DatedDossier
from schemas.decision import Decision
from schemas.dossier import Dossier
from schemas.faults import parse_json
from schemas.law.advice import Edit, Suggestion
from schemas.law.policy import Question
from schemas.registers import SupervisionSite
from tests.builders import AGENT, EXPORTER, a_site, plain

SITES = (
    a_site(),
    a_site(site_code="HZW2928002", businesses=["retail_import"]),
    a_site(site_code="HZX2910001", customs_code="2910"),
    a_site(site_code="SHA2249001", customs_code="2249"),
    a_site(site_code="NGB3104001", customs_code="3104"),
)
"""One district among the others, so that nothing here stands for others; `test_advice.py` has many beside it."""
_STAND_INS = {"departure_country": "502", "tax_certificate_no": "BS-1"}


def answer(decision: Decision, question: str) -> str:
    return decision.outcome if question == "return" else decision.tax_relief


def edit(dossier: Dossier, edits: Iterable[Edit]) -> Dossier | None:
    """The dossier with these edits made in its JSON, rows of registers following the codes; None where it is none."""
    value: dict[str, Any] = plain(dossier)
    dropped: list[int] = []
    for each in edits:
        *path, name = each.pointer.split("/")[1:]
        if path == ["declaration", "lines"]:
            dropped.append(int(name))
            continue
        context: Any = value
        for step in path:
            if context[step if isinstance(context, dict) else int(step)] is None:
                context[step] = {**(EXPORTER if step == "exporter" else AGENT)}
                context[step]["code"] = value["declaration"][step]["code"]
            context = context[step if isinstance(context, dict) else int(step)]
        context[name] = plain(each.after) if each.after is not None else _STAND_INS.get(name)
        if name == "line_no":
            context[name] = int(str(each.after))
        _follow(value, each.pointer, dossier)
    lines = value["declaration"]["lines"]
    value["declaration"]["lines"] = [line for number, line in enumerate(lines) if number not in dropped]
    return parse_json(Dossier, json.dumps(value)) if value["declaration"]["lines"] else None


def _follow(value: dict[str, Any], pointer: str, dossier: Dossier) -> None:
    """Another site, exporter or agent has another row."""
    if pointer == "/declaration/site_code":
        code = value["declaration"]["site_code"]
        value["site"] = next((plain(site) for site in SITES if site.site_code == code), None)
    for name in ("exporter", "agent"):
        if pointer == f"/declaration/{name}/code":
            code = value["declaration"][name]["code"]
            rows = [row for row in (dossier.exporter, dossier.agent) if row is not None and row.code == code]
            value[name] = plain(rows[0]) if rows else None


def edited(suggestion: Suggestion) -> str:
    return repr(sorted((each.pointer, each.after) for change in suggestion.changes for each in change.edits))


def edited_by(edits: Sequence[Edit]) -> str:
    return repr(sorted((each.pointer, each.after) for each in edits))


def universe(rulebook: Rulebook, dossier: Dossier, sites: Sequence[SupervisionSite]) -> list[CandidateChange]:
    """Every change there is, no two districts taken for alike."""
    dated = DatedDossier.of(dossier, rulebook.districts)
    return candidate_changes(dated, destinations_for(dated, sites, lambda site: site.site_code), ())


def by_brute_force(
    rulebook: Rulebook, dossier: Dossier, sites: Sequence[SupervisionSite], question: Question, most: int
) -> list[list[Edit]]:
    """All smallest sets of at most so many changes, every one decided by the rulebook."""
    candidates = universe(rulebook, dossier, sites)
    good: list[frozenset[int]] = []
    found: list[list[Edit]] = []
    for size in range(1, most + 1):
        for numbers in combinations(range(len(candidates)), size):
            chosen = frozenset(numbers)
            if any(less <= chosen for less in good) or len({candidates[number].kind for number in numbers}) < size:
                continue
            draft, _ = apply(dossier, [candidates[number] for number in numbers])
            if answer(rulebook.decide(draft.dossier), question) in ("eligible", "available"):
                good.append(chosen)
                found.append(list(draft.edits))
    return found


def on_day(dossier: Dossier, day: date) -> Dossier:
    """The dossier as the registers would give it for an application and arrival on that day."""
    declaration = dossier.declaration.model_copy(update={"arrived_on": None})
    site = dossier.site
    begun = site is not None and (site.valid_from is None or site.valid_from <= day)
    rows = {name: getattr(dossier, name) for name in ("exporter", "agent")}
    held = {name: row if row is not None and row.holds_on(day) else None for name, row in rows.items()}
    return dossier.model_copy(update={"declaration": declaration, "site": site if begun else None, **held})
