"""Run the service: one process or several, with or without the background work."""

import os
import signal
import socket
from importlib.util import find_spec
from types import FrameType
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from service import logs, metrics
from service.app import create_app
from service.bootstrap import open_context
from service.cli import output
from service.cli.demo import fill, first_access
from service.evidence import audit
from service.problems import bad_input
from service.settings import Settings
from service.worker import Worker

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_UVICORN: Final[dict[str, Any]] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 30,
}


def serve(host: str, port: int, workers: int, *, demo: bool, jobs: bool) -> None:
    """Serve HTTP until told to stop; requests in flight are answered first.

    Raises:
        BadInput: the address cannot be listened on, or a package is missing; nothing has been done then.
    """
    _refuse_taken(host, port)
    settings = Settings(background_work=jobs)
    _refuse_untraced(settings)
    context = open_context(settings)
    audit.backfill(context)
    shown = None
    if demo:
        fill(context)
        shown = first_access(context)
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"
    if host not in _LOOPBACK and not settings.secure_cookies:
        output.err.print(
            "[yellow]对外服务请经 HTTPS 代理，并设 TONGTUI_SECURE_COOKIES=true · "
            "serve others through HTTPS only, with TONGTUI_SECURE_COOKIES=true[/]"
        )
    if shown is None:
        output.show_welcome(address)
    else:
        output.show_welcome(address, shown.passwords, shown.key)
    logs.prepare(settings.log_level)
    if workers == 1:
        uvicorn.run(create_app(settings, context), host=host, port=port, **_UVICORN)
        return
    context.store.close()
    os.environ["TONGTUI_BACKGROUND_WORK"] = "true" if jobs else "false"
    metrics.share(settings.data_dir / "metrics")
    uvicorn.run("service.cli.serve:worker_app", factory=True, workers=workers, host=host, port=port, **_UVICORN)


def worker_app() -> FastAPI:
    """The application of one serving process of several."""
    settings = Settings()
    logs.prepare(settings.log_level)
    return create_app(settings)


def _refuse_taken(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        reason = (error.strerror or "?").partition(" (")[0]
        raise bad_input(f"{host}:{port}", "setting.address", reason=reason) from None


def _refuse_untraced(settings: Settings) -> None:
    if settings.telemetry and find_spec("opentelemetry.sdk") is None:
        raise bad_input("TONGTUI_TELEMETRY", "setting.telemetry")


def work() -> None:
    """Do the background work until told to stop."""
    settings = Settings()
    worker = Worker(open_context(settings))

    def end(_signal: int, _frame: FrameType | None) -> None:
        worker.stop(0)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    logs.prepare(settings.log_level)
    worker.start()
    output.out.print("[bold]通退 Tongtui[/] 正在处理批量和推送 · doing background work  [dim]Ctrl+C 停止 · to stop[/]")
    worker.wait()
    worker.stop()
