"""Signs of life: who is alive, who stopped in peace, who stopped for an error, and what is left of hosts long gone."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from sqlalchemy import Engine, select

from models import Heartbeat
from models.session import make_engine, read_only, transaction
from tests.workers.motor import Clock
from workers.heartbeat import ALIVE_SECONDS, BEAT_SECONDS, Heart, Service, Sign, last_sign, name_of


@pytest.fixture
def clock(now: dt.datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def heart(engine: Engine, clock: Clock) -> Heart:
    return Heart(engine, Service.WORKER, clock, lambda: clock().timestamp())


def sign(engine: Engine, clock: Clock, service: Service = Service.WORKER, host: str | None = None) -> Sign:
    with read_only(engine) as session:
        return last_sign(session, service, clock(), host)


def test_a_service_is_alive_while_it_beats(engine: Engine, clock: Clock, heart: Heart) -> None:
    assert not sign(engine, clock).is_alive()
    heart.beat()
    clock.advance(seconds=ALIVE_SECONDS - 1)
    assert sign(engine, clock) == Sign(ALIVE_SECONDS - 1)
    assert sign(engine, clock).is_alive()
    clock.advance(seconds=1)
    assert not sign(engine, clock).is_alive()
    heart.beat()
    assert sign(engine, clock).is_alive()


def test_another_service_and_another_host_do_not_count(engine: Engine, clock: Clock, heart: Heart) -> None:
    heart.beat()
    assert not sign(engine, clock, Service.WATCHER).is_alive()
    assert not sign(engine, clock, host="elsewhere").is_alive()


def test_a_loop_may_turn_as_often_as_it_likes(engine: Engine, clock: Clock, heart: Heart) -> None:
    heart.beat()
    clock.advance(seconds=BEAT_SECONDS / 2)
    heart.beat()
    assert sign(engine, clock).seconds_ago == BEAT_SECONDS / 2
    clock.advance(seconds=BEAT_SECONDS / 2)
    heart.beat()
    assert sign(engine, clock).seconds_ago == 0


def test_an_error_is_said_until_the_next_beat(engine: Engine, clock: Clock, heart: Heart) -> None:
    heart.fail("the disk is full; redis://:geheim@h")
    assert sign(engine, clock) == Sign(0, "the disk is full; redis://:***@h")
    assert not sign(engine, clock).is_alive()
    heart.beat()
    assert sign(engine, clock).is_alive()


def test_a_stop_in_peace_leaves_nothing_and_one_for_an_error_its_word(
    engine: Engine, clock: Clock, heart: Heart
) -> None:
    with heart:
        heart.beat()
    assert sign(engine, clock) == Sign(None)
    with heart:
        heart.fail("the disk is full")
    assert sign(engine, clock).error == "the disk is full"


def test_what_hosts_that_are_gone_left_behind_is_taken_away(engine: Engine, clock: Clock, heart: Heart) -> None:
    names = [name_of(Service.WORKER, "gone"), name_of(Service.WATCHER, "gone"), "scheduler"]
    with transaction(engine) as session:
        session.add_all(Heartbeat(name=name, at=clock() - dt.timedelta(days=2), detail={}) for name in names)
    heart.beat()
    with read_only(engine) as session:
        assert set(session.scalars(select(Heartbeat.name))) == {names[1], names[2], name_of(Service.WORKER)}


def test_a_database_that_is_away_stops_no_heart(
    clock: Clock, empty_sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = make_engine(empty_sqlite_url)
    with caplog.at_level(logging.WARNING), Heart(engine, Service.WATCHER, clock) as heart:
        heart.beat()
    engine.dispose()
    assert "heartbeat_not_written" in caplog.text
