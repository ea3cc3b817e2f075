"""A whole decision, findings and evidence included, against one hand-written function (`benchmarks.plain`)."""

from collections import Counter
from collections.abc import Sequence

from benchmarks import plain
from benchmarks.pool import dossiers, interleaved
from benchmarks.report import Row, arguments, show
from rules import Rulebook, load_rulebook
from schemas.dossier import Dossier
from tests.law.soak import answer_of

GOALS = {1: 6.0, 100: 3.0}


def check_equal(rulebook: Rulebook, cases: Sequence[Dossier]) -> Counter[str]:
    """Both answer alike on every case; returns how often each outcome occurs."""
    outcomes: Counter[str] = Counter()
    for case in cases:
        answer = answer_of(rulebook.decide(case))
        if plain.decide(case) != (answer.outcome, answer.tax_relief, set(answer.unmet)):
            raise AssertionError(f"{plain.decide(case)} is not {answer}")
        outcomes[answer.outcome] += 1
    return outcomes


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, count=200, rounds=15)
    rulebook = load_rulebook()
    rows: list[Row] = []
    for lines in (1, 10, 100):
        cases = dossiers(chosen.count, lines)
        outcomes = check_equal(rulebook, cases)
        best = interleaved({"plain": plain.decide, "rulebook": rulebook.decide}, cases, chosen.rounds)
        ratio = best["rulebook"] / best["plain"]
        rows.append(
            {
                "lines": lines,
                "plain µs": best["plain"],
                "rulebook µs": best["rulebook"],
                "ratio": ratio,
                "goal": GOALS.get(lines, "–"),
                "outcomes": ", ".join(f"{word} {number}" for word, number in sorted(outcomes.items())),
            }
        )
    show("whole decision against plain Python", rows, chosen.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
