"""What the templates draw: a batch turned into plain cleaned text, cut to what a mail can bear.

Place in the flow: between ``batch`` and the two templates; both halves of a mail are drawn from the same ``MailView``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from urllib.parse import urlsplit

import msgspec

from models import AlertStatus
from models.beijing import BEIJING
from parsers.form import cell_name, cells_by_key
from parsers.report import Where
from rules.finding import Confidence, Place, Quote
from rules.words import BASES, EDITIONS, SEVERITIES, sides
from workers.mail import wording
from workers.mail.batch import MailAlert, MailBatch, MailReport
from workers.mail.clean import header_text, one_line
from workers.mail.excerpt import Excerpt, excerpts

# Beyond this many findings nobody reads on; and the whole stays well under the size that webmails clip (about 100 kB
# of HTML with excerpts of ordinary size).
MAX_DETAILED = 12
# One line each. More than 60 lines are no list but a flood; the program shows them all.
MAX_LISTED = 60
# A Chinese sentence of an official text rarely exceeds 100 characters; a message is one to three of them.
MAX_MESSAGE = 300
MAX_LISTED_MESSAGE = 80
# Enough to recognise a place in the source; the whole stands there.
MAX_QUOTE = 160
MAX_QUOTES = 4
# The sums of one table: seven columns.
MAX_CHECKS = 7
MAX_CHECK = 200
MAX_BASIS = 120
MAX_NAME = 60
MAX_TITLE = 80
# The name, the year and the counts fit.
MAX_SUBJECT = 160
# Longer addresses are no use in a mail program, and some cut a line at 998 bytes (RFC 5322, 2.1.1).
MAX_URL = 800
SHORT_DIGEST = 12


class QuoteView(msgspec.Struct, frozen=True):
    """A fragment of the source and where it stands, in words ("" when unknown)."""

    text: str
    place: str


class AlertView(msgspec.Struct, frozen=True):
    """One finding, ready to be drawn. ``tone`` names its severity for the style sheet."""

    order: int
    number: int | None
    rule: str
    tone: str
    severity: str
    status: str | None
    message: str
    basis: str
    advice: str
    unsure: bool
    excerpts: tuple[Excerpt, ...]
    checks: tuple[str, ...]
    checks_left_out: int
    quotes: tuple[QuoteView, ...]
    quotes_left_out: int


class MailView(msgspec.Struct, frozen=True):
    """A whole mail, ready to be drawn.

    ``facts`` are label and text, ``answers`` purpose and command; ``link`` is an http(s) address or None.
    """

    subject: str
    heading: str
    summary: str
    is_bad: bool
    opening: str
    detailed: tuple[AlertView, ...]
    listed: tuple[AlertView, ...]
    left_out: int
    settled: tuple[AlertView, ...]
    resolved: tuple[AlertView, ...]
    resolved_left_out: int
    elsewhere: int
    facts: tuple[tuple[str, str], ...]
    link: str | None
    answers: tuple[tuple[str, str], ...]
    composed: str


def mail_view(batch: MailBatch, now: dt.datetime) -> MailView:
    """The batch as the templates draw it.

    :param now: when the mail is composed (aware).
    """
    standing = batch.standing
    name = _name(batch.report)
    found = wording.tally(Counter(alert.severity for alert in standing))
    summary = wording.summary(found, len(batch.resolved))
    listed = standing[MAX_DETAILED : MAX_DETAILED + MAX_LISTED]
    return MailView(
        subject=header_text(f"{wording.SUBJECT_PREFIX}{name}：{summary}", MAX_SUBJECT),
        heading=name,
        summary=summary,
        is_bad=bool(standing),
        opening=wording.opening(found, len(batch.resolved), reasoned=any(one.why for one in batch.resolved)),
        detailed=tuple(_alert(i, alert, batch.report) for i, alert in enumerate(standing[:MAX_DETAILED], 1)),
        listed=tuple(_line(i, alert) for i, alert in enumerate(listed, MAX_DETAILED + 1)),
        left_out=max(0, len(standing) - MAX_DETAILED - MAX_LISTED),
        settled=tuple(_line(i, alert) for i, alert in enumerate(batch.settled[:MAX_LISTED], 1)),
        resolved=tuple(_line(i, alert) for i, alert in enumerate(batch.resolved[:MAX_LISTED], 1)),
        resolved_left_out=max(0, len(batch.resolved) - MAX_LISTED),
        elsewhere=batch.elsewhere,
        facts=_facts(batch.report),
        link=safe_link(batch.report.source_url),
        answers=wording.answers(next((alert.number for alert in standing if alert.number is not None), None)),
        composed=moment(now),
    )


def _name(report: MailReport) -> str:
    organ = one_line(report.organ or "", MAX_NAME) or wording.NO_ORGAN
    year = f"{report.year}年度" if report.year is not None else wording.NO_YEAR
    return f"{organ}{year}{wording.DOCUMENT}"


def _alert(order: int, alert: MailAlert, report: MailReport) -> AlertView:
    """The finding with all its evidence."""
    checks = [text for place in alert.places if (text := check_line(alert.rule, place))]
    quotes = tuple(
        QuoteView(one_line(quote.text, MAX_QUOTE), where_words(quote)) for quote in alert.quotes[:MAX_QUOTES]
    )
    return msgspec.structs.replace(
        _line(order, alert),
        message=one_line(alert.message, MAX_MESSAGE),
        excerpts=excerpts(alert.rule, alert.places, report.cells),
        checks=tuple(checks[:MAX_CHECKS]),
        checks_left_out=max(0, len(checks) - MAX_CHECKS),
        quotes=quotes,
        quotes_left_out=len(alert.quotes) - len(quotes),
    )


def _line(order: int, alert: MailAlert) -> AlertView:
    """The finding without its evidence, its message cut to a line."""
    return AlertView(
        order=order,
        number=alert.number,
        rule=one_line(alert.rule, MAX_NAME),
        tone=alert.severity.value,
        severity=SEVERITIES[alert.severity],
        status=_status(alert),
        message=one_line(alert.message, MAX_LISTED_MESSAGE),
        basis=one_line(alert.basis, MAX_BASIS),
        advice=wording.advice(alert.rule, alert.severity),
        unsure=alert.confidence is Confidence.LOW,
        excerpts=(),
        checks=(),
        checks_left_out=0,
        quotes=(),
        quotes_left_out=0,
    )


def _status(alert: MailAlert) -> str | None:
    """Where it stands, unless the mail says so anyway: then why it is resolved or open again, when that is known."""
    if alert.told is AlertStatus.RESOLVED or alert.status is AlertStatus.OPEN:
        return one_line(alert.why or "", MAX_NAME) or None
    return wording.STATUSES[alert.status]


def check_line(rule: str, place: Place) -> str:
    """What was checked at a place: where it is, the sum written out, and the two sides that disagree.

    "" when nothing was: a number that is merely named stands in the excerpt.
    """
    if place.expected is None and place.formula is None:
        return ""
    numbers = [
        f"{word}：{one_line(number, MAX_CHECK)}"
        for word, number in zip(sides(rule), (place.expected, place.actual), strict=True)
        if number is not None
    ]
    said = "；".join(part for part in (one_line(place.formula or "", MAX_CHECK), "，".join(numbers)) if part)
    return "：".join(part for part in (_subject(place), said) if part)


def _subject(place: Place) -> str:
    """What all the cells of a place share, by its printed name: the cell, the row or the column; else ""."""
    known = [key for key in place.cells if key in cells_by_key()]
    rows, columns = ({key.rpartition(".")[part] for key in known} for part in (0, 2))
    if not known or min(len(rows), len(columns)) > 1:
        return ""
    name = cell_name(known[0])
    if len(known) == 1:
        return name
    # Of 表三“（七）总计”行“自然人”列 the beginning, or the ends.
    return name.rpartition("“")[0] if len(rows) == 1 else f"{name.partition('“')[0]}“{name.rpartition('行“')[2]}"


def where_words(quote: Quote) -> str:
    """Where a quote stands, in words: ``第77行``, ``第2页``, ``第3个表第4行``, ``“附件1.docx”第7行``."""
    where = quote.where or Where()
    part = one_line(where.part or "", MAX_NAME)
    parts = (("第{}页", where.page), ("第{}行", where.line), ("第{}个表", where.table), ("第{}行", where.row))
    found = "".join(form.format(number) for form, number in parts if number is not None)
    return (f"“{part}”" if part else "") + found


def _facts(report: MailReport) -> tuple[tuple[str, str], ...]:
    """What is known of the source, as label and text."""
    published = None
    if report.published_on is not None:
        # A basis without a Chinese word is the program's own and says nothing to an official.
        basis = BASES.get(report.published_on_basis or "")
        published = day_words(report.published_on) + (f"（依据：{basis}）" if basis else "")
    facts = (
        ("报告标题", report.title),
        ("发布日期", published),
        ("采用格式", report.edition and EDITIONS[report.edition]),
        ("文件名称", report.source_name),
        ("文件校验", report.sha256 and f"SHA-256 {report.sha256[:SHORT_DIGEST]}"),
    )
    return tuple((label, one_line(text, MAX_TITLE)) for label, text in facts if text)


def moment(instant: dt.datetime) -> str:
    """An instant as an official writes it, in Beijing time."""
    local = instant.astimezone(BEIJING)
    return f"{day_words(local)} {local:%H:%M}（北京时间）"


def day_words(day: dt.date) -> str:
    """A day as an official writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def safe_link(url: str | None) -> str | None:
    """The address when it is one a mail may link to: http or https, with a host, without anything odd in it."""
    if url is None or len(url) > MAX_URL or one_line(url, MAX_URL) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
