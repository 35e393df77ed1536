"""A report with broken sums, what the rules say of it, and the mail of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage
from functools import partial

import pytest

from parsers.form import FORMS, Edition
from parsers.report import Cell, Status, Where
from rules.finding import Confidence, Place, Quote, Severity
from workers.mail.batch import MailAlert, MailBatch, MailReport
from workers.mail.compose import compose

NOW = dt.datetime(2025, 2, 5, 1, 30, tzinfo=dt.UTC)
SENDER = "年报核查系统 <nianbao@example.gov.cn>"
COLUMNS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "social_welfare_organisation",
    "legal_service_organisation",
    "other_organisation",
    "total",
)


def row_keys(row: str) -> tuple[str, ...]:
    return tuple(f"applications.{row}.{column}" for column in COLUMNS)


def disposition_rows() -> list[str]:
    frame = {"new_received", "carried_in", "result_total", "carried_out"}
    rows = (row.key.removeprefix("applications.") for row in FORMS[Edition.E2021].rows if "applications." in row.key)
    return [row for row in rows if row not in frame]


@pytest.fixture(scope="session")
def cells() -> dict[str, Cell]:
    """All zeros but eleven applications, granted and left out of the total row."""
    numbers = dict.fromkeys(FORMS[Edition.E2021].keys, "0")
    for row in ("new_received", "granted"):
        numbers |= {f"applications.{row}.natural_person": "11", f"applications.{row}.total": "11"}
    numbers["applications.result_total.total"] = "11"
    numbers["disclosure.normative_documents.issued"] = "3"
    found = {key: Cell(Status.OK, int(text), text) for key, text in numbers.items()}
    found["disclosure.fees.amount_10k_yuan"] = Cell(Status.BLANK, raw="")
    found["proceedings.review.pending"] = Cell(Status.AMBIGUOUS, readings=("0", "1"))
    return found


@pytest.fixture(scope="session")
def report(cells: dict[str, Cell]) -> MailReport:
    return MailReport(
        organ="青山县民政局",
        year=2024,
        title="青山县民政局2024年政府信息公开工作年度报告",
        edition=Edition.E2021,
        published_on=dt.date(2025, 1, 22),
        published_on_basis="page header",
        source_name="青山县民政局2024.html",
        source_url="https://www.example.gov.cn/xxgk/t20250122.html?a=1&b=2",
        sha256="873059f99be5ef02" * 4,
        cells=cells,
    )


def row_sum() -> MailAlert:
    return MailAlert(
        "T3-ROW-SUM",
        Severity.ERROR,
        "表三“（七）总计”行“总计”列填报11，而该行各栏之和为0，请核对。",
        "条例第五十条；国办公开办函〔2021〕30号",
        places=(Place(row_keys("result_total"), "0", "11", "0+0+0+0+0+0=0 ≠ 11"),),
        number=17,
    )


def column_sum() -> MailAlert:
    keys = (*(f"applications.{row}.natural_person" for row in disposition_rows()), row_keys("result_total")[0])
    return MailAlert(
        "T3-COL-SUM",
        Severity.ERROR,
        "表三“（七）总计”行“自然人”列填报0，而各项办理结果之和为11，请核对。",
        "条例第五十条；国办公开办函〔2021〕30号",
        places=(Place(keys, "11", "0", "11 ≠ 0"),),
        number=18,
    )


def balance() -> MailAlert:
    keys = tuple(row_keys(row)[0] for row in ("new_received", "carried_in", "result_total", "carried_out"))
    return MailAlert(
        "T3-BALANCE",
        Severity.ERROR,
        "表三“自然人”列“本年新收”与“上年结转”之和为11，“办理结果总计”与“结转下年度”之和为0，二者应当相等，请核对。",
        "表三表头：第一项加第二项之和，等于第三项加第四项之和",
        places=(Place(keys, "11", "0", "11+0=11 ≠ 0+0=0"),),
        number=19,
    )


def other_alerts() -> tuple[MailAlert, ...]:
    return (
        MailAlert(
            "T2-CELL-BLANK",
            Severity.WARNING,
            "表二“行政事业性收费”行“本年收费金额（单位：万元）”列空白。",
            "填报规范",
            confidence=Confidence.LOW,
            places=(Place(("disclosure.fees.amount_10k_yuan",), "1个数字", "0个数字"),),
            number=20,
        ),
        MailAlert(
            "N-T4-COUNT",
            Severity.ERROR,
            "正文所述行政复议2件，与表四不一致。",
            "条例第五十条第一款第三项",
            confidence=Confidence.LOW,
            places=(Place(("proceedings.review.pending",)),),
            quotes=(Quote("11件申请中产生行政复议案件2件，其中结果维持1件。", Where(line=6)),),
            number=21,
        ),
        MailAlert("TIME-DATE-UNKNOWN", Severity.INFO, "未见发布日期。", "条例第四十九条", number=22),
    )


@pytest.fixture(scope="session")
def batch(report: MailReport) -> MailBatch:
    return MailBatch(
        recipient="zhang@example.gov.cn",
        message_id="<17.b3f0@nianbao.example.gov.cn>",
        report=report,
        alerts=(*other_alerts(), row_sum(), column_sum(), balance()),
    )


Compose = Callable[..., EmailMessage]


@pytest.fixture(scope="session")
def compose_batch() -> Compose:
    """Composes any batch at a fixed moment."""
    return partial(compose, sender=SENDER, now=NOW)


@pytest.fixture(scope="session")
def message(batch: MailBatch, compose_batch: Compose) -> EmailMessage:
    return compose_batch(batch)
