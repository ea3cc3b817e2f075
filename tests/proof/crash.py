"""Processes are killed at random moments, over and over: what was answered is there once, nothing is there twice."""

import argparse
import random
import tempfile
import threading
import time
from http.client import HTTPException
from pathlib import Path

from service import batches, returns
from service.store.returns import Wanted
from tests import databases
from tests.batch.files import a_jsonl
from tests.proof.service import Service, declaration


def crash(folder: Path, url: str, *, rounds: int, workers: int, batch_rows: int, seed: int = 1) -> dict[str, object]:
    """Submit from several clients while a batch is worked; kill everything `rounds` times; check at the end."""
    chance = random.Random(seed)
    service = Service(folder, url, workers)
    service.fill("1000000")
    service.start()
    line = declaration("x", "0.01")["lines"]
    sent = service.call("POST", "/v1/batches?name=b.jsonl", a_jsonl(batch_rows, lines=line))[1]
    answered: dict[str, str] = {}
    ended = threading.Event()
    clients = [
        threading.Thread(target=_submit, args=(service, client, answered, ended), daemon=True) for client in range(4)
    ]
    for client in clients:
        client.start()
    try:
        for _ in range(rounds):
            time.sleep(chance.uniform(0.05, 0.6))
            service.kill()
            _forget_lease(service, sent["id"])
            service.start()
        ended.set()
        for client in clients:
            client.join(60)
        deadline = time.monotonic() + 600
        while service.call("GET", f"/v1/batches/{sent['id']}")[1]["state"] != "done":
            assert time.monotonic() < deadline, "the batch does not end"
            time.sleep(0.2)
    finally:
        ended.set()
        service.stop()
    kept: dict[str, str] = {}
    before = None
    while True:
        page, before = returns.page(service.place, Wanted(), limit=500, before=before)
        for each in page:
            assert each.application_no not in kept
            assert each.revision == 1
            kept[each.application_no] = each.id
        if before is None:
            break
    lost = {number for number, identity in answered.items() if kept.get(number) != identity}
    assert lost == set(), sorted(lost)[:5]
    rows = [each.row for each in batches.results(service.place, sent["id"])]
    assert rows == list(range(1, batch_rows + 1))
    assert {f"B-{number}" for number in rows} <= kept.keys()
    service.verify()
    service.place.store.close()
    return {"rounds": rounds, "answered": len(answered), "kept": len(kept), "batch rows": len(rows)}


def _submit(service: Service, client: int, answered: dict[str, str], ended: threading.Event) -> None:
    """Submit one return after another under idempotency keys; one whose answer did not come is asked again."""
    number = 0
    while not ended.is_set():
        number += 1
        name = f"S{client}-{number}"
        while not ended.is_set():
            try:
                body = declaration(name, "0.01")
                status, answer = service.call("POST", "/v1/returns", body, **{"Idempotency-Key": name})
            except (OSError, HTTPException):
                time.sleep(0.02)
                continue
            if status in (200, 201):
                answered[name] = answer["id"]
                break
            assert status in (409, 503), answer
            time.sleep(0.2)
            if answer.get("code") == "idempotency.in_flight" and number % 2:
                break  # given up: it may be there or not, but never twice


def _forget_lease(service: Service, batch_id: str) -> None:
    """A minute passes: the dead worker's lease has run out."""
    with service.place.store.write() as session:
        row = batches.store.by_id(session, batch_id)
        if row is not None and row.leased_until is not None:
            row.leased_until = None
            session.add(row)


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--rounds", type=int, default=100)
    chosen.add_argument("--rows", type=int, default=5000)
    given = chosen.parse_args()
    for kind in databases.KINDS:
        with tempfile.TemporaryDirectory() as folder, databases.fresh(kind, Path(folder), Path(folder)) as url:
            print(kind, crash(Path(folder), url, rounds=given.rounds, workers=2, batch_rows=given.rows), flush=True)


if __name__ == "__main__":
    main()
