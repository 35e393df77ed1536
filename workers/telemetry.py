"""Logs: one JSON object a line, for our own records and those of the libraries, without secrets.

Place in the flow: ``configure`` once a process, ``get_logger`` everywhere, ``bind`` around every task. A correlation id
is born with a file (``new_correlation_id``), travels in ``tasks.correlation_id`` and ends at the mail.
"""

from __future__ import annotations

import logging
import sys
import uuid
from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final, TextIO

import structlog
from structlog.stdlib import BoundLogger
from structlog.typing import Processor

from workers.redaction import redact

__all__ = ["bind", "configure", "get_logger", "new_correlation_id", "redact"]

# Libraries whose INFO is noise beside our own events.
# (SQLAlchemy at INFO would even write every statement with its parameters: cell texts, addresses.)
_QUIET: Final = (
    "alembic",
    "sqlalchemy",
    "botocore",
    "aiobotocore",
    "fsspec",
    "s3fs",
    "urllib3",
    "watchfiles",
    "asyncio",
)


def new_correlation_id() -> str:
    """A fresh id (32 hex digits) that joins all records from one file to its mails."""
    return uuid.uuid4().hex


def get_logger(name: str) -> BoundLogger:
    """The logger of a module: event names in snake_case, values as keywords."""
    return structlog.stdlib.get_logger(name)


def bind(**values: object) -> AbstractContextManager[None]:
    """Within the block every record of this thread carries ``values`` (correlation_id, actor, task_id, report_id …)."""
    return structlog.contextvars.bound_contextvars(**values)


def _redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    redacted: Mapping[str, Any] = redact(event)
    return redacted


# Locals of frames hold file contents and settings: they never enter a log.
_EXCEPTIONS: Final = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
)

_SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


# Our records go through the standard library, so that one handler writes them all; before ``configure`` there is none.
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
)


class _JSONFormatter(structlog.stdlib.ProcessorFormatter):
    """Writes any record as one JSON line; also marks the handlers that are ours."""

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _EXCEPTIONS,
                _redact_event,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )


def configure(level: str = "INFO", *, path: Path | None = None, stream: TextIO | None = None) -> None:
    """Send all records of this process to ``path`` or ``stream`` (default: standard error) as JSON lines.

    A file is appended to, and set aside when it has 10 MB; the last five are kept.

    May be called again: the newest call wins.
    """
    handler = _file(path) if path else logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JSONFormatter())
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old.formatter, _JSONFormatter):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)


def _file(path: Path) -> logging.Handler:
    return RotatingFileHandler(path, maxBytes=10_000_000, backupCount=5, encoding="utf-8")
