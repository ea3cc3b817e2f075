"""Metrics for Prometheus, summed over the serving processes of one machine."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable by which the library learns where several processes count together."""
_REQUESTS: Final = Counter("tongtui_requests_total", "Answered requests", ("method", "route", "status"))
_SECONDS: Final = Histogram(
    "tongtui_request_seconds",
    "How long requests took",
    ("route",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


def share(folder: Path) -> None:
    """Let the processes that are started from now on count together; what an earlier run left is dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    os.environ[FOLDER] = str(folder)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Note an answered request by its route's template, never by its path."""
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)


def exposition(queues: Mapping[str, int]) -> bytes:
    """Everything counted, in Prometheus' text form, and how much waits in each queue now."""
    counted = REGISTRY
    if FOLDER in os.environ:
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    now.register(_Waiting(queues))
    return generate_latest(counted) + generate_latest(now)


class _Waiting(Collector):
    """What waits: read from the database, so it is one number for all processes."""

    def __init__(self, queues: Mapping[str, int]) -> None:
        self._queues = queues

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The one family."""
        family = GaugeMetricFamily("tongtui_waiting", "What waits to be worked", labels=("queue",))
        for name, length in self._queues.items():
            family.add_metric((name,), length)
        yield family
