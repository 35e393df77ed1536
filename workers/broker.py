"""The broker: how "now" reaches the workers. It holds nothing that the ledger does not know.

Place in the flow: ``ledger`` sends task ids through it after a commit; ``runner`` works on what arrives.

Of dramatiq's machinery only delivery is used: retries, delays and the count of attempts belong to the ledger, because
a retry is lost when Redis is down at that moment, delayed messages hang after a restart of Redis, and kills are not
counted.
"""

from __future__ import annotations

from typing import Final

import redis
import structlog
from dramatiq import Broker, Message, Middleware
from dramatiq.broker import MessageProxy
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import ShutdownNotifications, TimeLimit
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

from workers.metrics import MessageMetrics

NAMESPACE: Final = "nianbao"

# A dead worker's messages come back after this, as soon as any command draws maintenance (one in ten does).
HEARTBEAT_TIMEOUT_MS: Final = 60_000
MAINTENANCE_CHANCE: Final = 100_000

# 8 tries within some 5 s: a restart of the embedded broker (0.1 s) passes unseen; longer outages are the sweeper's.
_RETRIES: Final = 8
_RETRY_ON: Final[list[type[Exception]]] = [redis.ConnectionError, redis.TimeoutError, redis.ReadOnlyError]


class LogContext(Middleware):
    """Every record written while a message is worked on, dramatiq's own included, says which message and task."""

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:  # noqa: ARG002 - dramatiq's signature
        """Bind, after dropping what an earlier message may have left on this thread."""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            queue=message.queue_name, actor=message.actor_name, message_id=message.message_id, task_id=message.args[0]
        )

    def after_ack(self, broker: Broker, message: MessageProxy) -> None:  # noqa: ARG002 - same
        """Unbind at the very end, when nothing more is logged about the message."""
        structlog.contextvars.clear_contextvars()

    after_nack = after_ack


def middleware() -> list[Middleware]:
    """The whole list, in order: ``before_`` hooks run downwards, ``after_`` hooks upwards.

    Left out on purpose: AgeLimit and Retries (the ledger decides what is tried and when), Callbacks, Pipelines,
    GroupCallbacks and Results (each a second place for state), CurrentMessage (actors get the task's id), AsyncIO.
    """
    return [
        # Context
        LogContext(),
        # Metrics
        MessageMetrics(),
        # Limits. Only actors that ask for it are interrupted at a shutdown; the others may finish.
        ShutdownNotifications(notify_shutdown=False),
        # Last, so that its after_ hook is the first: a slow hook under a running limit runs a finished actor again.
        TimeLimit(),
    ]


class LedgerBroker(RedisBroker):
    """dramatiq's Redis broker without delay queues, which the ledger's ``due_at`` replaces."""

    def declare_queue(self, queue_name: str) -> None:
        """Declare a queue, without the delay queue dramatiq adds (and polls)."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)

    def enqueue(self, message: Message[object], *, delay: int | None = None) -> Message[object]:
        """Send a message now.

        :raises ValueError: for a delay.
        :raises redis.RedisError: when the broker cannot be reached within the client's retries.
        """
        if delay is not None:
            raise ValueError("a delay belongs in the ledger, as due_at")
        return super().enqueue(message)

    def waiting(self, queue_name: str) -> int:
        """How many messages lie in the queue that no worker has fetched.

        :raises redis.RedisError: when the broker cannot be reached.
        """
        length: int = self.client.llen(f"{self.namespace}:{queue_name}")
        return length

    def ping(self) -> None:
        """Return when the broker answers.

        :raises redis.RedisError: when it does not within the client's retries.
        """
        self.client.ping()

    def close(self) -> None:
        """Close all connections."""
        self.client.close()
        self.client.connection_pool.disconnect()


def make_broker(redis_url: str) -> LedgerBroker:
    """A broker over ``redis://``, ``rediss://`` or ``unix://``; connects when first used."""
    client = redis.Redis.from_url(
        redis_url,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=1), retries=_RETRIES),
        retry_on_error=_RETRY_ON,
        socket_timeout=10,
        socket_connect_timeout=5,
        health_check_interval=30,
        client_name=NAMESPACE,
    )
    return LedgerBroker(  # type: ignore[no-untyped-call] # dramatiq's RedisBroker is not annotated
        client=client,
        middleware=middleware(),
        namespace=NAMESPACE,
        maintenance_chance=MAINTENANCE_CHANCE,
        heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
    )
