"""A site is entered, crawled, and its reports are in the database; then it changes."""

from __future__ import annotations

from models import Sighting, StoredReport
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host

ORGAN = "云溪县民政局"


def put_two(host: Host) -> None:
    entries = [Entry(f"t{year + 1}0112_{year}.html", pages.title_of(ORGAN, year)) for year in (2023, 2022)]
    host.put("/nb/", pages.static_list(entries))
    for year in (2023, 2022):
        host.put(f"/nb/t{year + 1}0112_{year}.html", pages.report(ORGAN, year, year))


def test_from_a_site_to_reports_in_the_database(watch: Watch, sites: Farm, host: Host) -> None:
    put_two(host)
    watch.add("民政局", f"{host.url}/nb/")
    (run,) = watch.crawl()
    assert (run.pages, run.found, run.new, run.changed, run.errors) == (3, 2, 2, 0, 0)
    assert run.finished_at is not None
    reports = watch.all(StoredReport)
    assert {(report.organ_name, report.year, report.is_current) for report in reports} == {
        (ORGAN, 2023, True),
        (ORGAN, 2022, True),
    }
    assert {sighting.url for sighting in watch.all(Sighting)} == {page for page in sites.counts() if "/t20" in page}
    assert set(sites.counts().values()) == {1}
    assert watch.notices() == []


def test_who_asks_is_said(watch: Watch, sites: Farm, host: Host) -> None:
    put_two(host)
    watch.add("民政局", f"{host.url}/nb/")
    watch.crawl()
    agents = {asked.headers["user-agent"] for asked in sites.requests(host)}
    assert len(agents) == 1
    assert "contact: ops@example.cn" in agents.pop()
