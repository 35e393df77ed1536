"""The mail server of the planned winter: takes mails, is away at times, and reads what each one tells.

Place in the flow: the third part of the bench ``winter``. It sees only what goes over the wire, as a reader does.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import email
import email.policy
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.winter_truth import Mail
from models.beijing import BEIJING
from tests.servers import free_port

_NAME = re.compile(r"^(.+?)(\d{4})年度政府信息公开工作年度报告$", re.MULTILINE)
_CODE = re.compile(r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+\b")
_GONE = "已消除的问题"


class Post:
    """What has come, by what it tells; ``largest`` in bytes of the HTML half, which webmails clip.

    :param now: the time of day in the winter.
    :param on_mail: called before a mail is acknowledged.
    """

    def __init__(self, now: Callable[[], dt.datetime], on_mail: Callable[[], None]) -> None:
        self.mails: Counter[Mail] = Counter()
        self.copies: Counter[str] = Counter()
        self.astray: list[str] = []
        self.largest = 0
        self.is_away = False
        self._now, self._on_mail = now, on_mail

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep what a mail tells."""
        if self.is_away:
            return "451 try again later"
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
        self._take(message, envelope.rcpt_tos)
        self._on_mail()
        return "250 OK"

    def _take(self, message: EmailMessage, recipients: list[str]) -> None:
        message_id = str(message["Message-ID"])
        self.copies[message_id] += 1
        if [str(message["To"])] != recipients:
            self.astray.append(message_id)
        if self.copies[message_id] > 1:
            return
        page = message.get_body(("html",))
        self.largest = max(self.largest, len(page.get_content().encode()) if page is not None else 0)
        day = self._now().astimezone(BEIJING).date()
        self.mails[Mail(recipients[0], day, frozenset(_told(message)))] += 1

    @contextlib.contextmanager
    def open(self) -> Iterator[str]:
        """Serve on the loopback interface; yields the URL."""
        controller = Controller(self, hostname="127.0.0.1", port=free_port())
        controller.start()
        try:
            yield f"smtp://127.0.0.1:{controller.port}"
        finally:
            controller.stop()


def _told(message: EmailMessage) -> Iterator[tuple[str, str, bool]]:
    """Organ, rule and whether it is gone, of each alert in a mail; of a digest, by the table attached."""
    for part in message.iter_attachments():
        table = csv.DictReader(io.StringIO(part.get_content().removeprefix("\ufeff")))
        for row in table:
            yield row["单位"], row["规则"], row["状态"].startswith("已消除")
        return
    body = message.get_body(("plain",))
    text: str = body.get_content().replace("\r\n", "\n") if body is not None else ""
    named = _NAME.search(text)
    organ = named[1] if named is not None else ""
    standing, mark, gone = text.partition(f"\n{_GONE}\n")
    for code in _CODE.findall(standing.partition("报告来源")[0]):
        yield organ, code, False
    if mark:
        for code in _CODE.findall(gone.partition("\n---")[0]):
            yield organ, code, True
