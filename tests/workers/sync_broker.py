"""A broker that works on each message in the thread that sends it, through dramatiq's own worker code and middleware.

No sleeps, no joins, no second thread: when ``send`` returns, the task and all that follows from it are finished.
"""

from __future__ import annotations

from collections import deque
from queue import PriorityQueue
from typing import Any

import redis
from dramatiq import Broker, Message, Middleware
from dramatiq.broker import Consumer, MessageProxy
from dramatiq.worker import ConsumerThread, WorkerThread


class _Acks(Consumer):
    """Counts what dramatiq acknowledges and rejects."""

    def __init__(self) -> None:
        self.acked: list[MessageProxy] = []
        self.rejected: list[MessageProxy] = []

    def ack(self, message: MessageProxy) -> None:
        self.acked.append(message)

    def nack(self, message: MessageProxy) -> None:
        self.rejected.append(message)


class SyncBroker(Broker):
    """``hold`` keeps messages in ``held`` until ``work``; ``is_down`` makes sending fail as a dead Redis does."""

    def __init__(self, middleware: list[Middleware]) -> None:
        super().__init__(middleware)
        self.hold = False
        self.is_down = False
        self.held: deque[Message[Any]] = deque()
        self.acks = _Acks()
        self.errors: list[BaseException] = []
        self._is_working = False
        self._work_queue: PriorityQueue[Any] = PriorityQueue()
        self._consumers: dict[str, ConsumerThread] = {}
        self._worker = WorkerThread(
            broker=self, consumers=self._consumers, work_queue=self._work_queue, worker_timeout=1
        )

    def declare_queue(self, queue_name: str) -> None:
        if queue_name not in self._consumers:
            self.queues[queue_name] = None
            thread = ConsumerThread(
                broker=self, queue_name=queue_name, prefetch=1, work_queue=self._work_queue, worker_timeout=1
            )
            thread.consumer = self.acks
            self._consumers[queue_name] = thread

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        if self.is_down:
            raise redis.ConnectionError("the broker is down")
        self.emit_before("enqueue", message, delay)
        self.held.append(Message.decode(message.encode()))
        self.emit_after("enqueue", message, delay)
        if not self.hold:
            self.work()
        return message

    def waiting(self, queue_name: str) -> int:
        return sum(message.queue_name == queue_name for message in self.held)

    def work(self) -> None:
        """Work on what is held, and on all that follows from it."""
        if self._is_working:
            return  # what is sent from inside an actor waits for that actor's end, as with a real broker
        self._is_working = True
        try:
            while self.held:
                self._process(self.held.popleft())
        finally:
            self._is_working = False

    def _process(self, message: Message[Any]) -> None:
        proxy = _KeepsError(message, self.errors)
        self._work_queue.put(0)
        self._work_queue.get()
        self._worker.process_message(proxy)


class _KeepsError(MessageProxy):
    """dramatiq logs what an actor raises, and goes on; a test wants to see it."""

    def __init__(self, message: Message[Any], errors: list[BaseException]) -> None:
        super().__init__(message)
        self._errors = errors

    def stuff_exception(self, exception: BaseException) -> None:
        self._errors.append(exception)
