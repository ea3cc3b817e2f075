"""Each peer, built from the conditions: given complete facts it answers with a truth for every condition.

An engine is imported only where it is built, so that only those that are installed are measured.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import and_, ge, le, lt, or_

from rules.facts import FACTS
from rules.readings.normal_form import Atom, holds
from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, Is, OneOf, OnOrAfter, Test, tests_of

Facts = Mapping[str, bool | int | str]
Answers = Callable[[Facts], list[bool]]
_OPERATORS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def bound_of(test: Test) -> tuple[str, int]:
    """A comparison of numbers; days are ordinals."""
    match test:
        case AtMost(at_most=int(bound)):
            return "<=", bound
        case AtLeast(at_least=int(bound)):
            return ">=", bound
        case Before(before=day):
            return "<", day.toordinal()
        case OnOrAfter(on_or_after=day):
            return ">=", day.toordinal()
    raise AssertionError(test)


# ---- engines of expressions


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
    sign, bound = bound_of(condition)
    return f"({condition.fact} {sign} {bound})"


def script(value: object) -> str:
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


# ---- engines of rules: a rule that fires says that its condition holds


def business_rules(conditions: Sequence[Condition]) -> Answers:
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_NUMERIC
    from business_rules.variables import (
        BaseVariables,
        boolean_rule_variable,
        numeric_rule_variable,
        string_rule_variable,
    )

    kinds = {"flag": boolean_rule_variable, "code": string_rule_variable}

    def variable(name: str) -> object:
        def read(self: BaseVariables) -> object:
            return self.facts[name]

        read.__name__ = name
        return kinds.get(FACTS[name].type, numeric_rule_variable)(read)

    variables = type("Facts", (BaseVariables,), {name: variable(name) for name in _read_by(conditions)})

    class Verdicts(BaseActions):
        def __init__(self) -> None:
            self.met = [False] * len(conditions)

        @rule_action(params={"number": FIELD_NUMERIC})
        def hold(self, number: int) -> None:
            self.met[number] = True

    names = {"<=": "less_than_or_equal_to", ">=": "greater_than_or_equal_to", "<": "less_than"}

    def tree(condition: Condition) -> dict[str, object]:
        match condition:
            case AllOf(all_of=parts):
                return {"all": [tree(part) for part in parts]}
            case AnyOf(any_of=parts):
                return {"any": [tree(part) for part in parts]}
            case Is(fact=fact, equals=bool(value)):
                return {"name": fact, "operator": "is_true" if value else "is_false", "value": True}
            case Is(fact=fact, equals=value):
                return {"name": fact, "operator": "equal_to", "value": value}
            case OneOf(fact=fact, one_of=tuple(values)):
                return {"any": [{"name": fact, "operator": "equal_to", "value": value} for value in values]}
        sign, bound = bound_of(condition)
        return {"name": condition.fact, "operator": names[sign], "value": bound}

    rules = [
        {"conditions": tree(condition), "actions": [{"name": "hold", "params": {"number": number}}]}
        for number, condition in enumerate(conditions)
    ]

    def answer(facts: Facts) -> list[bool]:
        given, verdicts = variables(), Verdicts()
        given.facts = facts
        run_all(rules, given, verdicts)
        return verdicts.met

    return answer


def clips(conditions: Sequence[Condition]) -> Answers:
    """One rule for each alternative of a condition, matched by the slots of one fact."""
    from clips import Environment

    environment, met = Environment(), set[int]()
    environment.define_function(met.add, "hold")
    names = _read_by(conditions)
    environment.build(f"(deftemplate declaration {' '.join(f'(slot {name})' for name in names)})")

    def constraint(place: int, atoms: Sequence[Atom]) -> str:
        if [atom.operator for atom in atoms] == ["eq"]:
            literal = atoms[0].literal
            return str(literal).upper() if isinstance(literal, bool) else json.dumps(literal)
        tests = [f":({_OPERATORS[atom.operator]} ?v{place} {atom.literal})" for atom in atoms]
        return "&".join([f"?v{place}", *tests])

    for number, condition in enumerate(conditions):
        for which, atoms in enumerate(holds(condition)):
            slots: dict[str, list[Atom]] = {}
            for atom in atoms:
                slots.setdefault(atom.fact, []).append(atom)
            pattern = " ".join(f"({name} {constraint(place, slots[name])})" for place, name in enumerate(slots))
            environment.build(f"(defrule r{number}-{which} (declaration {pattern}) => (hold {number}))")
    template = environment.find_template("declaration")

    def answer(facts: Facts) -> list[bool]:
        met.clear()
        fact = template.assert_fact(**{name: facts[name] for name in names})
        environment.run()
        fact.retract()
        return [number in met for number in range(len(conditions))]

    return answer


def durable_lang(cases: Sequence[Facts], rounds: int) -> tuple[float, list[list[bool]]] | None:
    """Microseconds and answers from a process of its own, for it starts threads; None if a signal ends it."""
    command = [sys.executable, "-m", "benchmarks.durable_lang", "--rounds", str(rounds)]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, encoding="utf-8", check=False)
    if done.returncode < 0:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr)
    told = json.loads(done.stdout)
    return told["µs"], told["answers"]


# ---- OpenFisca: every condition a variable, calculated for all declarations at once


def openfisca(conditions: Sequence[Condition], day: date) -> Callable[[Mapping[str, object]], list[list[bool]]]:
    """Takes columns of facts; gives the truths of each condition, one for each declaration."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    entity = build_entity("declaration", "declarations", "A declaration", is_person=True)
    system = TaxBenefitSystem([entity])
    today = day.isoformat()
    compare = {"<=": le, ">=": ge, "<": lt}

    def define(name: str, kind: type, **more: object) -> None:
        about = {"value_type": kind, "entity": entity, "definition_period": DateUnit.DAY, "label": name}
        system.add_variable(type(name, (Variable,), about | more))

    def truth(condition: Condition, read: Callable[[str], object]) -> object:
        match condition:
            case AllOf(all_of=parts):
                return reduce(and_, [truth(part, read) for part in parts])
            case AnyOf(any_of=parts):
                return reduce(or_, [truth(part, read) for part in parts])
            case Is(fact=fact, equals=value):
                return read(fact) == value
            case OneOf(fact=fact, one_of=tuple(values)):
                return reduce(or_, [read(fact) == value for value in values])
        sign, bound = bound_of(condition)
        return compare[sign](read(condition.fact), bound)

    def formula_of(condition: Condition) -> Callable[..., object]:
        return lambda declarations, period: truth(condition, lambda name: declarations(name, period))

    for name in _read_by(conditions):
        define(name, {"flag": bool, "code": str}.get(FACTS[name].type, int))
    for number, condition in enumerate(conditions):
        define(f"condition_{number}", bool, formula=formula_of(condition))

    def answer(columns: Mapping[str, object]) -> list[list[bool]]:
        simulation = SimulationBuilder().build_default_simulation(system, len(next(iter(columns.values()))))
        for name, column in columns.items():
            simulation.set_input(name, today, column)
        return [simulation.calculate(f"condition_{number}", today) for number in range(len(conditions))]

    return answer


def columns_of(conditions: Sequence[Condition], cases: Sequence[Facts]) -> dict[str, object]:
    """The facts as OpenFisca takes them: one array for each, codes as objects."""
    import numpy as np

    return {
        name: np.array([case[name] for case in cases], dtype=object if FACTS[name].type == "code" else None)
        for name in _read_by(conditions)
    }


def _read_by(conditions: Sequence[Condition]) -> list[str]:
    return sorted({test.fact for condition in conditions for test in tests_of(condition)})
