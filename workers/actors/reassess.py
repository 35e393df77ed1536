"""What follows from a change of the roster: reports find their organ, and what the change concerns is checked again.

Place in the flow: called in the transaction of whatever changes the roster; the checks do the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from models import Organ, StoredReport, comparison, organs, reports, roster
from models.history import looking_at
from rules.organ import tells_its_place
from workers.actors.checks import add_checks
from workers.runtime import Runtime


def reassess(
    runtime: Runtime, session: Session, touched: Collection[Organ], moved: Iterable[StoredReport], correlation_id: str
) -> int:
    """Give reports without an organ to those of the organs that they name, and check again what looks different now.

    :param touched: organs that are new or were changed.
    :param moved: reports that are another organ's now.
    :return: how many reports are checked again.
    """
    found = [*moved, *_claimed(session, touched)]
    concerned = {report.id: report for report in (*found, *roster.current_reports(session, touched))}
    above = [one for report in list(concerned.values()) for one in comparison.summing_up(session, report)]
    for report in (*looking_at(session, [(report.organ_id, report.year) for report in found]), *above):
        concerned[report.id] = report
    version = f"roster.{runtime.now():%Y%m%dT%H%M%S%f}"
    for key in sorted(concerned):
        add_checks(runtime, session, key, version, correlation_id=correlation_id)
    return len(concerned)


def _claimed(session: Session, touched: Collection[Organ]) -> list[StoredReport]:
    """Reports that named an organ before the roster knew it, now that it does."""
    names = {name for organ in touched for name in (organ.name, *organ.aliases) if tells_its_place(name)}
    claimed = []
    for report in roster.meant_by(session, names):
        organ = organs.find(session, report.organ_name or "")
        if organ is not None:
            reports.assign(session, report, organ)
            claimed.append(report)
    return claimed
