"""``nianbao recheck``: have the rules look again at what is stored.

Place in the flow: writes check tasks into the ledger, some reports at a time; workers do the rest. Which rules and
which profile a task is for stands in its input version: interrupted and begun again, it goes on where it was.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from models import RuleOutcome, StoredReport, Task, TaskState, subscriptions
from models.organs import Organ
from models.session import read_only
from rules.context import Family
from rules.profile import Profile
from rules.registry import Rule, catalogue
from workers.actors.checks import CHECKS, actor_name, add_checks
from workers.cli.common import AsJson, command_app, console, opened, plural, write_json
from workers.cli.errors import CommandError
from workers.cli.scopes import known_division, known_organ
from workers.heartbeat import Service, is_alive
from workers.runtime import Runtime
from workers.telemetry import new_correlation_id

CHUNK: Final = 200
_PREFIX: Final = "recheck."
_LOOK_SECONDS: Final = 1.0

app = command_app()


@app.command(epilog="Examples:  nianbao recheck --rule T3-ROW-SUM --year 2023 --wait  |  nianbao recheck --outdated")
def recheck(  # noqa: PLR0913 - the filters, by name
    *,
    rule: Annotated[str | None, typer.Option(help="Only the family of this rule.")] = None,
    year: Annotated[int | None, typer.Option(help="Only reports about this year.")] = None,
    organ: Annotated[str | None, typer.Option(help="Only reports of this organ.")] = None,
    division: Annotated[str | None, typer.Option(help="Only reports of this division and those below it.")] = None,
    outdated: Annotated[
        bool, typer.Option("--outdated", help="Only where a rule was asked in another version, or never.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also what was rechecked under these very rules and profile.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Show how far the workers are, until they have done it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put stored reports to the rules again, after rules or profile have changed; nothing is read again.

    What people decided about alerts stays. Interrupted (Ctrl-C), the same command goes on where it
    was; with --again it begins anew.
    """
    rule = rule.strip().upper() if rule is not None else None
    rules = _rules(rule)
    families = tuple(dict.fromkeys(known.family for known in rules))
    with opened() as runtime:
        versions = {family: recheck_version(family, runtime.profile) for family in families}
        with read_only(runtime.engine) as session:
            wanted = _wanted(session, year, organ, division)
            if outdated:
                asked = [
                    known for known in rules if known.code not in runtime.profile.off and rule in {None, known.code}
                ]
                wanted = wanted.where(_is_outdated(asked))
            reports = session.scalars(wanted).all()
        with _progress(quiet=as_json) as progress:
            rechecked = _write(runtime, reports, versions, progress, again=again)
            failed = _follow(runtime, versions, progress) if wait else 0
    if as_json:
        write_json({"rechecked": rechecked, "failed": failed})
    else:
        known = len(reports) - rechecked
        words = f"; {known} are, or will be, under these rules already" if known else ""
        typer.echo(f"{plural(rechecked, 'report')} {'checked' if wait else 'to be checked'} again{words}.")
    if failed:
        raise CommandError(f"{plural(failed, 'check')} failed: `nianbao status` shows why, `nianbao retry` tries again")


def recheck_version(family: Family, profile: Profile) -> str:
    """How the input version of a recheck begins: the same as long as the family's rules and the profile are."""
    rules = [(known.code, known.version) for known in catalogue() if known.family is family]
    basis = msgspec.json.encode((sorted(rules), profile), order="deterministic")
    return f"{_PREFIX}{hashlib.sha256(basis).hexdigest()[:16]}"


def _rules(code: str | None) -> list[Rule]:
    """All rules, or those of the family of one."""
    known = {rule.code: rule for rule in catalogue()}
    if code is None:
        return list(known.values())
    if (asked := known.get(code)) is None:
        raise CommandError(f"there is no rule {code}; `nianbao rules` shows all")
    return [rule for rule in known.values() if rule.family is asked.family]


def _wanted(session: Session, year: int | None, organ: str | None, division: str | None) -> Select[int]:
    query = select(StoredReport.id).where(StoredReport.is_current).order_by(StoredReport.id)
    if year is not None:
        query = query.where(StoredReport.year == year)
    if organ is not None:
        query = query.where(StoredReport.organ_id == known_organ(session, organ).id)
    if division is not None:
        within = subscriptions.within_division(known_division(session, division))
        query = query.where(StoredReport.organ_id.in_(select(Organ.id).where(within)))
    return query


def _is_outdated(rules: Sequence[Rule]) -> ColumnElement[bool]:
    """Reports for which not every one of these rules has an outcome of its present version."""
    present = [(rule.code, rule.version) for rule in rules]
    asked = select(func.count()).where(
        RuleOutcome.report_id == StoredReport.id, tuple_(RuleOutcome.rule, RuleOutcome.version).in_(present)
    )
    return asked.scalar_subquery() < len(present)


def _write(
    runtime: Runtime, reports: Sequence[int], versions: dict[Family, str], progress: Progress, *, again: bool
) -> int:
    """Write the tasks, some reports a transaction; returns how many reports have a new one."""
    bar = progress.add_task("writing tasks", total=len(reports))
    suffix = f".{runtime.now():%Y%m%dT%H%M%S%f}" if again else ""
    written = 0
    for start in range(0, len(reports), CHUNK):
        chunk = reports[start : start + CHUNK]
        with runtime.transaction() as session:
            last = _last_rechecks(session, chunk)
            for report_id in chunk:
                correlation_id = new_correlation_id()
                added = []
                for family, basis in versions.items():
                    task_id, version = last.get((actor_name(family), str(report_id)), (0, ""))
                    if version.startswith(basis) and not again:
                        continue
                    # Rules and profile may be those of an earlier recheck again, with others in between.
                    wanted = f"{basis}{suffix}" if again or not task_id else f"{basis}.{task_id}"
                    added.append(
                        add_checks(
                            runtime, session, report_id, wanted, correlation_id=correlation_id, families=[family]
                        )
                    )
                written += any(added)
        progress.update(bar, completed=min(start + CHUNK, len(reports)))
    return written


def _last_rechecks(session: Session, reports: Sequence[int]) -> dict[tuple[str, str], tuple[int, str]]:
    """The last recheck that was written of each of these reports: (actor, subject) → task and version."""
    tasks = (
        select(Task.actor, Task.subject, Task.id, Task.input_version)
        .where(
            Task.actor.in_(CHECKS),
            Task.subject.in_([str(report_id) for report_id in reports]),
            Task.input_version.startswith(_PREFIX),
        )
        .order_by(Task.id)
    )
    return {(actor, subject): (task_id, version) for actor, subject, task_id, version in session.execute(tasks)}


def _follow(runtime: Runtime, versions: dict[Family, str], progress: Progress) -> int:
    """Return when no task of the recheck is left to do; how many failed for good.

    :raises CommandError: when there is nobody to do them.
    """
    mine = or_(
        *(
            and_(Task.actor == actor_name(family), Task.input_version.startswith(version))
            for family, version in versions.items()
        )
    )
    bar = progress.add_task("checking", total=None)
    while True:
        with read_only(runtime.engine) as session:
            counts = _states(session, mine)
            has_worker = is_alive(session, Service.WORKER, runtime.now())
        left = counts.get(TaskState.PENDING, 0) + counts.get(TaskState.RUNNING, 0)
        total = sum(counts.values())
        progress.update(bar, total=total, completed=total - left)
        if not left:
            return counts.get(TaskState.QUARANTINED, 0)
        if not has_worker:
            raise CommandError(
                "no worker is alive: start `nianbao worker` or `nianbao run`; what is written is done then"
            )
        time.sleep(_LOOK_SECONDS)


def _states(session: Session, mine: ColumnElement[bool]) -> dict[TaskState, int]:
    counts = select(Task.state, func.count()).where(mine)
    return dict(iter(session.execute(counts.group_by(Task.state))))


def _progress(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console(err=True), transient=True, disable=quiet)
