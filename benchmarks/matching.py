"""Matching alone, facts given: our matcher and four ways to evaluate the very same conditions.

Every peer gets complete facts (three values would be foreign to it) and days as numbers. Each is asked in two ways:
one condition at a time, as separate provisions are, and all of them in one expression that gives a list, the cheapest
way there is. All answers are asserted to be equal.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.util import find_spec

from benchmarks.pool import dossiers, interleaved
from benchmarks.report import Row, arguments, show
from rules import Rulebook, load_rulebook
from rules.case import Case
from rules.facts import FACTS
from rules.readings.forms import literal_of
from rules.readings.rete import Matcher
from schemas.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, Is, OneOf, OnOrAfter

Facts = Mapping[str, bool | int | str]
Answers = Callable[[Facts], list[bool]]
GOAL = 25.0
DAY = date(2026, 5, 2)
_STANDING_IN = {"flag": True, "count": 1, "code": "9610", "day": date(2026, 4, 1), "lines": ()}


def conditions_on(rulebook: Rulebook, day: date) -> tuple[Condition, ...]:
    provisions = [provision for _, provision in rulebook.in_force(day)]
    parts = [part for provision in provisions for part in (provision.applies, provision.needs) if part is not None]
    return tuple(dict.fromkeys(parts))


def complete_facts(rulebook: Rulebook, count: int) -> list[Facts]:
    """The facts of varied dossiers, with a value put in wherever one is unknown."""
    cases = [Case.of(dossier, rulebook.districts) for dossier in dossiers(count, 1)]
    facts = []
    for case in cases:
        derived = {name: fact.derive(case) for name, fact in FACTS.items()}
        facts.append(
            {
                name: literal_of(_STANDING_IN[FACTS[name].type] if value is None else value)
                for name, value in derived.items()
            }
        )
    return facts


def expression(condition: Condition, both: str, either: str, literals: Callable[[object], str]) -> str:
    """The condition in the common tongue of all these languages; they differ in *and*, *or* and literals."""
    match condition:
        case AllOf(all_of=parts):
            return "(" + f" {both} ".join(expression(part, both, either, literals) for part in parts) + ")"
        case AnyOf(any_of=parts):
            return "(" + f" {either} ".join(expression(part, both, either, literals) for part in parts) + ")"
        case Is(fact=fact, equals=value):
            return f"({fact} == {literals(value)})"
        case OneOf(fact=fact, one_of=tuple(values)):
            return f"({fact} in [{', '.join(literals(value) for value in values)}])"
        case AtMost(fact=fact, at_most=int(bound)):
            return f"({fact} <= {bound})"
        case AtLeast(fact=fact, at_least=int(bound)):
            return f"({fact} >= {bound})"
        case Before(fact=fact, before=day):
            return f"({fact} < {day.toordinal()})"
        case OnOrAfter(fact=fact, on_or_after=day):
            return f"({fact} >= {day.toordinal()})"
    raise AssertionError(condition)


def _script(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def plain_python(sources: Sequence[str]) -> Answers:
    codes = [compile(source, "<conditions>", "eval") for source in sources]
    empty: dict[str, object] = {"__builtins__": {}}
    return lambda facts: [eval(code, empty, facts) for code in codes]


def rule_engine(sources: Sequence[str]) -> Answers:
    import rule_engine as peer

    rules = [peer.Rule(source) for source in sources]
    return lambda facts: [rule.evaluate(facts) for rule in rules]


def cel(sources: Sequence[str]) -> Answers:
    import cel as peer

    programs = [peer.compile(source) for source in sources]
    return lambda facts: [program.execute(facts) for program in programs]


def zen(sources: Sequence[str]) -> Answers:
    import zen as peer

    programs = [peer.compile_expression(source) for source in sources]
    return lambda facts: [program.evaluate(facts) for program in programs]


Words = tuple[str, str, Callable[[object], str]]
PEERS: dict[str, tuple[str | None, Words, Callable[[Sequence[str]], Answers]]] = {
    "plain Python": (None, ("and", "or", repr), plain_python),
    "rule-engine": ("rule_engine", ("and", "or", _script), rule_engine),
    "CEL (common-expression-language, Rust)": ("cel", ("&&", "||", _script), cel),
    "ZEN (zen-engine, Rust)": ("zen", ("and", "or", _script), zen),
}


def ways_of(conditions: Sequence[Condition]) -> dict[str, Answers]:
    """Ours, and each installed peer both one condition at a time and with all of them in one list."""
    ways: dict[str, Answers] = {"ours": Matcher(conditions).match}  # type: ignore[dict-item]
    for label, (module, words, build) in PEERS.items():
        if module is None or find_spec(module):
            sources = [expression(condition, *words) for condition in conditions]
            ways[f"{label}, one by one"] = build(sources)
            ways[f"{label}, all in one"] = _first_of(build([f"[{', '.join(sources)}]"]))
    return ways


def _first_of(way: Answers) -> Answers:
    return lambda facts: list(way(facts)[0])  # type: ignore[call-overload]


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, count=200, rounds=15)
    rulebook = load_rulebook()
    conditions = conditions_on(rulebook, DAY)
    cases = complete_facts(rulebook, chosen.count)
    ways = ways_of(conditions)
    for case in cases:
        answers = {label: way(case) for label, way in ways.items()}
        if any(answer != answers["ours"] for answer in answers.values()):
            raise AssertionError(f"answers differ: {answers}")
    best = interleaved(ways, cases, chosen.rounds)
    yardstick = best["plain Python, all in one"]
    rows: list[Row] = [
        {"matcher": label, "µs": taken, "times plain": taken / yardstick, "times ours": taken / best["ours"]}
        for label, taken in best.items()
    ]
    show(f"matching {len(conditions)} conditions (goal: ours at most {GOAL:.0f} times plain)", rows, chosen.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
