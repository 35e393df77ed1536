"""What the database holds when the planned winter begins: the roster, the subscriptions, last year's reports.

Place in the flow: called by the bench ``winter`` before the first day.
"""

from __future__ import annotations

import datetime as dt

from benchmarks import winter_plan
from benchmarks.winter_plan import FIRST_DAY, YEAR, Plan
from benchmarks.winter_truth import readers
from models import Frequency, Organ, OrganState, Source, documents, organs, reports
from models import subscriptions as stored_subscriptions
from models.beijing import BEIJING
from models.session import make_engine, transaction
from rules.organ import OrganKind
from workers.actors.surroundings import add_to_index


def store(url: str, plan: Plan) -> None:
    """The roster, who wants to hear of what, and last year's reports."""
    engine = make_engine(url)
    start = dt.datetime.combine(FIRST_DAY, dt.time(0), BEIJING).astimezone(dt.UTC) - dt.timedelta(hours=1)
    with transaction(engine) as session:
        rows = [_organ(organ) for organ in plan.organs]
        session.add_all(rows)
        session.flush()
        for planned, row in zip(plan.organs, rows, strict=True):
            if planned.kind is not OrganKind.GOVERNMENT:
                row.superior_id = rows[planned.government].id
            if planned.former is not None:
                former = Organ(name=planned.former, kind=planned.kind, state=OrganState.CONFIRMED)
                former.abolished_on, former.successor_id = dt.date(YEAR - 1, 12, 31), row.id
                session.add(former)
        for reader in readers(plan):
            stored_subscriptions.ensure(
                session,
                reader.address,
                start,
                organ_id=None if reader.government is None else rows[reader.government].id,
                division_code=reader.division.ljust(6, "0") if reader.division else None,
                minimum_severity=reader.minimum,
                rules=reader.rules,
                frequency=Frequency(reader.digest) if reader.digest else Frequency.IMMEDIATELY,
                send_at=dt.time(8, 30) if reader.digest else None,
                weekday=1 if reader.digest == "weekly" else None,
            )
    for first in range(0, len(plan.before), 100):
        with transaction(engine) as session:
            for number, told, applications in plan.before[first : first + 100]:
                planned = plan.organs[number]
                name = planned.former or planned.name
                published = dt.date(YEAR, 1, 20)
                report = winter_plan.clean_report(name, YEAR - 1, told, applications, published)
                seen = _seen(number, name)
                document, _ = documents.register(session, seen, start - dt.timedelta(days=300))
                organ = organs.find(session, name)
                stored = reports.store(session, document, report, organ, 1, start)
                add_to_index(session, stored.id)
    engine.dispose()


def _seen(number: int, name: str) -> documents.Seen:
    key = f"{number:064x}"
    return documents.Seen(
        sha256=key, size=1, media_type="text/plain", store_key=key, source=Source.FOLDER, name=f"{name}.txt"
    )


def _organ(planned: winter_plan.PlannedOrgan) -> Organ:
    return Organ(
        name=planned.name,
        kind=planned.kind,
        state=OrganState.CONFIRMED,
        division_code=planned.division,
        aliases=[planned.named] if planned.alias else [],
    )
