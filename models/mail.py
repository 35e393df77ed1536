"""Who is told what: subscriptions, deliveries, and the alerts each delivery carried.

Place in the flow: written by the actors ``notify``, ``digest`` and ``deliver`` and the command ``subscriptions``.
"""

from __future__ import annotations

import datetime as dt
import secrets
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.alert_tables import Alert, AlertStatus
from models.base import Base, Id, JsonText
from models.organs import Organ
from models.reports import StoredReport
from rules.finding import Severity


class DeliveryState(StrEnum):
    """Whether a mail has gone out."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class DeliveryKind(StrEnum):
    """What a mail is: one about a report as soon as it is checked, or one that gathers what is new of many."""

    REPORT = "report"
    DIGEST = "digest"


class SubscriptionState(StrEnum):
    """Whether mail goes out. Only the first gets any; the others say who stopped it."""

    ACTIVE = "active"
    SUSPENDED = "suspended"  # by ops, for a while
    BOUNCED = "bounced"  # by the mail server, which refuses the address
    UNSUBSCRIBED = "unsubscribed"  # by the reader
    REMOVED = "removed"  # by ops, for good


class Frequency(StrEnum):
    """When a subscriber is told: at once, or in a digest."""

    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"


def _token() -> str:
    return secrets.token_urlsafe(24)


def _unique_where(name: str, where: TextClause, *columns: str) -> Index:
    return Index(f"uq_subscriptions_{name}", *columns, unique=True, postgresql_where=where, sqlite_where=where)


class Subscription(Base):
    """An address that wants the alerts of an organ and those below it, of a division and those below it, or of all.

    Each address has each of these once at each frequency: three partial indexes, because a plain unique constraint
    takes NULLs for different.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint("organ_id IS NULL OR division_code IS NULL", name="one_scope"),
        CheckConstraint("(frequency = 'immediately') = (send_at IS NULL)", name="digest_has_a_time"),
        CheckConstraint("(frequency = 'weekly') = (weekday IS NOT NULL)", name="week_has_a_day"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        _unique_where("all", text("organ_id IS NULL AND division_code IS NULL"), "address", "frequency"),
        _unique_where("organ", text("organ_id IS NOT NULL"), "address", "organ_id", "frequency"),
        _unique_where("division", text("division_code IS NOT NULL"), "address", "division_code", "frequency"),
        {"comment": "Who gets which alerts by mail. 邮件订阅。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    address: Mapped[str] = mapped_column(comment="Mail address. 邮箱地址。")
    organ_id: Mapped[int | None] = mapped_column(
        ForeignKey("organs.id", ondelete="CASCADE"), comment="Only this organ and those below it. 仅限该机关及其下级。"
    )
    division_code: Mapped[str | None] = mapped_column(
        comment="Only this division and those below it, by code prefix. 仅限该行政区划及其下级。"
    )
    minimum_severity: Mapped[Severity] = mapped_column(
        default=Severity.WARNING, comment="Nothing below this. 最低级别。"
    )
    rules: Mapped[list[str]] = mapped_column(
        JsonText, default=list, comment="Only these codes, * for any ending; empty: all. 限定规则代码，空为全部。"
    )
    frequency: Mapped[Frequency] = mapped_column(
        default=Frequency.IMMEDIATELY, comment="immediately, daily or weekly. 频次：即时、每日、每周。"
    )
    send_at: Mapped[dt.time | None] = mapped_column(
        comment="When a digest goes out, Beijing time. 汇总发送时刻（北京时间）。"
    )
    weekday: Mapped[int | None] = mapped_column(
        Integer, comment="On which day of the week, 1 is Monday. 每周发送日，1为周一。"
    )
    state: Mapped[SubscriptionState] = mapped_column(
        default=SubscriptionState.ACTIVE,
        comment="active, suspended, bounced, unsubscribed or removed. 状态：有效、暂停、退信、退订、取消。",
    )
    state_at: Mapped[dt.datetime | None] = mapped_column(comment="Since when, if it changed. 状态变更时间。")
    state_why: Mapped[str | None] = mapped_column(comment="Why. 状态变更原因。")
    token: Mapped[str] = mapped_column(
        unique=True, default=_token, comment="By which its reader unsubscribes; a secret. 退订凭据，须保密。"
    )
    created_at: Mapped[dt.datetime] = mapped_column(comment="Since when. 订阅时间。")
    scheduled_at: Mapped[dt.datetime] = mapped_column(
        comment="Since when it has its frequency and time; no digest is due before. 现行频次的起始时间。"
    )

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
    told: Mapped[AlertStatus] = mapped_column(
        comment="As what it was told: open or resolved. 邮件所告知的状态：待处理或已消除。"
    )


class Delivery(Base):
    """One mail to one recipient: about one report, or a digest."""

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
    kind: Mapped[DeliveryKind] = mapped_column(
        default=DeliveryKind.REPORT, comment="report: about one report; digest: of many. 类别：单份报告、汇总。"
    )
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"),
        index=True,
        comment="The report it is about; NULL for a digest. 所涉报告，汇总为空。",
    )
    batch_key: Mapped[str] = mapped_column(comment="The batch of alerts; one mail a recipient. 批次键。")
    message_id: Mapped[str] = mapped_column(unique=True, comment="Message-ID, fixed before sending. 邮件标识。")
    thread: Mapped[list[str]] = mapped_column(
        JsonText, default=list, comment="Message-IDs of the mails it answers, oldest first. 所答复邮件的标识。"
    )
    state: Mapped[DeliveryState] = mapped_column(
        default=DeliveryState.PENDING, comment="pending, sent or failed. 状态：待发、已发、失败。"
    )
    created_at: Mapped[dt.datetime] = mapped_column(comment="When decided. 建立时间。")
    sent_at: Mapped[dt.datetime | None] = mapped_column(comment="When sent. 发送时间。")
    error: Mapped[str | None] = mapped_column(comment="Why the last attempt failed. 最近一次失败原因。")

    subscription: Mapped[Subscription] = relationship()
    report: Mapped[StoredReport | None] = relationship()
    alerts: Mapped[list[Alert]] = relationship(secondary=DeliveryAlert.__table__, order_by=Alert.id, viewonly=True)
