"""What the organs of the roster owe, and who has not published.

Place in the flow: asked and written once a day by the actor ``check_coverage_day``; ``v_coverage`` reads the deadlines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ForeignKey, Integer, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.alert_tables import Alert, AlertStatus
from models.base import Base
from models.organs import Organ, OrganState
from models.report_tables import StoredReport


class Duty(Base):
    """One organ's duty to report on one year."""

    __tablename__ = "duties"
    __table_args__ = ({"comment": "Deadlines of the organs. 各机关年度报告的公布期限。"},)

    organ_id: Mapped[int] = mapped_column(
        ForeignKey("organs.id", ondelete="CASCADE"), primary_key=True, comment="The organ. 机关。"
    )
    year: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Year to report on. 报告年度。")
    due_on: Mapped[dt.date] = mapped_column(comment="Last day to publish. 公布期限。")


def roster(session: Session) -> Sequence[Organ]:
    """The organs that a person has confirmed."""
    return session.scalars(select(Organ).where(Organ.state == OrganState.CONFIRMED).order_by(Organ.id)).all()


def published(session: Session, year: int) -> set[int]:
    """The keys of the organs that have a report for a year."""
    there = select(StoredReport.organ_id).where(
        StoredReport.year == year, StoredReport.is_current, StoredReport.organ_id.is_not(None)
    )
    return {key for key in session.scalars(there) if key is not None}


def alerts_without_report(session: Session, rule: str, year: int) -> dict[int, Alert]:
    """The alerts of a rule about reports for a year that are not there: organ's key → alert."""
    about = select(Alert).where(Alert.rule == rule, Alert.year == year, Alert.report_id.is_(None))
    return {alert.organ_id: alert for alert in session.scalars(about) if alert.organ_id is not None}


def years_with_standing_alerts(session: Session, rule: str) -> set[int]:
    """The years of which a report is still missed."""
    standing = select(Alert.year).where(
        Alert.rule == rule, Alert.report_id.is_(None), Alert.status != AlertStatus.RESOLVED
    )
    return {year for year in session.scalars(standing.distinct()) if year is not None}


def set_duties(session: Session, year: int, due_on: Mapping[int, dt.date]) -> None:
    """Note until when each organ must publish its report for a year: organ's key → last day."""
    there = {duty.organ_id: duty.due_on for duty in session.scalars(select(Duty).where(Duty.year == year))}
    stale = [organ_id for organ_id, day in there.items() if due_on.get(organ_id) != day]
    _forget(session, year, stale)
    rows = [
        {"organ_id": organ_id, "year": year, "due_on": day}
        for organ_id, day in sorted(due_on.items())
        if there.get(organ_id) != day
    ]
    if rows:
        session.execute(insert(Duty), rows)


def _forget(session: Session, year: int, organ_ids: Collection[int]) -> None:
    if organ_ids:
        session.execute(delete(Duty).where(Duty.year == year, Duty.organ_id.in_(organ_ids)))
