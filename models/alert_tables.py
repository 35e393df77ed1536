"""The tables of the alerts: what each rule said, what it found, and what became of that.

Place in the flow: written and read through ``models.alerts``; read by the mails and the SQL views.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.organs import Organ
from models.reports import StoredReport
from rules.finding import Confidence, Severity


class OutcomeKind(StrEnum):
    """What a rule said of a report."""

    PASSED = "passed"
    NOT_ASSESSABLE = "not_assessable"
    FINDING = "finding"


class AlertStatus(StrEnum):
    """Where an alert stands. The middle two are a person's decision, which no re-run touches."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    WAIVED = "waived"
    RESOLVED = "resolved"


# What still asks something of somebody, or is at least counted.
STANDING_STATUSES = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)


class EventKind(StrEnum):
    """What happened to an alert."""

    OPENED = "opened"
    CHANGED = "changed"
    ACKNOWLEDGED = "acknowledged"
    WAIVED = "waived"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class RuleOutcome(Base):
    """What one rule said of one report, passed ones included."""

    __tablename__ = "rule_outcomes"
    __table_args__ = ({"comment": "What each rule said of each report. 各规则对各报告的判定。"},)

    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, comment="The report. 所指报告。"
    )
    rule: Mapped[str] = mapped_column(primary_key=True, comment="Code of the rule. 规则代码。")
    version: Mapped[int] = mapped_column(Integer, comment="Version of the rule. 规则版本。")
    outcome: Mapped[OutcomeKind] = mapped_column(
        comment="passed, not_assessable or finding. 判定：通过、无法判定、发现问题。"
    )
    why: Mapped[str | None] = mapped_column(comment="Why not assessable. 无法判定的原因。")
    evaluated_at: Mapped[dt.datetime] = mapped_column(comment="When evaluated. 判定时间。")


class Alert(Base):
    """One subject × rule. The subject is an organ's year, or a document whose organ or year is unknown."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("subject", "rule"),
        Index("ix_alerts_status_severity", "status", "severity"),
        Index("ix_alerts_organ_id_year", "organ_id", "year"),
        {"comment": "What the rules found, and what became of it. 问题提示及其处理情况。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"),
        index=True,
        comment="The report it was last found in; NULL: there is none. 最近发现该问题的报告，未公布报告时为空。",
    )
    organ_id: Mapped[int | None] = mapped_column(
        ForeignKey("organs.id"), comment="The organ, if known. 机关（如已知）。"
    )
    year: Mapped[int | None] = mapped_column(Integer, comment="Year reported on. 报告年度。")
    rule: Mapped[str] = mapped_column(comment="Code of the rule. 规则代码。")
    rule_version: Mapped[int] = mapped_column(Integer, comment="Version of the rule. 规则版本。")
    severity: Mapped[Severity] = mapped_column(comment="error, warning or info. 级别：错误、警告、提示。")
    status: Mapped[AlertStatus] = mapped_column(
        comment="open, acknowledged, waived or resolved. 状态：待处理、已知悉、已豁免、已消除。"
    )
    message: Mapped[str] = mapped_column(comment="What is wrong, for an official. 问题说明。")
    basis: Mapped[str] = mapped_column(comment="Legal or formal basis. 依据。")
    confidence: Mapped[Confidence] = mapped_column(comment="high, or low when the reading may err. 可信度。")
    evidence: Mapped[dict[str, Any]] = mapped_column(
        comment="Places and quotes that show it. 证据：单元格、数字与原文。"
    )
    subject: Mapped[str] = mapped_column(
        comment="organ:<id>:<year> or document:<sha256>. 主体：机关与年度，或原始文件。"
    )
    opening: Mapped[int] = mapped_column(
        Integer, comment="Counts how often it was opened; each is mailed once. 第几次打开，每次各发一次邮件。"
    )
    opened_at: Mapped[dt.datetime] = mapped_column(comment="When first found. 首次发现时间。")
    reopened_at: Mapped[dt.datetime | None] = mapped_column(comment="When it came back, if it did. 最近一次重现时间。")
    last_seen_at: Mapped[dt.datetime] = mapped_column(comment="When last found. 最近一次发现时间。")
    resolved_at: Mapped[dt.datetime | None] = mapped_column(comment="When no longer found. 消除时间。")
    acknowledged_by: Mapped[str | None] = mapped_column(comment="Who acknowledged or waived it. 处理人。")
    note: Mapped[str | None] = mapped_column(comment="Why, in that person's words. 处理意见。")
    waived_until: Mapped[dt.date | None] = mapped_column(
        comment="Last day of the waiver; NULL: for good. 豁免截止日期。"
    )

    report: Mapped[StoredReport | None] = relationship()
    organ: Mapped[Organ | None] = relationship()


class AlertEvent(Base):
    """One event in the life of an alert."""

    __tablename__ = "alert_events"
    __table_args__ = ({"comment": "The lives of the alerts. 问题提示的处理过程。"},)

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    alert_id: Mapped[int] = mapped_column(
        ForeignKey("alerts.id", ondelete="CASCADE"), index=True, comment="The alert. 所指问题提示。"
    )
    at: Mapped[dt.datetime] = mapped_column(comment="When. 时间。")
    event: Mapped[EventKind] = mapped_column(comment="What happened. 事件。")
    by: Mapped[str | None] = mapped_column(comment="Who did it; NULL: the system. 操作人，空为系统。")
    detail: Mapped[str | None] = mapped_column(comment="What else is to be said. 说明。")
