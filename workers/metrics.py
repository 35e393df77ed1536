"""Metrics for Prometheus: what the ledger holds, what came out, and how long messages take.

Place in the flow: ``MessageMetrics`` counts in every worker; ``observe`` reads the ledger in the scheduler; ``serve``
answers over HTTP when ``NIANBAO_METRICS_PORT`` is set.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from dramatiq import Broker, Middleware
from dramatiq.broker import MessageProxy
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Alert, AlertStatus, Delivery, DeliveryState, StoredReport, site_notices
from rules.finding import Severity
from workers import backlog

T = TypeVar("T")

REGISTRY: Final = CollectorRegistry()

TASKS: Final = Gauge("nianbao_tasks", "Tasks in the ledger.", ["state"], registry=REGISTRY)
OLDEST_DUE: Final = Gauge(
    "nianbao_oldest_due_task_seconds", "How long the oldest task has been due without being taken.", registry=REGISTRY
)
REPORTS: Final = Gauge("nianbao_reports", "Reports that are current.", registry=REGISTRY)
ALERTS: Final = Gauge("nianbao_alerts", "Alerts that are open.", ["severity"], registry=REGISTRY)
MAILS: Final = Gauge("nianbao_mails", "Deliveries.", ["state"], registry=REGISTRY)
SITES: Final = Gauge(
    "nianbao_sites", "Web sites crawled, of them due, and open notices on them for ops.", ["what"], registry=REGISTRY
)

MESSAGES: Final = Counter("nianbao_messages_total", "Messages worked on.", ["actor", "outcome"], registry=REGISTRY)
SECONDS: Final = Histogram(
    "nianbao_message_seconds",
    "Time a message takes, in seconds.",
    ["actor"],
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300),
    registry=REGISTRY,
)


class MessageMetrics(Middleware):
    """Counts messages and their seconds. A worker thread has one message at a time, so its start is the thread's."""

    def __init__(self) -> None:
        self._thread = threading.local()

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:  # noqa: ARG002 - dramatiq's signature
        """Note the start."""
        self._thread.started = time.monotonic()

    def after_process_message(
        self,
        broker: Broker,  # noqa: ARG002 - dramatiq's signature
        message: MessageProxy,
        *,
        result: object = None,  # noqa: ARG002 - same
        exception: BaseException | None = None,
    ) -> None:
        """Count the outcome and the seconds."""
        MESSAGES.labels(message.actor_name, "ok" if exception is None else "error").inc()
        SECONDS.labels(message.actor_name).observe(time.monotonic() - self._thread.started)


def observe(session: Session, now: dt.datetime) -> None:
    """Read the gauges from the database."""
    for state, count in backlog.counts(session).items():
        TASKS.labels(state.value).set(count)
    oldest = backlog.oldest_due_at(session, now)
    OLDEST_DUE.set((now - oldest).total_seconds() if oldest else 0)
    REPORTS.set(session.scalar(select(func.count()).select_from(StoredReport).where(StoredReport.is_current)) or 0)
    open_alerts = _counted(session, Alert.severity, Alert.status == AlertStatus.OPEN)
    for severity in Severity:
        ALERTS.labels(severity.value).set(open_alerts.get(severity, 0))
    mails = _counted(session, Delivery.state, true())
    for delivery_state in DeliveryState:
        MAILS.labels(delivery_state.value).set(mails.get(delivery_state, 0))
    for what, count in site_notices.counts(session, now).items():
        SITES.labels(what).set(count)


def _counted(session: Session, column: InstrumentedAttribute[T], where: ColumnElement[bool]) -> dict[T, int]:
    found = session.execute(select(column, func.count()).where(where).group_by(column))
    return dict(found.all())


def serve(host: str, port: int) -> Callable[[], None]:
    """Answer Prometheus on ``host:port`` in a thread; call what comes back to stop."""
    server, thread = start_http_server(port, host, registry=REGISTRY)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
