"""The table that a digest carries: every alert of it, for whoever works with a spreadsheet.

Place in the flow: called by ``compose``. UTF-8 with a byte order mark, for Excel; no cell can act as a formula.
"""

from __future__ import annotations

import csv
import io

from models.beijing import BEIJING
from rules.words import SEVERITIES
from workers.mail import wording
from workers.mail.clean import one_line
from workers.mail.digest import DigestAlert, DigestBatch, in_order
from workers.mail.view import safe_link
from workers.spreadsheet import BYTE_ORDER_MARK, tamed

# A spreadsheet shows more than a mail; what is longer is no text of an official.
MAX_CELL = 500
# Some 5 MB, which mail servers take.
MAX_ROWS = 20_000
COLUMNS = (
    *("编号", "行政区划", "单位", "年度", "级别", "状态", "规则", "问题", "核对", "原文", "依据", "处理建议"),
    *("首次发现", "公开网址"),
)


def csv_of(batch: DigestBatch) -> bytes:
    """The table as a CSV file, in the order of the digest."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for alert in in_order(batch.alerts)[:MAX_ROWS]:
        writer.writerow([tamed(one_line(cell, MAX_CELL)) for cell in _cells(alert)])
    if (left_out := len(batch.alerts) - MAX_ROWS) > 0:
        writer.writerow([f"另有{left_out}项未列入本表，可用 nianbao alerts list 查询。"])
    return BYTE_ORDER_MARK + out.getvalue().encode()


def _cells(alert: DigestAlert) -> tuple[str, ...]:
    status = wording.STATUSES[alert.status]
    return (
        str(alert.number),
        alert.division or "",
        alert.organ or "",
        "" if alert.year is None else str(alert.year),
        SEVERITIES[alert.severity],
        f"{status}：{alert.why}" if alert.why and alert.is_gone else status,
        alert.rule,
        alert.message,
        alert.checks,
        alert.quotes,
        alert.basis,
        wording.advice(alert.rule, alert.severity),
        f"{alert.opened_at.astimezone(BEIJING):%Y-%m-%d}",
        safe_link(alert.url) or "",
    )
