from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from models import Base, Duty, OrganState
from models.alerts import acknowledge, apply, waive
from models.reports import store
from models.session import make_engine, transaction
from models.view_ddl import READER
from models.views import VIEWS
from parsers.form import APPLICANTS
from parsers.report import Cell, Status, Where
from rules.finding import Finding, NotAssessable, Severity
from rules.organ import OrganKind
from tests.models.examples import document, organ, report, stored

DAY = dt.timedelta(days=1)
# What people outside the code build on: names may be added, never taken away.
CONTRACT = {
    "v_reports": "report_id, organ_id, organ, division_code, organ_level, year, title, edition, published_on, "
    "published_on_basis, source_url, document_sha256, errors, warnings, infos, ingested_at",
    "v_disclosure": "report_id, organ, year, item, measure, value, status, raw",
    "v_applications": "report_id, organ, year, disposition, label, " + ", ".join(column.key for column in APPLICANTS),
    "v_proceedings": "report_id, organ, year, channel, upheld, corrected, other, pending, total",
    "v_cells": "report_id, organ, year, key, value, status, raw, location",
    "v_sections": "report_id, organ, year, number, title, text",
    "v_alerts": "alert_id, report_id, organ_id, organ, year, rule, severity, status, message, basis, evidence, "
    "opened_at, last_seen_at, resolved_at, acknowledged_by",
    "v_coverage": "organ_id, organ, year, due_on, state, published_on, days_late",
    "v_divisions": "code, name, level, parent_code, full_name, edition",
    "v_sites": "site_id, site, organ, division_code, start_pages, schedule, enabled, added_at, due_at, last_run_at",
    "v_site_runs": "run_id, site_id, site, state, started_at, finished_at, pages, unchanged, found, new",
    "v_site_pages": "page_id, site_id, site, url, title, listed_on, organ, year, document_sha256, first_seen_at",
    "v_site_notices": "notice_id, site_id, site, kind, message, is_finding, url, organ, year, opened_at",
}


def rows(session: Session, query: str) -> list[dict[str, Any]]:
    session.flush()
    return [dict(row) for row in session.execute(text(query)).mappings()]


def test_the_views_have_the_columns_of_the_contract(session: Session) -> None:
    assert [view.name for view in VIEWS] == list(CONTRACT)
    for name, columns in CONTRACT.items():
        there = list(session.execute(text(f"SELECT * FROM {name}")).keys())  # noqa: S608  names of ours
        assert there[: len(columns.split(", "))] == columns.split(", ")


def test_a_value_is_there_only_when_it_is_certain(session: Session, now: dt.datetime) -> None:
    read = report(
        disclosure__fees__amount_10k_yuan=Cell(Status.OK, Decimal("18.0856820"), "18.0856820", Where(line=75)),
        disclosure__licences__decisions=Cell(Status.INVALID, None, "若干", Where(page=1, box=(1.0, 2.0, 3.0, 4.0))),
        applications__granted__total=Cell(Status.ABSENT),
        proceedings__review__total=Cell(Status.BLANK, None, "/"),
    )
    stored(session, "a", now, read)
    found = {row["key"]: row for row in rows(session, "SELECT key, value, status, raw, location FROM v_cells")}
    assert len(found) == 200
    fee = found["disclosure.fees.amount_10k_yuan"]
    assert (fee["value"], fee["status"], fee["raw"]) == ("18.0856820", "ok", "18.0856820")
    assert found["disclosure.penalties.decisions"]["value"] == "1"
    invalid = found["disclosure.licences.decisions"]
    assert (invalid["value"], invalid["status"], invalid["raw"]) == (None, "invalid", "若干")
    # PostgreSQL hands out JSON as values, SQLite as text.
    location = invalid["location"]
    assert (json.loads(location) if isinstance(location, str) else location) == {"page": 1, "box": [1.0, 2.0, 3.0, 4.0]}
    assert found["applications.granted.total"]["location"] is None
    disclosure = rows(session, "SELECT item, value, status, raw FROM v_disclosure WHERE item IN ('fees', 'licences')")
    assert sorted((row["item"], row["status"], row["raw"]) for row in disclosure) == [
        ("fees", "ok", "18.0856820"),
        ("licences", "invalid", "若干"),
    ]
    assert {row["item"]: row["value"] and Decimal(str(row["value"])) for row in disclosure} == {
        "fees": Decimal("18.085682"),
        "licences": None,
    }
    assert rows(session, "SELECT sum(value) AS total FROM v_disclosure WHERE measure = 'decisions'") == [{"total": 2}]
    granted = rows(
        session, "SELECT organ, year, natural_person, total FROM v_applications WHERE disposition = 'granted'"
    )
    assert granted == [{"organ": "岳阳市民政局", "year": 2023, "natural_person": 1, "total": None}]
    review = rows(session, "SELECT upheld, pending, total FROM v_proceedings WHERE channel = 'review'")
    assert review == [{"upheld": 1, "pending": 1, "total": None}]
    assert rows(session, "SELECT number, title, text FROM v_sections") == [
        {"number": 1, "title": "总体情况", "text": "全年公开信息12条。"}
    ]


def test_only_current_reports_are_shown(session: Session, now: dt.datetime) -> None:
    stored(session, "a", now)
    second = stored(session, "b", now + DAY)
    for view in VIEWS[:6]:
        found = rows(session, f"SELECT DISTINCT report_id FROM {view.name}")  # noqa: S608  names of ours
        assert found == [{"report_id": second.id}]
    assert rows(session, "SELECT version, document_sha256 FROM v_reports") == [
        {"version": 2, "document_sha256": second.document.sha256}
    ]


def test_alerts_are_counted_while_they_stand(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    findings = [Finding(f"E{number}", Severity.ERROR, "……", "……") for number in range(3)]
    opened = apply(session, reading, [*findings, Finding("W", Severity.WARNING, "……", "……")], now).opened
    acknowledge(session, opened[0].id, "王科长", now)
    waive(session, opened[1].id, "王科长", now, "机构改革")
    assert rows(session, "SELECT errors, warnings, infos FROM v_reports") == [{"errors": 2, "warnings": 1, "infos": 0}]
    statuses = rows(session, "SELECT rule, status, organ, acknowledged_by FROM v_alerts ORDER BY alert_id")
    assert [tuple(row.values()) for row in statuses] == [
        ("E0", "acknowledged", "岳阳市民政局", "王科长"),
        ("E1", "waived", "岳阳市民政局", "王科长"),
        ("E2", "open", "岳阳市民政局", None),
        ("W", "open", "岳阳市民政局", None),
    ]


def test_an_alert_that_stands_is_counted_with_the_version_that_is_current(session: Session, now: dt.datetime) -> None:
    """A version whose tables are withheld neither shows nor disproves what an earlier one showed."""
    apply(session, stored(session, "a", now), [Finding("E", Severity.ERROR, "……", "……")], now)
    apply(session, stored(session, "b", now + DAY), [NotAssessable("E", "表格为空白")], now + DAY)
    apply(session, stored(session, "c", now, report(None)), [Finding("W", Severity.WARNING, "……", "……")], now)
    counted = rows(session, "SELECT year, errors, warnings FROM v_reports ORDER BY report_id")
    assert [tuple(row.values()) for row in counted] == [(2023, 1, 0), (None, 0, 1)]


def coverage(session: Session) -> dict[str, tuple[str, str, str | None, int | None]]:
    found = rows(session, "SELECT organ, due_on, state, published_on, days_late FROM v_coverage WHERE year = 2023")
    return {
        row["organ"]: (
            str(row["due_on"]),
            row["state"],
            row["published_on"] and str(row["published_on"]),
            row["days_late"],
        )
        for row in found
    }


def test_coverage_says_who_is_late_and_who_is_missing(session: Session, now: dt.datetime) -> None:
    published = {
        "甲局": dt.date(2024, 1, 31),
        "乙局": dt.date(2024, 2, 1),
        "丙局": None,
        "丁县人民政府": dt.date(2024, 3, 31),
    }
    for name, day in published.items():
        publisher = organ(session, name, OrganKind.GOVERNMENT if "政府" in name else OrganKind.DEPARTMENT)
        store(session, document(session, name, now), report(published_on=day), publisher, 1, now)
    organ(session, "戊局")
    organ(session, "己局").exempt = True
    for name in (*published, "戊局", "己局"):
        organ(session, name).state = OrganState.CONFIRMED
    organ(session, "不在名录的局")
    assert coverage(session) == {
        "甲局": ("2024-01-31", "published", "2024-01-31", None),
        "乙局": ("2024-01-31", "late", "2024-02-01", 1),
        "丙局": ("2024-01-31", "published", None, None),
        "丁县人民政府": ("2024-03-31", "published", "2024-03-31", None),
        "戊局": ("2024-01-31", "missing", None, None),
        "己局": ("2024-01-31", "exempt", None, None),
    }


def test_coverage_goes_by_the_profile_and_by_the_history_of_the_organs(session: Session, now: dt.datetime) -> None:
    stored(session, "a", now, report(published_on=dt.date(2024, 1, 20)))
    founded, abolished, exempted = (organ(session, name) for name in ("新局", "旧局", "保密局"))
    for each in (organ(session), founded, abolished, exempted):
        each.state = OrganState.CONFIRMED
    founded.founded_on = dt.date(2024, 1, 2)
    abolished.abolished_on = dt.date(2024, 1, 31)
    session.flush()
    session.add(Duty(organ_id=organ(session).id, year=2023, due_on=dt.date(2024, 1, 15)))
    session.add(Duty(organ_id=organ(session).id, year=2024, due_on=dt.date(2025, 1, 15)))
    assert coverage(session) == {
        "岳阳市民政局": ("2024-01-15", "late", "2024-01-20", 5),
        "新局": ("2024-01-31", "exempt", None, None),
        "旧局": ("2024-01-31", "exempt", None, None),
        "保密局": ("2024-01-31", "missing", None, None),
    }
    later = rows(session, "SELECT organ, state FROM v_coverage WHERE year = 2024 ORDER BY organ_id")
    assert {row["organ"]: row["state"] for row in later} == {
        "岳阳市民政局": "missing",
        "新局": "missing",
        "旧局": "exempt",
        "保密局": "missing",
    }


def test_a_correction_makes_no_report_late(session: Session, now: dt.datetime) -> None:
    stored(session, "a", now, report(published_on=dt.date(2024, 1, 20)))
    stored(session, "b", now + DAY, report(published_on=dt.date(2024, 6, 1)))
    organ(session).state = OrganState.CONFIRMED
    assert coverage(session) == {"岳阳市民政局": ("2024-01-31", "published", "2024-01-20", None)}


def test_a_misread_date_does_not_count_once_it_is_read_better(session: Session, now: dt.datetime) -> None:
    stored(session, "a", now, report(published_on=dt.date(2023, 1, 20)))
    stored(session, "a", now, report(published_on=dt.date(2024, 2, 2)), parser_version=2)
    organ(session).state = OrganState.CONFIRMED
    assert coverage(session) == {"岳阳市民政局": ("2024-01-31", "late", "2024-02-02", 2)}


@pytest.mark.parametrize("year", [-1, 2007, 2033, 20_233])
def test_a_nonsensical_year_breaks_no_view(session: Session, now: dt.datetime, year: int) -> None:
    stored(session, "a", now, report(year))
    organ(session).state = OrganState.CONFIRMED
    assert rows(session, "SELECT * FROM v_coverage") == []


def test_a_year_that_was_misread_is_owed_by_nobody(session: Session, now: dt.datetime) -> None:
    stored(session, "a", now, report(2013))
    stored(session, "a", now, report(2023), parser_version=2)
    organ(session, "甲局").state = OrganState.CONFIRMED
    assert rows(session, "SELECT organ, year, state FROM v_coverage") == [
        {"organ": "甲局", "year": 2023, "state": "missing"}
    ]


@pytest.fixture
def filled(postgresql_url: str, now: dt.datetime) -> Iterator[Engine]:
    engine = make_engine(postgresql_url)
    with transaction(engine) as session:
        stored(session, "a", now)
    yield engine
    engine.dispose()


def test_the_reader_can_read_the_views_and_nothing_else(filled: Engine) -> None:
    with filled.connect() as connection:
        connection.exec_driver_sql(f"SET ROLE {READER}")
        connection.commit()
        for view in VIEWS:
            connection.exec_driver_sql(f"SELECT * FROM {view.name}").all()  # noqa: S608  names of ours
        for table in (*Base.metadata.tables, "alembic_version"):
            with pytest.raises(Exception, match="permission denied") as refused:
                connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608  names of ours
            assert isinstance(getattr(refused.value, "orig", None), psycopg.errors.InsufficientPrivilege)
            connection.rollback()
        for statement in ("DELETE FROM sections", "CREATE TABLE mine (id int)"):
            with pytest.raises(Exception, match="permission denied"):
                connection.exec_driver_sql(statement)
            connection.rollback()


def test_every_view_and_column_is_explained_in_both_languages(filled: Engine) -> None:
    query = text(
        "SELECT c.relname, a.attname, col_description(c.oid, a.attnum), obj_description(c.oid) FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relkind IN ('v', 'r') AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version'"
    )
    with filled.connect() as connection:
        described = connection.execute(query).all()
    assert len(described) > 150
    for relation, column, *comments in described:
        for comment in comments:
            assert comment is not None, f"{relation}.{column}"
            assert any("一" <= sign <= "龥" for sign in comment), f"{relation}.{column}: {comment}"
            assert comment[0].isascii(), f"{relation}.{column}: {comment}"
