"""Nothing goes wrong in silence: each run is a row, and ops hear of what needs them, once."""

from __future__ import annotations

import datetime as dt

from models import RunState, Schedule, Site, SiteNotice, SiteRun, site_runs
from tests.workers.motor import body
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Host
from tests.workers.sites.test_changes import crawl_again

ORGAN = "云溪县民政局"


def put(host: Host, *years: int) -> None:
    entries = [Entry(f"{year}.html", pages.title_of(ORGAN, year)) for year in years]
    host.put("/nb/", pages.static_list(entries))
    for year in years:
        host.put(f"/nb/{year}.html", pages.report(ORGAN, year, year))


def mails(watch: Watch) -> list[str]:
    return [body(path) for path in sorted(watch.runtime.settings.outbox.glob("*.eml")) if "alarm" in path.read_text()]


def test_a_site_that_yielded_and_yields_nothing_is_told_to_ops_once(watch: Watch, host: Host) -> None:
    put(host, 2023, 2022)
    watch.add("民政局", f"{host.url}/nb/")
    watch.crawl()
    assert mails(watch) == []
    host.put("/nb/", pages.frame("<div id=app></div>"))
    crawl_again(watch)
    assert watch.notices() == ["nothing-found", "shape-changed"]
    (mail,) = mails(watch)
    assert "民政局：原有2份年报，现一份也未发现" in mail
    assert "可能已改版" in mail
    assert "nianbao sites notices" in mail
    crawl_again(watch)
    assert len(mails(watch)) == 1
    put(host, 2023, 2022)
    crawl_again(watch)
    assert watch.notices() == []
    assert {notice.told_at is not None for notice in watch.all(SiteNotice)} == {True}


def test_a_list_that_shows_much_less_has_changed_its_shape(lone_watch: Watch, host: Host) -> None:
    put(host, 2023, 2022, 2021, 2020)
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    put(host, 2023)
    crawl_again(lone_watch)
    assert lone_watch.notices() == ["shape-changed"]


def test_a_host_that_refuses_and_one_that_is_away(lone_watch: Watch, host: Host) -> None:
    host.put("/nb/", status=403, tagged=False)
    lone_watch.add("1 refuses", f"{host.url}/nb/")
    lone_watch.add("2 away", "http://127.77.9.9:9/nb/")
    refuses, away = lone_watch.crawl()
    assert refuses.problems == {"refused": 1}
    assert away.problems == {"unreachable": 1}
    assert (refuses.errors, refuses.state) == (1, RunState.FINISHED)
    assert lone_watch.notices() == ["nothing-found", "nothing-found", "refused", "unreachable"]
    (mail,) = mails(lone_watch)
    assert "1 refuses：网站拒绝访问" in mail
    assert f"{host.url}/nb/（403）" in mail
    assert "2 away：网站无法访问" in mail
    for _ in range(2):
        lone_watch.clock.advance(days=1)
        lone_watch.crawl()
    # Once, and to nobody else.
    assert len(list(lone_watch.runtime.settings.outbox.glob("*.eml"))) == 1


def test_a_site_that_lacks_the_year_it_should_show_by_now(lone_watch: Watch, host: Host) -> None:
    put(host, 2023, 2022)
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    lone_watch.clock.time = dt.datetime(2025, 3, 31, 15, tzinfo=dt.UTC)
    lone_watch.crawl()
    assert lone_watch.notices() == []
    # In Beijing April has begun.
    lone_watch.clock.time = dt.datetime(2025, 3, 31, 16, 1, tzinfo=dt.UTC)
    lone_watch.crawl("site")
    (notice,) = lone_watch.all(SiteNotice)
    assert "至今未发现2024年度报告" in notice.message


def test_each_run_is_a_row(lone_watch: Watch, host: Host) -> None:
    put(host, 2023)
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    crawl_again(lone_watch)
    first, second = lone_watch.all(SiteRun)
    assert (first.pages, first.found, first.new, first.errors, first.state) == (2, 1, 1, 0, RunState.FINISHED)
    assert first.bytes > 1000
    assert (second.pages, second.found, second.new, second.unchanged, second.bytes) == (2, 1, 0, 2, 0)


def test_when_a_site_is_due(lone_watch: Watch) -> None:
    now = lone_watch.clock()
    hours = {
        (schedule, month): (site_runs.next_due(schedule, now, month) - now) / dt.timedelta(hours=1)
        for schedule in Schedule
        for month in (3, 4)
    }
    assert hours == {
        (Schedule.SEASONAL, 3): 22,
        (Schedule.SEASONAL, 4): 166,
        (Schedule.DAILY, 3): 22,
        (Schedule.DAILY, 4): 22,
        (Schedule.WEEKLY, 3): 166,
        (Schedule.WEEKLY, 4): 166,
    }


def test_what_is_not_due_and_what_is_disabled_is_not_crawled(lone_watch: Watch, host: Host) -> None:
    put(host, 2023)
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.add("off", f"{host.url}/nb/", enabled=False)
    assert len(lone_watch.crawl()) == 1
    assert lone_watch.crawl() == []
    assert [site.due_at > lone_watch.clock() for site in lone_watch.all(Site, Site.enabled)] == [True]
