"""The gazetteer, the deadlines and history of the organs, similarity of texts; alerts about a report that is not there.

Revision 0003, after 0002.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations.base import BatchOperations

from models.view_ddl import drop_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ANY_REPORT = "The report it was last found in"
REPORTS = (
    f"{ANY_REPORT}. 最近发现该问题的报告。",
    f"{ANY_REPORT}; NULL: there is none. 最近发现该问题的报告，未公布报告时为空。",
)
TABLES = ("divisions", "duties", "text_signatures", "signature_bands")
# SQLite alters a table by copying it, and what it copies does not include these.
CHECKS = {
    "alerts": {
        "alertstatus": "status IN ('open', 'acknowledged', 'waived', 'resolved')",
        "confidence": "confidence IN ('high', 'low')",
        "severity": "severity IN ('error', 'warning', 'info')",
    },
    "organs": {
        "organkind": "kind IN ('government', 'office', 'department', 'township', 'street', 'unknown')",
        "organlevel": "level IN ('state', 'province', 'city', 'county', 'township', 'unknown')",
        "organstate": "state IN ('proposed', 'confirmed')",
    },
}


def upgrade() -> None:
    _drop_views()
    _divisions()
    _duties()
    _similarity()
    with _altered("organs") as organs:
        organs.add_column(
            sa.Column("founded_on", sa.Date(), comment="Since when it exists, if known. 成立日期（如已知）。")
        )
        organs.add_column(sa.Column("abolished_on", sa.Date(), comment="Until when it existed. 撤销日期。"))
        organs.add_column(
            sa.Column("successor_id", KEY, comment="The organ it was renamed or merged into. 更名或并入的机关。")
        )
        organs.create_index("ix_organs_successor_id", ["successor_id"])
        organs.create_foreign_key(
            op.f("fk_organs_successor_id_organs"), "organs", ["successor_id"], ["id"], ondelete="SET NULL"
        )
    _report_of_an_alert(nullable=True)


def downgrade() -> None:
    _drop_views()
    # What the older schema has no place for: alerts about reports that are not there.
    op.execute("DELETE FROM alert_events WHERE alert_id IN (SELECT id FROM alerts WHERE report_id IS NULL)")
    op.execute("DELETE FROM delivery_alerts WHERE alert_id IN (SELECT id FROM alerts WHERE report_id IS NULL)")
    op.execute("DELETE FROM alerts WHERE report_id IS NULL")
    _report_of_an_alert(nullable=False)
    with _altered("organs") as organs:
        organs.drop_constraint(op.f("fk_organs_successor_id_organs"), type_="foreignkey")
        organs.drop_index("ix_organs_successor_id")
        for column in ("successor_id", "abolished_on", "founded_on"):
            organs.drop_column(column)
    for table in reversed(TABLES):
        op.drop_table(table)


def _drop_views() -> None:
    for statement in drop_statements():
        op.execute(statement)


def _altered(table: str) -> AbstractContextManager[BatchOperations]:
    checks = [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in CHECKS[table].items()]
    return op.batch_alter_table(table, table_args=tuple(checks))


def _report_of_an_alert(*, nullable: bool) -> None:
    before, after = REPORTS if nullable else reversed(REPORTS)
    with _altered("alerts") as alerts:
        alerts.alter_column(
            "report_id",
            existing_type=KEY,
            existing_nullable=not nullable,
            nullable=nullable,
            existing_comment=before,
            comment=after,
        )


def _divisions() -> None:
    op.create_table(
        "divisions",
        sa.Column(
            "code", sa.String(12), nullable=False, comment="Code: six digits, nine for townships. 行政区划代码。"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Name. 名称。"),
        sa.Column(
            "level",
            sa.String(20),
            nullable=False,
            comment="province, city, county or township. 层级：省、市、县、乡。",
        ),
        sa.Column("parent_code", sa.String(12), comment="The division it lies in. 上级行政区划代码。"),
        sa.Column("full_name", sa.Text(), nullable=False, comment="With those it lies in. 全称。"),
        sa.Column("edition", sa.Text(), nullable=False, comment="Edition of the list. 区划数据版本。"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_divisions")),
        sa.CheckConstraint(
            "level IN ('state', 'province', 'city', 'county', 'township', 'unknown')",
            name=op.f("ck_divisions_organlevel"),
        ),
        comment="Administrative divisions. 行政区划。",
    )
    op.create_index("ix_divisions_name", "divisions", ["name"])
    op.create_index("ix_divisions_parent_code", "divisions", ["parent_code"])


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("organ_id", KEY, nullable=False, comment="The organ. 机关。"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year to report on. 报告年度。"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Last day to publish. 公布期限。"),
        sa.PrimaryKeyConstraint("organ_id", "year", name=op.f("pk_duties")),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organs.id"], name=op.f("fk_duties_organ_id_organs"), ondelete="CASCADE"
        ),
        comment="Deadlines of the organs. 各机关年度报告的公布期限。",
    )


def _similarity() -> None:
    op.create_table(
        "text_signatures",
        sa.Column("report_id", KEY, nullable=False, comment="The report. 所属报告。"),
        sa.Column("signature", sa.LargeBinary(), nullable=False, comment="MinHash values, 32 bits each. 签名。"),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_text_signatures")),
        _of_report("text_signatures"),
        comment="Signatures of the narratives. 报告正文的相似度签名。",
    )
    op.create_table(
        "signature_bands",
        sa.Column("year", sa.Integer(), nullable=False, comment="Year reported on. 报告年度。"),
        sa.Column("band", sa.BigInteger(), nullable=False, comment="Number and hash of the band. 分段值。"),
        sa.Column("report_id", KEY, nullable=False, comment="The report. 所属报告。"),
        sa.PrimaryKeyConstraint("year", "band", "report_id", name=op.f("pk_signature_bands")),
        _of_report("signature_bands"),
        comment="Bands of the signatures. 相似度签名的分段。",
    )
    op.create_index("ix_signature_bands_report_id", "signature_bands", ["report_id"])


def _of_report(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["report_id"], ["reports.id"], name=op.f(f"fk_{table}_report_id_reports"), ondelete="CASCADE"
    )
