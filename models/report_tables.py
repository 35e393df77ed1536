"""The tables of the reports: one row a reading of a document, and its sections.

Place in the flow: written and read through ``models.reports``; read by the checks (``body``) and the SQL views.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
