"""The sites that are crawled, and what is known of their pages from one run to the next.

Place in the flow: kept by people through ``nianbao sites``; read and written by ``workers.sites``. What a run has still
to do stands in these rows: a crawl that was killed goes on from them.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Schedule(StrEnum):
    """How often a site is looked at."""

    SEASONAL = "seasonal"  # daily from January to March, when reports are published; weekly else
    DAILY = "daily"
    WEEKLY = "weekly"


class RunState(StrEnum):
    """How far a run is."""

    RUNNING = "running"
    FINISHED = "finished"
    LIMITED = "limited"  # ended at a limit; the next run begins with what was left


class PageKind(StrEnum):
    """What a page is to the crawl."""

    LIST = "list"
    REPORT = "report"  # by its title or by what the reader says of it


class NoticeKind(StrEnum):
    """What there is to say of a site or page; those of ``FINDINGS`` are about a report, the rest are for ops."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    CERTIFICATE_ENDS = "certificate-ends"
    FORBIDDEN_ADDRESS = "forbidden-address"
    ROBOTS = "robots"
    NOTHING_FOUND = "nothing-found"
    SHAPE_CHANGED = "shape-changed"
    NOT_READ = "not-read"
    LIMIT = "limit"
    GONE = "gone"
    COPY_DIFFERS = "copy-differs"
    FOREIGN_HOST = "foreign-host"


FINDINGS = frozenset({NoticeKind.GONE, NoticeKind.COPY_DIFFERS, NoticeKind.FOREIGN_HOST})


class Site(Base):
    """One place on the web where reports are published."""

    __tablename__ = "sites"
    __table_args__ = ({"comment": "Sites that are crawled. 采集的网站。"},)

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    name: Mapped[str] = mapped_column(unique=True, comment="What people call it. 网站名称。")
    start_pages: Mapped[list[str]] = mapped_column(comment="Addresses where a run begins. 起始页网址。")
    organ: Mapped[str | None] = mapped_column(comment="Organ it speaks for. 所属机关。")
    division_code: Mapped[str | None] = mapped_column(comment="Division it speaks for. 所属行政区划代码。")
    schedule: Mapped[Schedule] = mapped_column(
        default=Schedule.SEASONAL, comment="seasonal, daily or weekly. 采集频次：按季节、每日、每周。"
    )
    selectors: Mapped[dict[str, Any]] = mapped_column(
        default=dict, comment="CSS selectors where the usual rules fail: item, title, link, date, next. 选择器。"
    )
    depth: Mapped[int | None] = mapped_column(
        Integer, comment="How many links from a start page are followed; NULL as set. 跟踪链接的层数，空为默认。"
    )
    enabled: Mapped[bool] = mapped_column(default=True, comment="Whether it is crawled. 是否采集。")
    added_at: Mapped[dt.datetime] = mapped_column(comment="When entered. 登记时间。")
    due_at: Mapped[dt.datetime] = mapped_column(index=True, comment="Next run not before. 下次采集的最早时间。")


class SiteRun(Base):
    """One run over a site."""

    __tablename__ = "site_runs"
    __table_args__ = (
        Index("ix_site_runs_site_id_started_at", "site_id", "started_at"),
        {"comment": "Runs over the sites. 网站采集的历次运行。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), comment="The site. 网站。")
    state: Mapped[RunState] = mapped_column(comment="running, finished or limited. 状态：运行中、完成、达到上限。")
    started_at: Mapped[dt.datetime] = mapped_column(comment="When it began. 开始时间。")
    finished_at: Mapped[dt.datetime | None] = mapped_column(comment="When it ended. 结束时间。")
    pages: Mapped[int] = mapped_column(default=0, comment="Pages and attachments asked for. 请求的页面与附件数。")
    unchanged: Mapped[int] = mapped_column(default=0, comment="Of them not changed (304). 其中未变化的页面数。")
    found: Mapped[int] = mapped_column(default=0, comment="Reports that lists and pages showed. 发现的年报数。")
    new: Mapped[int] = mapped_column(default=0, comment="Reports taken for the first time. 新采集的年报数。")
    changed: Mapped[int] = mapped_column(default=0, comment="Reports taken again, changed. 有变化的年报数。")
    errors: Mapped[int] = mapped_column(default=0, comment="Pages that could not be had. 出错的页面数。")
    bytes: Mapped[int] = mapped_column(default=0, comment="Bytes received. 接收的字节数。")
    seconds: Mapped[float] = mapped_column(default=0.0, comment="How long it took, in seconds. 用时（秒）。")
    problems: Mapped[dict[str, Any]] = mapped_column(
        default=dict, comment="Errors by code, with their number. 各类错误及次数。"
    )


class SitePage(Base):
    """One address of a site, and what became of it.

    A page is to be fetched in a run as long as ``queued_run_id`` names the run and ``done_run_id`` does not.
    """

    __tablename__ = "site_pages"
    __table_args__ = (
        UniqueConstraint("site_id", "url"),
        Index("ix_site_pages_queued_run_id", "queued_run_id"),
        Index("ix_site_pages_organ_year", "organ", "year"),
        {"comment": "Pages of the sites. 网站的页面。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), comment="The site. 网站。")
    url: Mapped[str] = mapped_column(comment="Its address. 网址。")
    kind: Mapped[PageKind] = mapped_column(comment="list or report. 类别：列表、年报。")
    depth: Mapped[int] = mapped_column(Integer, default=0, comment="Links from a start page. 距起始页的层数。")
    title: Mapped[str | None] = mapped_column(comment="Text of the link that led to it. 链接文字。")
    listed_on: Mapped[dt.date | None] = mapped_column(comment="Date beside that link. 列表所载日期。")
    first_seen_at: Mapped[dt.datetime] = mapped_column(comment="When its address was first seen. 首次发现时间。")
    checked_at: Mapped[dt.datetime | None] = mapped_column(comment="When last fetched. 最近一次获取时间。")
    check_at: Mapped[dt.datetime | None] = mapped_column(comment="To be looked at again then. 下次复查时间。")
    changed_at: Mapped[dt.datetime | None] = mapped_column(comment="When last taken in. 最近一次变化时间。")
    status: Mapped[int | None] = mapped_column(Integer, comment="Last HTTP status. 最近一次状态码。")
    problem: Mapped[str | None] = mapped_column(comment="Why it gave nothing, last time. 最近一次未取得内容的原因。")
    misses: Mapped[int] = mapped_column(Integer, default=0, comment="Times in a row it was not there. 连续缺失次数。")
    links: Mapped[int | None] = mapped_column(Integer, comment="Of a list: reports it links to. 列表所链年报数。")
    body_sha256: Mapped[str | None] = mapped_column(comment="SHA-256 of the page as last fetched. 网页内容校验值。")
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("documents.id", ondelete="SET NULL"), comment="The document made of it. 所得文件。"
    )
    parts: Mapped[list[str]] = mapped_column(
        default=list, comment="Attachments fetched with it: SHA-256 and address. 一并获取的附件。"
    )
    organ: Mapped[str | None] = mapped_column(comment="Organ its report names. 年报所载机关。")
    year: Mapped[int | None] = mapped_column(Integer, comment="Year of its report. 报告年度。")
    fingerprint: Mapped[str | None] = mapped_column(
        comment="Parser version and hash of what the report says. 解析版本与年报内容的指纹。"
    )
    listed_run_id: Mapped[int | None] = mapped_column(comment="Run in which a list last showed it. 最近列出的运行。")
    queued_run_id: Mapped[int | None] = mapped_column(comment="Run that is to fetch it. 待获取的运行。")
    done_run_id: Mapped[int | None] = mapped_column(comment="Run that fetched it. 已获取的运行。")


_OPEN = text("resolved_at IS NULL")


class SiteNotice(Base):
    """Something about a site or one of its pages that somebody should know, until it is over."""

    __tablename__ = "site_notices"
    __table_args__ = (
        Index("ix_site_notices_site_id_open", "site_id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        {"comment": "Notices on sites and pages. 网站与页面的提示。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), comment="The site. 网站。")
    page_id: Mapped[int | None] = mapped_column(
        ForeignKey("site_pages.id", ondelete="CASCADE"), comment="The page, if it is about one. 页面（如有）。"
    )
    kind: Mapped[NoticeKind] = mapped_column(comment="What it is. 类别。")
    message: Mapped[str] = mapped_column(comment="In words. 说明。")
    opened_at: Mapped[dt.datetime] = mapped_column(comment="When first seen. 首次出现时间。")
    last_seen_at: Mapped[dt.datetime] = mapped_column(comment="When last seen. 最近出现时间。")
    resolved_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was over. 消除时间。")
    told_at: Mapped[dt.datetime | None] = mapped_column(comment="When ops were told. 通知运维的时间。")
