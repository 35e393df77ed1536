"""Reports as read: one row a reading of a document, the current one of each organ × year marked.

Place in the flow: written by the actor ``persist`` (``store``); read by the checks (``body``) and the SQL views.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from models import facts
from models.base import Base, Id, JsonText
from models.documents import Document
from models.organs import Organ
from parsers.form import Edition
from parsers.report import Report

_CURRENT = text("is_current")
_CURRENT_OF_ORGAN = text("is_current AND organ_id IS NOT NULL AND year IS NOT NULL")


class StoredReport(Base):
    """One reading of one document."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("document_id", "parser_version", "reading"),
        Index(
            "uq_reports_current_organ_year",
            "organ_id",
            "year",
            unique=True,
            postgresql_where=_CURRENT_OF_ORGAN,
            sqlite_where=_CURRENT_OF_ORGAN,
        ),
        Index(
            "uq_reports_current_document",
            "document_id",
            unique=True,
            postgresql_where=_CURRENT,
            sqlite_where=_CURRENT,
        ),
        Index("ix_reports_organ_id_year", "organ_id", "year"),
        {"comment": "Annual reports as read, all versions. 年度报告（含历次版本）。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), comment="The document read. 原始文件。")
    organ_id: Mapped[int | None] = mapped_column(
        ForeignKey("organs.id"), comment="The organ, if known. 机关（如已知）。"
    )
    organ_name: Mapped[str | None] = mapped_column(comment="Organ as the report has it. 报告所载机关名称。")
    year: Mapped[int | None] = mapped_column(Integer, comment="Year reported on. 报告年度。")
    version: Mapped[int] = mapped_column(Integer, comment="Counts the readings of an organ's year. 版本号。")
    is_current: Mapped[bool] = mapped_column(comment="The one that counts. 是否为现行版本。")
    title: Mapped[str | None] = mapped_column(comment="Title as printed. 标题。")
    edition: Mapped[Edition] = mapped_column(comment="Edition of the form: 2019, 2021 or mixed. 所用格式版本。")
    published_on: Mapped[dt.date | None] = mapped_column(comment="Day of publication. 公布日期。")
    published_on_basis: Mapped[str | None] = mapped_column(comment="What says so. 公布日期的依据。")
    signed_on: Mapped[dt.date | None] = mapped_column(comment="Day of the signature. 落款日期。")
    source_url: Mapped[str | None] = mapped_column(comment="Where it is published. 来源网址。")
    parser_version: Mapped[int] = mapped_column(comment="Version of the parsers. 解析程序版本。")
    reading: Mapped[int] = mapped_column(
        Integer, comment="Counts what these parsers read in it, e.g. with other hints. 该版解析程序的第几次读取。"
    )
    ingested_at: Mapped[dt.datetime] = mapped_column(comment="When stored. 入库时间。")
    cells: Mapped[dict[str, Any]] = mapped_column(
        deferred=True, comment="Each cell with status, source text and place. 各单元格的状态、原文与位置。"
    )
    body: Mapped[dict[str, Any]] = mapped_column(
        JsonText, deferred=True, comment="The whole report as read. 读出的报告全文（JSON）。"
    )
    checked_at: Mapped[dt.datetime | None] = mapped_column(comment="When all checks were done. 检查完成时间。")

    document: Mapped[Document] = relationship()
    organ: Mapped[Organ | None] = relationship()

    @property
    def called(self) -> str | None:
        """Its organ's name on the roster or, where it is not known which organ that is, as the report has it."""
        return self.organ.name if self.organ is not None else self.organ_name

    @property
    def subject(self) -> str:
        """What its alerts are about: the organ's year or, where one of them is unknown, the document."""
        if self.organ_id is not None and self.year is not None:
            return subject_of(self.organ_id, self.year)
        return f"document:{self.document.sha256}"

    def report(self) -> Report:
        """The Report as the parsers made it."""
        return msgspec.convert(self.body, Report)


def subject_of(organ_id: int, year: int) -> str:
    """The subject of what is said about an organ's year."""
    return f"organ:{organ_id}:{year}"


class StoredSection(Base):
    """One section of a report."""

    __tablename__ = "sections"
    __table_args__ = ({"comment": "Sections of the reports. 报告各部分正文。"},)

    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, comment="The report. 所属报告。"
    )
    position: Mapped[int] = mapped_column(
        Integer, primary_key=True, comment="Place in the report, from 1. 在报告中的次序。"
    )
    number: Mapped[int] = mapped_column(Integer, comment="Numeral of the section. 部分序号。")
    title: Mapped[str] = mapped_column(comment="Title without the numeral. 标题。")
    text: Mapped[str] = mapped_column(comment="Text without the tables. 正文（不含表格）。")
    location: Mapped[dict[str, Any]] = mapped_column(comment="Where in the source. 在原文中的位置。")


def store(
    session: Session, document: Document, report: Report, organ: Organ | None, parser_version: int, now: dt.datetime
) -> StoredReport:
    """Store what one version of the parsers read in a document, once; the same again returns the row that is there.

    What they read otherwise than before, since other hints have come, is another reading; the row before stays as it
    is. Of the readings of a document only the newest counts: of the newest parsers, the last. Of several documents for
    one organ's year the one first seen last is current, unless both say when they were published and it was published
    earlier. A report whose organ or year is unknown is current by itself. Which is current does not depend on the order
    in which documents and parsers come.
    """
    earlier = _lock(session, document.id, organ)
    same = [reading for reading in earlier if reading.parser_version == parser_version]
    if same and same[-1].report() == report:
        return same[-1]
    stored = _new(document, report, organ, parser_version, now)
    stored.reading = len(same) + 1
    stored.version = _next_version(session, stored)
    session.add(stored)
    session.flush()
    for table, values in facts.rows(stored.id, report).items():
        if values:
            session.execute(insert(table), values)
    if sections := _sections(stored.id, report):
        session.execute(insert(StoredSection), sections)
    _settle(session, [*earlier, stored])
    return stored


def current(session: Session, organ_id: int, year: int) -> StoredReport | None:
    """The current report of an organ for a year, e.g. the predecessor that a check compares with."""
    wanted = select(StoredReport).where(
        StoredReport.organ_id == organ_id, StoredReport.year == year, StoredReport.is_current
    )
    return session.scalars(wanted).one_or_none()


def _lock(session: Session, document_id: int, organ: Organ | None) -> list[StoredReport]:
    """Make others wait who store readings of the same document or organs; the document's readings so far."""
    session.execute(select(Document.id).where(Document.id == document_id).with_for_update(key_share=True))
    earlier = session.scalars(
        select(StoredReport)
        .where(StoredReport.document_id == document_id)
        .order_by(StoredReport.parser_version, StoredReport.reading)
    ).all()
    organs = {reading.organ_id for reading in earlier} | {organ.id if organ is not None else None}
    # In the order of their keys, so that two such transactions never wait for each other.
    session.execute(
        select(Organ.id)
        .where(Organ.id.in_(sorted(key for key in organs if key is not None)))
        .order_by(Organ.id)
        .with_for_update(key_share=True)
    )
    return list(earlier)


def _new(
    document: Document, report: Report, organ: Organ | None, parser_version: int, now: dt.datetime
) -> StoredReport:
    return StoredReport(
        document_id=document.id,
        organ_id=organ.id if organ is not None else None,
        organ_name=report.organ,
        year=report.year,
        is_current=False,
        title=report.title,
        edition=report.edition,
        published_on=report.published_on,
        published_on_basis=report.published_on_basis,
        signed_on=report.signed_on,
        source_url=report.source_url,
        parser_version=parser_version,
        ingested_at=now,
        cells=msgspec.to_builtins(report.cells),
        body=msgspec.to_builtins(report),
    )


def _next_version(session: Session, stored: StoredReport) -> int:
    same = (
        (StoredReport.document_id == stored.document_id,)
        if stored.organ_id is None or stored.year is None
        else (StoredReport.organ_id == stored.organ_id, StoredReport.year == stored.year)
    )
    return (session.scalar(select(func.max(StoredReport.version)).where(*same)) or 0) + 1


def _sections(report_id: int, report: Report) -> list[dict[str, Any]]:
    return [
        {
            "report_id": report_id,
            "position": position,
            "number": section.number,
            "title": section.title,
            "text": section.text,
            "location": msgspec.to_builtins(section.where),
        }
        for position, section in enumerate(report.sections, start=1)
    ]


def _settle(session: Session, readings: Sequence[StoredReport]) -> None:
    """Mark anew what is current, for every subject that the readings of one document are or were about."""
    newest = max(readings, key=lambda reading: (reading.parser_version, reading.reading))
    subjects = {(reading.organ_id, reading.year) for reading in readings}
    known = [(organ_id, year) for organ_id, year in subjects if organ_id is not None and year is not None]
    choices = (_chosen(session, organ_id, year) for organ_id, year in known)
    chosen = {choice for choice in choices if choice is not None}
    if (newest.organ_id, newest.year) not in known:
        chosen.add(newest.id)
    concerned = or_(
        StoredReport.document_id == newest.document_id,
        *(and_(StoredReport.organ_id == organ_id, StoredReport.year == year) for organ_id, year in known),
    )
    # The old ones first: the indexes allow only one at a time.
    session.execute(update(StoredReport).where(concerned, StoredReport.id.not_in(chosen)).values(is_current=False))
    session.execute(update(StoredReport).where(StoredReport.id.in_(chosen)).values(is_current=True))


# Put together once: composing it takes longer than executing it.
_NEWER = aliased(StoredReport)
_CANDIDATES = (
    select(StoredReport.id, StoredReport.published_on)
    .join(Document)
    .where(
        StoredReport.organ_id == bindparam("organ_id"),
        StoredReport.year == bindparam("year"),
        ~exists().where(
            _NEWER.document_id == StoredReport.document_id,
            tuple_(_NEWER.parser_version, _NEWER.reading) > tuple_(StoredReport.parser_version, StoredReport.reading),
        ),
    )
    .order_by(Document.first_seen_at, Document.id)
)


def _chosen(session: Session, organ_id: int, year: int) -> int | None:
    chosen: tuple[int, dt.date | None] | None = None
    for key, published_on in session.execute(_CANDIDATES, {"organ_id": organ_id, "year": year}):
        published_before = chosen is not None and published_on and chosen[1] and published_on < chosen[1]
        if not published_before:
            chosen = key, published_on
    return chosen[0] if chosen is not None else None
