"""The deciding reading: conditions as rules of durable-rules, a Rete network in C.

The only module that touches the engine, and only in the profile that was found safe (docs/adr/0002-durable-rules.md):
the C module without its host, one ruleset per shard and one fixed session, assert – drain – retract, flat typed facts,
literals only. Each condition becomes *fail rules* (its negation, true only where the facts are present) and *pass
rules*. The fail rules always run; the pass rules only where an absent fact leaves an `any_of` open. That is Kleene's
three-valued logic at the price of one.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Final

import durable_rules_engine as engine

from rules.readings.normal_form import Conjunction, Disjunction, fails, holds, literal_of
from schemas.law.condition import AllOf, AnyOf, Condition, tests_of

MAX_RULES: Final = 48
"""Rules in one ruleset: a fact can have at most 64 pending matches, and 255 rules on one test hang."""
_LONGEST_TEXT: Final = 64
_SESSION: Final = "tongtui"
_OPENING: Final = f'{{"id":"f","sid":"{_SESSION}","seen":1'
_OPERATORS: Final = {"neq": "$neq", "lt": "$lt", "lte": "$lte", "gt": "$gt", "gte": "$gte"}
_serial = count(1)


class EngineFault(Exception):
    """The engine did something that a right one would not; no verdict can be given."""


class _Shard:
    """One ruleset with its one session."""

    def __init__(self, rules: Sequence[tuple[int, Conjunction]]) -> None:
        self._condition_of = {f"r{number}": condition for number, (condition, _) in enumerate(rules)}
        definition: dict[str, dict[str, list[dict[str, object]]]] = {
            f"r{number}": {"all": [{"m": {"$and": _expression(atoms)}}]} for number, (_, atoms) in enumerate(rules)
        }
        definition["seen"] = {"all": [{"m": {"$ex": {"seen": 1}}}]}
        self._most = len(definition) + 1
        try:
            self._handle: int = engine.create_ruleset(f"{_SESSION}-{next(_serial)}", json.dumps(definition))
        except Exception as error:
            raise EngineFault(repr(error)) from error

    def fired(self, fact: str) -> set[int]:
        """The conditions of every rule that the fact fires.

        Raises:
            EngineFault: an unexpected answer, an unknown rule, an agenda without end, or a fact that was not seen.
        """
        handle = self._handle
        try:
            code, state = engine.assert_fact(handle, fact)
            if code != 0:
                raise EngineFault(f"assert_fact answered {code}")
            names = self._drain(state)
            code, _ = engine.retract_fact(handle, fact)
        except EngineFault:
            raise
        except Exception as error:
            raise EngineFault(repr(error)) from error
        if code != 0:
            raise EngineFault(f"retract_fact answered {code}")
        if "seen" not in names:
            raise EngineFault("the fact was not seen")
        try:
            return {self._condition_of[name] for name in names if name != "seen"}
        except KeyError as error:
            raise EngineFault(f"an unknown rule fired: {error}") from error

    def _drain(self, state: int) -> list[str]:
        names: list[str] = []
        first = engine.start_action_for_state(self._handle, state)
        message = first[1] if first else None
        while message:
            if len(names) == self._most:
                raise EngineFault("the agenda does not end")
            names.append(message[2 : message.index('"', 2)])
            message = engine.complete_and_start_action(self._handle, state)
        return names


def _expression(atoms: Conjunction) -> list[dict[str, object]]:
    guards: list[dict[str, object]] = [{"$ex": {fact: 1}} for fact in dict.fromkeys(atom.fact for atom in atoms)]
    return guards + [
        {atom.fact: atom.literal} if atom.operator == "eq" else {_OPERATORS[atom.operator]: {atom.fact: atom.literal}}
        for atom in atoms
    ]


def _shards(rules: Sequence[tuple[int, Disjunction]]) -> list[_Shard]:
    flat = [(number, atoms) for number, disjunction in rules for atoms in disjunction]
    return [_Shard(flat[start : start + MAX_RULES]) for start in range(0, len(flat), MAX_RULES)]


class Matcher:
    """Decides a fixed list of conditions; one instance serves one decision at a time (sessions cannot be shared)."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._readers: dict[str, set[int]] = {}
        for number, condition in enumerate(conditions):
            for test in tests_of(condition):
                self._readers.setdefault(test.fact, set()).add(number)
        self._size = len(conditions)
        self._open = frozenset(number for number, condition in enumerate(conditions) if _has_choice(condition))
        self._fail = _shards([(number, fails(condition)) for number, condition in enumerate(conditions)])
        self._pass = _shards([(number, holds(conditions[number])) for number in sorted(self._open)])

    def match(self, facts: Mapping[str, object]) -> list[bool | None]:
        """For each condition: met, unmet, or None where an absent fact leaves it undetermined.

        Raises:
            EngineFault: throw this matcher away and build another.
        """
        fact, uncertain = self._flat(facts)
        failed: set[int] = set()
        for shard in self._fail:
            failed |= shard.fired(fact)
        verdicts: list[bool | None] = [True] * self._size
        for number in uncertain:
            verdicts[number] = None
        for number in failed:
            verdicts[number] = False
        if not uncertain.isdisjoint(self._open):
            passed: set[int] = set()
            for shard in self._pass:
                passed |= shard.fired(fact)
            if not passed.isdisjoint(failed):
                raise EngineFault("a condition both holds and fails")
            for number in passed:
                verdicts[number] = True
        return verdicts

    def _flat(self, facts: Mapping[str, object]) -> tuple[str, set[int]]:
        """The facts as the engine's one flat message, and the conditions that read an absent one."""
        parts = [_OPENING]
        uncertain: set[int] = set()
        for name, readers in self._readers.items():
            value = facts[name]
            if value is None:
                uncertain.update(readers)
            elif value is True:
                parts.append(f'"{name}":true')
            elif value is False:
                parts.append(f'"{name}":false')
            elif isinstance(value, str):
                if len(value) > _LONGEST_TEXT or not value.isascii():
                    raise EngineFault(f"{name} is not a short code")
                parts.append(f'"{name}":"{value}"' if value.isalnum() else f'"{name}":{json.dumps(value)}')
            else:
                parts.append(f'"{name}":{literal_of(value)}')
        return ",".join(parts) + "}", uncertain


def _has_choice(condition: Condition) -> bool:
    match condition:
        case AnyOf():
            return True
        case AllOf(all_of=parts):
            return any(_has_choice(part) for part in parts)
    return False
