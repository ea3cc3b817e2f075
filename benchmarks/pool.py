"""Varied dossiers to measure with, and the way to measure: the best of several rounds, in microseconds a call."""

import json
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypeVar

from schemas.dossier import Dossier
from schemas.faults import parse_json
from tests.builders import Json
from tests.law.strategies import seeded

T = TypeVar("T")
SEED = 9610


def dossiers(count: int, lines: int, seed: int = SEED) -> list[Dossier]:
    """So many different dossiers of so many lines each; all outcomes occur among them."""
    make = seeded(seed)
    return [parse_json(Dossier, json.dumps(_with_lines(make(), lines, number))) for number in range(count)]


def _with_lines(dossier: Json, lines: int, number: int) -> Json:
    declaration, listed = dossier["declaration"], dossier["export_list"]
    declaration["application_no"] = f"B{number}"
    for owner in (declaration, listed):
        if owner is not None:
            own = owner["lines"]
            copies = [{**own[context % len(own)], "line_no": context + 1} for context in range(max(lines, 1))]
            owner["lines"] = own if lines == 1 and owner is listed else copies
    return dossier


def microseconds(function: Callable[[T], object], cases: Sequence[T], rounds: int) -> float:
    """The best round's mean: what disturbs a run only ever makes it slower."""
    best = float("inf")
    for _ in range(rounds):
        start = perf_counter()
        for case in cases:
            function(case)
        best = min(best, perf_counter() - start)
    return best / len(cases) * 1e6


def interleaved(functions: dict[str, Callable[[T], object]], cases: Sequence[T], rounds: int) -> dict[str, float]:
    """Each function's best round, taken in turns so that a slow spell of the machine strikes all alike."""
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(rounds):
        for name, function in functions.items():
            best[name] = min(best[name], microseconds(function, cases, 1))
    return best
