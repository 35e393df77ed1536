"""Has reports checked again when it changes whether they can still be had on the web.

Place in the flow: ``visits`` and ``finds`` → **here** → the actor ``check_coverage``, which alerts supervisors.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import SitePage, StoredReport
from rules.context import Family
from workers.actors.checks import add_checks
from workers.runtime import Runtime


def check_standing(runtime: Runtime, session: Session, page: SitePage, run_id: int) -> None:
    """The page of a report has disappeared, is back, or is a new one of a report that had disappeared."""
    current = select(StoredReport.id).where(StoredReport.document_id == page.document_id, StoredReport.is_current)
    for report_id in session.scalars(current):
        version = f"page.{page.id}.{run_id}"
        add_checks(runtime, session, report_id, version, correlation_id=None, families=[Family.COVERAGE])
