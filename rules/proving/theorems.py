"""Everything that must hold of the law, and the certificate that says whether it does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Final

from rules.proving.model_finder import ModelFinder
from rules.proving.periods import coverage, gaps, overlaps
from rules.proving.provisions import proofs
from rules.proving.soundness import contradictory, dead, one_sided, shadowed, unanswered
from rules.proving.successions import relief_in_eligibility, taken_away, unrelated_changes
from rules.readings.smt import SOLVER_VERSION
from rules.rulebook import Rulebook
from rules.version import VERSION
from schemas.base import LocalizedText
from schemas.law.certificate import Certificate, CounterExample, Theorem


@dataclass(frozen=True)
class _Claim:
    id: str
    words: LocalizedText
    against: Callable[[ModelFinder], Iterator[CounterExample]]


def _claim(id_: str, zh: str, en: str, against: Callable[[ModelFinder], Iterator[CounterExample]]) -> _Claim:
    return _Claim(id_, LocalizedText(zh=zh, en=en), against)


_CLAIMS: Final = (
    _claim(
        "answered",
        "每件退货在每个问题上恰有一个结论；不是最好的结论，都有理由。",
        "Every return has exactly one answer to each question, and a reason where it is not the best.",
        unanswered,
    ),
    _claim(
        "consistent",
        "没有两项要求互相矛盾；每项许可都有可以准予的退货。",
        "No two requirements contradict each other, and each permission lets some return through.",
        contradictory,
    ),
    _claim(
        "alive",
        "每个条款都可能符合，也可能不符合；条件的每一部分都起作用。",
        "Each provision can be met and can be unmet, and every part of its condition decides something.",
        dead,
    ),
    _claim(
        "effective",
        "没有被其他条款遮蔽的条款：每个条款都会改变某件退货的结论（提示除外）。",
        "No provision is shadowed by others: each changes the answer to some return (advice apart).",
        shadowed,
    ),
    _claim(
        "independent",
        "退货的每种结论与税收优惠的每种结论都可以同时出现。",
        "Each answer on the return can go with each answer on tax relief.",
        one_sided,
    ),
    _claim(
        "no_gap",
        "许可的期间没有空档：此前、此后都许可的，其间也许可。",
        "No gap in the periods: what a permission covers before and after, one covers in between.",
        gaps,
    ),
    _claim(
        "no_overlap",
        "许可的期间没有重叠：同一问题不会有两项许可同时适用。",
        "No overlap in the periods: never do two permissions of one question apply at once.",
        overlaps,
    ),
    _claim(
        "nothing_taken_away",
        "旧公告允许的跨关区退货，取代它的公告同样允许（日期不变）。",
        "Cross-district returns that an instrument allowed, the one superseding it allows too, the day held fixed.",
        taken_away,
    ),
    _claim(
        "same_district_unchanged",
        "同关区退货的两个结论不因跨关区公告的更替而改变。",
        "Both answers to a same-district return are unchanged where one instrument supersedes another.",
        unrelated_changes,
    ),
    _claim(
        "relief_apart",
        "税收优惠从不影响能否退货。",
        "Tax relief never changes eligibility.",
        relief_in_eligibility,
    ),
)


def prove(rulebook: Rulebook, made_at: datetime) -> Certificate:
    """Ask everything of the whole law; some seconds.

    Raises:
        rules.readings.smt.SolverFault: the solver did not find out in time.
    """
    began = perf_counter()
    finder = ModelFinder(rulebook)
    theorems = tuple(_theorem(claim, finder) for claim in _CLAIMS)
    return Certificate(
        rulebook=rulebook.digest,
        version=VERSION,
        solver=f"z3 {SOLVER_VERSION}",
        made_at=made_at,
        intervals=tuple(regime.since for regime in finder.regimes),
        coverage=tuple(coverage(finder)),
        theorems=theorems,
        provisions=tuple(proofs(finder)),
        holds=all(theorem.holds for theorem in theorems),
        seconds=round(perf_counter() - began, 3),
    )


def _theorem(claim: _Claim, finder: ModelFinder) -> Theorem:
    began, asked = perf_counter(), finder.questions
    examples = tuple(claim.against(finder))
    return Theorem(
        id=claim.id,
        words=claim.words,
        counter_examples=examples,
        questions=finder.questions - asked,
        seconds=round(perf_counter() - began, 3),
    )
