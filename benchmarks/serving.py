"""The service as a process: how soon it answers, what it holds, and what its calls cost beside the emptiest one."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.report import Row, arguments, show
from tests import builders

_JSON = {"Content-Type": "application/json"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _answers(connection: HTTPConnection, method: str, path: str, body: bytes | None = None) -> int:
    connection.request(method, path, body, _JSON if body else {})
    response = connection.getresponse()
    response.read()
    return response.status


def _first_answer(port: int, started: float) -> float:
    while time.perf_counter() - started < 30:
        try:
            if _answers(HTTPConnection("127.0.0.1", port, timeout=5), "GET", "/readyz") == 200:
                return time.perf_counter() - started
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("the service does not answer")


def _cost(call: Callable[[int], int], times: int) -> float:
    """Microseconds a call, the best of five rounds."""
    best = float("inf")
    for turn in range(5):
        start = time.perf_counter()
        for number in range(times):
            assert call(turn * times + number) in (200, 201)
        best = min(best, time.perf_counter() - start)
    return best / times * 1e6


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, calls=300)
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"TONGTUI_DATA_DIR": folder}
        subprocess.run([sys.executable, "-m", "service", "migrate"], env=environment, check=True, capture_output=True)
        started = time.perf_counter()
        command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
        service = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            ready = _first_answer(port, started)
            fresh = _resident_mib(service.pid)
            link = HTTPConnection("127.0.0.1", port, timeout=30)
            for register, row in (
                ("exports", builders.an_export_list()),
                ("sites", builders.a_site()),
                ("enterprises", builders.an_enterprise()),
                ("enterprises", builders.an_agent()),
            ):
                assert _answers(link, "PUT", f"/v1/{register}", row.model_dump_json().encode()) == 200
            bodies = [
                builders.a_declaration(application_no=f"B-{number}").model_dump_json().encode()
                for number in range(chosen.calls * 5)
            ]
            calls: dict[str, Callable[[int], int]] = {
                "GET /healthz": lambda _: _answers(link, "GET", "/healthz"),
                "POST /v1/returns/check": lambda _: _answers(link, "POST", "/v1/returns/check", bodies[0]),
                "POST /v1/returns": lambda number: _answers(link, "POST", "/v1/returns", bodies[number]),
            }
            costs = {name: _cost(call, chosen.calls) for name, call in calls.items()}
            held = _resident_mib(service.pid)
        finally:
            service.terminate()
            service.wait(10)
    first: list[Row] = [{"ready after s": ready, "resident MiB then": fresh, "resident MiB after the calls": held}]
    show("the service, one worker (goals: 3 s, 150 MiB)", first, chosen.json)
    base = costs["GET /healthz"]
    rows: list[Row] = [{"call": name, "µs": cost, "times /healthz": cost / base} for name, cost in costs.items()]
    show("calls over one connection", rows, chosen.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
