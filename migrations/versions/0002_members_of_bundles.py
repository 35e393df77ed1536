"""What an archive or a mail held, beside what was read of it.

Revision 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BODY = "The report as JSON; NULL after an error"
BODIES = (
    f"{BODY}. 读出的年报（JSON），出错时为空。",
    f"{BODY} or of a bundle. 读出的年报（JSON），出错或含多份年报时为空。",
)
MEMBERS = "Files of an archive or mail, and what each is in it. 压缩包或邮件内的文件及其类别。"


def upgrade() -> None:
    op.add_column("extractions", sa.Column("members", sa.JSON(), nullable=True, comment=MEMBERS))
    _comment_body(*BODIES)


def downgrade() -> None:
    _comment_body(*reversed(BODIES))
    op.drop_column("extractions", "members")


def _comment_body(before: str, after: str) -> None:
    """SQLite keeps no comments, and would copy the whole table for one."""
    if op.get_context().dialect.name == "postgresql":
        op.alter_column("extractions", "body", existing_type=sa.JSON(), existing_comment=before, comment=after)
