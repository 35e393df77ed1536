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
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from models import Alert, AlertStatus, Organ, alerts, subscriptions
from models.session import read_only
from rules.finding import Severity
from rules.registry import catalogue
from workers.cli.alert_page import evidence_lines, history_of, in_full
from workers.cli.common import AsJson, command_app, console, opened, plural, table, write_json, write_json_lines
from workers.cli.errors import CommandError
from workers.cli.page_tables import STYLES
from workers.cli.plain import plain
from workers.cli.scopes import known_division, known_organ

app = command_app("List alerts; acknowledge, waive or reopen them.", "Example: nianbao alerts list --severity error")

Number = Annotated[int, typer.Argument(metavar="ALERT", help="Its number, as listed.")]
Numbers = Annotated[list[int], typer.Argument(metavar="ALERT...", help="Their numbers, as listed.")]
By = Annotated[str, typer.Option(help="Who decides.")]
Note = Annotated[str | None, typer.Option(help="Why.")]


@app.command("list", epilog="Example: nianbao alerts list --severity error --division 4306 --year 2023 --json")
def list_(  # noqa: PLR0913 - the filters, by name
    *,
    severity: Annotated[Severity, typer.Option(help="This severity and worse.")] = Severity.INFO,
    status: Annotated[list[AlertStatus] | None, typer.Option(help="May be repeated; open and acknowledged.")] = None,
    organ: Annotated[str | None, typer.Option(help="Name of the organ.")] = None,
    below: Annotated[bool, typer.Option("--below", help="With --organ: those below it, too.")] = False,
    division: Annotated[str | None, typer.Option(help="Code of a division; those below it, too.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the report.")] = None,
    rule: Annotated[str | None, typer.Option(help="Code of the rule.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List alerts, the worst first."""
    with opened() as runtime, read_only(runtime.engine) as session:
        wanted = alerts.Wanted(
            statuses=status or alerts.STANDING.statuses,
            minimum_severity=severity,
            organs=_organs(session, organ, division, below=below),
            year=year,
            rule=_known_rule(session, rule) if rule is not None else None,
        )
        found = [_told(alert) for alert in alerts.listing(session, wanted, limit)]
    if as_json:
        write_json_lines(found)
        return
    _print(console(), found)


def _organs(session: Session, organ: str | None, division: str | None, *, below: bool) -> ColumnElement[bool] | None:
    """The organs asked for as a condition, None for all."""
    conditions = []
    if organ is not None:
        key = known_organ(session, organ).id
        conditions.append(subscriptions.within_organ(key) if below else Organ.id == key)
    if division is not None:
        conditions.append(subscriptions.within_division(known_division(session, division)))
    return and_(*conditions) if conditions else None


def _known_rule(session: Session, given: str) -> str:
    """The code of a rule, also of one that is no more but left alerts: of a wrong code, "0 alerts" would be no answer.

    :raises CommandError: when there is none.
    """
    code = given.strip().upper()
    known = any(rule.code == code for rule in catalogue())
    if not known and session.scalar(select(Alert.id).where(Alert.rule == code).limit(1)) is None:
        raise CommandError(f"there is no rule {code}; `nianbao rules` shows all")
    return code


def _print(out: Console, found: list[dict[str, Any]]) -> None:
    """Two lines an alert, since messages are long."""
    for told in found:
        organ = f"{told['organ'] or '（未能识别）'} {told['year'] or ''}"
        head = Text(f"{told['alert_id']:>6}  ", style="bold")
        head.append(f"{told['severity']:<8}", style=STYLES[told["severity"]])
        head.append(f"{told['status']:<13}{told['rule']}  {plain(organ)}")
        out.print(head)
        out.print(Padding(Text(plain(told["message"])), (0, 0, 0, 8)))
    out.print(f"{plural(len(found), 'alert')}. `nianbao alerts show NUMBER` shows one in full.")


@app.command(epilog="Example: nianbao alerts show 12")
def show(alert: Number, *, as_json: AsJson = False) -> None:
    """Show one alert in full: its evidence and its history."""
    with opened() as runtime, read_only(runtime.engine) as session:
        row = _existing(session, alert)
        told = _told(row) | in_full(session, row)
        lines = list(evidence_lines(row))
    if as_json:
        write_json(told)
        return
    out = console()
    out.print(table(("", ""), ((key, value) for key, value in told.items() if key not in {"evidence", "history"})))
    for line in lines:
        out.print(plain(line), markup=False)
    _print_history(out, told["history"])


@app.command(epilog="Example: nianbao alerts history 12")
def history(alert: Number, *, as_json: AsJson = False) -> None:
    """Show what happened to one alert, and who decided what."""
    with opened() as runtime, read_only(runtime.engine) as session:
        _existing(session, alert)
        events = history_of(session, alert)
    if as_json:
        write_json_lines(events)
    else:
        _print_history(console(), events)


def _print_history(out: Console, events: list[dict[str, Any]]) -> None:
    out.print(table(("at", "event", "by", "detail"), (tuple(event.values()) for event in events)))


@app.command(epilog="Example: nianbao alerts acknowledge 12 13 --by 王芳 --note 正在核实")
def acknowledge(numbers: Numbers, *, by: By, note: Note = None, as_json: AsJson = False) -> None:
    """Note that someone knows of alerts and sees to them; they still count."""
    _decide(numbers, lambda session, number, now: alerts.acknowledge(session, number, by, now, note), as_json=as_json)


@app.command(epilog="Example: nianbao alerts waive 12 --by 王芳 --note 机构改革 --until 2024-12-31")
def waive(
    numbers: Numbers,
    *,
    by: By,
    note: Annotated[str, typer.Option(help="Why.")],
    until: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; for good without.")] = None,
    as_json: AsJson = False,
) -> None:
    """Decide that alerts do not count, for good or until a day; then they are open again."""
    last = until.date() if until is not None else None
    _decide(numbers, lambda session, number, now: alerts.waive(session, number, by, now, note, last), as_json=as_json)


@app.command(epilog="Example: nianbao alerts reopen 12 --by 王芳 --note 豁免有误")
def reopen(numbers: Numbers, *, by: By, note: Note = None, as_json: AsJson = False) -> None:
    """Take decisions back: the alerts are open again."""
    _decide(numbers, lambda session, number, now: alerts.reopen(session, number, by, now, note), as_json=as_json)


def _decide(numbers: list[int], decide: Callable[[Session, int, dt.datetime], Alert], *, as_json: bool) -> None:
    """All of them, or, when one cannot be decided on, none."""
    with opened() as runtime, runtime.transaction() as session:
        try:
            found = [_told(decide(session, number, runtime.now())) for number in dict.fromkeys(numbers)]
        except (LookupError, ValueError) as error:
            raise CommandError(str(error)) from error
    if as_json:
        write_json_lines(found)
        return
    for told in found:
        typer.echo(f"Alert {told['alert_id']} is {told['status']}: {plain(told['message'])}")


def _existing(session: Session, number: int) -> Alert:
    row = session.get(Alert, number)
    if row is None:
        raise CommandError(f"there is no alert {number}")
    return row


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
