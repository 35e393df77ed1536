"""The first schema: documents, organs, reports, their figures, alerts, mail, the ledger.

Revision 0001, after nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.view import Backend
from models.view_ddl import drop_statements, revoke_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(20)

# In the order of their references.
TABLES = (
    "documents",
    "sightings",
    "extractions",
    "organs",
    "reports",
    "sections",
    "disclosure_facts",
    "application_facts",
    "proceeding_facts",
    "cell_exceptions",
    "rule_outcomes",
    "alerts",
    "alert_events",
    "subscriptions",
    "deliveries",
    "delivery_alerts",
    "tasks",
    "heartbeats",
)


def upgrade() -> None:
    for make in (_documents, _organs, _reports, _facts, _alerts, _mail, _work):
        make()


def downgrade() -> None:
    backend: Backend = "postgresql" if op.get_context().dialect.name == "postgresql" else "sqlite"
    for statement in (*drop_statements(), *revoke_statements(backend)):
        op.execute(sa.text(statement.replace(":", r"\:")))
    for table in reversed(TABLES):
        op.drop_table(table)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column(
            "sha256", sa.String(64), nullable=False, comment="SHA-256 of the bytes, in hex. 文件内容的 SHA-256 值。"
        ),
        sa.Column("bytes", sa.BigInteger(), nullable=False, comment="Size in bytes. 文件大小（字节）。"),
        sa.Column(
            "media_type", sa.Text(), nullable=False, comment="Media type by the magic bytes. 按文件头判定的媒体类型。"
        ),
        sa.Column(
            "store_key", sa.Text(), nullable=False, comment="Where the store keeps the bytes. 原件在存储中的位置。"
        ),
        sa.Column("first_seen_at", INSTANT, nullable=False, comment="When first seen. 首次发现时间。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("sha256", name=op.f("uq_documents_sha256")),
        comment="Files by their bytes. 原始文件，按内容唯一。",
    )
    op.create_table(
        "sightings",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("document_id", KEY, nullable=False, comment="The document. 所指文件。"),
        sa.Column(
            "source", WORD, nullable=False, comment="Way it came: folder, site or cli. 来源方式：文件夹、网站或命令行。"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="File name or page address. 文件名或网页地址。"),
        sa.Column("url", sa.Text(), nullable=True, comment="Web address, if any. 网址（如有）。"),
        sa.Column(
            "hints",
            JSON,
            nullable=False,
            comment="Hints that came with it: url, published_on, organ, year. 随文件提供的提示信息。",
        ),
        sa.Column("seen_at", INSTANT, nullable=False, comment="When first seen there. 在该处首次发现的时间。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        sa.UniqueConstraint("document_id", "source", "name", name=op.f("uq_sightings_document_id_source_name")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_sightings_document_id_documents"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("source IN ('folder', 'site', 'cli')", name=op.f("ck_sightings_source")),
        comment="Where documents were seen. 文件的来源记录，同一文件可有多处来源。",
    )
    op.create_table(
        "extractions",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("document_id", KEY, nullable=False, comment="The document. 所读文件。"),
        sa.Column("parser_version", sa.BigInteger(), nullable=False, comment="Version of the parsers. 解析程序版本。"),
        sa.Column(
            "body",
            sa.JSON(),
            nullable=True,
            comment="The report as JSON; NULL after an error. 读出的年报（JSON），出错时为空。",
        ),
        sa.Column("error_code", sa.Text(), nullable=True, comment="Why it could not be read, for programs. 错误代码。"),
        sa.Column(
            "error_message", sa.Text(), nullable=True, comment="Why it could not be read, for people. 错误说明。"
        ),
        sa.Column(
            "seconds", sa.Double(), nullable=False, comment="Time the reading took, in seconds. 读取用时（秒）。"
        ),
        sa.Column("extracted_at", INSTANT, nullable=False, comment="When it was read. 读取时间。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extractions")),
        sa.UniqueConstraint("document_id", "parser_version", name=op.f("uq_extractions_document_id_parser_version")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_extractions_document_id_documents"), ondelete="CASCADE"
        ),
        comment="What each parser version read from a document. 各版解析程序对文件的读取结果。",
    )


def _organs() -> None:
    op.create_table(
        "organs",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("name", sa.Text(), nullable=False, comment="Full official name. 机关全称。"),
        sa.Column(
            "kind", WORD, nullable=False, comment="Kind of organ; decides the deadline. 机关类别，决定公布期限。"
        ),
        sa.Column(
            "level",
            WORD,
            nullable=False,
            comment="state, province, city, county, township or unknown. 行政层级：国家、省、市、县、乡、未知。",
        ),
        sa.Column("division_code", sa.Text(), nullable=True, comment="Code of the division. 行政区划代码。"),
        sa.Column("division", sa.Text(), nullable=True, comment="Name of the division. 行政区划名称。"),
        sa.Column("superior_id", KEY, nullable=True, comment="The supervising organ. 上级机关。"),
        sa.Column("aliases", JSON, nullable=False, comment="Other names it goes by. 别名、曾用名。"),
        sa.Column("official_site", sa.Text(), nullable=True, comment="Its web site. 官方网站。"),
        sa.Column("state", WORD, nullable=False, comment="proposed or confirmed. 状态：待确认、已确认。"),
        sa.Column("exempt", sa.Boolean(), nullable=False, comment="Owes no report. 无须公布年度报告。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organs")),
        sa.UniqueConstraint("name", name=op.f("uq_organs_name")),
        sa.ForeignKeyConstraint(
            ["superior_id"], ["organs.id"], name=op.f("fk_organs_superior_id_organs"), ondelete="SET NULL"
        ),
        sa.CheckConstraint(
            "kind IN ('government', 'office', 'department', 'township', 'street', 'unknown')",
            name=op.f("ck_organs_organkind"),
        ),
        sa.CheckConstraint(
            "level IN ('state', 'province', 'city', 'county', 'township', 'unknown')", name=op.f("ck_organs_organlevel")
        ),
        sa.CheckConstraint("state IN ('proposed', 'confirmed')", name=op.f("ck_organs_organstate")),
        comment="Roster of organs. 行政机关名录。",
    )
    op.create_index("ix_organs_division_code", "organs", ["division_code"])
    op.create_index("ix_organs_superior_id", "organs", ["superior_id"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("document_id", KEY, nullable=False, comment="The document read. 原始文件。"),
        sa.Column("organ_id", KEY, nullable=True, comment="The organ, if known. 机关（如已知）。"),
        sa.Column("organ_name", sa.Text(), nullable=True, comment="Organ as the report has it. 报告所载机关名称。"),
        sa.Column("year", sa.Integer(), nullable=True, comment="Year reported on. 报告年度。"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Counts the readings of an organ's year. 版本号。"),
        sa.Column("is_current", sa.Boolean(), nullable=False, comment="The one that counts. 是否为现行版本。"),
        sa.Column("title", sa.Text(), nullable=True, comment="Title as printed. 标题。"),
        sa.Column("edition", WORD, nullable=False, comment="Edition of the form: 2019, 2021 or mixed. 所用格式版本。"),
        sa.Column("published_on", sa.Date(), nullable=True, comment="Day of publication. 公布日期。"),
        sa.Column("published_on_basis", sa.Text(), nullable=True, comment="What says so. 公布日期的依据。"),
        sa.Column("signed_on", sa.Date(), nullable=True, comment="Day of the signature. 落款日期。"),
        sa.Column("source_url", sa.Text(), nullable=True, comment="Where it is published. 来源网址。"),
        sa.Column("parser_version", sa.BigInteger(), nullable=False, comment="Version of the parsers. 解析程序版本。"),
        sa.Column(
            "reading",
            sa.Integer(),
            nullable=False,
            comment="Counts what these parsers read in it, e.g. with other hints. 该版解析程序的第几次读取。",
        ),
        sa.Column("ingested_at", INSTANT, nullable=False, comment="When stored. 入库时间。"),
        sa.Column(
            "cells",
            JSON,
            nullable=False,
            comment="Each cell with status, source text and place. 各单元格的状态、原文与位置。",
        ),
        sa.Column("body", sa.JSON(), nullable=False, comment="The whole report as read. 读出的报告全文（JSON）。"),
        sa.Column("checked_at", INSTANT, nullable=True, comment="When all checks were done. 检查完成时间。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint(
            "document_id", "parser_version", "reading", name=op.f("uq_reports_document_id_parser_version_reading")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_reports_document_id_documents")),
        sa.ForeignKeyConstraint(["organ_id"], ["organs.id"], name=op.f("fk_reports_organ_id_organs")),
        sa.CheckConstraint("edition IN ('2019', '2021', 'mixed')", name=op.f("ck_reports_edition")),
        comment="Annual reports as read, all versions. 年度报告（含历次版本）。",
    )
    op.create_index("ix_reports_organ_id_year", "reports", ["organ_id", "year"])
    op.create_index(
        "uq_reports_current_document",
        "reports",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("is_current"),
        sqlite_where=sa.text("is_current"),
    )
    op.create_index(
        "uq_reports_current_organ_year",
        "reports",
        ["organ_id", "year"],
        unique=True,
        postgresql_where=sa.text("is_current AND organ_id IS NOT NULL AND year IS NOT NULL"),
        sqlite_where=sa.text("is_current AND organ_id IS NOT NULL AND year IS NOT NULL"),
    )
    op.create_table(
        "sections",
        sa.Column("report_id", KEY, nullable=False, comment="The report. 所属报告。"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place in the report, from 1. 在报告中的次序。"),
        sa.Column("number", sa.Integer(), nullable=False, comment="Numeral of the section. 部分序号。"),
        sa.Column("title", sa.Text(), nullable=False, comment="Title without the numeral. 标题。"),
        sa.Column("text", sa.Text(), nullable=False, comment="Text without the tables. 正文（不含表格）。"),
        sa.Column("location", JSON, nullable=False, comment="Where in the source. 在原文中的位置。"),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_sections")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_sections_report_id_reports"), ondelete="CASCADE"
        ),
        comment="Sections of the reports. 报告各部分正文。",
    )


def _facts() -> None:
    op.create_table(
        "disclosure_facts",
        sa.Column("report_id", KEY, nullable=False, comment="The report. 所属报告。"),
        sa.Column("item", sa.Text(), nullable=False, comment="Row, e.g. licences. 信息内容（行）。"),
        sa.Column("measure", sa.Text(), nullable=False, comment="Column, e.g. decisions. 指标（列）。"),
        sa.Column("value", sa.Numeric(), nullable=True, comment="The figure, if certain. 数值（确定时）。"),
        sa.Column(
            "status",
            WORD,
            nullable=False,
            comment="ok, blank, absent, ambiguous or invalid. 状态：确定、空白、缺失、不明、非数字。",
        ),
        sa.Column("raw", sa.Text(), nullable=False, comment="What stands in the source. 原文。"),
        sa.PrimaryKeyConstraint("report_id", "item", "measure", name=op.f("pk_disclosure_facts")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_disclosure_facts_report_id_reports"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "status IN ('ok', 'blank', 'absent', 'ambiguous', 'invalid')", name=op.f("ck_disclosure_facts_status")
        ),
        comment="Table two: voluntary disclosure. 表二：主动公开政府信息情况。",
    )
    op.create_table(
        "application_facts",
        sa.Column("report_id", KEY, nullable=False, comment="The report. 所属报告。"),
        sa.Column("disposition", sa.Text(), nullable=False, comment="Row, e.g. granted. 办理情况（行）。"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place of the row in the form, from 1. 行次。"),
        sa.Column("label", sa.Text(), nullable=False, comment="Label of the row as printed in the form. 行标题。"),
        sa.Column("natural_person", sa.BigInteger(), nullable=True, comment="Natural persons. 自然人。"),
        sa.Column(
            "commercial_enterprise", sa.BigInteger(), nullable=True, comment="Commercial enterprises. 商业企业。"
        ),
        sa.Column("research_institution", sa.BigInteger(), nullable=True, comment="Research institutions. 科研机构。"),
        sa.Column(
            "social_welfare_organisation",
            sa.BigInteger(),
            nullable=True,
            comment="Social welfare organisations. 社会公益组织。",
        ),
        sa.Column(
            "legal_service_organisation",
            sa.BigInteger(),
            nullable=True,
            comment="Legal service organisations. 法律服务机构。",
        ),
        sa.Column("other_organisation", sa.BigInteger(), nullable=True, comment="Other organisations. 其他。"),
        sa.Column("total", sa.BigInteger(), nullable=True, comment="Total as printed. 总计（原文所列）。"),
        sa.PrimaryKeyConstraint("report_id", "disposition", name=op.f("pk_application_facts")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_application_facts_report_id_reports"), ondelete="CASCADE"
        ),
        comment="Table three: applications. 表三：收到和处理政府信息公开申请情况。",
    )
    op.create_table(
        "proceeding_facts",
        sa.Column("report_id", KEY, nullable=False, comment="The report. 所属报告。"),
        sa.Column(
            "channel",
            sa.Text(),
            nullable=False,
            comment="review, litigation_direct or litigation_after_review. 途径：复议、直接起诉、复议后起诉。",
        ),
        sa.Column("upheld", sa.BigInteger(), nullable=True, comment="Upheld. 结果维持。"),
        sa.Column("corrected", sa.BigInteger(), nullable=True, comment="Corrected. 结果纠正。"),
        sa.Column("other", sa.BigInteger(), nullable=True, comment="Other results. 其他结果。"),
        sa.Column("pending", sa.BigInteger(), nullable=True, comment="Not yet decided. 尚未审结。"),
        sa.Column("total", sa.BigInteger(), nullable=True, comment="Total as printed. 总计（原文所列）。"),
        sa.PrimaryKeyConstraint("report_id", "channel", name=op.f("pk_proceeding_facts")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_proceeding_facts_report_id_reports"), ondelete="CASCADE"
        ),
        comment="Table four: review and litigation. 表四：政府信息公开行政复议、行政诉讼情况。",
    )
    op.create_table(
        "cell_exceptions",
        sa.Column("report_id", KEY, nullable=False, comment="The report. 所属报告。"),
        sa.Column("key", sa.Text(), nullable=False, comment="Key of the cell. 单元格键名。"),
        sa.Column(
            "status",
            WORD,
            nullable=False,
            comment="blank, absent, ambiguous or invalid. 状态：空白、缺失、不明、非数字。",
        ),
        sa.Column("raw", sa.Text(), nullable=False, comment="What stands in the source. 原文。"),
        sa.PrimaryKeyConstraint("report_id", "key", name=op.f("pk_cell_exceptions")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_cell_exceptions_report_id_reports"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "status IN ('ok', 'blank', 'absent', 'ambiguous', 'invalid')", name=op.f("ck_cell_exceptions_status")
        ),
        comment="Cells without a certain figure. 未取得确定数值的单元格。",
    )


def _alerts() -> None:
    op.create_table(
        "rule_outcomes",
        sa.Column("report_id", KEY, nullable=False, comment="The report. 所指报告。"),
        sa.Column("rule", sa.Text(), nullable=False, comment="Code of the rule. 规则代码。"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the rule. 规则版本。"),
        sa.Column(
            "outcome",
            WORD,
            nullable=False,
            comment="passed, not_assessable or finding. 判定：通过、无法判定、发现问题。",
        ),
        sa.Column("why", sa.Text(), nullable=True, comment="Why not assessable. 无法判定的原因。"),
        sa.Column("evaluated_at", INSTANT, nullable=False, comment="When evaluated. 判定时间。"),
        sa.PrimaryKeyConstraint("report_id", "rule", name=op.f("pk_rule_outcomes")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_rule_outcomes_report_id_reports"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "outcome IN ('passed', 'not_assessable', 'finding')", name=op.f("ck_rule_outcomes_outcomekind")
        ),
        comment="What each rule said of each report. 各规则对各报告的判定。",
    )
    op.create_table(
        "alerts",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("report_id", KEY, nullable=False, comment="The report it was last found in. 最近发现该问题的报告。"),
        sa.Column("organ_id", KEY, nullable=True, comment="The organ, if known. 机关（如已知）。"),
        sa.Column("year", sa.Integer(), nullable=True, comment="Year reported on. 报告年度。"),
        sa.Column("rule", sa.Text(), nullable=False, comment="Code of the rule. 规则代码。"),
        sa.Column("rule_version", sa.Integer(), nullable=False, comment="Version of the rule. 规则版本。"),
        sa.Column("severity", WORD, nullable=False, comment="error, warning or info. 级别：错误、警告、提示。"),
        sa.Column(
            "status",
            WORD,
            nullable=False,
            comment="open, acknowledged, waived or resolved. 状态：待处理、已知悉、已豁免、已消除。",
        ),
        sa.Column("message", sa.Text(), nullable=False, comment="What is wrong, for an official. 问题说明。"),
        sa.Column("basis", sa.Text(), nullable=False, comment="Legal or formal basis. 依据。"),
        sa.Column("confidence", WORD, nullable=False, comment="high, or low when the reading may err. 可信度。"),
        sa.Column(
            "evidence", JSON, nullable=False, comment="Places and quotes that show it. 证据：单元格、数字与原文。"
        ),
        sa.Column(
            "subject",
            sa.Text(),
            nullable=False,
            comment="organ:<id>:<year> or document:<sha256>. 主体：机关与年度，或原始文件。",
        ),
        sa.Column(
            "opening",
            sa.Integer(),
            nullable=False,
            comment="Counts how often it was opened; each is mailed once. 第几次打开，每次各发一次邮件。",
        ),
        sa.Column("opened_at", INSTANT, nullable=False, comment="When first found. 首次发现时间。"),
        sa.Column("reopened_at", INSTANT, nullable=True, comment="When it came back, if it did. 最近一次重现时间。"),
        sa.Column("last_seen_at", INSTANT, nullable=False, comment="When last found. 最近一次发现时间。"),
        sa.Column("resolved_at", INSTANT, nullable=True, comment="When no longer found. 消除时间。"),
        sa.Column("acknowledged_by", sa.Text(), nullable=True, comment="Who acknowledged or waived it. 处理人。"),
        sa.Column("note", sa.Text(), nullable=True, comment="Why, in that person's words. 处理意见。"),
        sa.Column(
            "waived_until", sa.Date(), nullable=True, comment="Last day of the waiver; NULL: for good. 豁免截止日期。"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("subject", "rule", name=op.f("uq_alerts_subject_rule")),
        sa.ForeignKeyConstraint(["organ_id"], ["organs.id"], name=op.f("fk_alerts_organ_id_organs")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_alerts_report_id_reports"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "status IN ('open', 'acknowledged', 'waived', 'resolved')", name=op.f("ck_alerts_alertstatus")
        ),
        sa.CheckConstraint("confidence IN ('high', 'low')", name=op.f("ck_alerts_confidence")),
        sa.CheckConstraint("severity IN ('error', 'warning', 'info')", name=op.f("ck_alerts_severity")),
        comment="What the rules found, and what became of it. 问题提示及其处理情况。",
    )
    op.create_index("ix_alerts_organ_id_year", "alerts", ["organ_id", "year"])
    op.create_index("ix_alerts_report_id", "alerts", ["report_id"])
    op.create_index("ix_alerts_status_severity", "alerts", ["status", "severity"])
    op.create_table(
        "alert_events",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("alert_id", KEY, nullable=False, comment="The alert. 所指问题提示。"),
        sa.Column("at", INSTANT, nullable=False, comment="When. 时间。"),
        sa.Column("event", WORD, nullable=False, comment="What happened. 事件。"),
        sa.Column("by", sa.Text(), nullable=True, comment="Who did it; NULL: the system. 操作人，空为系统。"),
        sa.Column("detail", sa.Text(), nullable=True, comment="What else is to be said. 说明。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_events")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_events_alert_id_alerts"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "event IN ('opened', 'changed', 'acknowledged', 'waived', 'resolved', 'reopened')",
            name=op.f("ck_alert_events_eventkind"),
        ),
        comment="The lives of the alerts. 问题提示的处理过程。",
    )
    op.create_index("ix_alert_events_alert_id", "alert_events", ["alert_id"])


def _mail() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("address", sa.Text(), nullable=False, comment="Mail address. 邮箱地址。"),
        sa.Column("organ_id", KEY, nullable=True, comment="Only this organ. 仅限该机关。"),
        sa.Column(
            "division_code",
            sa.Text(),
            nullable=True,
            comment="Only this division and those below it, by code prefix. 仅限该行政区划及其下级。",
        ),
        sa.Column("minimum_severity", WORD, nullable=False, comment="Nothing below this. 最低级别。"),
        sa.Column("active", sa.Boolean(), nullable=False, comment="Still wanted. 是否有效。"),
        sa.Column("created_at", INSTANT, nullable=False, comment="Since when. 订阅时间。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organs.id"], name=op.f("fk_subscriptions_organ_id_organs"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("organ_id IS NULL OR division_code IS NULL", name=op.f("ck_subscriptions_one_scope")),
        sa.CheckConstraint("minimum_severity IN ('error', 'warning', 'info')", name=op.f("ck_subscriptions_severity")),
        comment="Who gets which alerts by mail. 邮件订阅。",
    )
    op.create_index(
        "uq_subscriptions_all",
        "subscriptions",
        ["address"],
        unique=True,
        postgresql_where=sa.text("organ_id IS NULL AND division_code IS NULL"),
        sqlite_where=sa.text("organ_id IS NULL AND division_code IS NULL"),
    )
    op.create_index(
        "uq_subscriptions_division",
        "subscriptions",
        ["address", "division_code"],
        unique=True,
        postgresql_where=sa.text("division_code IS NOT NULL"),
        sqlite_where=sa.text("division_code IS NOT NULL"),
    )
    op.create_index(
        "uq_subscriptions_organ",
        "subscriptions",
        ["address", "organ_id"],
        unique=True,
        postgresql_where=sa.text("organ_id IS NOT NULL"),
        sqlite_where=sa.text("organ_id IS NOT NULL"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", KEY, nullable=False, comment="Key. 主键。"),
        sa.Column("subscription_id", KEY, nullable=False, comment="Why it is sent. 所依订阅。"),
        sa.Column("recipient", sa.Text(), nullable=False, comment="Mail address. 收件人。"),
        sa.Column("report_id", KEY, nullable=False, comment="The report it is about. 所涉报告。"),
        sa.Column(
            "batch_key", sa.Text(), nullable=False, comment="The batch of alerts; one mail a recipient. 批次键。"
        ),
        sa.Column("message_id", sa.Text(), nullable=False, comment="Message-ID, fixed before sending. 邮件标识。"),
        sa.Column("state", WORD, nullable=False, comment="pending, sent or failed. 状态：待发、已发、失败。"),
        sa.Column("created_at", INSTANT, nullable=False, comment="When decided. 建立时间。"),
        sa.Column("sent_at", INSTANT, nullable=True, comment="When sent. 发送时间。"),
        sa.Column("error", sa.Text(), nullable=True, comment="Why the last attempt failed. 最近一次失败原因。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
        sa.UniqueConstraint("recipient", "batch_key", name=op.f("uq_deliveries_recipient_batch_key")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_deliveries_report_id_reports"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_deliveries_subscription_id_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("state IN ('pending', 'sent', 'failed')", name=op.f("ck_deliveries_deliverystate")),
        comment="Mails to send and sent. 邮件投递记录。",
    )
    op.create_index("ix_deliveries_report_id", "deliveries", ["report_id"])
    op.create_index("ix_deliveries_subscription_id", "deliveries", ["subscription_id"])
    op.create_table(
        "delivery_alerts",
        sa.Column("delivery_id", KEY, nullable=False, comment="The mail. 所属邮件。"),
        sa.Column("alert_id", KEY, nullable=False, comment="The alert. 问题提示。"),
        sa.Column("opening", sa.Integer(), nullable=False, comment="Which opening of it. 该提示的第几次打开。"),
        sa.PrimaryKeyConstraint("delivery_id", "alert_id", name=op.f("pk_delivery_alerts")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_delivery_alerts_alert_id_alerts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["deliveries.id"],
            name=op.f("fk_delivery_alerts_delivery_id_deliveries"),
            ondelete="CASCADE",
        ),
        comment="Which alerts each mail carried. 各邮件所含的问题提示。",
    )
    op.create_index("ix_delivery_alerts_alert_id", "delivery_alerts", ["alert_id"])


def _work() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", KEY, nullable=False, comment="Key; the only thing a broker message holds. 主键。"),
        sa.Column("actor", sa.Text(), nullable=False, comment="What is to be done: the actor's name. 处理程序名称。"),
        sa.Column(
            "subject", sa.Text(), nullable=False, comment="On what: the key of a row. 处理对象（某一行的主键）。"
        ),
        sa.Column(
            "input_version",
            sa.Text(),
            nullable=False,
            comment="Version of the input; a new one is new work. 输入版本。",
        ),
        sa.Column(
            "state",
            WORD,
            nullable=False,
            comment="pending, running, done or quarantined. 状态：待办、在办、办结、隔离。",
        ),
        sa.Column(
            "attempts", sa.Integer(), nullable=False, comment="Attempts so far, counted before the work. 已尝试次数。"
        ),
        sa.Column("max_attempts", sa.Integer(), nullable=False, comment="Attempts allowed. 允许的最多尝试次数。"),
        sa.Column("due_at", INSTANT, nullable=False, comment="Not before this instant. 最早处理时间。"),
        sa.Column(
            "lease_until",
            INSTANT,
            nullable=True,
            comment="Until when the one working on it has it. 占用期限，过期可由他人接手。",
        ),
        sa.Column("enqueued_at", INSTANT, nullable=True, comment="When last sent to the broker. 最近一次发送时间。"),
        sa.Column(
            "last_error", sa.Text(), nullable=True, comment="Error of the last failed attempt. 最近一次失败的错误。"
        ),
        sa.Column(
            "failing_since",
            INSTANT,
            nullable=True,
            comment="First failure since written or sent back; bounds the wait in an outage. 连续失败的起始时间。",
        ),
        sa.Column(
            "correlation_id",
            sa.Text(),
            nullable=True,
            comment="Joins the log lines of one report's way. 关联标识，用于串联日志。",
        ),
        sa.Column("created_at", INSTANT, nullable=False, comment="When written. 建立时间。"),
        sa.Column("finished_at", INSTANT, nullable=True, comment="When done or quarantined. 办结或隔离时间。"),
        sa.Column("payload", JSON, nullable=False, comment="What else the actor needs. 附加参数。"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("actor", "subject", "input_version", name=op.f("uq_tasks_actor_subject_input_version")),
        sa.CheckConstraint("state IN ('pending', 'running', 'done', 'quarantined')", name=op.f("ck_tasks_taskstate")),
        comment="What must be done, and how far it is. 任务台账。",
    )
    op.create_index(
        "ix_tasks_lease_until_running",
        "tasks",
        ["lease_until"],
        postgresql_where=sa.text("state = 'running'"),
        sqlite_where=sa.text("state = 'running'"),
    )
    op.create_index("ix_tasks_state_due_at", "tasks", ["state", "due_at"])
    op.create_index("ix_tasks_subject_actor", "tasks", ["subject", "actor"])
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.Text(), nullable=False, comment="The service. 服务名称。"),
        sa.Column("at", INSTANT, nullable=False, comment="When it last said so. 最近心跳时间。"),
        sa.Column("detail", JSON, nullable=False, comment="What it said. 附带信息。"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
        comment="Last sign of life of each service. 各服务最近一次心跳。",
    )
