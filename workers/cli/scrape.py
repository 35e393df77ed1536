"""``nianbao scrape``: crawl the sites that are due, once, as a process of its own.

Place in the flow: started by the scheduler or by a person; what it finds is worked on by ``nianbao run`` or the
workers.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlalchemy import select

from models import Site, SiteRun, site_runs
from models.session import read_only
from workers.cli.common import AsJson, command_app, console, opened, table, write_json_lines
from workers.cli.errors import CommandError
from workers.runtime import Runtime

app = command_app()


@app.command(epilog="Examples:  nianbao scrape  |  nianbao scrape 岳阳市人民政府 --json")
def scrape(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Only these sites, due or not.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Crawl the sites that are due, go on with runs that were broken off, and take in the reports found.

    Needs NIANBAO_SITES_CONTACT. The scheduler starts this by itself.
    """
    from workers.sites.crawl import crawl  # noqa: PLC0415 - Scrapy takes half a second

    with opened() as runtime:
        with read_only(runtime.engine) as session:
            sites = site_runs.due(session, runtime.now(), names or ())
            last = session.scalar(select(SiteRun.id).order_by(SiteRun.id.desc()).limit(1)) or 0
            broken = [run.id for run in session.scalars(select(SiteRun).where(SiteRun.finished_at.is_(None)))]
        missing = set(names or ()) - {site.name for site in sites}
        if missing:
            raise CommandError(f"there is no site {', '.join(sorted(missing))}: see `nianbao sites list`")
        if sites:
            crawl(runtime, sites)
        runs = _runs(runtime, last, broken)
    if as_json:
        write_json_lines(runs)
        return
    heads = ("site", "state", "pages", "unchanged", "found", "new", "changed", "errors", "seconds")
    console().print(table(heads, (tuple(run[head] for head in heads) for run in runs)))
    console().print(f"{len(runs)} sites crawled." if sites else "No site is due.")


def _runs(runtime: Runtime, last: int, broken: list[int]) -> list[dict[str, Any]]:
    """The runs that this crawl began or went on with."""
    with read_only(runtime.engine) as session:
        query = select(SiteRun, Site.name).join(Site, Site.id == SiteRun.site_id).order_by(SiteRun.id)
        found = session.execute(query.where((SiteRun.id > last) | SiteRun.id.in_(broken)))
        return [told(run, name) for run, name in found]


def told(run: SiteRun, name: str) -> dict[str, Any]:
    """A run as one object."""
    return {
        "run_id": run.id,
        "site": name,
        "state": run.state,
        "started_at": run.started_at,
        "pages": run.pages,
        "unchanged": run.unchanged,
        "found": run.found,
        "new": run.new,
        "changed": run.changed,
        "errors": run.errors,
        "bytes": run.bytes,
        "seconds": round(run.seconds, 1),
        "problems": run.problems,
    }
