"""Subscriptions with rules, times and states; digests; what each mail told, and which it answers.

Revision 0004, after 0003.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(20)
ORGAN = ("Only this organ. 仅限该机关。", "Only this organ and those below it. 仅限该机关及其下级。")
REPORT = (
    "The report it is about. 所涉报告。",
    "The report it is about; NULL for a digest. 所涉报告，汇总为空。",
)
SCOPES = {
    "all": ((), "organ_id IS NULL AND division_code IS NULL"),
    "organ": (("organ_id",), "organ_id IS NOT NULL"),
    "division": (("division_code",), "division_code IS NOT NULL"),
}
CHECKS = {
    "digest_has_a_time": "(frequency = 'immediately') = (send_at IS NULL)",
    "week_has_a_day": "(frequency = 'weekly') = (weekday IS NOT NULL)",
    "weekday": "weekday BETWEEN 1 AND 7",
    "frequency": "frequency IN ('immediately', 'daily', 'weekly')",
    "subscriptionstate": "state IN ('active', 'suspended', 'bounced', 'unsubscribed', 'removed')",
}


def upgrade() -> None:
    _drop_indexes()
    with op.batch_alter_table("subscriptions") as table:
        _add(
            table, "rules", sa.JSON(), "[]", "Only these codes, * for any ending; empty: all. 限定规则代码，空为全部。"
        )
        _add(table, "frequency", WORD, "immediately", "immediately, daily or weekly. 频次：即时、每日、每周。")
        _add(table, "send_at", sa.Time(), None, "When a digest goes out, Beijing time. 汇总发送时刻（北京时间）。")
        _add(table, "weekday", sa.Integer(), None, "On which day of the week, 1 is Monday. 每周发送日，1为周一。")
        _add(
            table,
            "state",
            WORD,
            "active",
            "active, suspended, bounced, unsubscribed or removed. 状态：有效、暂停、退信、退订、取消。",
        )
        _add(table, "state_at", INSTANT, None, "Since when, if it changed. 状态变更时间。")
        _add(table, "state_why", sa.Text(), None, "Why. 状态变更原因。")
        _add(table, "token", sa.Text(), "", "By which its reader unsubscribes; a secret. 退订凭据，须保密。")
        _add(
            table,
            "scheduled_at",
            INSTANT,
            "1970-01-01 00:00:00",
            "Since when it has its frequency and time; no digest is due before. 现行频次的起始时间。",
        )
    op.execute(
        f"UPDATE subscriptions SET token = {_random()}, scheduled_at = created_at,"  # noqa: S608 - constants only
        " state = CASE WHEN active THEN 'active' ELSE 'removed' END"
    )
    with op.batch_alter_table("subscriptions") as table:
        for column in ("rules", "frequency", "state", "token", "scheduled_at"):
            table.alter_column(column, server_default=None)
        table.drop_column("active")
        table.create_unique_constraint(op.f("uq_subscriptions_token"), ["token"])
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_subscriptions_{name}"), condition)
        _comment(table, "organ_id", *ORGAN)
    _make_indexes("frequency")
    with op.batch_alter_table("deliveries") as table:
        _add(
            table,
            "kind",
            WORD,
            "report",
            "report: about one report; digest: of many. 类别：单份报告、汇总。",
        )
        _add(table, "thread", sa.JSON(), "[]", "Message-IDs of the mails it answers, oldest first. 所答复邮件的标识。")
        table.alter_column("report_id", nullable=True)
        _comment(table, "report_id", *REPORT)
    with op.batch_alter_table("deliveries") as table:
        for column in ("kind", "thread"):
            table.alter_column(column, server_default=None)
        table.create_check_constraint(op.f("ck_deliveries_deliverykind"), "kind IN ('report', 'digest')")
    with op.batch_alter_table("delivery_alerts") as table:
        _add(table, "told", WORD, "open", "As what it was told: open or resolved. 邮件所告知的状态：待处理或已消除。")
    with op.batch_alter_table("delivery_alerts") as table:
        table.alter_column("told", server_default=None)
        table.create_check_constraint(
            op.f("ck_delivery_alerts_alertstatus"), "told IN ('open', 'acknowledged', 'waived', 'resolved')"
        )


def downgrade() -> None:
    """Digests and what was told as resolved are lost: the schema below has no place for them."""
    op.execute("DELETE FROM delivery_alerts WHERE told <> 'open'")
    op.execute("DELETE FROM delivery_alerts WHERE delivery_id IN (SELECT id FROM deliveries WHERE report_id IS NULL)")
    op.execute("DELETE FROM deliveries WHERE report_id IS NULL")
    with op.batch_alter_table("delivery_alerts") as table:
        table.drop_constraint(op.f("ck_delivery_alerts_alertstatus"), type_="check")
        table.drop_column("told")
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint(op.f("ck_deliveries_deliverykind"), type_="check")
        table.drop_column("thread")
        table.drop_column("kind")
        table.alter_column("report_id", nullable=False)
        _comment(table, "report_id", *reversed(REPORT))
    _drop_indexes()
    # Below, an address has each scope once: what is sent at once stays, or the oldest of its digests.
    op.execute(
        "DELETE FROM subscriptions WHERE frequency <> 'immediately' AND EXISTS (SELECT 1 FROM subscriptions other"
        " WHERE other.address = subscriptions.address"
        " AND coalesce(other.organ_id, 0) = coalesce(subscriptions.organ_id, 0)"
        " AND coalesce(other.division_code, '') = coalesce(subscriptions.division_code, '')"
        " AND (other.frequency = 'immediately' OR other.id < subscriptions.id) AND other.id <> subscriptions.id)"
    )
    with op.batch_alter_table("subscriptions") as table:
        _add(table, "active", sa.Boolean(), sa.false(), "Still wanted. 是否有效。")
    op.execute("UPDATE subscriptions SET active = (state = 'active')")
    with op.batch_alter_table("subscriptions") as table:
        table.alter_column("active", server_default=None)
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_subscriptions_{name}"), type_="check")
        table.drop_constraint(op.f("uq_subscriptions_token"), type_="unique")
        for column in (
            *("rules", "frequency", "send_at", "weekday", "state", "state_at", "state_why", "token", "scheduled_at"),
        ):
            table.drop_column(column)
        _comment(table, "organ_id", *reversed(ORGAN))
    _make_indexes()


def _add(table: BatchOperations, name: str, type_: sa.types.TypeEngine[Any], default: object, comment: str) -> None:
    """A column that existing rows get with this value; none is allowed where there is no default."""
    kept: Any = default
    table.add_column(sa.Column(name, type_, server_default=kept, nullable=default is None, comment=comment))


def _comment(table: BatchOperations, column: str, before: str, after: str) -> None:
    """SQLite keeps no comments."""
    if op.get_context().dialect.name == "postgresql":
        table.alter_column(column, existing_comment=before, comment=after)


def _random() -> str:
    """An expression for a secret that nobody can guess: 122 random bits or more."""
    postgresql = op.get_context().dialect.name == "postgresql"
    return "replace(gen_random_uuid()::text, '-', '')" if postgresql else "lower(hex(randomblob(16)))"


def _drop_indexes() -> None:
    for name in SCOPES:
        op.drop_index(f"uq_subscriptions_{name}", "subscriptions")


def _make_indexes(*further: str) -> None:
    for name, (columns, condition) in SCOPES.items():
        op.create_index(
            f"uq_subscriptions_{name}",
            "subscriptions",
            ["address", *columns, *further],
            unique=True,
            postgresql_where=sa.text(condition),
            sqlite_where=sa.text(condition),
        )
