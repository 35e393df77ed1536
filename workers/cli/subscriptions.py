"""``nianbao subscriptions``: who gets which alerts by mail.

Place in the flow: read by the actors ``notify`` and ``digest``, and by the scheduler.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Delivery, DeliveryState, Frequency, Subscription, SubscriptionState, deliveries, subscriptions
from models.session import read_only
from rules.finding import Severity
from workers.actors.work import raise_alarm
from workers.cli.common import AsJson, command_app, console, opened, plural, table, write_json, write_json_lines
from workers.cli.csv_file import read_lines
from workers.cli.errors import CommandError
from workers.cli.subscription_terms import COLUMNS, store, terms_of
from workers.mail.refusal import MailError
from workers.mail.sample import send_sample
from workers.runtime import Runtime
from workers.telemetry import new_correlation_id

app = command_app("Who gets which alerts by mail.", "Example: nianbao subscriptions add zhang@example.gov.cn")

Number = Annotated[int, typer.Argument(metavar="SUBSCRIPTION", help="Its number, as listed.")]
Why = Annotated[str | None, typer.Option(help="Why.")]


@app.command("list", epilog="Example: nianbao subscriptions list --json")
def list_(*, as_json: AsJson = False) -> None:
    """List the subscriptions, those that get no mail any more included."""
    query = select(Subscription).options(joinedload(Subscription.organ)).order_by(Subscription.id)
    with opened() as runtime, read_only(runtime.engine) as session:
        found = [_told(subscription) for subscription in session.scalars(query)]
    if as_json:
        write_json_lines(found)
        return
    heads = ("no.", "address", "scope", "from", "rules", "when", "state")
    console().print(table(heads, (_row(told) for told in found)))


@app.command(epilog="Example: nianbao subscriptions show 3")
def show(subscription: Number, *, as_json: AsJson = False) -> None:
    """Show one subscription and what was mailed under it."""
    with opened() as runtime, read_only(runtime.engine) as session:
        told = _told(_existing(session, subscription)) | _mailed(session, subscription)
    if as_json:
        write_json(told)
        return
    console().print(table(("", ""), told.items()))


@app.command(
    epilog="Examples:  nianbao subscriptions add zhang@example.gov.cn --division 430600 --severity error  |  "
    "nianbao subscriptions add li@example.gov.cn --frequency weekly --weekday 1 --at 08:30"
)
def add(  # noqa: PLR0913 - the terms, by name
    address: Annotated[str, typer.Argument(help="Mail address.")],
    *,
    organ: Annotated[str | None, typer.Option(help="Only this organ, by name, and those below it.")] = None,
    division: Annotated[str | None, typer.Option(help="Only this division and those below it, by code.")] = None,
    severity: Annotated[Severity, typer.Option(help="Nothing below this.")] = Severity.WARNING,
    rule: Annotated[list[str] | None, typer.Option(help="Only this rule, or T3-*; may be repeated.")] = None,
    frequency: Annotated[Frequency, typer.Option(help="At once, or in a digest.")] = Frequency.IMMEDIATELY,
    at: Annotated[str, typer.Option(help="When a digest goes out, HH:MM, Beijing time; 08:30.")] = "",
    weekday: Annotated[str, typer.Option(help="On which day a weekly one does, 1 is Monday.")] = "",
    as_json: AsJson = False,
) -> None:
    """Subscribe an address to one organ, one division, or all; the same scope and frequency again is renewed."""
    given = {"address": address, "organ": organ, "division_code": division, "severity": severity, "at": at}
    row = given | {"rules": ";".join(rule or ()), "frequency": frequency, "weekday": weekday}
    try:
        terms = terms_of({key: str(value or "") for key, value in row.items()})
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    with opened() as runtime, runtime.transaction() as session:
        now = runtime.now()
        subscription = store(session, terms, now, revive=True)
        if subscription.state_at == now:
            _catch_up(runtime, session, subscription)
        told = _told(subscription)
    if as_json:
        write_json(told)
    else:
        typer.echo(
            f"Subscription {told['subscription_id']}: {terms.address} gets {severity} and worse"
            f" of {told['organ'] or division or 'all organs'}, {told['when']}."
        )


@app.command("import", epilog="Example: nianbao subscriptions import subscriptions.csv --dry-run")
def import_(
    path: Annotated[Path, typer.Argument(metavar="CSV", help="A CSV file with a header, UTF-8 or GB18030.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take subscriptions from a CSV file: all of them, or, when one line is wrong, none.

    Columns: address; organ (a name) or division_code; severity (error, warning, info); rules (codes separated by
    semicolons, T3-* for all that begin so); frequency (immediately, daily, weekly); at (08:30); weekday (1 is Monday).
    Only address is needed. What is there with the same address, scope and frequency gets these terms; a subscription
    that was stopped (by its reader, a bounce, the office) stays so.
    """
    with opened() as runtime, runtime.transaction() as session:

        def entry(row: dict[str, str]) -> Subscription:
            try:
                return store(session, terms_of(row), runtime.now(), revive=False)
            except CommandError as error:
                raise ValueError(str(error)) from error

        before = _count(session)
        entries = read_lines(path, COLUMNS, ("address",), entry)
        new = _count(session) - before
        stopped = sum(one.state is not SubscriptionState.ACTIVE for one in entries)
        if dry_run:
            session.rollback()
    if as_json:
        write_json({"subscriptions": len(entries), "new": new, "stopped": stopped, "dry_run": dry_run})
        return
    words = "would be new; nothing was changed" if dry_run else "of them new"
    typer.echo(f"{plural(len(entries), 'subscription')}, {new} {words}.")
    if stopped:
        typer.echo(f"{stopped} get no mail (bounced, unsubscribed, suspended), and stay so: resume them one by one.")


@app.command(epilog="Example: nianbao subscriptions suspend 3 --why 休假")
def suspend(subscription: Number, *, why: Why = None) -> None:
    """Send nothing under a subscription for a while."""
    _set(subscription, SubscriptionState.SUSPENDED, why)


@app.command(epilog="Example: nianbao subscriptions remove 3")
def remove(subscription: Number, *, why: Why = None) -> None:
    """Give a subscription up; what was sent under it stays on record."""
    _set(subscription, SubscriptionState.REMOVED, why)


@app.command(epilog="Example: nianbao subscriptions resume 3")
def resume(subscription: Number, *, why: Why = None) -> None:
    """Send mail again, what was not told meanwhile first."""
    _set(subscription, SubscriptionState.ACTIVE, why)


@app.command(epilog="Example: nianbao subscriptions unsubscribe TOKEN")
def unsubscribe(
    token: Annotated[str, typer.Argument(help="From the mail's header List-Unsubscribe.")], *, as_json: AsJson = False
) -> None:
    """Stop all mail to the reader of a mail, as its button asks; for the program behind NIANBAO_UNSUBSCRIBE_URL."""
    with opened() as runtime, runtime.transaction() as session:
        subscription = subscriptions.of_token(session, token)
        if subscription is None:
            raise CommandError("no subscription has this token")
        address = subscription.address
        stopped = subscriptions.stop(session, address, SubscriptionState.UNSUBSCRIBED, runtime.now())
        if stopped:
            raise_alarm(runtime, session, new_correlation_id())
    if as_json:
        write_json({"address": address, "stopped": [one.id for one in stopped]})
    else:
        typer.echo(f"{address} gets no more mail; {plural(len(stopped), 'subscription')} stopped.")


@app.command("test", epilog="Example: nianbao subscriptions test 3")
def try_out(subscription: Number, *, as_json: AsJson = False) -> None:
    """Send a sample mail about an invented organ, as this subscriber would get it."""
    with opened() as runtime:
        with read_only(runtime.engine) as session:
            row = _existing(session, subscription)
        try:
            path = send_sample(runtime.settings, row, runtime.now())
        except MailError as error:
            raise CommandError(f"{row.address}: {error}") from error
    if as_json:
        write_json({"address": row.address, "file": str(path) if path else None})
    else:
        typer.echo(f"A sample for {row.address} {f'lies in {path}' if path else 'was taken by the mail server'}.")


def _set(number: int, state: SubscriptionState, why: str | None) -> None:
    with opened() as runtime, runtime.transaction() as session:
        row = _existing(session, number)
        subscriptions.set_state(session, row, state, runtime.now(), why)
        if state is SubscriptionState.ACTIVE:
            _catch_up(runtime, session, row)
        address = row.address
    typer.echo(f"Subscription {number} of {address} is {state}.")


def _catch_up(runtime: Runtime, session: Session, row: Subscription) -> None:
    """Have told what was not told while nothing was sent; digests do so by themselves."""
    if row.frequency is not Frequency.IMMEDIATELY:
        return
    version = f"resume.{row.id}.{runtime.now():%Y%m%dT%H%M%S%f}"
    reports = {told.report_id for told in deliveries.news_in_scope(session, [row])}
    for report_id in sorted(key for key in reports if key is not None):
        runtime.add(session, "notify", report_id, version, correlation_id=new_correlation_id())
    if None in reports:
        runtime.add(session, "notify_missing", f"{runtime.now():%Y-%m-%d}", version, correlation_id=None)


def _existing(session: Session, number: int) -> Subscription:
    row = session.get(Subscription, number, options=[joinedload(Subscription.organ)])
    if row is None:
        raise CommandError(f"there is no subscription {number}")
    return row


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Subscription)) or 0


def _mailed(session: Session, number: int) -> dict[str, Any]:
    own = Delivery.subscription_id == number
    counts = dict(session.execute(select(Delivery.state, func.count()).where(own).group_by(Delivery.state)).all())
    return {
        **{f"mails_{state}": counts.get(state, 0) for state in DeliveryState},
        "last_sent_at": session.scalar(select(func.max(Delivery.sent_at)).where(own)),
        "last_error": session.scalar(
            select(Delivery.error).where(own, Delivery.error.is_not(None)).order_by(Delivery.id.desc()).limit(1)
        ),
    }


def _row(told: dict[str, Any]) -> tuple[object, ...]:
    scope = told["organ"] or told["division_code"] or "all"
    rules = " ".join(told["rules"]) or "all"
    state = " ".join(str(part) for part in (told["state"], told["state_why"]) if part)
    return told["subscription_id"], told["address"], scope, told["minimum_severity"], rules, told["when"], state


def _told(subscription: Subscription) -> dict[str, Any]:
    at, weekday = subscription.send_at, subscription.weekday
    when = " ".join(
        part
        for part in (subscription.frequency, f"{at:%H:%M}" if at else "", f"day {weekday}" if weekday else "")
        if part
    )
    return {
        "subscription_id": subscription.id,
        "address": subscription.address,
        "organ": subscription.organ.name if subscription.organ else None,
        "division_code": subscription.division_code,
        "minimum_severity": subscription.minimum_severity,
        "rules": subscription.rules,
        "frequency": subscription.frequency,
        "at": f"{at:%H:%M}" if at else None,
        "weekday": weekday,
        "when": when,
        "state": subscription.state,
        "state_at": subscription.state_at,
        "state_why": subscription.state_why,
        "created_at": subscription.created_at,
    }
