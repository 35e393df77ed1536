"""A page as a report: read in the sandbox, with the attachments and pictures that hold the tables it lacks.

Place in the flow: ``visits`` → **here** → ``workers.sandbox``. What a page is, the reader says; a link's text only
promises.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from parsers import PARSER_VERSION, media_type
from parsers.bundle_parts import tables_of
from parsers.bundle_zip import packed
from parsers.document import EnclosureKind
from parsers.encoding import decode_text
from parsers.form import TableName
from parsers.readers.archive_budget import Member
from parsers.readers.html_links import attachment, is_named_navigation, picture
from parsers.report import ReadError, Report
from workers import sandbox
from workers.sandbox import Limits
from workers.sites.links import parse_html

MAX_PARTS = 40
# Lists are no longer than that; of a longer page only the reader gets more, in its child.
MAX_TEXT = 8 * 1024 * 1024
NOT_A_REPORT = "not-an-annual-report"
_WEB = ("http://", "https://")
_TABLE_SECTIONS = frozenset({2, 3, 4})
_HEADINGS = ("总体情况", "主动公开政府信息", "政府信息公开申请", "行政复议", "存在的主要问题", "其他需要报告")
_LEAST_HEADINGS = 4
_LEAST_SECTIONS = 3
_LEAST_TEXT = 500
_UNSAFE = re.compile(r"[^\w.()（）《》【】·-]+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_ENDINGS = {"application/pdf": ".pdf", "text/html": ".html", "image/png": ".png", "image/jpeg": ".jpg"}


class Part(msgspec.Struct, frozen=True):
    """An attachment or picture of a page, fetched."""

    url: str
    text: str
    data: bytes


class Wanted(msgspec.Struct, frozen=True):
    """An attachment or picture of a page, to be fetched."""

    url: str
    text: str


class Reading(msgspec.Struct, frozen=True):
    """What a file turned out to be: ``report``, several (``is_bundle``), or why it is none (``error``)."""

    report: Report | None = None
    is_bundle: bool = False
    error: ReadError | None = None

    @property
    def is_no_report(self) -> bool:
        """Whether it is something else; what could not be read may still be a report."""
        if self.report is not None:
            return not _says_something(self.report)
        return self.error is not None and self.error.code in {NOT_A_REPORT, "empty-file"}


def _says_something(report: Report) -> bool:
    """Whether there is more than a title: a list of reports is called 政府信息公开年报, too.

    Before 2019 there was no form, and so neither tables nor six sections.
    """
    if tables_of(report) or len({section.number for section in report.sections}) >= _LEAST_SECTIONS:
        return True
    return report.year is not None and sum(len(one.text) for one in report.paragraphs) >= _LEAST_TEXT


def read(data: bytes, name: str, limits: Limits) -> Reading:
    """Read a file in a child process.

    :raises OSError: when no child can be started.
    """
    try:
        reading = sandbox.read(data, name, None, limits)
    except ReadError as error:
        return Reading(error=error)
    return Reading(reading.report, is_bundle=reading.report is None)


def text_of(data: bytes) -> str | None:
    """The text of a page, None for what is no text."""
    if len(data) > MAX_TEXT:
        return None
    kind = media_type(data)
    if not (kind.startswith("text/") or kind in {"application/xhtml+xml", "application/json", "application/xml"}):
        return None
    try:
        return decode_text(data)
    except ReadError:
        return None


def has_the_headings(text: str) -> bool:
    """Whether a page speaks as a report does, whatever the link to it was called."""
    return sum(heading in text for heading in _HEADINGS) >= _LEAST_HEADINGS


def wanted_parts(reading: Reading, text: str, url: str) -> list[Wanted]:
    """The attachments and pictures that may hold what a page lacks; none when it shows all three tables."""
    if reading.report is not None and not reading.is_no_report:
        if len(tables_of(reading.report)) == len(TableName):
            return []
        found = [
            Wanted(one.address, one.text)
            for one in reading.report.enclosures
            if one.kind == EnclosureKind.ATTACHMENT.value or one.section in _TABLE_SECTIONS or one.section == 0
        ]
    elif reading.is_no_report:
        found = _enclosed(text)
    else:
        return []
    resolved = {urljoin(url, one.url).partition("#")[0]: one.text for one in found if one.url}
    return [Wanted(address, title) for address, title in resolved.items() if address.startswith(_WEB)][:MAX_PARTS]


def _enclosed(text: str) -> list[Wanted]:
    """What stands on a page that is no report by itself: its attachments or, without any, its pictures."""
    root = parse_html(text)
    if root is None:
        return []
    attached, pictures = [], []
    for element in root.iter("a", "img"):
        if any(is_named_navigation(above) for above in element.iterancestors()):
            continue
        if element.tag == "a":
            inset = attachment(element.get("href") or "", " ".join(element.text_content().split()))
            attached += [Wanted(inset.address, inset.text)] if inset is not None else []
        else:
            inset = picture(element)
            pictures += [Wanted(inset.address, inset.text)] if inset is not None else []
    return attached or pictures


def bundle(page: bytes, parts: Sequence[Part]) -> bytes:
    """A page and its parts as one archive: the same files are the same bytes, and so the same document."""
    members = [Member("00-page.html", page)]
    members += [Member(f"{number:02}-{_file_name(part)}", part.data) for number, part in enumerate(parts, start=1)]
    return packed(members)


def _file_name(part: Part) -> str:
    """A name that says what the link said, with the ending that tells what it is."""
    path = unquote(posixpath.basename(urlsplit(part.url).path))
    text = part.text if len(part.text) > 1 else path
    ending = _ENDING.search(path) or _ENDING.search(part.text)
    stem = _UNSAFE.sub("_", _ENDING.sub("", text))[:80].strip("._") or "part"
    return stem + (ending[0].lower() if ending else _ENDINGS.get(media_type(part.data), ""))


def fingerprint(report: Report) -> str:
    """What a report says, whatever stands around it on the page; begins with the parsers' version."""
    said = {
        "organ": report.organ,
        "year": report.year,
        "cells": {key: (cell.status, str(cell.value), cell.raw) for key, cell in sorted(report.cells.items())},
        "text": ["".join(paragraph.text.split()) for paragraph in report.paragraphs],
        "sections": [(section.number, section.title) for section in report.sections],
    }
    return f"{PARSER_VERSION}:{sha256(msgspec.json.encode(said)).hexdigest()}"


def differing_cells(one: Report, other: Report) -> int:
    """In how many cells two readings say different things."""
    keys = one.cells.keys() | other.cells.keys()
    return sum((one.status(key), one.value(key)) != (other.status(key), other.value(key)) for key in keys)
