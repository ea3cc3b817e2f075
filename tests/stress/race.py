"""Many clients hammer one line of one original list: never is more accepted than was exported, and nothing is lost."""

import argparse
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from schemas.work.returns import ReturnFilter
from service.returns import lookup
from tests import databases
from tests.stress.service import Service, declaration


@dataclass
class Told:
    """What the service answered one client: the last state of each return by its number."""

    states: dict[str, tuple[str, Decimal]] = field(default_factory=dict)
    answers: int = 0


def race(folder: Path, url: str, *, workers: int, clients: int, attempts: int) -> dict[str, object]:
    """Run the race and check what came of it; gives counts."""
    service = Service(folder, url, workers)
    exported = Decimal(attempts * 6 // 10)
    service.fill(str(exported))
    service.start()
    began = time.monotonic()
    try:
        with ThreadPoolExecutor(clients) as pool:
            told = list(pool.map(lambda n: _client(service, n, -(-attempts // clients)), range(clients)))
    finally:
        service.stop()
    seconds = time.monotonic() - began
    states = {number: state for each in told for number, state in each.states.items()}
    accepted = sum((quantity for state, quantity in states.values() if state == "accepted"), Decimal(0))
    assert accepted <= exported, (accepted, exported)
    assert {state for state, _ in states.values()} == {"accepted", "rejected", "withdrawn"}
    kept = {}
    before = None
    while True:
        page, before = lookup.page(service.context, ReturnFilter(), limit=500, before=before)
        kept.update({each.application_no: each.state for each in page})
        if before is None:
            break
    assert kept == {number: state for number, (state, _) in states.items()}
    service.verify()
    service.context.store.close()
    return {
        "attempts": sum(each.answers for each in told),
        "returns": len(states),
        "accepted": str(accepted),
        "of": str(exported),
        "per second": round(sum(each.answers for each in told) / seconds, 1),
    }


def _client(service: Service, client: int, attempts: int) -> Told:
    chance = random.Random(client)
    link = service.connection()
    told = Told()
    mine: list[tuple[str, str, Decimal]] = []
    while told.answers < attempts:
        told.answers += 1
        kind = chance.random()
        if kind < 0.2 and mine:
            number, identity, quantity = mine.pop(chance.randrange(len(mine)))
            status, answer = service.call("POST", f"/v1/returns/{identity}/withdraw", None, link)
            assert status == 200, answer
            told.states[number] = ("withdrawn", quantity)
            continue
        quantity = Decimal(chance.choice(("1", "2", "3.5")))
        if kind < 0.35 and mine:
            number, identity, _ = mine.pop(chance.randrange(len(mine)))
            body = declaration(number, str(quantity), reason=f"改 {told.answers}")
            status, answer = service.call("PUT", f"/v1/returns/{identity}", body, link)
        else:
            number = f"C{client}-{told.answers}"
            status, answer = service.call("POST", "/v1/returns", declaration(number, str(quantity)), link)
        assert status in (200, 201), answer
        told.states[number] = (answer["state"], quantity)
        if answer["state"] == "accepted":
            mine.append((number, answer["id"], quantity))
    link.close()
    return told


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--attempts", type=int, default=10_000)
    chosen.add_argument("--clients", type=int, default=64)
    chosen.add_argument("--workers", type=int, default=4)
    given = chosen.parse_args()
    for kind in databases.KINDS:
        with tempfile.TemporaryDirectory() as folder, databases.fresh(kind, Path(folder)) as url:
            numbers = race(Path(folder), url, workers=given.workers, clients=given.clients, attempts=given.attempts)
            print(kind, numbers, flush=True)


if __name__ == "__main__":
    main()
