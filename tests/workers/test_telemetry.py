"""Logs: JSON for our own and foreign records, the ids of a report's way, and no secrets."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workers import telemetry

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What has been logged, line by line."""
    stream = io.StringIO()
    root = logging.getLogger()
    level = root.level
    telemetry.configure(stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for handler in root.handlers[:]:
        if getattr(handler, "stream", None) is stream:
            root.removeHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_own_and_foreign_records_have_one_shape(lines: Lines) -> None:
    with telemetry.bind(correlation_id="c1", task_id=7):
        telemetry.get_logger("workers.x").info("task_done", seconds=0.5)
        logging.getLogger("dramatiq.worker").warning("restarting %s", "soon", extra={"queue": "db"})
    own, foreign = lines()
    assert own["event"] == "task_done"
    assert own["seconds"] == 0.5
    assert foreign["event"] == "restarting soon"
    assert foreign["queue"] == "db"
    for record in (own, foreign):
        assert record["correlation_id"] == "c1"
        assert record["task_id"] == 7
        assert record["timestamp"].endswith("Z")
        assert {"level", "logger"} <= record.keys()


def test_what_is_bound_ends_with_its_block(lines: Lines) -> None:
    with telemetry.bind(task_id=1):
        pass
    telemetry.get_logger("x").info("after")
    assert "task_id" not in lines()[0]


def test_threads_do_not_share_what_is_bound(lines: Lines) -> None:
    with telemetry.bind(task_id=1):
        thread = threading.Thread(target=lambda: telemetry.get_logger("x").info("elsewhere"))
        thread.start()
        thread.join()
    assert "task_id" not in lines()[0]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("postgresql+psycopg://u:geheim@h:5432/db", "postgresql+psycopg://u:***@h:5432/db"),
        ("redis://:geheim@h", "redis://:***@h"),
        ("two: smtp://a:geheim@h, redis://:geheim@g.", "two: smtp://a:***@h, redis://:***@g."),
        ("smtp://a:gehe@im@h", "smtp://a:***@h"),
        ("postgresql://u:pa'geheim@h/db", "postgresql://u:***@h/db"),
        ("redis://:p/geheim@h", "redis://:***@h"),
        ("cannot reach redis://:p geheim@h:6379/0.", "cannot reach redis://:***@h:6379/0."),
        ("amqp://u:a@geheim/b@h, amqp://u:geheim@g", "amqp://u:***@h, amqp://u:***@g"),
        ("amqp://u:a://geheim@h", "amqp://u:***@h"),
        ("https://example.cn:8080/path", "https://example.cn:8080/path"),
        ("AWS_SECRET_ACCESS_KEY=geheim/x+y", "AWS_SECRET_ACCESS_KEY=***"),
        ("s3_secret_key: geheim, region=cn", "s3_secret_key: ***, region=cn"),
        ('{"db_password": "geheim"}', '{"db_password": ***}'),
        ("password=pa'geheim user=a", "password=*** user=a"),
        ("password='pa\\'geheim' user=a", "password=*** user=a"),
        ("Authorization: Bearer geheim", "Authorization: ***"),
        (
            {"aws_secret_access_key": "geheim", "X-Api-Key": "geheim"},
            {"aws_secret_access_key": "***", "X-Api-Key": "***"},
        ),
        ("login failed: password=geheim user=a", "login failed: password=*** user=a"),
        ("password: 'geheim mit Leerzeichen'", "password: ***"),
        ({"token": "geheim", "n": 1}, {"token": "***", "n": 1}),
        ([{"Authorization": "geheim"}], [{"Authorization": "***"}]),
        ("https://h/path?a=1", "https://h/path?a=1"),
        ("岳阳市民政局：2023年", "岳阳市民政局：2023年"),
        (5, 5),
    ],
)
def test_secrets_are_redacted(value: object, shown: object) -> None:
    assert telemetry.redact(value) == shown


def test_exceptions_are_structured_without_locals_and_secrets(lines: Lines) -> None:
    def connect(password: str) -> None:
        raise OSError(f"cannot reach redis://:{password}@h")

    try:
        connect("geheim")
    except OSError:
        telemetry.get_logger("x").exception("failed")
        logging.getLogger("y").exception("failed too")
    for record in lines():
        assert record["exception"][0]["exc_type"] == "OSError"
        assert record["exception"][0]["exc_value"] == "cannot reach redis://:***@h"
        assert record["exception"][0]["frames"][-1]["name"] == "connect"
        assert "geheim" not in json.dumps(record)


def test_chinese_is_written_as_it_is(tmp_path: Path, lines: Lines) -> None:
    path = tmp_path / "nianbao.log"
    telemetry.configure(path=path)
    telemetry.get_logger("x").info("taken", name="年报.html")
    telemetry.configure(stream=io.StringIO())
    assert '"年报.html"' in path.read_text("utf-8")


def test_configuring_again_leaves_other_handlers_alone(lines: Lines) -> None:
    other = logging.NullHandler()
    logging.getLogger().addHandler(other)
    try:
        telemetry.configure(stream=io.StringIO())
        telemetry.get_logger("x").info("elsewhere")
        assert other in logging.getLogger().handlers
        assert lines() == []
    finally:
        logging.getLogger().removeHandler(other)


def test_correlation_ids_differ() -> None:
    ids = {telemetry.new_correlation_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(key) == 32 for key in ids)
