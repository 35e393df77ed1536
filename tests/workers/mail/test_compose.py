from __future__ import annotations

import datetime as dt
import difflib
import unicodedata
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import AlertStatus
from parsers.report import Cell, Status, Where
from rules.finding import Place, Quote, Severity
from workers.mail.address import BadAddressError
from workers.mail.batch import MailAlert, MailBatch, MailReport
from workers.mail.compose import Unsubscribe, compose
from workers.mail.view import MAX_DETAILED, MAX_LISTED

GOLDEN = Path(__file__).parent / "golden"
NOW = dt.datetime(2025, 2, 5, 1, 30, tzinfo=dt.UTC)
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
]
TAGS = {"html", "head", "meta", "title", "body", "table", "tbody", "tr", "th", "td"}
TAGS |= {"p", "h1", "h2", "b", "span", "a", "code"}

Compose = Callable[..., EmailMessage]
replace = msgspec.structs.replace


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def parts(message: EmailMessage) -> tuple[str, str]:
    """The text half and the HTML half, as a mail program gets them."""
    received = message_from_bytes(message.as_bytes(), policy=policy.default)
    text, html = (part.get_content() for part in received.iter_parts())
    return text.replace("\r\n", "\n"), html


def page(message: EmailMessage) -> Page:
    return Page(parts(message)[1])


def test_the_headers(message: EmailMessage) -> None:
    received = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert received.keys() == HEADERS
    assert received["Subject"] == "【年报核查】青山县民政局2024年度政府信息公开工作年度报告：错误4项、警告1项、提示1项"
    assert received["From"].addresses[0].display_name == "年报核查系统"
    assert received["To"] == "zhang@example.gov.cn"
    assert received["Message-ID"] == "<17.b3f0@nianbao.example.gov.cn>"
    assert received["Date"] == "Wed, 05 Feb 2025 09:30:00 +0800"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_content_type() == "multipart/alternative"
    assert message.as_bytes().isascii()
    assert max(map(len, message.as_bytes().split(b"\r\n"))) <= 78


def test_the_text_half_is_as_agreed(message: EmailMessage) -> None:
    expected = (GOLDEN / "broken-sums.txt").read_text("utf-8")
    actual = parts(message)[0]
    assert actual == expected, "\n".join(difflib.unified_diff(expected.splitlines(), actual.splitlines(), lineterm=""))


def test_both_halves_say_the_same(batch: MailBatch, message: EmailMessage) -> None:
    text, html = parts(message)
    shown = Page(html).text.replace(" ", "")
    plain = "".join(text.split())
    for alert in batch.alerts:
        for said in (alert.message, alert.basis, *(quote.text for quote in alert.quotes)):
            assert said.replace(" ", "") in shown
            assert said.replace(" ", "") in plain


def test_the_html_half_fetches_and_runs_nothing(message: EmailMessage) -> None:
    html = page(message)
    assert html.tags <= TAGS
    assert html.attributes["href"] == {"https://www.example.gov.cn/xxgk/t20250122.html?a=1&b=2"}
    assert not {"src", "background", "srcset"} & html.attributes.keys()
    assert not any("url(" in style or "@import" in style for style in html.attributes["style"])


def test_faulty_cells_are_marked_by_a_sign_and_by_colour(message: EmailMessage) -> None:
    assert "<b>▲11</b></td>" in parts(message)[1]
    assert "background:#fbdcdc" in parts(message)[1]
    assert "▲11" in parts(message)[0]


def test_the_worst_stands_first_and_the_unsure_after_the_sure(message: EmailMessage) -> None:
    text = parts(message)[0]
    rules = ("T3-ROW-SUM", "T3-COL-SUM", "T3-BALANCE", "N-T4-COUNT", "T2-CELL-BLANK", "TIME-DATE-UNKNOWN")
    places = [text.index(f"规则 {rule}") for rule in rules]
    assert places == sorted(places)
    assert text.count("原文在提取中可能有缺失，请对照原件核实") == 2


def test_the_same_batch_at_the_same_moment_is_the_same_mail(batch: MailBatch, message: EmailMessage) -> None:
    again = compose(batch, sender="年报核查系统 <nianbao@example.gov.cn>", now=NOW)
    assert again.as_bytes() == message.as_bytes()


def test_an_unknown_organ_and_year_are_named_so(batch: MailBatch, compose_batch: Compose) -> None:
    message = compose_batch(replace(batch, report=MailReport()))
    assert message["Subject"].startswith("【年报核查】（报告单位未能识别）（年度未能识别）政府信息公开工作年度报告：")
    assert "报告来源" not in parts(message)[0]


def test_what_was_settled_meanwhile_is_listed_but_not_counted(batch: MailBatch, compose_batch: Compose) -> None:
    first, *others = batch.alerts
    message = compose_batch(replace(batch, alerts=(replace(first, status=AlertStatus.RESOLVED), *others)))
    assert "警告" not in message["Subject"]
    assert "此前已处理的问题\n〔警告〕表二“行政事业性收费”行" in parts(message)[0]
    settled = tuple(replace(alert, status=AlertStatus.WAIVED) for alert in batch.alerts)
    message = compose_batch(replace(batch, alerts=settled))
    assert message["Subject"].endswith("：所列问题均已处理")


def test_a_flood_of_findings_stays_readable(batch: MailBatch, compose_batch: Compose) -> None:
    alerts = tuple(replace(batch.alerts[0], rule=f"RULE-{i:03}", message="很长。" * 5000) for i in range(500))
    text, html = parts(compose_batch(replace(batch, alerts=alerts)))
    assert f"另有{500 - MAX_DETAILED - MAX_LISTED}项未列出" in text
    assert f"另有{500 - MAX_DETAILED - MAX_LISTED}项未列出" in html
    assert len(text) < 20_000
    assert len(html.encode()) < 100_000


def test_the_largest_mail_is_bounded(batch: MailBatch, compose_batch: Compose) -> None:
    keys = tuple(key for key in batch.report.cells if key.startswith("applications."))
    quotes = (Quote("长" * 9000, Where(line=7)),) * 90
    places = tuple(Place(keys, "1" * 900, "2" * 900, "3+" * 900) for _ in range(90))
    alert = replace(batch.alerts[0], message="长" * 9000, basis="长" * 9000, places=places, quotes=quotes)
    message = compose_batch(replace(batch, alerts=(alert,) * 500))
    assert len(message.as_bytes()) < 800_000


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "/etc/passwd", "http://", "https://a b/", "https://[", "x" * 9000],
)
def test_only_web_addresses_become_links(batch: MailBatch, compose_batch: Compose, url: str) -> None:
    message = compose_batch(replace(batch, report=replace(batch.report, source_url=url)))
    assert "a" not in page(message).tags
    assert "公开网址" not in parts(message)[0]


def test_markup_in_the_report_is_text(batch: MailBatch, compose_batch: Compose) -> None:
    hostile = '</td></table><script>alert(1)</script><img src="https://example.org/x">{{ 7 * 7 }}'
    alert = MailAlert("X", Severity.ERROR, hostile, hostile, quotes=(Quote(hostile),), places=(Place((), hostile),))
    report = replace(batch.report, organ="<b>局</b>" + hostile, title=hostile, source_name=hostile)
    html = page(compose_batch(replace(batch, alerts=(alert,), report=report)))
    assert html.tags <= TAGS
    assert html.text.count("<script>alert(1)</script>") >= 4
    assert "{{ 7 * 7 }}" in html.text


def test_list_unsubscribe_stands_on_one_line(batch: MailBatch) -> None:
    url = "https://example.gov.cn/" + "x" * 200
    ways = Unsubscribe(page=url, mail="mailto:stop@example.gov.cn?subject=unsubscribe%20x")
    sent = compose(batch, sender="a@example.gov.cn", now=NOW, unsubscribe=ways).as_bytes()
    assert f"\r\nList-Unsubscribe: <{url}>, <mailto:stop@example.gov.cn?subject=unsubscribe%20x>\r\n".encode() in sent
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent


def test_without_a_page_there_is_no_one_click(batch: MailBatch) -> None:
    message = compose(batch, sender="a@example.gov.cn", now=NOW, unsubscribe=Unsubscribe(mail="mailto:a@example.cn"))
    assert message["List-Unsubscribe"] == "<mailto:a@example.cn>"
    assert message["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "url", ["ftp://a", "http://a", "mailto:a@b.cn>, <mailto:c@d.cn", "https://a\r\nBcc: b", "https://a b", ""]
)
def test_other_unsubscribe_addresses_are_refused(batch: MailBatch, url: str) -> None:
    with pytest.raises(ValueError, match="unsubscribe"):
        compose(batch, sender="a@example.gov.cn", now=NOW, unsubscribe=Unsubscribe(page=url))


@pytest.mark.parametrize("text", ["", "abc", "<a@b>\r\nBcc: x@y", "<a b@c>", "<a@b> <c@d>", "<" + "a" * 200 + "@b>"])
def test_a_malformed_message_id_is_refused(batch: MailBatch, compose_batch: Compose, text: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        compose_batch(replace(batch, message_id=text))


def test_bad_recipients_and_naive_times_are_refused(batch: MailBatch, compose_batch: Compose) -> None:
    with pytest.raises(BadAddressError):
        compose_batch(replace(batch, recipient="a@b.cn, c@d.cn"))
    with pytest.raises(BadAddressError):
        compose(batch, sender="a@b.cn\nBcc: c@d.cn", now=NOW)
    with pytest.raises(ValueError, match="aware"):
        compose(batch, sender="a@b.cn", now=NOW.replace(tzinfo=None))


def unsafe_in(*texts: str) -> set[str]:
    """What turns text around, commands a terminal or cannot be encoded; line feeds are the mail's own."""
    return {char for text in texts for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs"}} - {"\n"}


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=120),
    st.lists(
        st.sampled_from(
            [
                *("\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u202e", "\ud800", "\ufffe"),
                *("Bcc: x@example.org", "=?utf-8?q?=0D=0ABcc:_x?=", "=?utf-8?b?", "?=", "<", ">", '"', "'", "&amp;"),
                *("</td>", "<script>", "<!--", "]]>", "<style>", "{{ 1 }}", "{% raw %}", "民政局", "\u200d", " ", "%s"),
            ]
        ),
        max_size=20,
    ).map("".join),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(organ=HOSTILE, title=HOSTILE, text=HOSTILE, name=HOSTILE)
def test_no_text_breaks_out_of_its_place(compose_batch: Compose, organ: str, title: str, text: str, name: str) -> None:
    key = "disclosure.licences.decisions"
    alert = MailAlert(
        text, Severity.ERROR, text, text, places=(Place((key,), text, text, text),), quotes=(Quote(text),)
    )
    report = MailReport(
        organ, 2024, title, None, dt.date(2025, 1, 2), text, name, name, name, {key: Cell(Status.INVALID, raw=text)}
    )
    gone = replace(alert, told=AlertStatus.RESOLVED, status=AlertStatus.RESOLVED, why=text)
    waived = replace(alert, status=AlertStatus.WAIVED)
    batch = MailBatch("zhang@example.gov.cn", "<1@example.gov.cn>", report, (alert, gone, waived))
    message = compose_batch(batch)
    received = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert received.keys() == HEADERS
    assert received["Subject"] == message["Subject"]
    assert received["Subject"].endswith("年度政府信息公开工作年度报告：错误1项；已消除1项")
    assert not received.defects
    assert len(list(received.iter_parts())) == 2
    html = page(message)
    assert html.tags <= TAGS
    assert not any(name.startswith("on") for name in html.attributes)
    assert unsafe_in(html.text, parts(message)[0]) == set()


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (
            Place(("applications.granted.total", "applications.carried_in.total"), "1", "0", "1+0=1 ≠ 0"),
            "表三“总计”列：1+0=1 ≠ 0；应为：1，现为：0",
        ),
        (
            Place(("applications.granted.total", "applications.granted.natural_person"), "2个数字", "0个数字"),
            "表三“（一）予以公开”行：应为：2个数字，现为：0个数字",
        ),
        (Place(("proceedings.review.total",), "2", "3"), "表四“行政复议”行“总计”列：应为：2，现为：3"),
        (Place(("proceedings.review.total", "disclosure.licences.decisions"), None, None, "1+1=2"), "1+1=2"),
        (Place(("no.such.key",), "", None), "应为："),
    ],
)
def test_what_was_checked_is_written_out(batch: MailBatch, compose_batch: Compose, place: Place, line: str) -> None:
    alert = replace(batch.alerts[0], places=(place,))
    message = compose_batch(replace(batch, alerts=(alert,)))
    assert f"核对：\n     {line}\n" in parts(message)[0]


@pytest.mark.parametrize(
    ("rule", "place", "line"),
    [
        ("T4-SUM", Place(("proceedings.review.total",), "2", "3", "1+1=2 ≠ 3"), "1+1=2 ≠ 3；各栏之和：2，填报：3"),
        ("N-T3-COUNT", Place(("applications.new_received.total",), "5", "3"), "正文：5，表内：3"),
        ("T3-PROCESSED-EXCEEDS", Place((), "不超过0", "1", "1 ＞ 0"), "1 ＞ 0；按一+二：不超过0，各项办理结果之和：1"),
        ("N-SUM", Place((), "24", "23", "18+5=23 ≠ 24"), "18+5=23 ≠ 24；总数：24，所列各项之和：23"),
    ],
)
def test_of_two_numbers_that_disagree_neither_is_called_right(
    batch: MailBatch, compose_batch: Compose, rule: str, place: Place, line: str
) -> None:
    alert = replace(batch.alerts[0], rule=rule, places=(place,))
    text = parts(compose_batch(replace(batch, alerts=(alert,))))[0]
    assert line in "".join(text.split("核对：")[1].split("依据：")[0].splitlines()).replace("     ", "")
    assert "应为" not in text


def test_where_a_date_was_found_is_said_in_chinese_or_not_at_all(batch: MailBatch, compose_batch: Compose) -> None:
    for basis, told in (("page header", "日（依据：页面发布信息）\n"), ("some new place", "日\n"), (None, "日\n")):
        report = replace(batch.report, published_on_basis=basis)
        text = parts(compose_batch(replace(batch, report=report)))[0]
        assert f"发布日期：2025年1月22{told}" in text


def test_a_number_that_is_merely_named_is_no_check(batch: MailBatch, compose_batch: Compose) -> None:
    alert = replace(batch.alerts[0], places=(Place(("proceedings.review.total",), None, "2"),))
    text = parts(compose_batch(replace(batch, alerts=(alert,))))[0]
    assert "核对：\n" not in text
    assert "▲0" in text
