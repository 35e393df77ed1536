"""The actors: thin; each claims its task, calls what does the work, and commits the result with what follows from it.

Place in the flow: importing this package registers them all; ``declare`` binds them to a broker.
"""

from __future__ import annotations

from dramatiq import Actor, Broker

from workers.actors import (
    alarm,
    checks,
    coverage_day,
    deliver,
    digest,
    extract,
    lapse,
    notify,
    notify_missing,
    persist,
)
from workers.actors.work import perform
from workers.registry import SPECS, Spec
from workers.runtime import Runtime

__all__ = [
    "alarm",
    "checks",
    "coverage_day",
    "declare",
    "deliver",
    "digest",
    "extract",
    "lapse",
    "notify",
    "notify_missing",
    "persist",
]


def declare(runtime: Runtime, broker: Broker) -> None:
    """Bind all actors to a broker; a message carries the task's id and nothing else."""
    for spec in SPECS.values():
        _declare(runtime, broker, spec)


def _declare(runtime: Runtime, broker: Broker, spec: Spec) -> None:
    def act(task_id: int) -> None:
        perform(runtime, spec, task_id)

    act.__doc__ = spec.description
    Actor(
        act,
        broker=broker,
        actor_name=spec.name,
        queue_name=spec.queue.value,
        priority=0,
        options={"time_limit": spec.seconds(runtime.settings) * 1000},
    )
