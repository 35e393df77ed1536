"""The motor without a second thread: a runtime on a fresh database with a broker that works in the sender's thread."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Source, Task
from models.session import transaction
from parsers import Hints
from tests.workers.sync_broker import SyncBroker
from workers.actors.work import perform
from workers.intake import Intake, Taken
from workers.registry import SPECS
from workers.runtime import Runtime
from workers.scheduler import Scheduler

SAMPLES = Path(__file__).parents[1] / "samples"


class Clock:
    """A clock that only moves when told to."""

    def __init__(self, now: dt.datetime) -> None:
        self.time = now

    def __call__(self) -> dt.datetime:
        return self.time

    def advance(self, **units: float) -> None:
        self.time += dt.timedelta(**units)


class Motor:
    """A runtime, its broker, its clock, and short ways to drive and to look into them."""

    def __init__(self, runtime: Runtime, broker: SyncBroker, clock: Clock) -> None:
        self.runtime = runtime
        self.broker = broker
        self.clock = clock
        self._scheduler = Scheduler(runtime, broker.waiting)

    def take(self, sample: str | bytes, name: str = "", source: Source = Source.FOLDER, **hints: Any) -> Taken:
        """Take a file in and, unless the broker holds, work on all that follows from it."""
        data = (SAMPLES / f"{sample}.txt").read_bytes() if isinstance(sample, str) else sample
        intake = Intake(self.runtime.engine, self.runtime.store, source, self.runtime.send)
        taken = intake.take(data, name=name or f"{sample!s:.40}.txt", hints=Hints(**hints), now=self.clock())
        intake.send(taken)
        return taken

    def work_until(self, actor: str) -> None:
        """Work on the messages held back until the next one is for this actor."""
        while self.broker.held and self.broker.held[0].actor_name != actor:
            self._perform_next()

    def work_beside(self) -> None:
        """What another worker does while one is in the middle of its task."""
        while self.broker.held:
            self._perform_next()

    def _perform_next(self) -> None:
        message = self.broker.held.popleft()
        perform(self.runtime, SPECS[message.actor_name], message.args[0])

    def all(self, table: type[Any], *where: Any) -> Sequence[Any]:
        """Rows, oldest first."""
        with transaction(self.runtime.engine) as session:
            return session.scalars(select(table).where(*where).order_by(table.id)).all()

    def write(self, change: Callable[[Session], object]) -> None:
        """A transaction whose tasks are sent after it."""
        with self.runtime.transaction() as session:
            change(session)

    def states(self, *where: Any) -> dict[str, str]:
        """The state of each task, by actor."""
        return {task.actor: task.state.value for task in self.all(Task, *where)}

    def sweep(self) -> int | None:
        """One pass of the scheduler."""
        return self._scheduler.sweep()

    def do_daily_work(self) -> None:
        """What the scheduler has done each day at the first look, and what nobody waits for here."""
        self.sweep()

    def mails(self) -> list[Path]:
        return sorted(self.runtime.settings.outbox.glob("*.eml"))


def body(path: Path) -> str:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    part = message.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text
