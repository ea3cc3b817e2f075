"""Whatever changes returns and lists, done at once by firms and staff over a few lists: all of it adds up afterwards.

`python -m tests.stress.medley --acts 2000 --callers 10`, on both databases. Refusals are part of it, as is an answer to
come again later; an error of ours is not, nor a sum or a chain that does not hold.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from rules import Rulebook, load_rulebook
from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.faults import BadInput
from schemas.work import cases
from schemas.work.cases import NewNote, Step, Target, Verdict
from schemas.work.returns import ReturnFilter
from service.access import Actor
from service.api.idempotency import Answer, run_once
from service.cases import notes, proposals, queue, steps
from service.context import Context
from service.evidence import verification
from service.problems import Problem
from service.registers import entries, export_lists
from service.registers.importing import exports_message
from service.returns import filing, lookup, messages, tallies
from service.settings import Settings
from service.store import Store
from tests import builders, databases
from tests.messages import refund, released, returns_message, tallies_message, tally

Json = dict[str, Any]
Counts = Counter[tuple[str, str]]
"""How often each act was answered how."""
_STRANGER: Final = {"code": "4403960002", "name": "深圳前海某公司"}
_SCOPES: Final = ("file", "read", "exports", "tallies")
_LISTS: Final = tuple(f"22002026E00000000{number}" for number in (1, 2, 3))
_APPLICATIONS: Final = tuple(f"R-{number}" for number in range(8))
_DAYS: Final = ("20260505103000", "20280505103000")
_STEPS: Final[tuple[Target, ...]] = ("accepted", "rejected", "inspection", "suspended", "released")
_OK: Final = Answer(200, "text/plain", b"")


class Caller:
    """Someone who does now this, now that, each time as another firm or member of staff."""

    def __init__(self, context: Context, seed: int) -> None:
        self.context, self.random, self.told = context, random.Random(seed), Counts()
        self.officer, self.supervisor = (
            context.as_actor(Actor("li", "officer")),
            context.as_actor(Actor("wang", "supervisor")),
        )
        self.acts: Mapping[str, tuple[int, Callable[[], object]]] = {
            "submit": (6, lambda: filing.submit(self.anyone(), self.declaration(), draft=self.chance(0.1))),
            "change": (1, lambda: filing.change_application(self.anyone(), self.declaration())),
            "withdraw": (1, lambda: filing.withdraw(self.anyone(), self.filed())),
            "put lists": (
                2,
                lambda: export_lists.put(self.anyone(), [self.listed() for _ in range(self.one((1, 2, 3)))]),
            ),
            "delete a list": (1, lambda: export_lists.delete(self.anyone(), self.listed())),
            "receive": (1, lambda: exports_message(self.anyone(), self.receipt())),
            "tally": (1, lambda: tallies.take(self.context, self.tallied())),
            "step": (3, lambda: steps.take(self.one((self.officer, self.supervisor)), self.filed(), self.step())),
            "propose": (1, self.propose),
            "ask": (1, lambda: notes.write(self.officer, self.filed(), NewNote(kind="question", words="何处存放"))),
            "take the next": (1, self.take_next),
            "many returns": (1, self.send_returns),
            "many tallies": (1, self.send_tallies),
        }

    def run(self, acts: int) -> Counts:
        """Do so many things; gives how each was answered."""
        weights = [weight for weight, _ in self.acts.values()]
        for name in self.random.choices(list(self.acts), weights, k=acts):
            try:
                self.acts[name][1]()
                self.told[name, "done"] += 1
            except Problem as problem:
                self.told[name, problem.fault.code] += 1
            except BadInput as error:
                self.told[name, error.faults[0].code] += 1
        return self.told

    def one(self, of: Any) -> Any:
        return self.random.choice(of)

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def anyone(self) -> Context:
        firms = [Actor("key", "firm", each["code"], _SCOPES) for each in (builders.EXPORTER, builders.AGENT, _STRANGER)]
        acting = self.one([None, None, *firms])
        return self.officer if acting is None else self.context.as_actor(acting)

    def filed(self) -> str:
        """The id of any return; of none while there is none."""
        records, _ = lookup.page(self.context, ReturnFilter(), limit=30)
        return self.one([each.id for each in records] or ["none"])  # type: ignore[no-any-return]

    def parties(self) -> Json:
        exporter = self.one((builders.EXPORTER, builders.EXPORTER, _STRANGER))
        return {"exporter": exporter, "agent": self.one((exporter, builders.AGENT))}

    def lines(self, most: int) -> list[Json]:
        return [builders.pieces(str(self.random.randint(1, most)))]

    def declaration(self) -> ReturnDeclaration:
        return builders.a_declaration(
            application_no=self.one(_APPLICATIONS),
            list_no=self.one(_LISTS),
            lines=self.lines(6),
            reason=self.one(("尺码不合", "错发")),
            site_code=self.one((builders.SITE_CODE, builders.SITE_CODE, "NOWHERE")),
            **self.parties(),
        )

    def listed(self) -> ExportList:
        number = self.one(_LISTS)
        return builders.an_export_list(
            list_no=number,
            cop_no=self.one((f"E-{number}", f"E-{number}x", None)),
            released_on=self.one((None, "2026-04-09")),
            lines=self.lines(14),
            **self.parties(),
        )

    def receipt(self) -> bytes:
        number = self.one(_LISTS)
        return released(
            cop_no=f"E-{number}",
            agent_code=self.one((builders.EXPORTER, builders.AGENT))["code"],
            invt_no=self.one((number, number, "", self.one(_LISTS))),
            return_time=f"202604{self.random.randint(10, 28)}101500000",
            return_status=self.one(("800", "300")),
        )

    def tallied(self) -> Any:
        return tally(co_el_no=self.one(_APPLICATIONS), invt_no=self.one(_LISTS), app_time=self.one(_DAYS))

    def step(self) -> Step:
        return Step(to=self.one(_STEPS), reason="核实")

    def propose(self) -> None:
        made = proposals.propose(self.officer, self.filed(), Step(to="accepted", reason="核实"))
        proposals.decide(self.supervisor, made.id, Verdict(approve=self.chance(0.7), reason="核实"))

    def take_next(self) -> None:
        if (taken := queue.next_one(self.officer, cases.CaseFilter())) is not None:
            queue.give_back(self.officer, taken.return_id)

    def send_returns(self) -> None:
        entries = [
            refund(
                self.one(("1", "1", "2", "3")),
                application_no=self.one(_APPLICATIONS),
                list_no=self.one(_LISTS),
                lines=self.lines(6),
                agent=self.one((builders.EXPORTER, builders.AGENT)),
            )
            for _ in range(5)
        ]
        self.maybe_once(lambda context: messages.submit_returns(context, returns_message(*entries)))

    def send_tallies(self) -> None:
        entries = [self.tallied() for _ in range(4)]
        self.maybe_once(lambda context: messages.take_tallies(context, tallies_message(*entries)))

    def maybe_once(self, work: Callable[[Context], object]) -> None:
        """Do it, more often than not under a key, so that all of it is one transaction."""
        context = self.anyone()

        def answered() -> Answer:
            work(context)
            return _OK

        if self.chance(0.6):
            run_once(context, str(self.random.random()), "0" * 64, answered)
        else:
            work(context)


def medley(context: Context, *, callers: int, acts: int, seed: int) -> Counts:
    """Let callers do so many things each at once; then every sum and every chain holds.

    Raises:
        AssertionError: one does not; any other error is one of ours.
    """
    entries.put(context, [builders.a_site(), builders.an_enterprise(), builders.an_agent()])
    every = [Caller(context, seed * 1000 + number) for number in range(callers)]
    with ThreadPoolExecutor(callers) as pool:
        told = sum(pool.map(lambda caller: caller.run(acts), every), Counts())
    assert verification.ledger(context).faults == ()
    assert verification.audit_chains(context).faults == ()
    return told


def opened(rulebook: Rulebook, url: str, folder: Path) -> Context:
    """A workplace of its own over a database."""
    return Context(rulebook, Store(url), settings=Settings(data_dir=folder))


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--acts", type=int, default=2000)
    chosen.add_argument("--callers", type=int, default=10)
    chosen.add_argument("--seed", type=int, default=1)
    given = chosen.parse_args()
    for kind in databases.KINDS:
        with tempfile.TemporaryDirectory() as folder, databases.fresh(kind, Path(folder)) as url:
            context = opened(load_rulebook(), url, Path(folder))
            told = medley(context, callers=given.callers, acts=given.acts, seed=given.seed)
            context.store.close()
        print(kind, f"{told.total()} acts, {sum(n for (_, how), n in told.items() if how == 'done')} done")
        for (name, how), number in sorted(told.items()):
            print(f"  {name:16} {how:28} {number}")


if __name__ == "__main__":
    main()
