"""The figures of the reports, in tables shaped as they are published, and the cells without a figure.

Place in the flow: written by ``models.reports.store``; read by the SQL views. A figure is there only when it is
certain; all else is NULL, with the reason in ``cell_exceptions``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from parsers.form import APPLICANTS, OUTCOMES, Column, TableName, rows_by_key
from parsers.report import Cell, Number, Report, Status


class OfReport(Base):
    """What all facts share: the report they belong to."""

    __abstract__ = True

    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"),
        primary_key=True,
        sort_order=-1,
        comment="The report. 所属报告。",
    )


class DisclosureFact(OfReport):
    """One cell of table two (主动公开)."""

    __tablename__ = "disclosure_facts"
    __table_args__ = ({"comment": "Table two: voluntary disclosure. 表二：主动公开政府信息情况。"},)

    item: Mapped[str] = mapped_column(primary_key=True, comment="Row, e.g. licences. 信息内容（行）。")
    measure: Mapped[str] = mapped_column(primary_key=True, comment="Column, e.g. decisions. 指标（列）。")
    value: Mapped[Number | None] = mapped_column(comment="The figure, if certain. 数值（确定时）。")
    status: Mapped[Status] = mapped_column(
        comment="ok, blank, absent, ambiguous or invalid. 状态：确定、空白、缺失、不明、非数字。"
    )
    raw: Mapped[str] = mapped_column(comment="What stands in the source. 原文。")


class ApplicationFact(OfReport):
    """One row of table three (依申请公开), with its seven applicant columns."""

    __tablename__ = "application_facts"
    __table_args__ = ({"comment": "Table three: applications. 表三：收到和处理政府信息公开申请情况。"},)

    disposition: Mapped[str] = mapped_column(primary_key=True, comment="Row, e.g. granted. 办理情况（行）。")
    position: Mapped[int] = mapped_column(Integer, comment="Place of the row in the form, from 1. 行次。")
    label: Mapped[str] = mapped_column(comment="Label of the row as printed in the form. 行标题。")
    natural_person: Mapped[int | None] = mapped_column(comment="Natural persons. 自然人。")
    commercial_enterprise: Mapped[int | None] = mapped_column(comment="Commercial enterprises. 商业企业。")
    research_institution: Mapped[int | None] = mapped_column(comment="Research institutions. 科研机构。")
    social_welfare_organisation: Mapped[int | None] = mapped_column(
        comment="Social welfare organisations. 社会公益组织。"
    )
    legal_service_organisation: Mapped[int | None] = mapped_column(
        comment="Legal service organisations. 法律服务机构。"
    )
    other_organisation: Mapped[int | None] = mapped_column(comment="Other organisations. 其他。")
    total: Mapped[int | None] = mapped_column(comment="Total as printed. 总计（原文所列）。")


class ProceedingFact(OfReport):
    """One channel of table four (行政复议、行政诉讼), with its five outcomes."""

    __tablename__ = "proceeding_facts"
    __table_args__ = ({"comment": "Table four: review and litigation. 表四：政府信息公开行政复议、行政诉讼情况。"},)

    channel: Mapped[str] = mapped_column(
        primary_key=True,
        comment="review, litigation_direct or litigation_after_review. 途径：复议、直接起诉、复议后起诉。",
    )
    upheld: Mapped[int | None] = mapped_column(comment="Upheld. 结果维持。")
    corrected: Mapped[int | None] = mapped_column(comment="Corrected. 结果纠正。")
    other: Mapped[int | None] = mapped_column(comment="Other results. 其他结果。")
    pending: Mapped[int | None] = mapped_column(comment="Not yet decided. 尚未审结。")
    total: Mapped[int | None] = mapped_column(comment="Total as printed. 总计（原文所列）。")


class CellException(OfReport):
    """One cell that holds no certain figure."""

    __tablename__ = "cell_exceptions"
    __table_args__ = ({"comment": "Cells without a certain figure. 未取得确定数值的单元格。"},)

    key: Mapped[str] = mapped_column(primary_key=True, comment="Key of the cell. 单元格键名。")
    status: Mapped[Status] = mapped_column(
        comment="blank, absent, ambiguous or invalid. 状态：空白、缺失、不明、非数字。"
    )
    raw: Mapped[str] = mapped_column(comment="What stands in the source. 原文。")


Values = dict[str, Any]

# What the integer columns hold. A figure beyond that, or with a fraction, is an exception: rounded, it would be another
# figure.
_LARGEST = 2**63 - 1
_COUNTED = frozenset({TableName.APPLICATIONS, TableName.PROCEEDINGS})


def rows(report_id: int, report: Report) -> dict[type[OfReport], list[Values]]:
    """The rows of a report in each table of facts, for bulk insertion."""
    own = {"report_id": report_id}
    return {
        DisclosureFact: [own | fact for fact in _disclosure(report)],
        ApplicationFact: [own | fact for fact in _applications(report)],
        ProceedingFact: [own | fact for fact in _proceedings(report)],
        CellException: [
            own | {"key": key, "status": status, "raw": cell.raw}
            for key, cell in report.cells.items()
            if (status := _stored_status(key, cell)) is not Status.OK
        ],
    }


def _stored_status(key: str, cell: Cell) -> Status:
    """The cell's status; "invalid" where its figure does not fit the column it belongs in."""
    fits = cell.status is not Status.OK or key.partition(".")[0] not in _COUNTED or _count(cell) is not None
    return cell.status if fits else Status.INVALID


def _disclosure(report: Report) -> Iterator[Values]:
    for item, cells in _by_row(report, TableName.DISCLOSURE).items():
        for measure, cell in cells.items():
            yield {
                "item": item,
                "measure": measure,
                "value": cell.value if cell.status is Status.OK else None,
                "status": cell.status,
                "raw": cell.raw,
            }


def _applications(report: Report) -> Iterator[Values]:
    for position, (disposition, cells) in enumerate(_by_row(report, TableName.APPLICATIONS).items(), start=1):
        label = rows_by_key()[f"{TableName.APPLICATIONS}.{disposition}"].label
        yield {"disposition": disposition, "position": position, "label": label} | _counts(cells, APPLICANTS)


def _proceedings(report: Report) -> Iterator[Values]:
    for channel, cells in _by_row(report, TableName.PROCEEDINGS).items():
        yield {"channel": channel} | _counts(cells, OUTCOMES)


def _by_row(report: Report, table: TableName) -> dict[str, dict[str, Cell]]:
    """The cells of a table: row → column → cell, in the report's order."""
    found: dict[str, dict[str, Cell]] = {}
    for key, cell in report.cells.items():
        name, _, rest = key.partition(".")
        if name == table:
            row, _, column = rest.rpartition(".")
            found.setdefault(row, {})[column] = cell
    return found


def _counts(cells: dict[str, Cell], columns: tuple[Column, ...]) -> Values:
    return {column.key: _count(cells.get(column.key)) for column in columns}


def _count(cell: Cell | None) -> int | None:
    if cell is None or cell.status is not Status.OK or cell.value is None or cell.value % 1:
        return None
    count = int(cell.value)
    return count if abs(count) <= _LARGEST else None
