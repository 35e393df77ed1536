"""Reports to store, made by hand: every cell of the form, most of them 1."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy.orm import Session

from models import Document, Organ, Source, StoredReport
from models.documents import Seen, register
from models.organs import find_or_propose
from models.reports import store
from parsers.form import FORMS, Edition
from parsers.report import Cell, Report, Section, Status, Where
from rules.organ import OrganKind

ORGAN = "岳阳市民政局"


def report(year: int | None = 2023, published_on: dt.date | None = None, **cells: Cell) -> Report:
    """A report whose cells are all 1, but those given (double underscores for dots)."""
    given = {key.replace("__", "."): cell for key, cell in cells.items()}
    keys = FORMS[Edition.E2021].keys
    return Report(
        Edition.E2021,
        {key: given.get(key, Cell(Status.OK, 1, "1", Where(line=line))) for line, key in enumerate(keys, start=1)},
        organ=ORGAN,
        year=year,
        title=f"{ORGAN}{year}年政府信息公开工作年度报告",
        published_on=published_on,
        published_on_basis="page header" if published_on else None,
        sections=(Section(1, "总体情况", "一、总体情况", "全年公开信息12条。", Where(line=7)),),
    )


def seen(content: str, name: str = "report.txt") -> Seen:
    """A file of that content."""
    data = content.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    return Seen(
        sha256=sha256, size=len(data), media_type="text/plain", store_key=sha256, source=Source.FOLDER, name=name
    )


def document(session: Session, content: str, now: dt.datetime) -> Document:
    return register(session, seen(content), now)[0]


def organ(session: Session, name: str = ORGAN, kind: OrganKind = OrganKind.DEPARTMENT) -> Organ:
    return find_or_propose(session, name, kind)


def stored(
    session: Session, content: str, now: dt.datetime, read: Report | None = None, parser_version: int = 1
) -> StoredReport:
    """A stored report of the example organ, read in a document of that content."""
    return store(session, document(session, content, now), read or report(), organ(session), parser_version, now)
