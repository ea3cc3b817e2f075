"""Ordinary load on one worker for an hour: its memory stays flat. `python -m tests.stress.soak --minutes 60`."""

import argparse
import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from tests import databases
from tests.batch.files import a_jsonl
from tests.stress.service import Service, declaration

MOST_GROWTH: Final = 0.15
_WARM_UP: Final = 0.2
_CLIENTS: Final = 4
_BATCH: Final = 100


@dataclass
class Load:
    """What is asked of the service until the time is over; counts of what was answered."""

    service: Service
    until: float
    answered: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, number: int) -> None:
        """One client: submits, checks, reads, lists, and now and then a batch."""
        chance, link = random.Random(number), self.service.connection()
        mine: list[str] = []
        made = 0
        while time.monotonic() < self.until:
            made += 1
            name = f"S{number}-{made}"
            kind = chance.choices(("submit", "check", "read", "list", "batch"), (40, 30, 20, 9, 0.1))[0]
            kind = kind if mine else "submit"
            wanted = 200
            match kind:
                case "submit":
                    body = declaration(name, "0.01")
                    status, answer = self.service.call("POST", "/v1/returns", body, link, **{"Idempotency-Key": name})
                    wanted, mine = 201, [*mine[-50:], answer["id"]]
                case "check":
                    status, answer = self.service.call("POST", "/v1/returns/check", declaration(name, "0.01"), link)
                case "read":
                    identity = chance.choice(mine)
                    status, answer = self.service.call("GET", f"/v1/returns/{identity}", None, link)
                case "list":
                    status, answer = self.service.call("GET", "/v1/returns?limit=20", None, link)
                case _:
                    rows = a_jsonl(_BATCH, lines=declaration("x", "0.01")["lines"]).replace(
                        b'"B-', f'"{name}-'.encode()
                    )
                    status, answer = self.service.call("POST", "/v1/batches?name=b.jsonl", rows, link)
                    wanted = 202
            assert status == wanted, (kind, status, answer)
            with self.lock:
                self.answered[kind] = self.answered.get(kind, 0) + 1


def soak(folder: Path, url: str, *, minutes: float) -> dict[str, object]:
    """Load the service for that time and sample its resident memory; fails where it grows after the warm-up."""
    service = Service(folder, url, workers=1)
    service.fill("10000000")
    service.start()
    assert service.process is not None
    process = psutil.Process(service.process.pid)
    began = time.monotonic()
    load = Load(service, began + minutes * 60)
    samples: list[float] = []
    with ThreadPoolExecutor(_CLIENTS) as pool:
        clients = [pool.submit(load.client, number) for number in range(_CLIENTS)]
        while not all(client.done() for client in clients):
            time.sleep(1)
            samples.append(process.memory_info().rss / 1024**2)
        for client in clients:
            client.result()
    service.stop()
    service.verify()
    service.context.store.close()
    warm = samples[int(len(samples) * _WARM_UP) :]
    tenth = max(1, len(warm) // 10)
    means = [round(sum(piece) / tenth) for piece in (warm[at : at + tenth] for at in range(0, tenth * 10, tenth))]
    told: dict[str, object] = {
        "minutes": minutes,
        **load.answered,
        "per second": round(sum(load.answered.values()) / (time.monotonic() - began), 1),
        "MB by tenths after warm-up": means,
        "MB at most": round(max(samples)),
    }
    assert means[-1] <= means[0] * (1 + MOST_GROWTH), told
    return told


def main() -> int:
    chosen = argparse.ArgumentParser(prog="tests.stress.soak", description=__doc__)
    chosen.add_argument("--minutes", type=float, default=60)
    chosen.add_argument("--database", choices=databases.KINDS, default="sqlite")
    given = chosen.parse_args()
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        with databases.fresh(given.database, folder) as url:
            print(given.database, soak(folder, url, minutes=given.minutes), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
