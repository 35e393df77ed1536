"""From the database to the mail, on both databases."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from models import (
    AlertStatus,
    Source,
    StoredReport,
    alerts,
    deliveries,
    documents,
    organs,
    reports,
    subscriptions,
)
from parsers.form import Edition
from parsers.report import Cell, Report, Status, Where
from rules.finding import Confidence, Finding, Place, Quote, Severity
from workers.mail.batch import MailAlert, MailReport
from workers.mail.load import load_batch, reasons_of

FEE = "disclosure.fees.amount_10k_yuan"
FINDINGS = (
    Finding(
        "CELL-UNIT-TEXT",
        Severity.WARNING,
        "表二填报“18.085682 万元”，表格内请只填数字。",
        "国办公开办函〔2021〕30号",
        Confidence.LOW,
        places=(Place((FEE,), "只填数字", "18.085682 万元"), Place((), None, None, "1+1=2")),
        quotes=(Quote("18.085682 万元", Where(line=31)), Quote("无处")),
    ),
    Finding("TIME-LATE", Severity.ERROR, "发布逾期。", "条例第四十九条"),
)


def stored(session: Session, now: dt.datetime, **report: object) -> StoredReport:
    seen = documents.Seen(
        sha256="ab" * 32,
        size=9,
        media_type="text/html",
        store_key="ab/" + "ab" * 32,
        source=Source.FOLDER,
        name="乡镇/年报.html",
        url="https://mirror.example.gov.cn/1",
    )
    document, _ = documents.register(session, seen, now)
    cells = {FEE: Cell(Status.OK, Decimal("18.085682"), "18.085682 万元", Where(line=31))}
    organ = organs.find_or_propose(session, "青山县民政局") if report else None
    return reports.store(session, document, Report(Edition.E2021, cells, **report), organ, 1, now)  # type: ignore[arg-type] # fields by name


def delivery(session: Session, report: StoredReport, now: dt.datetime) -> int:
    found = alerts.apply(session, report, FINDINGS, now).opened
    subscription = subscriptions.ensure(session, "zhang@example.gov.cn", now)
    return deliveries.create(session, subscription, report, found, "1:a", f"<{report.id}@nianbao.example.gov.cn>", now)[
        0
    ].id


def test_a_delivery_becomes_a_batch(session: Session, now: dt.datetime) -> None:
    report = stored(
        session,
        now,
        organ="青山县民政局",
        year=2023,
        title="青山县民政局2023年政府信息公开工作年度报告",
        published_on=dt.date(2024, 2, 3),
        published_on_basis="网页标注",
        source_url="https://www.example.gov.cn/1",
    )
    number = delivery(session, report, now)
    session.expire_all()
    batch = load_batch(session, number)
    assert batch.recipient == "zhang@example.gov.cn"
    assert batch.message_id.endswith("@nianbao.example.gov.cn>")
    assert batch.report == MailReport(
        organ="青山县民政局",
        year=2023,
        title="青山县民政局2023年政府信息公开工作年度报告",
        edition=Edition.E2021,
        published_on=dt.date(2024, 2, 3),
        published_on_basis="网页标注",
        source_name="乡镇/年报.html",
        source_url="https://www.example.gov.cn/1",
        sha256="ab" * 32,
        cells={FEE: Cell(Status.OK, Decimal("18.085682"), "18.085682 万元", Where(line=31))},
    )
    assert [alert.number for alert in batch.alerts] == sorted(alert.number or 0 for alert in batch.alerts)
    assert [alert_of(alert) for alert in batch.alerts] == list(FINDINGS)
    assert {alert.status for alert in batch.alerts} == {AlertStatus.OPEN}


def test_a_report_without_organ_and_address_shows_where_it_was_seen(session: Session, now: dt.datetime) -> None:
    batch = load_batch(session, delivery(session, stored(session, now), now))
    assert batch.report.organ is None
    assert batch.report.year is None
    assert batch.report.source_url == "https://mirror.example.gov.cn/1"


def test_a_decision_made_meanwhile_is_seen(session: Session, now: dt.datetime) -> None:
    number = delivery(session, stored(session, now), now)
    first = load_batch(session, number).alerts[0]
    assert first.number is not None
    alerts.waive(session, first.number, "张", now, "机构改革")
    assert load_batch(session, number).settled[0].number == first.number


def test_no_delivery_no_batch(session: Session) -> None:
    with pytest.raises(NoResultFound):
        load_batch(session, 404)


def alert_of(alert: MailAlert) -> Finding:
    return Finding(alert.rule, alert.severity, alert.message, alert.basis, alert.confidence, alert.places, alert.quotes)


def test_what_is_open_again_says_why(session: Session, now: dt.datetime) -> None:
    finding = Finding("T4-SUM", Severity.ERROR, "不符", "格式")
    organ = organs.find_or_propose(session, "云溪县民政局")
    alerts.apply_to_organ_year(session, organ.id, 2023, [finding], now)
    [alert] = alerts.listing(session)
    alerts.waive(session, alert.id, "王科长", now, "机构改革", until=now.date())
    alerts.end_waivers(session, now + dt.timedelta(days=3))
    assert reasons_of(session, {alert.id: AlertStatus.OPEN}) == {alert.id: "豁免期限已过"}
    alerts.acknowledge(session, alert.id, "王科长", now)
    alerts.reopen(session, alert.id, "王科长", now, "尚未核实")
    assert reasons_of(session, {alert.id: AlertStatus.OPEN}) == {alert.id: "豁免期限已过"}
    assert reasons_of(session, {alert.id: AlertStatus.RESOLVED}) == {}
