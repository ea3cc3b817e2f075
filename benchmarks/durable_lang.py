"""durable-rules through its public API, `durable.lang`: reads cases from standard input, writes time and answers.

Its host has threads of its own, which also take results; hence a process of its own, asked by `benchmarks.peers`.
"""

import json
import sys
from collections.abc import Sequence
from functools import reduce
from operator import and_, eq, ge, gt, le, lt

from durable.lang import assert_fact, m, retract_fact, ruleset, when_all

from benchmarks.conditions import DAY, conditions_on
from benchmarks.peer_engines import Facts
from benchmarks.pool import microseconds
from benchmarks.report import arguments
from rules import load_rulebook
from rules.readings.normal_form import Atom, holds
from rules.readings.rete import MAX_RULES
from schemas.law.condition import Condition

_OPERATORS = {"eq": eq, "lt": lt, "lte": le, "gt": gt, "gte": ge}


class Durable:
    """Rulesets of a bearable size, each given every declaration as one fact."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._size = len(conditions)
        self._met: set[int] = set()
        flat = [(number, atoms) for number, condition in enumerate(conditions) for atoms in holds(condition)]
        self._names = []
        for start in range(0, len(flat), MAX_RULES):
            self._names.append(f"law-{start}")
            with ruleset(self._names[-1]):
                for number, atoms in flat[start : start + MAX_RULES]:
                    self._rule(number, atoms)
                when_all(+m.seen)(lambda _: None)

    def _rule(self, number: int, atoms: Sequence[Atom]) -> None:
        tests = [_OPERATORS[atom.operator](getattr(m, atom.fact), atom.literal) for atom in atoms]
        when_all(reduce(and_, tests))(lambda _: self._met.add(number))

    def answer(self, facts: Facts) -> list[bool]:
        self._met.clear()
        message = {"id": "f", "sid": "s", "seen": 1, **facts}
        for name in self._names:
            assert_fact(name, message)
            retract_fact(name, message)
        return [number in self._met for number in range(self._size)]


def main() -> int:
    chosen = arguments(__doc__, None, rounds=5)
    cases: list[Facts] = json.load(sys.stdin)
    peer = Durable(conditions_on(load_rulebook(), DAY))
    answers = [peer.answer(case) for case in cases]
    json.dump({"answers": answers, "µs": microseconds(peer.answer, cases, chosen.rounds)}, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
