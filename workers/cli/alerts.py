"""``nianbao alerts``: what stands against the reports, and what people decide about it.

Place in the flow: after the checks; a decision made here survives every re-run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from sqlalchemy import select

from models import Alert, AlertEvent, AlertStatus, alerts, organs
from models.session import read_only
from parsers.form import cell_name, cells_by_key
from rules.finding import Severity
from workers.cli.common import AsJson, command_app, console, opened, table, write_json, write_json_lines
from workers.cli.errors import CommandError
from workers.cli.page_tables import STYLES
from workers.cli.plain import plain

app = command_app("List alerts; acknowledge or waive them.", "Example: nianbao alerts list --severity error")

Number = Annotated[int, typer.Argument(metavar="ALERT", help="Its number, as listed.")]
By = Annotated[str, typer.Option(help="Who decides.")]
Note = Annotated[str | None, typer.Option(help="Why.")]


@app.command("list", epilog="Example: nianbao alerts list --severity error --year 2023 --json")
def list_(
    *,
    severity: Annotated[Severity, typer.Option(help="This severity and worse.")] = Severity.INFO,
    status: Annotated[list[AlertStatus] | None, typer.Option(help="May be repeated; open and acknowledged.")] = None,
    organ: Annotated[str | None, typer.Option(help="Name of the organ.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the report.")] = None,
    rule: Annotated[str | None, typer.Option(help="Code of the rule.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List alerts, the worst first."""
    with opened() as runtime, read_only(runtime.engine) as session:
        organ_id = None
        if organ is not None:
            known = organs.find(session, organ)
            if known is None:
                raise CommandError(f"the roster knows no {organ}; `nianbao roster list` shows all")
            organ_id = known.id
        wanted = alerts.Wanted(
            statuses=status or alerts.STANDING.statuses,
            minimum_severity=severity,
            organ_id=organ_id,
            year=year,
            rule=rule,
        )
        found = [_told(alert) for alert in alerts.listing(session, wanted, limit)]
    if as_json:
        write_json_lines(found)
        return
    _print(console(), found)


def _print(out: Console, found: list[dict[str, Any]]) -> None:
    """Two lines an alert, since messages are long."""
    for told in found:
        organ = f"{told['organ'] or '（未能识别）'} {told['year'] or ''}"
        head = Text(f"{told['alert_id']:>6}  ", style="bold")
        head.append(f"{told['severity']:<8}", style=STYLES[told["severity"]])
        head.append(f"{told['status']:<13}{told['rule']}  {plain(organ)}")
        out.print(head)
        out.print(Padding(Text(plain(told["message"])), (0, 0, 0, 8)))
    out.print(f"{len(found)} alerts. `nianbao alerts show NUMBER` shows one in full.")


@app.command(epilog="Example: nianbao alerts show 12")
def show(alert: Number, *, as_json: AsJson = False) -> None:
    """Show one alert in full: its evidence and its history."""
    with opened() as runtime, read_only(runtime.engine) as session:
        row = session.get(Alert, alert)
        if row is None:
            raise CommandError(f"there is no alert {alert}")
        told = _told(row) | {"evidence": row.evidence, "note": row.note, "waived_until": row.waived_until}
        history = session.scalars(select(AlertEvent).where(AlertEvent.alert_id == alert).order_by(AlertEvent.id))
        told["history"] = [
            {"at": event.at, "event": event.event, "by": event.by, "detail": event.detail} for event in history
        ]
    if as_json:
        write_json(told)
        return
    out = console()
    facts = {key: value for key, value in told.items() if key not in {"evidence", "history"}}
    out.print(table(("", ""), facts.items()))
    for place in told["evidence"].get("places", ()):
        if said := _place(place):
            out.print(plain(said), markup=False)
    for quote in told["evidence"].get("quotes", ()):
        line = (quote.get("where") or {}).get("line")
        out.print(f"原文{f'第{line}行' if line else ''}：“{plain(quote['text'])}”", markup=False)
    out.print(table(("at", "event", "by", "detail"), (tuple(event.values()) for event in told["history"])))


@app.command(epilog="Example: nianbao alerts acknowledge 12 --by 王芳 --note 正在核实")
def acknowledge(alert: Number, *, by: By, note: Note = None, as_json: AsJson = False) -> None:
    """Note that someone knows of an alert and sees to it; it still counts."""
    _decide(lambda session, now: alerts.acknowledge(session, alert, by, now, note), as_json=as_json)


@app.command(epilog="Example: nianbao alerts waive 12 --by 王芳 --note 机构改革 --until 2024-12-31")
def waive(
    alert: Number,
    *,
    by: By,
    note: Note = None,
    until: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; for good without.")] = None,
    as_json: AsJson = False,
) -> None:
    """Decide that an alert does not count, for good or until a day."""
    last = until.date() if until is not None else None
    _decide(lambda session, now: alerts.waive(session, alert, by, now, note, last), as_json=as_json)


def _decide(decide: Callable[[Any, dt.datetime], Alert], *, as_json: bool) -> None:
    with opened() as runtime, runtime.transaction() as session:
        try:
            told = _told(decide(session, runtime.now()))
        except (LookupError, ValueError) as error:
            raise CommandError(str(error)) from error
    if as_json:
        write_json(told)
    else:
        typer.echo(f"Alert {told['alert_id']} is {told['status']}: {plain(told['message'])}")


def _told(alert: Alert) -> dict[str, Any]:
    return {
        "alert_id": alert.id,
        "severity": alert.severity,
        "status": alert.status,
        "organ": alert.organ.name if alert.organ else None,
        "year": alert.year,
        "rule": alert.rule,
        "message": alert.message,
        "basis": alert.basis,
        "confidence": alert.confidence,
        "report_id": alert.report_id,
        "opened_at": alert.opened_at,
        "last_seen_at": alert.last_seen_at,
        "acknowledged_by": alert.acknowledged_by,
    }


def _place(place: dict[str, Any]) -> str:
    names = [cell_name(key) for key in place.get("cells", ()) if key in cells_by_key()]
    head = "、".join(names[:3]) + (f"等{len(names)}格" if len(names) > 3 else "")
    sides = (("应为", place.get("expected")), ("实为", place.get("actual")))
    said = place.get("formula") or "，".join(f"{word}{value}" for word, value in sides if value not in {None, ""})
    return "：".join(part for part in (head, said) if part)
