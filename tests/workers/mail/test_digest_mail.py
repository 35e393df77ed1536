"""The digest as a mail: what a manager sees first, what stands in the table, and that no text breaks out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

import msgspec
from hypothesis import given, settings

from models import AlertStatus
from parsers.report import Cell, Status
from rules.finding import Confidence, Place, Severity
from tests.workers.mail.conftest import NOW, SENDER, disposition_rows, row_keys
from tests.workers.mail.test_compose import HOSTILE, TAGS, Page, unsafe_in
from workers.mail.attachment import COLUMNS
from workers.mail.compose import compose
from workers.mail.digest import (
    MAX_DIVISIONS,
    MAX_EXCERPT_ROWS,
    MAX_EXCERPTS,
    MAX_LINES,
    MAX_LINES_PER_ORGAN,
    DigestAlert,
    DigestBatch,
    to_illustrate,
)
from workers.mail.excerpt import Excerpt, excerpts

ALERT = DigestAlert(
    number=17,
    organ="青山县民政局",
    division="青山县",
    year=2024,
    rule="T3-ROW-SUM",
    severity=Severity.ERROR,
    message="表三“（七）总计”行“总计”列填报11，而该行各栏之和为0，请核对。",
    basis="条例第五十条",
    status=AlertStatus.OPEN,
    opened_at=NOW,
    url="https://www.example.gov.cn/1",
    checks="0+0=0 ≠ 11",
    quotes="第7行“11”",
)
change = partial(msgspec.structs.replace, ALERT)


def excerpt_of(raw: str, keys: tuple[str, ...] = row_keys("result_total")) -> Excerpt:
    """The part of table three that ``ALERT`` is about, with a text in each of its cells."""
    cells = {key: Cell(Status.INVALID, raw=raw) for key in keys}
    [found] = excerpts("T3-ROW-SUM", (Place(keys),), cells, MAX_EXCERPT_ROWS)
    return found


def digest(*alerts: DigestAlert, **standing: int) -> EmailMessage:
    counts = {Severity(name): count for name, count in standing.items()}
    batch = DigestBatch("boss@example.gov.cn", "<19.b3f0@nianbao.example.gov.cn>", "每日汇总", alerts, counts)
    return compose(batch, sender=SENDER, now=NOW)


def parts(message: EmailMessage) -> tuple[str, str, list[dict[str, str]]]:
    """The text, the page and the rows of the table, as a mail program gets them."""
    received = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert isinstance(received, EmailMessage)
    halves = [received.get_body((kind,)) for kind in ("plain", "html")]
    text, html = (str(half.get_content()) for half in halves if isinstance(half, EmailMessage))
    [table] = received.iter_attachments()
    assert table.get_payload(decode=True).startswith(b"\xef\xbb\xbf")  # type: ignore[union-attr]  # bytes
    rows = list(csv.DictReader(io.StringIO(str(table.get_content()).removeprefix("\ufeff"))))
    return text.replace("\r\n", "\n"), html, rows


def test_ten_seconds_are_enough() -> None:
    message = digest(
        ALERT,
        change(number=18, organ="霁川县民政局", division="霁川县"),
        change(number=19, organ="霁川县民政局", division="霁川县", rule="T4-SUM"),
        change(number=20, organ="霁川县水利局", division="霁川县", severity=Severity.WARNING),
        change(number=21, told=AlertStatus.RESOLVED, status=AlertStatus.RESOLVED, why="规则已停用"),
        error=30,
        warning=12,
    )
    assert message["Subject"] == "【年报核查】每日汇总（2月5日）：新增错误3项、警告1项；已消除1项"
    text, html, rows = parts(message)
    head = text.split("各地情况")[0]
    assert "新增问题 4　涉及单位 3　已消除 1　待处理合计 42" in head
    assert "问题较多的地方：霁川县（错误2项、警告1项）、青山县（错误1项）。" in head.replace("\n", "")
    assert (
        text.index("霁川县民政局（2024年度）")
        < text.index("霁川县水利局（2024年度）")
        < text.index("青山县民政局（2024年度）")
    )
    assert "规则已停用" in text.split("已消除的问题")[1]
    assert "新增问题" in Page(html).text
    assert [row["编号"] for row in rows] == ["18", "19", "20", "17", "21"]
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["核对"], rows[0]["原文"], rows[0]["首次发现"]) == ("0+0=0 ≠ 11", "第7行“11”", "2025-02-05")
    assert rows[4]["状态"] == "已消除：规则已停用"


def test_both_halves_say_the_same() -> None:
    text, html, _ = parts(digest(ALERT, change(number=18, confidence=Confidence.LOW)))
    for said in (
        ALERT.message,
        "编号 17",
        "编号 18",
        "可信度较低",
        "青山县民政局（2024年度）",
        "年报核查每日汇总-2025-02-05.csv",
    ):
        assert said.replace(" ", "") in "".join(text.split())
        assert said.replace(" ", "") in "".join(Page(html).text.split())


def test_the_worst_is_shown_with_its_part_of_the_table() -> None:
    text, html, _ = parts(digest(change(excerpt=excerpt_of("11")), change(number=18, rule="T4-SUM")))
    for said in ("表三 收到和处理政府信息公开申请情况", "▲11", "▲标出所指之处。"):
        assert text.count(said) == Page(html).text.count(said) == 1
    assert text.index(ALERT.message[:12]) < text.index("▲11") < text.index("编号18")


def test_only_what_has_a_line_is_illustrated() -> None:
    organ = [change(number=number) for number in range(MAX_LINES_PER_ORGAN + 2)]
    other = change(number=90, organ="青山县水利局")
    gone = change(number=91, told=AlertStatus.RESOLVED, status=AlertStatus.RESOLVED)
    chosen = [alert.number for alert in to_illustrate([*organ, other, gone])]
    assert chosen == [*range(MAX_LINES_PER_ORGAN), 90]
    assert len(to_illustrate(change(number=n, organ=f"{n}局") for n in range(MAX_LINES + 9))) == MAX_LINES


def test_what_was_settled_or_came_back_meanwhile_is_not_counted() -> None:
    message = digest(
        ALERT,
        change(number=18, status=AlertStatus.WAIVED),
        change(number=19, told=AlertStatus.RESOLVED),
        change(number=20, status=AlertStatus.ACKNOWLEDGED),
    )
    assert message["Subject"].endswith("：新增错误2项")
    text, _, rows = parts(message)
    assert "（已知悉）" in text
    assert len(rows) == 4


def test_a_province_fits_into_a_mail() -> None:
    """Of thousands a manager sees the worst; the table has them all."""
    alerts = [
        change(
            number=number, organ=f"第{number // 9}号县民政局", division=f"第{number // 90}号县", message="很长。" * 999
        )
        for number in range(9 * 10 * 60)
    ]
    largest = excerpt_of("长" * 99, tuple(key for row in disposition_rows() for key in row_keys(row)))
    alerts[:MAX_EXCERPTS] = [msgspec.structs.replace(alert, excerpt=largest) for alert in alerts[:MAX_EXCERPTS]]
    message = digest(*alerts)
    text, html, rows = parts(message)
    assert len(rows) == len(alerts)
    assert f"其余{60 - MAX_DIVISIONS}个行政区划见附件" in text
    assert f"另有{9 - MAX_LINES_PER_ORGAN}项，见附件" in text
    assert text.count("〔错误〕") == MAX_LINES
    assert len(html.encode()) < 100_000


def test_no_cell_of_the_table_calculates() -> None:
    formulas = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "\t=1", "\r=1")
    *_, rows = parts(digest(*(change(number=n, organ=text, message=text) for n, text in enumerate(formulas))))
    for row in rows:
        assert all(row[name][:1] not in "=+-@＝＋－＠\t\r" or row[name] == "" for name in ("单位", "问题"))
        assert row["问题"].startswith("'")


def test_the_same_digest_at_the_same_moment_is_the_same_mail() -> None:
    assert digest(ALERT).as_bytes() == digest(ALERT).as_bytes()
    assert digest(ALERT).as_bytes().isascii()


@settings(max_examples=40, deadline=None)
@given(organ=HOSTILE, division=HOSTILE, text=HOSTILE, url=HOSTILE)
def test_no_text_breaks_out_of_its_place(organ: str, division: str, text: str, url: str) -> None:
    gone = change(number=1, told=AlertStatus.RESOLVED, status=AlertStatus.RESOLVED, why=text, message=text)
    hostile = change(
        organ=organ,
        division=division,
        message=text,
        rule=text,
        basis=text,
        url=url,
        checks=text,
        quotes=text,
        excerpt=excerpt_of(text),
    )
    message = digest(hostile, gone)
    received = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert not received.defects
    assert received["Subject"] == message["Subject"]
    assert received["Subject"].endswith("：新增错误1项；已消除1项")
    plain, html, rows = parts(message)
    page = Page(html)
    assert unsafe_in(plain, page.text, *(cell for row in rows for cell in row.values())) == set()
    assert page.tags <= TAGS
    assert not any(name.startswith("on") for name in page.attributes)
    assert not any(link.startswith("javascript") for link in page.attributes.get("href", ()))
    assert len(rows) == 2


def test_the_day_is_that_of_beijing() -> None:
    batch = DigestBatch("boss@example.gov.cn", "<1@example.gov.cn>", "每周汇总", (ALERT,))
    late = dt.datetime(2025, 2, 5, 17, 0, tzinfo=dt.UTC)
    assert "（2月6日）" in compose(batch, sender=SENDER, now=late)["Subject"]
