"""The actors as data: name, queue, limits, what to do. Which broker serves them is decided later (``actors.declare``).

Place in the flow: filled by the modules of ``workers.actors`` when they are imported; read by the runtime (which queue
does a task go to?), the scheduler and the runner.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from workers.queues import Queue

if TYPE_CHECKING:
    # For the types of the callables only: ``work`` needs the runtime, which needs this registry.
    from sqlalchemy.orm import Session

    from workers.actors.work import Work
    from workers.ledger import Claim
    from workers.runtime import Runtime
    from workers.settings import Settings

Body = Callable[["Work"], None]
OnQuarantine = Callable[["Runtime", "Session", "Claim"], None]
TimeLimit = float | Callable[["Settings"], float]


class Spec(msgspec.Struct, frozen=True):
    """One actor.

    :param time_limit: seconds, or how they follow from the settings; the backstop, since every blocking call inside has
        a shorter limit of its own.
    :param description: its docstring: what it does, where it commits, when the message is acknowledged.
    :param max_attempts: instead of the settings' number.
    :param on_quarantine: what must be written in the very transaction that quarantines one of its tasks.
    """

    name: str
    queue: Queue
    time_limit: TimeLimit
    body: Body
    description: str
    max_attempts: int | None = None
    on_quarantine: OnQuarantine | None = None

    def seconds(self, settings: Settings) -> float:
        """The time limit under these settings."""
        return self.time_limit(settings) if callable(self.time_limit) else self.time_limit


SPECS: Final[dict[str, Spec]] = {}


def register(spec: Spec) -> None:
    """Add an actor.

    :raises ValueError: when the name is taken.
    """
    if spec.name in SPECS:
        raise ValueError(f"actor {spec.name} is registered twice")
    SPECS[spec.name] = spec


def ledger_actor(
    *,
    queue: Queue,
    time_limit: TimeLimit,
    max_attempts: int | None = None,
    on_quarantine: OnQuarantine | None = None,
) -> Callable[[Body], Body]:
    """Register a function as the actor of its name; the function itself stays as it is."""

    def decorate(body: Body) -> Body:
        name = getattr(body, "__name__", "")
        register(Spec(name, queue, time_limit, body, inspect.getdoc(body) or "", max_attempts, on_quarantine))
        return body

    return decorate


def actors_of(queue: Queue) -> list[str]:
    """The names of the actors a queue serves."""
    return [spec.name for spec in SPECS.values() if spec.queue is queue]
