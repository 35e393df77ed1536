from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import migrations
from models import Base, Frequency, Subscription, SubscriptionState
from models.session import make_engine
from models.subscriptions import ensure
from models.views import VIEWS

ROOT = Path(__file__).parents[2]
BEFORE_DIGESTS = "0003"


def names(url: str) -> tuple[set[str], set[str]]:
    """The tables and the views of a database."""
    engine = make_engine(url)
    there = inspect(engine)
    found = set(there.get_table_names()), set(there.get_view_names())
    engine.dispose()
    return found


def test_up_down_and_up_again(empty_database_url: str) -> None:
    assert migrations.current(empty_database_url) is None
    for _ in range(2):
        migrations.upgrade(empty_database_url)
        assert migrations.current(empty_database_url) == migrations.head()
        tables, views = names(empty_database_url)
        assert tables == {*Base.metadata.tables, "alembic_version"}
        assert views == {view.name for view in VIEWS}
        migrations.downgrade(empty_database_url, "base")
        assert migrations.current(empty_database_url) is None
        assert names(empty_database_url) == ({"alembic_version"}, set())


ALERT = (
    "INSERT INTO alerts (id, report_id, organ_id, year, rule, rule_version, severity, status, message, basis,"
    " confidence, evidence, subject, opening, opened_at, last_seen_at) VALUES (:id, :report, 1, 2023, :rule,"
    " 1, :severity, 'open', '', '', 'high', '{}', 'organ:1:2023', 1, '2024-02-05 09:30:00', '2024-02-05 09:30:00')"
)


def test_the_third_revision_keeps_rows_and_checks_on_the_way_up_and_down(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url, "0002")
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO documents VALUES (1, 'a', 1, 'text/plain', 'a', '2024-02-05 09:30:00')"))
        connection.execute(
            text(
                "INSERT INTO organs (id, name, kind, level, aliases, state, exempt)"
                " VALUES (1, '某市民政局', 'department', 'city', '[]', 'confirmed', :no)"
            ),
            {"no": False},
        )
        connection.execute(
            text(
                "INSERT INTO reports (id, document_id, organ_id, year, version, is_current, edition, parser_version,"
                " reading, ingested_at, cells, body) VALUES (1, 1, 1, 2023, 1, :yes, '2021', 1, 1,"
                " '2024-02-05 09:30:00', '{}', '{}')"
            ),
            {"yes": True},
        )
        connection.execute(text(ALERT), {"id": 1, "report": 1, "rule": "T3-ROW-SUM", "severity": "error"})
    migrations.upgrade(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text(ALERT), {"id": 2, "report": None, "rule": "C-MISSING", "severity": "error"})
        for table in ("organs", "alerts", "v_alerts", "v_coverage"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == (  # noqa: S608  names of ours
                2 if "alerts" in table else 1
            )
    wrong = {"id": 3, "report": 1, "rule": "X", "severity": "grave"}
    for revision in (None, "0002"):
        if revision:
            migrations.downgrade(empty_database_url, revision)
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(ALERT), wrong)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT rule FROM alerts")).scalars().all() == ["T3-ROW-SUM"]
        assert connection.execute(text("SELECT name FROM organs")).scalars().all() == ["某市民政局"]
    engine.dispose()


def test_the_schema_is_that_of_the_mapped_classes(database_url: str) -> None:
    assert migrations.check(database_url) == []


def test_what_alembic_writes_by_itself_runs_and_makes_the_same_schema(empty_database_url: str, tmp_path: Path) -> None:
    """The next revision is begun with ``alembic revision --autogenerate``, on whichever database is at hand."""
    folder = Path(shutil.copytree(Path(migrations.__file__).parent, tmp_path / "scripts"))
    for revision in (folder / "versions").glob("*.py"):
        revision.unlink()
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["url"] = empty_database_url
    command.revision(config, "first", autogenerate=True)
    command.upgrade(config, "head")
    assert migrations.check(empty_database_url) == []


OLD = """
INSERT INTO subscriptions (address, organ_id, division_code, minimum_severity, active, created_at) VALUES
  ('all@example.org', NULL, NULL, 'error', true, '2024-01-02 03:04:05+00:00'),
  ('left@example.org', NULL, '43', 'info', false, '2024-01-02 03:04:05+00:00')
"""


def test_subscriptions_outlive_the_migrations(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url, BEFORE_DIGESTS)
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text(OLD))
    migrations.upgrade(empty_database_url)
    with Session(engine) as session:
        kept, left = session.scalars(select(Subscription).order_by(Subscription.id))
        assert (kept.state, left.state) == (SubscriptionState.ACTIVE, SubscriptionState.REMOVED)
        assert (kept.frequency, kept.rules, kept.scheduled_at) == (Frequency.IMMEDIATELY, [], kept.created_at)
        assert len({kept.token, left.token}) == 2
        assert len(kept.token) >= 32
        ensure(session, kept.address, kept.created_at, frequency=Frequency.DAILY, send_at=dt.time(8))
        ensure(session, "new@example.org", kept.created_at, frequency=Frequency.DAILY, send_at=dt.time(8))
        session.commit()
    migrations.downgrade(empty_database_url, BEFORE_DIGESTS)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT address, active FROM subscriptions ORDER BY address")).all()
    engine.dispose()
    assert [(row.address, bool(row.active)) for row in rows] == [
        ("all@example.org", True),
        ("left@example.org", False),
        ("new@example.org", True),
    ]


def test_a_missing_table_is_noticed(empty_database_url: str) -> None:
    assert len(migrations.check(empty_database_url)) >= len(Base.metadata.tables)


def test_several_processes_may_upgrade_at_once(empty_database_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda _: _alembic(empty_database_url, "upgrade", "head"), range(3)))
    assert [done.returncode for done in results] == [0, 0, 0], [done.stderr for done in results]
    assert migrations.check(empty_database_url) == []


def test_any_working_directory_will_do(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    migrations.upgrade(empty_database_url)
    assert migrations.current(empty_database_url) == migrations.head()


def test_alembics_own_command_works(database_url: str) -> None:
    shown = _alembic(database_url, "current")
    assert (shown.returncode, shown.stdout.strip()) == (0, f"{migrations.head()} (head)"), shown.stderr
    checked = _alembic(database_url, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_statements_can_be_shown_without_a_database() -> None:
    shown = _alembic("postgresql://user:geheim@127.0.0.1:1/base", "upgrade", "head", "--sql")
    assert shown.returncode == 0, shown.stderr
    assert "CREATE TABLE documents" in shown.stdout
    assert "CREATE VIEW v_coverage" in shown.stdout
    assert "geheim" not in shown.stdout + shown.stderr


def test_without_a_database_the_command_says_what_to_set() -> None:
    assert "set NIANBAO_DATABASE_URL" in _alembic(None, "current").stderr


def _alembic(url: str | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | ({migrations.URL_VARIABLE: url} if url else {})
    command = [sys.executable, "-m", "alembic", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
