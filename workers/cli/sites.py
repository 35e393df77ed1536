"""``nianbao sites``: the web sites that are crawled, kept by people.

Place in the flow: what is entered here, ``nianbao scrape`` crawls; what there is to say of sites is shown here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select

from models import FINDINGS, Site, SiteNotice, SiteRun
from models.session import read_only
from workers.cli.common import AsJson, command_app, console, opened, plural, table, write_json, write_json_lines
from workers.cli.csv_file import read_lines
from workers.cli.errors import CommandError
from workers.cli.scrape import told
from workers.settings import load
from workers.sites import entries
from workers.sites.address import AddressPolicy, ForbiddenAddressError
from workers.sites.entries import Entry, NamedEntry

app = command_app("The web sites that are crawled for reports.", "Example: nianbao sites list")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The site's name, as `nianbao sites list` shows it.")]
_SHOWN_RUNS = 20


@app.command("list", epilog="Example: nianbao sites list --toml > sites.toml")
def list_(
    *,
    as_toml: Annotated[bool, typer.Option("--toml", help="As lines that `sites import` reads.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the sites."""
    with opened() as runtime, read_only(runtime.engine) as session:
        sites = list(session.scalars(select(Site).order_by(Site.name)))
    if as_json:
        write_json_lines(map(_told, sites))
    elif as_toml:
        typer.echo("[sites]")
        for site in sites:
            typer.echo(entries.to_toml(entries.of_row(site)))
    else:
        heads = ("name", "start", "organ", "division_code", "schedule", "enabled", "due_at")
        rows = ((*_told(site).values(),)[: len(heads)] for site in sites)
        console().print(table(heads, rows))
        console().print(f"{plural(len(sites), 'site')}.")


@app.command(epilog="Example: nianbao sites add https://www.example.gov.cn/xxgk/nb/ --organ 云溪县民政局")
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A page that lists reports, or one above it.")],
    *,
    name: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    organ: Annotated[str | None, typer.Option(help="Full name of the organ it speaks for.")] = None,
    division: Annotated[str | None, typer.Option(help="Code of the division it speaks for.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look and propose.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at a page, propose the settings of its site, and enter it. `sites import` takes it without a look."""
    from workers.sites.look import look, propose  # noqa: PLC0415 - Scrapy takes half a second

    settings = load()
    try:
        AddressPolicy(settings.sites_allowed).check(url)
    except ForbiddenAddressError as error:
        raise CommandError(f"{url}: {error}") from error
    with opened(settings) as runtime:
        seen = look(settings, Entry((url,)), depth=0)
        if seen.problems and not seen.lists:
            raise CommandError(f"{url}: {next(iter(seen.problems.values()))}")
        proposed = propose(url, seen)
        entry = Entry(proposed.entry.start, organ or proposed.entry.organ, division)
        one = NamedEntry(name or organ or proposed.name, entry)
        new = 0
        if not dry_run:
            with runtime.transaction() as session:
                if session.scalar(select(Site.id).where(Site.name == one.name)) is not None:
                    raise CommandError(f"there is a site {one.name} already: give it another --name")
                new = entries.store(session, [one], runtime.now())
    if as_json:
        write_json({"name": one.name, **_set(one.entry), "reports_seen": len(seen.reports), "new": new})
        return
    typer.echo(entries.to_toml(one))
    typer.echo(
        f"{plural(len(seen.reports), 'report')} seen there. " + ("Nothing was changed." if dry_run else "Entered.")
    )


@app.command("test", epilog="Example: nianbao sites test 云溪县民政局")
def look_at(name: Name, *, as_json: AsJson = False) -> None:
    """Look at a site's lists and show which reports would be fetched; none of them is, and nothing is noted."""
    from workers.sites.look import look  # noqa: PLC0415 - Scrapy takes half a second

    with opened() as runtime:
        with read_only(runtime.engine) as session:
            site = session.scalars(select(Site).where(Site.name == name)).one_or_none()
        if site is None:
            raise _no_site(name)
        seen = look(runtime.settings, entries.of_row(site).entry)
    reports = [{"url": link.url, "title": link.title, "listed_on": link.listed_on} for link in seen.reports.values()]
    if as_json:
        write_json({"lists": seen.lists, "reports": reports, "problems": seen.problems, "lists_left": seen.left})
        return
    out = console()
    out.print(table(("list", "reports"), ((one.url, one.reports) for one in seen.lists)))
    out.print(table(("report", "title", "date"), (tuple(one.values()) for one in reports)))
    for url, problem in seen.problems.items():
        out.print(f"{problem}: {url}", markup=False)
    out.print(f"{plural(len(reports), 'report')} would be fetched. Nothing of them was.")


@app.command("import", epilog="Example: nianbao sites import sites.csv --dry-run")
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a header, or a TOML file.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take sites from a file: all of them or, when one line is wrong, none. One that is there is brought up to date.

    Columns: name; start (addresses between semicolons); organ; division_code; schedule (seasonal, daily, weekly);
    depth; enabled (true or false). Only name and start are needed. A TOML file has a table `sites` with a line each,
    as `nianbao sites list --toml` writes it.
    """
    policy = AddressPolicy(load().sites_allowed)
    if path.suffix.lower() == ".toml":
        try:
            found = entries.from_toml(path.read_bytes(), policy)
        except ValueError as error:
            raise CommandError(f"{path}: nothing was taken: {error}") from error
    else:
        seen: set[str] = set()
        found = read_lines(
            path, entries.COLUMNS, ("name", "start"), lambda given: entries.from_fields(given, policy, seen)
        )
    new = 0
    if not dry_run:
        with opened() as runtime, runtime.transaction() as session:
            new = entries.store(session, found, runtime.now())
    if as_json:
        write_json({"sites": len(found), "new": new, "dry_run": dry_run})
    elif dry_run:
        typer.echo(f"{plural(len(found), 'site')}, no line is wrong; nothing was changed.")
    else:
        typer.echo(f"{plural(len(found), 'site')} taken, {new} of them new.")


@app.command(epilog="Example: nianbao sites remove 云溪县民政局")
def remove(name: Name) -> None:
    """Crawl a site no more. What it has yielded stays; `sites import` enters it again."""
    with opened() as runtime, runtime.transaction() as session:
        site = session.scalars(select(Site).where(Site.name == name)).one_or_none()
        if site is None:
            raise _no_site(name)
        site.enabled = False
    typer.echo(f"{name} is crawled no more.")


@app.command(epilog="Example: nianbao sites runs 云溪县民政局")
def runs(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only of this site.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the last runs: what was asked for, found, new, changed, and what went wrong."""
    query = select(SiteRun, Site.name).join(Site, Site.id == SiteRun.site_id).order_by(SiteRun.id.desc())
    if name is not None:
        query = query.where(Site.name == name)
    with opened() as runtime, read_only(runtime.engine) as session:
        found = [told(run, site) for run, site in session.execute(query.limit(_SHOWN_RUNS))]
    if as_json:
        write_json_lines(found)
        return
    heads = ("site", "started_at", "state", "pages", "unchanged", "found", "new", "changed", "errors", "seconds")
    console().print(table(heads, (tuple(one[head] for head in heads) for one in found)))


@app.command(epilog="Example: nianbao sites notices --findings")
def notices(
    *,
    findings: Annotated[bool, typer.Option("--findings", help="Only what is about a report.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what stands open of sites and pages: what ops should see to, and what was found on reports."""
    query = select(SiteNotice, Site.name).join(Site, Site.id == SiteNotice.site_id)
    query = query.where(SiteNotice.resolved_at.is_(None)).order_by(SiteNotice.opened_at, SiteNotice.id)
    with opened() as runtime, read_only(runtime.engine) as session:
        found = [
            {
                "notice_id": notice.id,
                "site": site,
                "kind": notice.kind,
                "message": notice.message,
                "opened_at": notice.opened_at,
                "last_seen_at": notice.last_seen_at,
            }
            for notice, site in session.execute(query)
            if not findings or notice.kind in FINDINGS
        ]
    if as_json:
        write_json_lines(found)
        return
    heads = ("site", "kind", "message", "opened_at")
    console().print(table(heads, (tuple(one[head] for head in heads) for one in found)))


def _told(site: Site) -> dict[str, Any]:
    return {
        "name": site.name,
        "start": site.start_pages,
        "organ": site.organ,
        "division_code": site.division_code,
        "schedule": site.schedule,
        "enabled": site.enabled,
        "due_at": site.due_at,
        "depth": site.depth,
        "selectors": site.selectors,
        "site_id": site.id,
    }


def _set(entry: Entry) -> dict[str, Any]:
    return {"start": entry.start, "organ": entry.organ, "division_code": entry.division_code}


def _no_site(name: str) -> CommandError:
    return CommandError(f"there is no site {name}: see `nianbao sites list`")
