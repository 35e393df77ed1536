"""A mail about an invented organ: how mails look, and whether they arrive.

Place in the flow: ``nianbao subscriptions test``; beside the ledger, since nothing depends on it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

from models import AlertStatus, Frequency, Subscription
from parsers.form import FORMS, Edition
from parsers.report import Cell, Status, Where
from rules.finding import Place, Quote, Severity
from workers.mail.address import parse_mailbox
from workers.mail.batch import MailAlert, MailBatch, MailReport
from workers.mail.compose import compose
from workers.mail.digest import DigestAlert, DigestBatch
from workers.mail.load_digest import NAMES
from workers.mail.transport import send
from workers.settings import Settings

ORGAN = "示例县民政局（测试邮件，机构系虚构）"
_YEAR = 2024
_MESSAGE = "表三“（七）总计”行“总计”列填报11，而该行各栏之和为0，请核对。"
_BASIS = "条例第五十条；国办公开办函〔2021〕30号"
_ROW = "applications.result_total"
_TOTAL = 11


def send_sample(settings: Settings, subscription: Subscription, now: dt.datetime) -> Path | None:
    """Send the sample as this subscription's mails are sent; see ``transport.send`` for what is returned and raised."""
    message_id = f"<test.{uuid.uuid4().hex}@{parse_mailbox(settings.mail_from).domain}>"
    if subscription.frequency is Frequency.IMMEDIATELY:
        batch: MailBatch | DigestBatch = report_sample(subscription.address, message_id)
    else:
        batch = digest_sample(subscription.address, message_id, NAMES[subscription.frequency], now)
    message = compose(batch, sender=settings.mail_from, now=now)
    return send(message, smtp_url=settings.smtp_url, outbox=settings.outbox, timeout=settings.mail_seconds)


def report_sample(recipient: str, message_id: str) -> MailBatch:
    """A mail about one report with one error."""
    keys = next(row for row in FORMS[Edition.E2021].rows if row.key == _ROW).keys
    cells = {key: Cell(Status.OK, 0, "0") for key in keys} | {keys[-1]: Cell(Status.OK, _TOTAL, str(_TOTAL))}
    alert = MailAlert(
        "T3-ROW-SUM",
        Severity.ERROR,
        _MESSAGE,
        _BASIS,
        places=(Place(tuple(keys), "0", str(_TOTAL), f"0+0+0+0+0+0=0 ≠ {_TOTAL}"),),
        quotes=(Quote("（七）总计 0 0 0 0 0 0 11", Where(line=80)),),
    )
    return MailBatch(recipient, message_id, MailReport(organ=ORGAN, year=_YEAR, cells=cells), (alert,))


def digest_sample(recipient: str, message_id: str, name: str, now: dt.datetime) -> DigestBatch:
    """A digest with one error and one alert that is resolved."""
    error = DigestAlert(
        number=1,
        organ=ORGAN,
        division="示例县",
        year=_YEAR,
        rule="T3-ROW-SUM",
        severity=Severity.ERROR,
        message=_MESSAGE,
        basis=_BASIS,
        status=AlertStatus.OPEN,
        opened_at=now,
        checks=f"0+0+0+0+0+0=0 ≠ {_TOTAL}",
    )
    gone = DigestAlert(
        number=2,
        organ=ORGAN,
        division="示例县",
        year=_YEAR,
        rule="T4-SUM",
        severity=Severity.ERROR,
        message="表四“行政复议”总计与各项之和不符。",
        basis="条例第五十条",
        status=AlertStatus.RESOLVED,
        opened_at=now,
        told=AlertStatus.RESOLVED,
    )
    return DigestBatch(recipient, message_id, name, (error, gone), {Severity.ERROR: 1})
