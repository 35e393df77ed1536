"""One alert in full, for ``nianbao alerts show``: its evidence in words, and its history.

Place in the flow: after the checks; the same places and quotes as in the mails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from models import Alert, alerts
from parsers.form import cell_name, cells_by_key
from parsers.report import Cell
from rules.finding import Place
from rules.words import sides
from workers.mail.load import evidence_of
from workers.mail.view import where_words

_NAMED = 3


def in_full(session: Session, alert: Alert) -> dict[str, Any]:
    """What ``show`` tells beyond the list: evidence, decision, the file it was found in, history."""
    report = alert.report
    return {
        "evidence": alert.evidence,
        "note": alert.note,
        "waived_until": alert.waived_until,
        "resolved_at": alert.resolved_at,
        "parts": _parts(_cells(alert), {key for place in evidence_of(alert).places for key in place.cells}),
        "source_url": report.source_url if report is not None else None,
        "history": history_of(session, alert.id),
    }


def history_of(session: Session, alert_id: int) -> list[dict[str, Any]]:
    """The events of an alert, oldest first."""
    return [
        {"at": event.at, "event": event.event, "by": event.by, "detail": event.detail}
        for event in alerts.history(session, alert_id)
    ]


def evidence_lines(alert: Alert) -> Iterator[str]:
    """Each place with its numbers, and each quote with where it stands, in Chinese; not cleaned for a terminal."""
    cells = _cells(alert)
    evidence = evidence_of(alert)
    for place in evidence.places:
        if said := place_line(alert.rule, place):
            yield said + "".join(f"（见“{part}”）" for part in _parts(cells, place.cells))
    for quote in evidence.quotes:
        yield f"原文{where_words(quote)}：“{quote.text}”"


def place_line(rule: str, place: Place) -> str:
    """The cells of a place by their printed names, and what was checked there; "" when there is nothing to say."""
    names = [cell_name(key) for key in place.cells if key in cells_by_key()]
    head = "、".join(names[:_NAMED]) + (f"等{len(names)}格" if len(names) > _NAMED else "")
    numbers = zip(sides(rule), (place.expected, place.actual), strict=True)
    said = place.formula or "，".join(f"{word}{value}" for word, value in numbers if value not in {None, ""})
    return "：".join(part for part in (head, said) if part)


def _cells(alert: Alert) -> Mapping[str, Cell]:
    return msgspec.convert(alert.report.cells, dict[str, Cell]) if alert.report is not None else {}


def _parts(cells: Mapping[str, Cell], keys: Iterable[str]) -> list[str]:
    """The files of an archive or a mail in which these cells stand; none when the report is no such bundle."""
    places = (cells[key].where for key in keys if key in cells)
    return sorted({where.part for where in places if where is not None and where.part is not None})
