"""Work done again, databases and the doctor."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from models.session import make_engine
from tests.workers.cli.commands import Command, rows
from workers.heartbeat import Heart, Service

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples"


def test_work_is_done_again(nianbao: Command) -> None:
    assert rows(nianbao("retry", "--json")) == [{"retried": 0}]
    assert rows(nianbao("reparse", "--json")) == [{"reparsed": 0}]
    assert rows(nianbao("reparse", "--failed", "--json")) == [{"reparsed": 1}]
    assert rows(nianbao("recheck", "--rule", "T3-ROW-SUM", "--json")) == [{"rechecked": 3, "failed": 0}]
    assert rows(nianbao("recheck", "--year", "1999", "--json")) == [{"rechecked": 0, "failed": 0}]
    assert rows(nianbao("recheck", "--rule", "T3-ROW-SUM", "--json")) == [{"rechecked": 0, "failed": 0}], (
        "it is written already"
    )
    before = rows(nianbao("status", "--json"))[0]["tasks"]["pending"]
    assert before == 4
    summary = rows(nianbao("run", "--once", "--json", code=3))[0]
    assert summary["quarantined"] == 0
    assert rows(nianbao("status", "--json"))[0]["tasks"]["pending"] == 0


def test_ingest_leaves_the_files_alone(nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    shutil.copy2(SAMPLES / "blank-applications-table.txt", path)
    arguments = ("ingest", path, tmp_path / "missing.txt", "--url", "https://example.cn/1", "--json")
    first, second = rows(nianbao(*arguments, code=3))
    assert (first["state"], first["error"]) == ("new", None)
    assert second["error"]["code"] == "not-found"
    assert path.exists()
    assert rows(nianbao("ingest", path, "--json"))[0]["state"] == "known"
    assert "known" in nianbao("ingest", path).stdout
    nianbao("ingest", path, "--year", "1900", code=2)


def test_db(nianbao: Command, home: Path) -> None:
    (found,) = rows(nianbao("db", "current", "--json"))
    assert found["current"] == found["head"]
    assert rows(nianbao("db", "check", "--json")) == [{"differences": []}]
    nianbao("db", "downgrade", "base", code=1)
    nianbao("db", "downgrade", "base", "--yes")
    assert "nianbao db upgrade" in nianbao("status", code=1).stderr
    nianbao("db", "upgrade")
    assert rows(nianbao("status", "--json"))[0]["documents"] == 0


def test_doctor(nianbao: Command, home: Path) -> None:
    (found,) = rows(nianbao("doctor", "--json"))
    assert found["ok"]
    parts = ["folders", "database", "broker", "store", "sites", "mail", "media", "profile"]
    assert [part["part"] for part in found["parts"]] == parts
    broken = {
        "NIANBAO_REDIS_URL": "redis://u:hunter2@127.0.0.1:1/0",
        "NIANBAO_SMTP_URL": "smtp://127.0.0.1:1",
        "NIANBAO_PROFILE": str(home / "missing.toml"),
    }
    result = nianbao("doctor", code=1, **broken)
    assert result.stdout.count("ERROR") == result.stdout.count("what to do") == 3
    assert "hunter2" not in result.output


def test_doctor_knows_the_ports_of_the_mail_schemes(nianbao: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse(address: tuple[str, int], *_: object) -> None:
        asked.append(address[1])
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", refuse)
    nianbao("doctor", code=1, NIANBAO_SMTP_URL="smtp+starttls://127.0.0.1")
    assert asked == [587]


def test_doctor_tells_whether_a_service_is_alive(nianbao: Command, home: Path) -> None:
    (found,) = rows(nianbao("doctor", "--service", "worker", "--json", code=1))
    assert found["parts"][0]["said"] == "no sign of life on this host"
    engine = make_engine(f"sqlite:///{home / 'nianbao.db'}")
    try:
        heart = Heart(engine, Service.WORKER, lambda: dt.datetime.now(dt.UTC))
        heart.beat()
        broken = {"NIANBAO_REDIS_URL": "redis://127.0.0.1:1/0", "NIANBAO_SMTP_URL": "smtp://127.0.0.1:1"}
        assert rows(nianbao("doctor", "--service", "worker", "--json", **broken))[0]["ok"]
        nianbao("doctor", "--service", "watcher", code=1)
        heart.fail("the disk is full")
        assert "the disk is full" in nianbao("doctor", "--service", "worker", code=1).stdout
        assert "the disk is full" in nianbao("status").stdout
    finally:
        engine.dispose()


def test_a_recheck_goes_on_where_it_was(nianbao: Command, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.cli.recheck.CHUNK", 1)
    engine = make_engine(f"sqlite:///{home / 'nianbao.db'}")
    try:
        with engine.begin() as connection:
            connection.execute(text("UPDATE rule_outcomes SET version = 0 WHERE rule = 'T3-ROW-SUM' AND report_id = 1"))
            connection.execute(text("DELETE FROM rule_outcomes WHERE rule = 'T3-COL-SUM' AND report_id = 2"))
    finally:
        engine.dispose()
    outdated = ["recheck", "--outdated", "--json"]
    assert rows(nianbao(*outdated, "--rule", "T3-BALANCE")) == [{"rechecked": 0, "failed": 0}]
    assert rows(nianbao(*outdated, "--rule", "T3-ROW-SUM")) == [{"rechecked": 1, "failed": 0}]
    # Written for one report, as if interrupted after it: the rest follows, and nothing twice.
    assert rows(nianbao("recheck", "--rule", "T3-COL-SUM", "--json")) == [{"rechecked": 2, "failed": 0}]
    assert rows(nianbao("recheck", "--rule", "T3-COL-SUM", "--json")) == [{"rechecked": 0, "failed": 0}]
    assert rows(nianbao("recheck", "--rule", "T3-COL-SUM", "--again", "--json")) == [{"rechecked": 3, "failed": 0}]
    nianbao("run", "--once")
    assert "3 reports were" not in nianbao("recheck", "--rule", "T3-COL-SUM", "--wait").stdout
    assert rows(nianbao(*outdated)) == [{"rechecked": 0, "failed": 0}]


def test_a_profile_that_comes_back_is_checked_by_again(nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text('off = ["T3-ROW-SUM"]\n', encoding="utf-8")
    other = {"NIANBAO_PROFILE": str(path)}

    def open_alerts() -> int:
        return len(rows(nianbao("alerts", "list", "--rule", "t3-row-sum", "--json")))

    before = open_alerts()
    counts = []
    for profile in ({}, other, {}, other, {}):
        counts.append(rows(nianbao("recheck", "--rule", "t3-row-sum", "--json", **profile))[0]["rechecked"])
        assert rows(nianbao("recheck", "--rule", "T3-ROW-SUM", "--json", **profile)) == [{"rechecked": 0, "failed": 0}]
        nianbao("run", "--once", **profile)
        assert open_alerts() == (0 if profile else before)
    assert counts == [3] * 5
    assert before > 0
