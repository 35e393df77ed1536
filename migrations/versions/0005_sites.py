"""Sites that are crawled: their runs, their pages, and what there is to say of them.

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.view_ddl import drop_statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)

# In the order of their references.
TABLES = ("sites", "site_pages", "site_runs", "site_notices")


def upgrade() -> None:
    for make in (_sites, _pages, _runs, _notices):
        make()


def downgrade() -> None:
    for statement in drop_statements():
        op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)


def _word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def _sites() -> None:
    op.create_table(
        "sites",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("name", sa.Text(), nullable=False, comment="What people call it. 网站名称。"),
        sa.Column("start_pages", JSON, nullable=False, comment="Addresses where a run begins. 起始页网址。"),
        sa.Column("organ", sa.Text(), nullable=True, comment="Organ it speaks for. 所属机关。"),
        sa.Column("division_code", sa.Text(), nullable=True, comment="Division it speaks for. 所属行政区划代码。"),
        sa.Column(
            "schedule",
            _word("seasonal", "daily", "weekly", name="schedule"),
            nullable=False,
            comment="seasonal, daily or weekly. 采集频次：按季节、每日、每周。",
        ),
        sa.Column(
            "selectors",
            JSON,
            nullable=False,
            comment="CSS selectors where the usual rules fail: item, title, link, date, next. 选择器。",
        ),
        sa.Column(
            "depth",
            sa.Integer(),
            nullable=True,
            comment="How many links from a start page are followed; NULL as set. 跟踪链接的层数，空为默认。",
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False, comment="Whether it is crawled. 是否采集。"),
        sa.Column("added_at", INSTANT, nullable=False, comment="When entered. 登记时间。"),
        sa.Column("due_at", INSTANT, nullable=False, comment="Next run not before. 下次采集的最早时间。"),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("name", name="uq_sites_name"),
        comment="Sites that are crawled. 采集的网站。",
    )
    op.create_index("ix_sites_due_at", "sites", ["due_at"])


def _pages() -> None:
    op.create_table(
        "site_pages",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("site_id", KEY, nullable=False, comment="The site. 网站。"),
        sa.Column("url", sa.Text(), nullable=False, comment="Its address. 网址。"),
        sa.Column(
            "kind",
            _word("list", "report", name="pagekind"),
            nullable=False,
            comment="list or report. 类别：列表、年报。",
        ),
        sa.Column("depth", sa.Integer(), nullable=False, comment="Links from a start page. 距起始页的层数。"),
        sa.Column("title", sa.Text(), nullable=True, comment="Text of the link that led to it. 链接文字。"),
        sa.Column("listed_on", sa.Date(), nullable=True, comment="Date beside that link. 列表所载日期。"),
        sa.Column("first_seen_at", INSTANT, nullable=False, comment="When its address was first seen. 首次发现时间。"),
        sa.Column("checked_at", INSTANT, nullable=True, comment="When last fetched. 最近一次获取时间。"),
        sa.Column("check_at", INSTANT, nullable=True, comment="To be looked at again then. 下次复查时间。"),
        sa.Column("changed_at", INSTANT, nullable=True, comment="When last taken in. 最近一次变化时间。"),
        sa.Column("status", sa.Integer(), nullable=True, comment="Last HTTP status. 最近一次状态码。"),
        sa.Column(
            "problem", sa.Text(), nullable=True, comment="Why it gave nothing, last time. 最近一次未取得内容的原因。"
        ),
        sa.Column("misses", sa.Integer(), nullable=False, comment="Times in a row it was not there. 连续缺失次数。"),
        sa.Column("links", sa.Integer(), nullable=True, comment="Of a list: reports it links to. 列表所链年报数。"),
        sa.Column(
            "body_sha256", sa.Text(), nullable=True, comment="SHA-256 of the page as last fetched. 网页内容校验值。"
        ),
        sa.Column("document_id", KEY, nullable=True, comment="The document made of it. 所得文件。"),
        sa.Column(
            "parts", JSON, nullable=False, comment="Attachments fetched with it: SHA-256 and address. 一并获取的附件。"
        ),
        sa.Column("organ", sa.Text(), nullable=True, comment="Organ its report names. 年报所载机关。"),
        sa.Column("year", sa.Integer(), nullable=True, comment="Year of its report. 报告年度。"),
        sa.Column(
            "fingerprint",
            sa.Text(),
            nullable=True,
            comment="Parser version and hash of what the report says. 解析版本与年报内容的指纹。",
        ),
        sa.Column(
            "listed_run_id",
            sa.BigInteger(),
            nullable=True,
            comment="Run in which a list last showed it. 最近列出的运行。",
        ),
        sa.Column("queued_run_id", sa.BigInteger(), nullable=True, comment="Run that is to fetch it. 待获取的运行。"),
        sa.Column("done_run_id", sa.BigInteger(), nullable=True, comment="Run that fetched it. 已获取的运行。"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_site_pages_document_id_documents", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_site_pages_site_id_sites", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_site_pages"),
        sa.UniqueConstraint("site_id", "url", name="uq_site_pages_site_id_url"),
        comment="Pages of the sites. 网站的页面。",
    )
    op.create_index("ix_site_pages_organ_year", "site_pages", ["organ", "year"])
    op.create_index("ix_site_pages_queued_run_id", "site_pages", ["queued_run_id"])


def _runs() -> None:
    op.create_table(
        "site_runs",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("site_id", KEY, nullable=False, comment="The site. 网站。"),
        sa.Column(
            "state",
            _word("running", "finished", "limited", name="runstate"),
            nullable=False,
            comment="running, finished or limited. 状态：运行中、完成、达到上限。",
        ),
        sa.Column("started_at", INSTANT, nullable=False, comment="When it began. 开始时间。"),
        sa.Column("finished_at", INSTANT, nullable=True, comment="When it ended. 结束时间。"),
        sa.Column(
            "pages", sa.BigInteger(), nullable=False, comment="Pages and attachments asked for. 请求的页面与附件数。"
        ),
        sa.Column(
            "unchanged", sa.BigInteger(), nullable=False, comment="Of them not changed (304). 其中未变化的页面数。"
        ),
        sa.Column(
            "found", sa.BigInteger(), nullable=False, comment="Reports that lists and pages showed. 发现的年报数。"
        ),
        sa.Column("new", sa.BigInteger(), nullable=False, comment="Reports taken for the first time. 新采集的年报数。"),
        sa.Column("changed", sa.BigInteger(), nullable=False, comment="Reports taken again, changed. 有变化的年报数。"),
        sa.Column("errors", sa.BigInteger(), nullable=False, comment="Pages that could not be had. 出错的页面数。"),
        sa.Column("bytes", sa.BigInteger(), nullable=False, comment="Bytes received. 接收的字节数。"),
        sa.Column("seconds", sa.Double(), nullable=False, comment="How long it took, in seconds. 用时（秒）。"),
        sa.Column("problems", JSON, nullable=False, comment="Errors by code, with their number. 各类错误及次数。"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_site_runs_site_id_sites", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_site_runs"),
        comment="Runs over the sites. 网站采集的历次运行。",
    )
    op.create_index("ix_site_runs_site_id_started_at", "site_runs", ["site_id", "started_at"])


def _notices() -> None:
    op.create_table(
        "site_notices",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("site_id", KEY, nullable=False, comment="The site. 网站。"),
        sa.Column("page_id", KEY, nullable=True, comment="The page, if it is about one. 页面（如有）。"),
        sa.Column(
            "kind",
            _word(
                "unreachable",
                "refused",
                "certificate",
                "certificate-ends",
                "forbidden-address",
                "robots",
                "nothing-found",
                "shape-changed",
                "not-read",
                "limit",
                "gone",
                "copy-differs",
                "foreign-host",
                name="noticekind",
            ),
            nullable=False,
            comment="What it is. 类别。",
        ),
        sa.Column("message", sa.Text(), nullable=False, comment="In words. 说明。"),
        sa.Column("opened_at", INSTANT, nullable=False, comment="When first seen. 首次出现时间。"),
        sa.Column("last_seen_at", INSTANT, nullable=False, comment="When last seen. 最近出现时间。"),
        sa.Column("resolved_at", INSTANT, nullable=True, comment="When it was over. 消除时间。"),
        sa.Column("told_at", INSTANT, nullable=True, comment="When ops were told. 通知运维的时间。"),
        sa.ForeignKeyConstraint(
            ["page_id"], ["site_pages.id"], name="fk_site_notices_page_id_site_pages", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_site_notices_site_id_sites", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_site_notices"),
        comment="Notices on sites and pages. 网站与页面的提示。",
    )
    op.create_index(
        "ix_site_notices_site_id_open",
        "site_notices",
        ["site_id"],
        postgresql_where=sa.text("resolved_at IS NULL"),
        sqlite_where=sa.text("resolved_at IS NULL"),
    )
