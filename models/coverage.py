"""What the organs of the roster owe: until when each publishes its report for a year.

Place in the flow: written once a day by the actor ``check_coverage_day``, from the profile; read by ``v_coverage``.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Duty(Base):
    """One organ's duty to report on one year."""

    __tablename__ = "duties"
    __table_args__ = ({"comment": "Deadlines of the organs. 各机关年度报告的公布期限。"},)

    organ_id: Mapped[int] = mapped_column(
        ForeignKey("organs.id", ondelete="CASCADE"), primary_key=True, comment="The organ. 机关。"
    )
    year: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Year to report on. 报告年度。")
    due_on: Mapped[dt.date | None] = mapped_column(
        comment="Last day to publish; NULL: nothing is owed. 公布期限，无须公布时为空。"
    )
