"""A crawl is killed in the middle: the next one goes on with what is not done."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from models import Document, RunState, Sighting, SitePage, SiteRun, StoredReport
from tests.workers.sites import pages
from tests.workers.sites.cms import attachments
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host, Page
from workers.intake import Intake
from workers.sites.starter import COMMAND, CrawlStarter
from workers.sites.writing import Writing
from workers.store import StoreError

ORGAN = "云溪县民政局"
YEARS = range(2015, 2024)
YEARS_OF_TWO = (2023, 2022)


def put(host: Host) -> None:
    host.put("/nb/", pages.static_list([Entry(f"{year}.html", pages.title_of(ORGAN, year)) for year in YEARS]))
    for year in YEARS:
        host.put(f"/nb/{year}.html", pages.report(ORGAN, year, year))


def environment(watch: Watch) -> dict[str, str]:
    settings = watch.runtime.settings
    return {
        **os.environ,
        "NIANBAO_HOME": str(settings.home),
        "NIANBAO_DATABASE_URL": settings.database,
        "NIANBAO_SITES_CONTACT": "ops@example.cn",
        "NIANBAO_SITES_NETWORKS": "127.77.0.0/16",
        "NIANBAO_SITES_DELAY_SECONDS": "0.01",
    }


def test_a_crawl_that_is_killed_goes_on_where_it_stopped(lone_watch: Watch, sites: Farm, host: Host) -> None:
    put(host)
    reached = threading.Event()
    held = host.pages.pop("/nb/2018.html")

    def hang(path: str) -> Page:
        if path != "/nb/2018.html":
            return Page("not found", 404)
        reached.set()
        return Page(held.body, wait=60.0)

    host.otherwise = hang
    lone_watch.add("site", f"{host.url}/nb/")
    with subprocess.Popen(COMMAND, env=environment(lone_watch), cwd=Path(__file__).parents[3]) as child:
        assert reached.wait(120)
        child.kill()
        child.wait(60)
    (run,) = lone_watch.all(SiteRun)
    assert run.state is RunState.RUNNING
    host.otherwise = None
    host.pages["/nb/2018.html"] = held
    # It is due although its time has not come: its run was broken off.
    (again,) = lone_watch.crawl()
    assert (again.id, again.state, again.found) == (run.id, RunState.FINISHED, len(YEARS))
    # What was being read when it was killed is asked for again, with a condition; what was done is not.
    asked = [one for one in sites.requests(host) if one.path not in {"/robots.txt", "/nb/2018.html"}]
    again_asked = [one.status for number, one in enumerate(asked) if one.path in {old.path for old in asked[:number]}]
    assert set(again_asked) <= {304}
    assert sites.counts()[f"{host.url}/nb/"] == 1
    taken = lone_watch.all(SitePage, SitePage.kind == "report", SitePage.document_id.is_not(None))
    assert len(taken) == len(YEARS)


TOWNS = "东西南北上下左右前后红黄蓝白青金银铜铁石木水火土山川江河湖海"


def test_wherever_a_crawl_is_killed_the_next_one_finishes_it(
    bare_watch: Watch, sites: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each of its transactions in turn: nothing is lost, nothing taken twice, little fetched twice."""
    for point, town in enumerate(TOWNS):
        host = sites.host()
        bare_watch.add(town, host.url + attachments(host, f"云溪县{town}山镇人民政府", YEARS_OF_TWO))
        was_killed = _killed_at(monkeypatch, point, bare_watch, town)
        # What is due now is what was broken off.
        bare_watch.crawl()
        (run,) = bare_watch.all(SiteRun, SiteRun.site_id == point + 1)
        assert (run.state, run.found, run.errors) == (RunState.FINISHED, 2, 0), point
        reports = bare_watch.all(SitePage, SitePage.site_id == run.site_id, SitePage.kind == "report")
        assert [page.year for page in reports] == list(YEARS_OF_TWO), point
        urls = sorted(page.url for page in reports)
        assert sorted(one.url for one in bare_watch.all(Sighting, Sighting.url.in_(urls))) == urls, point
        answers: dict[str, list[int]] = {}
        for asked in sites.requests(host):
            answers.setdefault(asked.path, []).append(asked.status)
        del answers["/robots.txt"]
        # What was under way when it was killed is asked for again, with a condition.
        assert all(statuses in ([200], [200, 304]) for statuses in answers.values()), (point, answers)
        if not was_killed:
            break
    assert point > 8
    assert len(bare_watch.all(Document)) == 2 * (point + 1)


def _killed_at(monkeypatch: pytest.MonkeyPatch, point: int, watch: Watch, name: str) -> bool:
    """Whether a crawl was killed before its transaction of this number (from 0); after that nothing is written."""
    left = itertools.count(point, -1)
    written, taken = Writing.transaction, Intake.take

    def check() -> None:
        if next(left) <= 0:
            raise OperationalError("killed", {}, Exception("killed"))

    def transaction(self: Writing) -> Any:
        check()
        return written(self)

    def take(self: Intake, *arguments: Any, **named: Any) -> Any:
        check()
        return taken(self, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Writing, "transaction", transaction)
        patch.setattr(Intake, "take", take)
        try:
            watch.crawl(name)
        except OperationalError:
            return True
    return False


def test_a_store_that_is_away_breaks_the_crawl_off_and_loses_nothing(
    lone_watch: Watch, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(host)
    lone_watch.add("site", f"{host.url}/nb/")

    def away(*_: object, **__: object) -> None:
        raise StoreError("disk-full", "the disk of the store is full")

    with monkeypatch.context() as patch:
        patch.setattr(Intake, "take", away)
        with pytest.raises(StoreError):
            lone_watch.crawl()
    (run,) = lone_watch.all(SiteRun)
    assert run.state is RunState.RUNNING
    lone_watch.crawl()
    assert len(lone_watch.all(StoredReport)) == len(YEARS)
    assert len(lone_watch.all(SiteRun)) == 1


def test_the_scheduler_starts_one_crawl_when_a_site_is_due(lone_watch: Watch, tmp_path: Path) -> None:
    said = tmp_path / "said"
    command = (sys.executable, "-c", f"import os; open({str(said)!r}, 'w').write(os.environ['NIANBAO_HOME'])")
    ticks = iter(range(0, 100_000, 1000))
    starter = CrawlStarter(lone_watch.runtime, lambda: next(ticks), command)
    assert not starter.look()
    lone_watch.add("site", "http://127.77.0.1/")
    assert starter.look()
    assert starter._child is not None
    starter._child.wait(60)
    assert said.read_text() == str(lone_watch.runtime.settings.home)
    assert starter.look()
    starter.stop()
    assert starter._child.returncode in {0, -signal.SIGTERM}


def test_a_crawl_that_fails_is_left_alone_for_a_while(lone_watch: Watch) -> None:
    lone_watch.add("site", "http://127.77.0.1/")
    now = 0.0
    starter = CrawlStarter(lone_watch.runtime, lambda: now, (sys.executable, "-c", "raise SystemExit(1)"))
    assert starter.look()
    assert starter._child is not None
    starter._child.wait(60)
    now = 500.0
    assert not starter.look()
    now = 1200.0
    assert starter.look()
    starter.stop()
