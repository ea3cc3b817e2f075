"""Background work: batches, webhooks and forgetting what has had its time; any number of workers share it by leases."""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from secrets import token_hex
from typing import Final

from service.batches import lifecycle, processing
from service.cases import overview, queue
from service.context import Context
from service.evidence.checkpoints import CheckpointFile
from service.returns import retention
from service.store import accounts, idempotency
from service.webhooks import delivery

_log = logging.getLogger(__name__)
_PAUSE: Final = 0.5
_TIDY_EVERY: Final = timedelta(minutes=10)
_ERASED_AT_ONCE: Final = 500
_BACKFILLED_AT_ONCE: Final = 200
_TOLD_AT_ONCE: Final = 500
_SENT_AT_ONCE: Final = 20
Task = Callable[[], bool]


def worker_name() -> str:
    """A name that no other worker has, on whatever machine: leases are told apart by it."""
    return f"{os.uname().nodename[:32]}-{os.getpid()}-{token_hex(4)}"


class Worker:
    """Threads that look for work until they are stopped; what one leaves unfinished another takes up."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stop = threading.Event()
        self.name = worker_name()
        tasks: dict[str, Task] = {
            "tidying": self._tidy,
            "batches": self._batches,
            "webhooks": self._webhooks,
            "counting": self._count,
        }
        self._threads = [
            threading.Thread(target=self._loop, args=(name, task), name=name, daemon=True)
            for name, task in tasks.items()
        ]
        self._tidied = -_TIDY_EVERY.total_seconds()  # at once, also on a machine that was just started

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """Finish what is in hand and end."""
        self._stop.set()
        for thread in self._threads:
            thread.join(patience)

    def wait(self) -> None:
        """Work until stopped."""
        self._stop.wait()

    def _loop(self, name: str, task: Task) -> None:
        while not self._stop.is_set():
            try:
                busy = task()
            except Exception:
                _log.exception("%s: the worker goes on after an error", name)
                busy = False
            if not busy:
                self._stop.wait(_PAUSE)

    def _batches(self) -> bool:
        return processing.work(self._context, self.name, self._stop.is_set)

    def _webhooks(self) -> bool:
        # one event is told at once or with the next ones; going on for each would take every second turn to write
        fanned_out = delivery.fan_out(self._context, _TOLD_AT_ONCE)
        return delivery.deliver_due(self._context, _SENT_AT_ONCE) == _SENT_AT_ONCE or fanned_out == _TOLD_AT_ONCE

    def _count(self) -> bool:
        return overview.count_decisions(self._context)

    def _tidy(self) -> bool:
        if time.monotonic() - self._tidied < _TIDY_EVERY.total_seconds():
            return False
        self._tidied = time.monotonic()
        with self._context.store.write() as session:
            idempotency.drop_older(session, self._context.now() - idempotency.KEPT)
            accounts.drop_ended(session, self._context.now())
        lifecycle.drop_left_behind(self._context)
        while queue.backfill(self._context, _BACKFILLED_AT_ONCE):
            pass
        retention.erase_due(self._context, _ERASED_AT_ONCE)
        CheckpointFile(self._context.settings.data_dir / "heads", self._context.signer).compact()
        return False
