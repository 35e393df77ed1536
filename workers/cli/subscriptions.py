"""``nianbao subscriptions``: who gets which alerts by mail.

Place in the flow: read by the actor ``notify``.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Subscription, organs, subscriptions
from models.session import read_only
from rules.finding import Severity
from workers.cli.common import AsJson, command_app, console, opened, table, write_json, write_json_lines
from workers.cli.errors import CommandError
from workers.mail.address import BadAddressError, parse_address

app = command_app("Who gets which alerts by mail.", "Example: nianbao subscriptions add zhang@example.gov.cn")


@app.command("list", epilog="Example: nianbao subscriptions list --json")
def list_(*, as_json: AsJson = False) -> None:
    """List the subscriptions, those given up included."""
    query = select(Subscription).options(joinedload(Subscription.organ)).order_by(Subscription.id)
    with opened() as runtime, read_only(runtime.engine) as session:
        found = [_told(subscription) for subscription in session.scalars(query)]
    if as_json:
        write_json_lines(found)
        return
    console().print(
        table(("no.", "address", "organ", "division", "from", "active"), (tuple(told.values()) for told in found))
    )


@app.command(epilog="Example: nianbao subscriptions add zhang@example.gov.cn --division 430600 --severity error")
def add(
    address: Annotated[str, typer.Argument(help="Mail address.")],
    *,
    organ: Annotated[str | None, typer.Option(help="Only this organ, by name.")] = None,
    division: Annotated[str | None, typer.Option(help="Only this division and those below it, by code.")] = None,
    severity: Annotated[Severity, typer.Option(help="Nothing below this.")] = Severity.WARNING,
    as_json: AsJson = False,
) -> None:
    """Subscribe an address to one organ, one division, or all; the same scope again is renewed."""
    try:
        checked = parse_address(address).addr_spec
    except BadAddressError as error:
        raise typer.BadParameter(str(error)) from None
    if organ is not None and division is not None:
        raise typer.BadParameter("a subscription is to an organ or to a division, not both")
    if division is not None and not (division.isascii() and division.isdigit()):
        raise typer.BadParameter(f"{division} is no division code")
    with opened() as runtime, runtime.transaction() as session:
        organ_id = None
        if organ is not None:
            known = organs.find(session, organ)
            if known is None:
                raise CommandError(f"the roster knows no {organ}; `nianbao roster list` shows all")
            organ_id = known.id
        subscription = subscriptions.ensure(
            session,
            checked,
            runtime.now(),
            organ_id=organ_id,
            division_code=division,
            minimum_severity=severity,
        )
        session.flush()
        told = _told(subscription)
    if as_json:
        write_json(told)
    else:
        typer.echo(f"Subscription {told['subscription_id']}: {checked} gets {severity} and worse.")


@app.command(epilog="Example: nianbao subscriptions remove 3")
def remove(subscription: Annotated[int, typer.Argument(metavar="SUBSCRIPTION", help="Its number, as listed.")]) -> None:
    """Give a subscription up; what was sent under it stays on record."""
    with opened() as runtime, runtime.transaction() as session:
        row = session.get(Subscription, subscription)
        if row is None:
            raise CommandError(f"there is no subscription {subscription}")
        row.active = False
        address = row.address
    typer.echo(f"Subscription {subscription} of {address} is given up.")


def _told(subscription: Subscription) -> dict[str, Any]:
    return {
        "subscription_id": subscription.id,
        "address": subscription.address,
        "organ": subscription.organ.name if subscription.organ else None,
        "division_code": subscription.division_code,
        "minimum_severity": subscription.minimum_severity,
        "active": subscription.active,
    }
