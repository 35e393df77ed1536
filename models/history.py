"""An organ's reports over the years: which report comes before which, over renamed and merged organs.

Place in the flow: asked by the checks (the predecessor) and by whoever stores or moves a report (whose view changes).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.organs import Organ
from models.report_tables import StoredReport
from models.reports import current


class Predecessor(NamedTuple):
    """What stands before a report.

    :param report_id: the report for the year before; None when there is none, or no single one.
    :param reorganised: the organ took others in, or took another's place, since then: figures need not follow on.
    """

    report_id: int | None
    reorganised: bool


def predecessor(session: Session, organ_id: int | None, year: int | None) -> Predecessor:
    """The report for the year before: the organ's own or, where it has none, that of the one organ it replaced."""
    if organ_id is None or year is None:
        return Predecessor(None, reorganised=False)
    own = current(session, organ_id, year - 1)
    former = session.scalars(select(Organ).where(Organ.successor_id == organ_id)).all()
    there = {report.organ_id for report in _current(session, [organ.id for organ in former], year)}
    before = _current(session, [organ.id for organ in former], year - 1)
    # Who reported on the year before and not on this one was taken in between.
    taken_in = [report for report in before if report.organ_id not in there]
    abolished = any(organ.abolished_on is not None and organ.abolished_on.year == year for organ in former)
    if own is not None:
        return Predecessor(own.id, reorganised=bool(taken_in) or abolished)
    return Predecessor(taken_in[0].id if len(taken_in) == 1 else None, reorganised=bool(former))


def looking_at(session: Session, subjects: Iterable[tuple[int | None, int | None]]) -> list[StoredReport]:
    """The current reports that what happens to these organs' years changes the view of.

    Those of the same organ and year, and those for the year after: the organ's own and its successor's.
    """
    found: dict[int, StoredReport] = {}
    for organ_id, year in subjects:
        if organ_id is None or year is None:
            continue
        heirs = [organ_id, *session.scalars(select(Organ.successor_id).where(Organ.id == organ_id))]
        later = _current(session, [heir for heir in heirs if heir is not None], year + 1)
        for report in (*_current(session, [organ_id], year), *later):
            found[report.id] = report
    return [found[key] for key in sorted(found)]


def _current(session: Session, organ_ids: list[int], year: int) -> Sequence[StoredReport]:
    wanted = select(StoredReport).where(
        StoredReport.organ_id.in_(organ_ids), StoredReport.year == year, StoredReport.is_current
    )
    return session.scalars(wanted).all() if organ_ids else ()
