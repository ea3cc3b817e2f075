"""The service beside the barest one that could do a like thing, in the same run, on one worker each.

`POST /v1/returns` (decided, recorded, audited, signed) against FastAPI + SQLModel inserting the same body; `check`
against an echo of it through pydantic. Goals: 0.5 and 0.7 of their throughput.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.report import Row, arguments, show
from tests import builders, databases
from tests.stress.service import Service, free_port

_BARE = Path(__file__).with_name("bare.py")
Call = Callable[[HTTPConnection, int], None]


def _hammer(port: int, call: Call, *, clients: int, each: int, pause: float = 0.0) -> tuple[float, list[float]]:
    """Calls a second, and how long each took, over some connections at once."""
    took: list[float] = []

    def run(client: int) -> None:
        link = HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(each):
            began = time.perf_counter()
            call(link, client * each + number)
            took.append(time.perf_counter() - began)
            if pause:
                time.sleep(pause)
        link.close()

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clients * each / (time.perf_counter() - began), took


def _post(path: str, bodies: Sequence[bytes], headers: dict[str, str], offset: int = 0) -> Call:
    def call(link: HTTPConnection, number: int) -> None:
        link.request("POST", path, bodies[(number + offset) % len(bodies)], headers)
        answer = link.getresponse()
        text = answer.read()
        assert answer.status in (200, 201), text[:300]

    return call


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, calls=150)
    clients = 8
    rows: list[Row] = []
    latencies: list[Row] = []
    for kind in databases.KINDS:
        with tempfile.TemporaryDirectory() as folder, databases.fresh(kind, Path(folder)) as url:
            service = Service(Path(folder), url, 1)
            service.fill("1000000")
            service.start()
            port = free_port()
            environment = os.environ | {"BARE_DATABASE_URL": url}
            command = [
                sys.executable,
                "-m",
                "uvicorn",
                "benchmarks.bare:app",
                "--port",
                str(port),
                "--log-level",
                "error",
            ]
            bare = subprocess.Popen(command, env=environment)
            try:
                _wait(port)
                count = clients * chosen.calls * 6
                made = (builders.a_declaration(application_no=f"H-{n}", lines=_line()) for n in range(count))
                bodies = [each.model_dump_json().encode() for each in made]
                ours, plain = dict(service.headers), {"Content-Type": "application/json"}
                turn = iter(range(0, count, clients * chosen.calls))
                best: dict[str, float] = {}
                for _ in range(4):
                    pairs = {
                        "POST /v1/returns": (service.port, _post("/v1/returns", bodies, ours, next(turn))),
                        "insert": (port, _post("/insert", bodies, plain)),
                        "check": (service.port, _post("/v1/returns/check", bodies[:1], ours)),
                        "echo": (port, _post("/echo", bodies[:1], plain)),
                    }
                    for name, (where, call) in pairs.items():
                        rate, _ = _hammer(where, call, clients=clients, each=chosen.calls)
                        best[name] = max(best.get(name, 0.0), rate)
                for name, base in (("POST /v1/returns", "insert"), ("check", "echo")):
                    goal = 0.5 if base == "insert" else 0.7
                    share = best[name] / best[base]
                    rows.append(
                        {
                            "database": kind,
                            "call": name,
                            "per s": best[name],
                            base: best[base],
                            "share": share,
                            "goal": goal,
                        }
                    )
                half = best["POST /v1/returns"] / 2
                submit = _post("/v1/returns", bodies, ours, next(turn))
                _, took = _hammer(service.port, submit, clients=4, each=chosen.calls, pause=4 / half)
                cuts = statistics.quantiles(took, n=100)
                latencies.append({"database": kind, "p50 ms": cuts[49] * 1e3, "p99 ms": cuts[98] * 1e3})
            finally:
                bare.terminate()
                bare.wait(10)
                service.stop()
                service.context.store.close()
    show("throughput over 8 connections, one worker each", rows, chosen.json)
    show("POST /v1/returns at about half load", latencies, chosen.json)
    return 0


def _line() -> list[object]:
    return [builders.line_json(quantity="0.01", legal_quantity="0.01", second_quantity=None)]


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            link = HTTPConnection("127.0.0.1", port)
            link.request("GET", "/openapi.json")
            link.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the bare service does not answer")


if __name__ == "__main__":
    raise SystemExit(main())
