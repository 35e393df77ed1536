"""Which reading of which document counts for an organ's year.

Place in the flow: asked by ``models.reports`` whenever a reading is stored or moved to another organ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import and_, bindparam, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from models.documents import Document
from models.report_tables import StoredReport


def settle(
    session: Session, readings: Sequence[StoredReport], left: Collection[tuple[int | None, int | None]] = ()
) -> None:
    """Mark anew what is current, for every subject that the readings of one document are or were about.

    :param left: organs and years that they were about before they were moved.
    """
    newest = max(readings, key=lambda reading: (reading.parser_version, reading.reading))
    subjects = {(reading.organ_id, reading.year) for reading in readings} | set(left)
    known = [(organ_id, year) for organ_id, year in subjects if organ_id is not None and year is not None]
    choices = (_chosen(session, organ_id, year) for organ_id, year in known)
    chosen = {choice for choice in choices if choice is not None}
    if (newest.organ_id, newest.year) not in known:
        chosen.add(newest.id)
    concerned = or_(
        StoredReport.document_id == newest.document_id,
        *(and_(StoredReport.organ_id == organ_id, StoredReport.year == year) for organ_id, year in known),
    )
    # The old ones first: the indexes allow only one at a time.
    session.execute(update(StoredReport).where(concerned, StoredReport.id.not_in(chosen)).values(is_current=False))
    session.execute(update(StoredReport).where(StoredReport.id.in_(chosen)).values(is_current=True))


# Put together once: composing it takes longer than executing it.
_NEWER = aliased(StoredReport)
_CANDIDATES = (
    select(StoredReport.id, StoredReport.published_on)
    .join(Document)
    .where(
        StoredReport.organ_id == bindparam("organ_id"),
        StoredReport.year == bindparam("year"),
        ~exists().where(
            _NEWER.document_id == StoredReport.document_id,
            tuple_(_NEWER.parser_version, _NEWER.reading) > tuple_(StoredReport.parser_version, StoredReport.reading),
        ),
    )
    .order_by(Document.first_seen_at, Document.id)
)


def _chosen(session: Session, organ_id: int, year: int) -> int | None:
    chosen: tuple[int, dt.date | None] | None = None
    for key, published_on in session.execute(_CANDIDATES, {"organ_id": organ_id, "year": year}):
        published_before = chosen is not None and published_on and chosen[1] and published_on < chosen[1]
        if not published_before:
            chosen = key, published_on
    return chosen[0] if chosen is not None else None
