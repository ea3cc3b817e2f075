"""Processes are killed at random moments, over and over: what was answered is there once, nothing is there twice."""

import argparse
import random
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

from schemas.work.returns import ReturnFilter
from service.batches import lifecycle
from service.returns import lookup
from tests import databases
from tests.batch.files import a_jsonl
from tests.stress.postgres import Postgres, is_ours, own_postgres
from tests.stress.service import Service, declaration

_CLIENTS = 4


class Told:
    """What the service answered: the return of each number, and whether it said that the database was away."""

    def __init__(self) -> None:
        self.returns: dict[str, str] = {}
        self.ended = threading.Event()
        self.away = threading.Event()
        self.came_back = threading.Event()


def crash(
    folder: Path,
    url: str,
    *,
    rounds: int,
    workers: int,
    batch_rows: int,
    seed: int = 1,
    postgres: Postgres | None = None,
) -> dict[str, object]:
    """Submit from several clients while a batch is worked; kill everything `rounds` times; check at the end.

    Once, half-way, `postgres` is killed instead, and the service must go on by itself when it is back.
    """
    chance = random.Random(seed)
    service = Service(folder, url, workers)
    service.fill("1000000")
    service.start()
    line = declaration("x", "0.01")["lines"]
    sent = service.call("POST", "/v1/batches?name=b.jsonl", a_jsonl(batch_rows, lines=line))[1]
    told = Told()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        clients = [pool.submit(_submit, service, number, told) for number in range(_CLIENTS)]
        try:
            for number in range(rounds):
                time.sleep(chance.uniform(0.05, 0.6))
                if postgres is not None and number == rounds // 2:
                    _outage(postgres, told)
                service.kill()
                _forget_lease(service, sent["id"])
                service.start()
            told.ended.set()
            for client in clients:
                client.result(60)
            deadline = time.monotonic() + 600
            while service.call("GET", f"/v1/batches/{sent['id']}")[1]["state"] != "done":
                assert time.monotonic() < deadline, "the batch does not end"
                time.sleep(0.2)
        finally:
            told.ended.set()
            service.stop()
    kept = _kept(service)
    lost = {number for number, identity in told.returns.items() if kept.get(number) != identity}
    assert lost == set(), sorted(lost)[:5]
    rows = [each.row for each in lifecycle.results(service.context, sent["id"])]
    assert rows == list(range(1, batch_rows + 1))
    assert {f"B-{number}" for number in rows} <= kept.keys()
    service.verify()
    service.context.store.close()
    return {
        "rounds": rounds,
        "answered": len(told.returns),
        "kept": len(kept),
        "batch rows": len(rows),
        "database killed": int(postgres is not None),
    }


def _kept(service: Service) -> dict[str, str]:
    """Every return that is there, by its number; none is there twice."""
    kept: dict[str, str] = {}
    before = None
    while True:
        page, before = lookup.page(service.context, ReturnFilter(), limit=500, before=before)
        for each in page:
            assert each.application_no not in kept
            assert each.revision == 1
            kept[each.application_no] = each.id
        if before is None:
            return kept


def _outage(postgres: Postgres, told: Told) -> None:
    """The database dies; clients are told so; it comes back, and without our doing they are served again."""
    told.away.clear()
    postgres.kill()
    assert told.away.wait(60), "no client was told that the database is away"
    postgres.start()
    told.came_back.clear()
    assert told.came_back.wait(60), "no client is served again"


def _submit(service: Service, client: int, told: Told) -> None:
    """Submit one return after another under idempotency keys; one whose answer did not come is asked again."""
    number = 0
    while not told.ended.is_set():
        number += 1
        name = f"S{client}-{number}"
        while not told.ended.is_set():
            try:
                body = declaration(name, "0.01")
                status, answer = service.call("POST", "/v1/returns", body, **{"Idempotency-Key": name})
            except (OSError, HTTPException):
                time.sleep(0.02)
                continue
            if status in (200, 201):
                told.returns[name] = answer["id"]
                told.came_back.set()
                break
            if (status, answer["code"]) == (503, "database.unavailable"):
                told.away.set()
            else:
                assert (status, answer["code"]) == (409, "idempotency.in_flight"), answer
            time.sleep(0.2)
            if status == 409 and number % 8:
                break  # given up: it may be there or not, but never twice


def _forget_lease(service: Service, batch_id: str) -> None:
    """A minute passes: the dead worker's lease has run out."""
    with service.context.store.write() as session:
        row = lifecycle.store.by_id(session, batch_id)
        if row is not None and row.leased_until is not None:
            row.leased_until = None
            session.add(row)


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--rounds", type=int, default=100)
    chosen.add_argument("--rows", type=int, default=5000)
    given = chosen.parse_args()
    sizes = {"rounds": given.rounds, "workers": 2, "batch_rows": given.rows}
    for kind in databases.KINDS:
        with tempfile.TemporaryDirectory() as named:
            folder = Path(named)
            if kind == "postgresql" and is_ours():
                with own_postgres() as postgres:
                    told = crash(folder, postgres.url, **sizes, postgres=postgres)
            else:
                with databases.fresh(kind, folder) as url:
                    told = crash(folder, url, **sizes)
            print(kind, told, flush=True)


if __name__ == "__main__":
    main()
