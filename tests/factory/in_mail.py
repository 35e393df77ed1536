"""Reports in wrappings: saved pages (MHTML), mails with attachments, ZIP archives."""

from __future__ import annotations

import base64
import io
import quopri
import random
import zipfile
from email import policy
from email.generator import BytesGenerator
from email.message import EmailMessage, Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart

from tests.factory.grid import Grid
from tests.factory.in_html import DIALECTS, write_page
from tests.factory.in_sheets import Book, write_xlsx
from tests.factory.in_word import Word, write_word
from tests.factory.packages import DATE
from tests.factory.page import Part

_DIALECT = {dialect.name: dialect for dialect in DIALECTS}
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def _bytes(message: Message) -> bytes:
    if message.is_multipart():
        message.set_boundary("----=_Part_7")
    buffer = io.BytesIO()
    BytesGenerator(buffer, policy=policy.SMTP).flatten(message)  # type: ignore[arg-type]
    return buffer.getvalue()


def write_mhtml(rng: random.Random, parts: list[Part], dialect: str, charset: str, transfer: str) -> bytes:
    """A page as browsers save it with its pictures."""
    page = write_page(rng, parts, _DIALECT[dialect]).replace("<!--charset-->", f'<meta charset="{charset}">')
    root = MIMENonMultipart("text", "html", charset=charset)
    data = page.encode(charset, "xmlcharrefreplace")
    if transfer == "base64":
        root["Content-Transfer-Encoding"] = "base64"
        root.set_payload(base64.encodebytes(data).decode())
    else:
        root["Content-Transfer-Encoding"] = "quoted-printable"
        root.set_payload(quopri.encodestring(data).decode())
    root["Content-Location"] = "http://www.example.invalid/2024/nb.html"
    whole = MIMEMultipart("related", type="text/html", boundary="----MultipartBoundary--7")
    whole["From"] = "<Saved by Blink>"
    whole["Subject"] = "report"
    whole["Snapshot-Content-Location"] = "http://www.example.invalid/2024/nb.html"
    whole.attach(root)
    picture = MIMEImage(_PIXEL, "gif")
    picture["Content-Location"] = "http://www.example.invalid/logo.gif"
    whole.attach(picture)
    return _bytes(whole)


def in_zip(name: str, data: bytes, *others: tuple[str, bytes]) -> bytes:
    """A ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in ((name, data), *others):
            archive.writestr(zipfile.ZipInfo(entry, DATE), content)
    return buffer.getvalue()


def zipped_word(rng: random.Random, parts: list[Part]) -> bytes:
    return in_zip("2023年年报.docx", write_word(rng, parts, Word("merged")))


def zipped_page(rng: random.Random, parts: list[Part]) -> bytes:
    page = write_page(rng, parts, _DIALECT["Word paste"]).replace("<!--charset-->", '<meta charset="utf-8">')
    return in_zip("年报/nb.htm", page.encode(), ("年报/nb.files/image001.gif", _PIXEL))


def _mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@example.invalid", "b@example.invalid"
    mail["Subject"] = "2023年度报告"
    return mail


def mail_with_body(rng: random.Random, parts: list[Part]) -> bytes:
    """A mail the HTML body of which is the report."""
    mail = _mail()
    page = write_page(rng, parts, _DIALECT["paragraphs in cells"]).replace("<!--charset-->", "")
    mail.set_content("请查看网页版。")
    mail.add_alternative(page, subtype="html", charset="utf-8")
    return _bytes(mail)


def mail_with_workbook(rng: random.Random, parts: list[Part]) -> bytes:
    """A mail that says little, with the report attached as a workbook."""
    mail = _mail()
    mail.set_content("各位领导：年报见附件，请审阅。")
    mail.add_attachment(
        write_xlsx(rng, parts, Book("one sheet")),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename="年报.xlsx",
    )
    return _bytes(mail)


def mail_with_word(rng: random.Random, parts: list[Part]) -> bytes:
    mail = _mail()
    mail.set_content("<p>年报见附件。</p>", subtype="html")
    mail.add_attachment(
        write_word(rng, parts, Word("merged")), maintype="application", subtype="octet-stream", filename="年报.docx"
    )
    return _bytes(mail)


def text_then_tables(rng: random.Random, parts: list[Part]) -> bytes:
    """A mail with the text in its body and the tables in an attached workbook."""
    mail = _mail()
    words: list[Part] = [part for part in parts if not isinstance(part, Grid)]
    mail.set_content(write_page(rng, words, _DIALECT["plain"]), subtype="html")
    mail.add_attachment(
        write_xlsx(rng, parts, Book("one sheet", numbers=False)),
        maintype="application",
        subtype="vnd.ms-excel",
        filename="附表.xlsx",
    )
    return _bytes(mail)
