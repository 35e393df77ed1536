"""The fixture ``motor``: actors on both databases, without threads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from parsers import Hints
from parsers.bundle import open_file
from tests.workers.motor import Clock, Motor
from tests.workers.sync_broker import SyncBroker
from workers import actors, sandbox, settings
from workers.broker import middleware
from workers.runtime import Runtime
from workers.sandbox import Limits, Reading


def _read_here(data: bytes, name: str, hints: Hints, _: Limits) -> Reading:
    opened = open_file(data, name, hints)
    return Reading(opened.report, opened.found, hints=opened.hints)


@pytest.fixture
def motor(
    engine: Engine, database_url: str, tmp_path: Path, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Motor]:
    """Everything but the watchers, in this thread; fails when an actor let an error out."""
    # A child process for each file takes half a second; that it works is tested where it is made.
    monkeypatch.setattr(sandbox, "read", _read_here)
    chosen = settings.load(home=tmp_path / "home", database_url=database_url)
    chosen.make_folders()
    clock, broker = Clock(now), SyncBroker(middleware())
    runtime = Runtime(chosen, broker=broker, engine=engine, clock=clock)
    actors.declare(runtime, broker)
    yield Motor(runtime, broker, clock)
    assert broker.errors == []
