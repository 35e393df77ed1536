"""The tables of the ledger: what must be done, and who is alive.

Place in the flow: written by ``workers.ledger`` in the transaction of the facts a task follows from; read by the
sweeper, ``status`` and the metrics.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id

_RUNNING = text("state = 'running'")


class TaskState(StrEnum):
    """The life of a task."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    QUARANTINED = "quarantined"


class Task(Base):
    """One piece of work: an actor, a subject, the version of its input.

    Indexes: the key serves the claim; (state, due_at) what is due and the counts by state; lease_until of what is
    running serves the sweeper; (subject, actor) "is anything of this report still open?".
    """

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("actor", "subject", "input_version"),
        Index("ix_tasks_state_due_at", "state", "due_at"),
        Index("ix_tasks_lease_until_running", "lease_until", postgresql_where=_RUNNING, sqlite_where=_RUNNING),
        Index("ix_tasks_subject_actor", "subject", "actor"),
        {"comment": "What must be done, and how far it is. 任务台账。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key; the only thing a broker message holds. 主键。")
    actor: Mapped[str] = mapped_column(comment="What is to be done: the actor's name. 处理程序名称。")
    subject: Mapped[str] = mapped_column(comment="On what: the key of a row. 处理对象（某一行的主键）。")
    input_version: Mapped[str] = mapped_column(comment="Version of the input; a new one is new work. 输入版本。")
    state: Mapped[TaskState] = mapped_column(
        default=TaskState.PENDING, comment="pending, running, done or quarantined. 状态：待办、在办、办结、隔离。"
    )
    attempts: Mapped[int] = mapped_column(
        Integer, default=0, comment="Attempts so far, counted before the work. 已尝试次数。"
    )
    max_attempts: Mapped[int] = mapped_column(Integer, default=5, comment="Attempts allowed. 允许的最多尝试次数。")
    due_at: Mapped[dt.datetime] = mapped_column(comment="Not before this instant. 最早处理时间。")
    lease_until: Mapped[dt.datetime | None] = mapped_column(
        comment="Until when the one working on it has it. 占用期限，过期可由他人接手。"
    )
    enqueued_at: Mapped[dt.datetime | None] = mapped_column(comment="When last sent to the broker. 最近一次发送时间。")
    last_error: Mapped[str | None] = mapped_column(comment="Error of the last failed attempt. 最近一次失败的错误。")
    failing_since: Mapped[dt.datetime | None] = mapped_column(
        comment="First failure since written or sent back; bounds the wait in an outage. 连续失败的起始时间。"
    )
    correlation_id: Mapped[str | None] = mapped_column(
        comment="Joins the log lines of one report's way. 关联标识，用于串联日志。"
    )
    created_at: Mapped[dt.datetime] = mapped_column(comment="When written. 建立时间。")
    finished_at: Mapped[dt.datetime | None] = mapped_column(comment="When done or quarantined. 办结或隔离时间。")
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="What else the actor needs. 附加参数。")


class Heartbeat(Base):
    """The last sign of life of a service."""

    __tablename__ = "heartbeats"
    __table_args__ = ({"comment": "Last sign of life of each service. 各服务最近一次心跳。"},)

    name: Mapped[str] = mapped_column(primary_key=True, comment="The service. 服务名称。")
    at: Mapped[dt.datetime] = mapped_column(comment="When it last said so. 最近心跳时间。")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="What it said. 附带信息。")
