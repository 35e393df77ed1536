"""Signs of life: one row a service and host, written by the service's own main loop; a loop that hangs writes none.

Place in the flow: ``runner`` and ``scheduler`` beat; ``nianbao doctor --service`` asks whether the service of its own
host is alive (for health checks), ``nianbao status`` shows all.
"""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, Self

import msgspec
from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models import Heartbeat
from models.session import transaction
from workers.redaction import redact
from workers.telemetry import get_logger

log = get_logger(__name__)

BEAT_SECONDS: Final = 10.0
# A few beats may be late on a busy host.
ALIVE_SECONDS: Final = 60.0
# A container that was replaced has another host name; what it left behind is of no use after so long.
_KEPT: Final = dt.timedelta(days=1)


class Service(StrEnum):
    """The services that beat; their names are those of the commands' parts in a fleet."""

    WATCHER = "watcher"
    WORKER = "worker"
    SCHEDULER = "scheduler"


class Sign(msgspec.Struct, frozen=True):
    """The last sign of life of a service.

    :param seconds_ago: its age; None when there is none.
    :param error: what the service said was wrong, if anything.
    """

    seconds_ago: float | None
    error: str | None = None

    def is_alive(self, within: float = ALIVE_SECONDS) -> bool:
        """Whether the sign is younger than so many seconds, and the service did not stop for an error."""
        return self.seconds_ago is not None and self.seconds_ago < within and self.error is None


def name_of(service: Service, host: str | None = None) -> str:
    """The key of a service's row: ``worker@HOST``."""
    return f"{service}@{host or socket.gethostname()}"


def last_sign(session: Session, service: Service, now: dt.datetime, host: str | None = None) -> Sign:
    """The last sign of life of a service on a host; by default on this one."""
    row = session.get(Heartbeat, name_of(service, host))
    return Sign(None) if row is None else Sign((now - row.at).total_seconds(), row.detail.get("error"))


def is_alive(session: Session, service: Service, now: dt.datetime) -> bool:
    """Whether a service gave a sign of life on any host lately."""
    lately = Heartbeat.at > now - dt.timedelta(seconds=ALIVE_SECONDS)
    wanted = select(Heartbeat.name).where(Heartbeat.name.startswith(name_of(service, "%")[:-1]), lately)
    return session.scalar(wanted.limit(1)) is not None


class Heart:
    """Beats for one service of this process, from the first ``beat`` to the end of the block.

    A database that is away is logged and passes; the row of a service that was stopped in peace is taken away.

    :param clock: the time of day (UTC).
    :param monotonic: seconds that only grow.
    """

    def __init__(
        self,
        engine: Engine,
        service: Service,
        clock: Callable[[], dt.datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._service = service
        self._name = name_of(service)
        self._clock = clock
        self._monotonic = monotonic
        self._next = float("-inf")
        self._error: str | None = None

    def beat(self) -> None:
        """Say "alive", unless it was said a moment ago; to be called by the main loop as often as it turns."""
        if self._monotonic() >= self._next or self._error is not None:
            self._error = None
            self._write({})

    def fail(self, error: str) -> None:
        """Say what keeps the service from its work; the next beat takes it back."""
        self._error = redact(error)
        self._write({"error": self._error})

    def _write(self, detail: dict[str, Any]) -> None:
        self._next = self._monotonic() + BEAT_SECONDS
        now = self._clock()
        self._attempt(
            lambda session: (
                session.execute(_outdated(self._service, now - _KEPT)),
                session.merge(Heartbeat(name=self._name, at=now, detail=detail)),
            )
        )

    def _attempt(self, change: Callable[[Session], object]) -> None:
        try:
            with transaction(self._engine) as session:
                change(session)
        except SQLAlchemyError as error:
            log.warning("heartbeat_not_written", service=self._service.value, reason=redact(str(error).split("\n")[0]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._error is None:
            self._attempt(lambda session: session.execute(delete(Heartbeat).where(Heartbeat.name == self._name)))


def _outdated(service: Service, before: dt.datetime) -> Any:  # noqa: ANN401 - a DELETE
    """The rows of this service on hosts that are gone."""
    old = select(Heartbeat.name).where(Heartbeat.name.startswith(f"{service}@", autoescape=True), Heartbeat.at < before)
    return delete(Heartbeat).where(Heartbeat.name.in_(old))
