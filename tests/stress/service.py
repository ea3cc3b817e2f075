"""The service as processes of its own over a database, with registers filled, and clients that call it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from rules import load_rulebook
from service.context import Context
from service.evidence import verification
from service.evidence.checkpoints import CheckpointFile
from service.settings import Settings
from service.signing import Signer
from service.store import Store
from tests import builders
from tests.harness import fill_registers
from tests.identity import key_of

Json = dict[str, Any]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Service:
    """Serving processes over one database; they can be killed and started again."""

    def __init__(self, folder: Path, database_url: str, workers: int) -> None:
        self.folder, self.url, self.workers, self.port = folder, database_url, workers, free_port()
        self.environment = os.environ | {
            "TONGTUI_DATA_DIR": str(folder),
            "TONGTUI_DATABASE_URL": database_url,
            "TONGTUI_RATE_PER_MINUTE": "0",
            "TONGTUI_LOG_LEVEL": "warning",
        }
        self.context = Context(
            load_rulebook(),
            Store(database_url),
            signer=Signer.from_file(folder / "signing.jwk"),
            settings=Settings(data_dir=folder),
        )
        self.heads = CheckpointFile(folder / "heads", self.context.signer)
        self.context.store.after_commit.append(self.heads.write)
        self.headers: Mapping[str, str] = {**key_of(self.context), "Content-Type": "application/json"}
        self.process: subprocess.Popen[bytes] | None = None

    def fill(self, exported: str) -> None:
        """Registers, and an original list whose one line exported that much."""
        fill_registers(self.context, lines=[builders.pieces(exported)])

    def start(self) -> None:
        """Start, and wait until it is ready."""
        command = [sys.executable, "-m", "service", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if self.call("GET", "/readyz")[0] == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.05)
        self.kill()
        raise RuntimeError("the service does not get ready")

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def call(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        link: HTTPConnection | None = None,
        **headers: str,
    ) -> tuple[int, Json]:
        """One call; a connection that is given is used again."""
        made = link or self.connection()
        try:
            data = json.dumps(body).encode() if isinstance(body, dict) else body
            made.request(method, path, data, {**self.headers, **headers})
            answer = made.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text[:1] == b"{" else {}
        finally:
            if link is None:
                made.close()

    def verify(self) -> None:
        """Chains, rows, heads and sums hold."""
        verified = verification.audit_chains(self.context, self.heads)
        assert verified.faults == (), verified.faults[:5]
        summed = verification.ledger(self.context)
        assert summed.faults == (), summed.faults[:5]


def declaration(number: str, quantity: str, **changes: Any) -> Json:
    """A return of that much of the list's one line."""
    return builders.declaration_json(application_no=number, lines=[builders.pieces(quantity)], **changes)
