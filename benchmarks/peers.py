"""The same conditions on our engine and on its peers: facts given, and from whole dossiers; answers are equal.

Every peer gets complete facts (three values would be foreign to it) and days as numbers. Engines of expressions are
asked in two ways: one condition at a time, as separate provisions are, and all of them in one expression that gives a
list, the cheapest way there is. Only installed peers are measured; Drools is not among them, for it is no package of
Python. `--plot` draws docs/explanation/peers.svg anew.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks import peer_engines as engines
from benchmarks import plain, plot
from benchmarks.conditions import DAY, complete_facts, conditions_on
from benchmarks.peer_engines import Answers, Facts
from benchmarks.pool import dossiers, interleaved, microseconds
from benchmarks.report import Row, arguments, show
from rules import Rulebook, load_rulebook
from rules.readings.rete import Matcher
from schemas.dossier import Dossier
from schemas.law.condition import Condition

GOAL = 25.0
PLOT = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "peers.svg"
OURS, PLAIN = "ours (Rete in C, three-valued)", "plain Python"
ALL, EACH = "all in one", "one by one"
_MANY = 100
"""How often OpenFisca's large run repeats the cases."""

Words = tuple[str, str, Callable[[object], str]]
EXPRESSIONS: dict[str, tuple[str, Words, Callable[[Sequence[str]], Answers]]] = {
    PLAIN: ("builtins", ("and", "or", repr), engines.plain_python),
    "ZEN (Rust)": ("zen", ("and", "or", engines.script), engines.zen),
    "CEL (Rust)": ("cel", ("&&", "||", engines.script), engines.cel),
    "rule-engine": ("rule_engine", ("and", "or", engines.script), engines.rule_engine),
}
RULES: dict[str, tuple[str, Callable[[Sequence[Condition]], Answers]]] = {
    "CLIPS (clipspy)": ("clips", engines.clips),
    "business-rules": ("business_rules", engines.business_rules),
}


def ways_of(conditions: Sequence[Condition]) -> dict[str, Answers]:
    """Ours, and each installed peer that answers for one declaration at a time within this process."""
    ways: dict[str, Answers] = {OURS: Matcher(conditions).match}  # type: ignore[dict-item]
    for label, (module, words, build) in EXPRESSIONS.items():
        if find_spec(module):
            sources = [engines.expression(condition, *words) for condition in conditions]
            ways[f"{label}, {ALL}"] = _first_of(build([f"[{', '.join(sources)}]"]))
            ways[f"{label}, {EACH}"] = build(sources)
    for label, (module, make) in RULES.items():
        if find_spec(module):
            ways[label] = make(conditions)
    return ways


def _first_of(way: Answers) -> Answers:
    return lambda facts: list(way(facts)[0])  # type: ignore[call-overload]


def _after(facts: Callable[[Dossier], Facts], way: Answers) -> Callable[[Dossier], list[bool]]:
    return lambda dossier: way(facts(dossier))


def check(label: str, answers: Sequence[Sequence[bool]], expected: Sequence[Sequence[bool]]) -> None:
    for answer, wanted in zip(answers, expected, strict=True):
        if list(answer) != list(wanted):
            raise AssertionError(f"{label} answers {answer}, not {wanted}")


def matching(rulebook: Rulebook, count: int, rounds: int) -> dict[str, float | None]:
    """Microseconds a declaration, facts given; None where the peer crashed."""
    conditions, facts = conditions_on(rulebook, DAY), complete_facts(rulebook)
    cases = [facts(dossier) for dossier in dossiers(count, 1)]
    ways = ways_of(conditions)
    expected = [ways[OURS](case) for case in cases]
    for label, way in ways.items():
        check(label, [way(case) for case in cases], expected)
    taken: dict[str, float | None] = {**interleaved(ways, cases, rounds)}
    alone = engines.durable_lang(cases, rounds)
    if alone is not None:
        check("durable.lang", alone[1], expected)
    taken["durable-rules, public API"] = alone and alone[0]
    if find_spec("openfisca_core"):
        simulate = engines.openfisca(conditions, DAY)
        for size in (1, count * _MANY):
            given = (list(cases) * _MANY)[:size]
            columns = engines.columns_of(conditions, given)
            check("OpenFisca", list(zip(*simulate(columns), strict=True)), (expected * _MANY)[:size])
            taken[f"OpenFisca, {size:,} at once"] = microseconds(simulate, [columns], rounds) / size
    return taken


def whole(rulebook: Rulebook, lines: int, count: int, rounds: int) -> dict[str, float]:
    """Microseconds from a dossier: to a decision by hand and by the rulebook, to verdicts on our facts by the peers."""
    cases, facts = dossiers(count, lines), complete_facts(rulebook)
    ways = ways_of(conditions_on(rulebook, DAY))
    expected = [ways[OURS](facts(case)) for case in cases]
    functions: dict[str, Callable[[Dossier], object]] = {
        "plain Python by hand: outcomes, unmet": plain.decide,
        "our rulebook: outcomes, findings, evidence": rulebook.decide,
        "our facts alone": facts,
    }
    for label, way in ways.items():
        if EACH not in label and PLAIN not in label:
            check(label, [way(facts(case)) for case in cases], expected)
            functions[f"our facts, verdicts by {label.removesuffix(f', {ALL}')}"] = _after(facts, way)
    return interleaved(functions, cases, rounds)


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, count=200, rounds=15, plot=False)
    rulebook = load_rulebook()
    taken = matching(rulebook, chosen.count, chosen.rounds)
    measured = {label: value for label, value in taken.items() if value is not None}
    yardstick, ours = measured[f"{PLAIN}, {ALL}"], measured[OURS]
    rows: list[Row] = [
        {"engine": label, "µs": value, "times plain": value / yardstick, "times ours": value / ours}
        if value is not None
        else {"engine": label, "µs": "crashed", "times plain": "–", "times ours": "–"}
        for label, value in taken.items()
    ]
    size = len(conditions_on(rulebook, DAY))
    show(f"matching {size} conditions (goal: ours at most {GOAL:.0f} times plain)", rows, chosen.json)
    one, hundred = (whole(rulebook, lines, chosen.count, chosen.rounds) for lines in (1, 100))
    rows = [{"way": label, "1 line, µs": value, "100 lines, µs": hundred[label]} for label, value in one.items()]
    show("from a dossier", rows, chosen.json)
    if chosen.plot:
        title = f"Microseconds a declaration, {size} conditions, facts given (logarithmic)"
        by_speed = dict(sorted(measured.items(), key=lambda each: each[1]))
        PLOT.write_text(plot.bars(title, by_speed, OURS), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
