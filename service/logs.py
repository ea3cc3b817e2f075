"""Logs: a line of JSON for what happened, with the request and the firm, and never with anyone's data or secrets.

On a terminal the same line stands in colours, for whoever runs the service by hand.
"""

import logging
import sys
import traceback
from typing import Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_QUIET: Final = ("uvicorn.access", "httpx2", "httpcore2", "alembic")
_SERVER: Final = ("uvicorn", "uvicorn.error")


def prepare(level: str) -> None:
    """Send every log of the process, the libraries' too, to stderr as JSON lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where_only,
    ]
    by_hand = sys.stderr.isatty()
    render = structlog.dev.ConsoleRenderer() if by_hand else structlog.processors.JSONRenderer(ensure_ascii=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in (*_QUIET, *(_SERVER if by_hand else ())):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SERVER:
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def _where_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception as its kinds and where it was raised: its words may quote what a firm declared."""
    event.pop("color_message", None)  # uvicorn's, for terminals
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = [f"{type(each).__module__}.{type(each).__qualname__}" for each in _causes(error)]
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _causes(error: BaseException) -> list[BaseException]:
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    return causes
