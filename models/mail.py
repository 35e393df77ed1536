"""Who is told what: subscriptions, deliveries, and the alerts each delivery carried.

Place in the flow: written by the actors ``notify`` and ``deliver`` and the command ``subscriptions``.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.alert_tables import Alert
from models.base import Base, Id
from models.organs import Organ
from models.reports import StoredReport
from rules.finding import Severity


class DeliveryState(StrEnum):
    """Whether a mail has gone out."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


def _unique_where(name: str, where: TextClause, *columns: str) -> Index:
    return Index(f"uq_subscriptions_{name}", *columns, unique=True, postgresql_where=where, sqlite_where=where)


class Subscription(Base):
    """An address that wants the alerts of one organ, of one division, or of all.

    Each address has each of these once: three partial indexes, because a plain unique constraint takes NULLs for
    different.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint("organ_id IS NULL OR division_code IS NULL", name="one_scope"),
        _unique_where("all", text("organ_id IS NULL AND division_code IS NULL"), "address"),
        _unique_where("organ", text("organ_id IS NOT NULL"), "address", "organ_id"),
        _unique_where("division", text("division_code IS NOT NULL"), "address", "division_code"),
        {"comment": "Who gets which alerts by mail. 邮件订阅。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    address: Mapped[str] = mapped_column(comment="Mail address. 邮箱地址。")
    organ_id: Mapped[int | None] = mapped_column(
        ForeignKey("organs.id", ondelete="CASCADE"), comment="Only this organ. 仅限该机关。"
    )
    division_code: Mapped[str | None] = mapped_column(
        comment="Only this division and those below it, by code prefix. 仅限该行政区划及其下级。"
    )
    minimum_severity: Mapped[Severity] = mapped_column(
        default=Severity.WARNING, comment="Nothing below this. 最低级别。"
    )
    active: Mapped[bool] = mapped_column(default=True, comment="Still wanted. 是否有效。")
    created_at: Mapped[dt.datetime] = mapped_column(comment="Since when. 订阅时间。")

    organ: Mapped[Organ | None] = relationship()


class DeliveryAlert(Base):
    """An alert that a delivery carried."""

    __tablename__ = "delivery_alerts"
    __table_args__ = ({"comment": "Which alerts each mail carried. 各邮件所含的问题提示。"},)

    delivery_id: Mapped[int] = mapped_column(
        ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True, comment="The mail. 所属邮件。"
    )
    alert_id: Mapped[int] = mapped_column(
        ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True, index=True, comment="The alert. 问题提示。"
    )
    opening: Mapped[int] = mapped_column(Integer, comment="Which opening of it. 该提示的第几次打开。")


class Delivery(Base):
    """One mail to one recipient, about one report."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("recipient", "batch_key"),
        {"comment": "Mails to send and sent. 邮件投递记录。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True, comment="Why it is sent. 所依订阅。"
    )
    recipient: Mapped[str] = mapped_column(comment="Mail address. 收件人。")
    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), index=True, comment="The report it is about. 所涉报告。"
    )
    batch_key: Mapped[str] = mapped_column(comment="The batch of alerts; one mail a recipient. 批次键。")
    message_id: Mapped[str] = mapped_column(unique=True, comment="Message-ID, fixed before sending. 邮件标识。")
    state: Mapped[DeliveryState] = mapped_column(
        default=DeliveryState.PENDING, comment="pending, sent or failed. 状态：待发、已发、失败。"
    )
    created_at: Mapped[dt.datetime] = mapped_column(comment="When decided. 建立时间。")
    sent_at: Mapped[dt.datetime | None] = mapped_column(comment="When sent. 发送时间。")
    error: Mapped[str | None] = mapped_column(comment="Why the last attempt failed. 最近一次失败原因。")

    subscription: Mapped[Subscription] = relationship()
    report: Mapped[StoredReport] = relationship()
    alerts: Mapped[list[Alert]] = relationship(secondary=DeliveryAlert.__table__, order_by=Alert.id, viewonly=True)
