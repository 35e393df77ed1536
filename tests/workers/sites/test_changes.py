"""What changes from one run to the next: pages, reports, copies, and what is no more."""

from __future__ import annotations

from models import Alert, AlertStatus, Document, Organ, Sighting, SiteNotice, SiteRun, StoredReport, organs
from models.session import transaction
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host

ORGAN = "云溪县民政局"
TITLE = pages.title_of(ORGAN, 2023)


def put(host: Host, page: str, path: str = "/nb/2023.html") -> str:
    host.put("/nb/", pages.static_list([Entry(path, TITLE)]))
    return host.put(path, page)


def crawl_again(watch: Watch, **later: float) -> SiteRun:
    watch.clock.advance(**(later or {"days": 1}))
    (run,) = watch.crawl()
    return run


def test_what_has_not_changed_is_asked_for_with_a_condition_and_taken_once(
    watch: Watch, sites: Farm, host: Host
) -> None:
    put(host, pages.report(ORGAN, 2023, 1))
    watch.add("site", f"{host.url}/nb/")
    watch.crawl()
    run = crawl_again(watch)
    assert (run.pages, run.unchanged, run.found, run.new, run.changed) == (2, 2, 1, 0, 0)
    assert [asked.status for asked in sites.requests(host) if asked.path != "/robots.txt"] == [200, 200, 304, 304]
    assert len(watch.all(Document)) == 1


def test_a_page_whose_counter_has_changed_is_the_same_report(watch: Watch, host: Host) -> None:
    put(host, pages.report(ORGAN, 2023, 1, visits=1))
    watch.add("site", f"{host.url}/nb/")
    watch.crawl()
    put(host, pages.report(ORGAN, 2023, 1, visits=2))
    run = crawl_again(watch)
    assert (run.unchanged, run.new, run.changed) == (1, 0, 0)
    assert len(watch.all(Document)) == len(watch.all(StoredReport)) == 1


def test_a_changed_report_is_a_new_version(watch: Watch, host: Host) -> None:
    put(host, pages.report(ORGAN, 2023, 1))
    watch.add("site", f"{host.url}/nb/")
    watch.crawl()
    put(host, pages.report(ORGAN, 2023, 2))
    run = crawl_again(watch)
    assert (run.new, run.changed) == (0, 1)
    first, second = watch.all(StoredReport)
    assert [first.is_current, second.is_current] == [False, True]
    assert [first.version, second.version] == [1, 2]


def test_namesakes_on_the_sites_of_two_counties_are_no_copies(watch: Watch, sites: Farm) -> None:
    """Each site says where it is: what looks like a copy that differs is another township's report."""
    name, counties = "城关镇人民政府", {"410325": "嵩县", "410326": "汝阳县"}
    for seed, code in enumerate(counties):
        host = sites.host()
        host.put("/nb/", pages.static_list([Entry("/nb/2023.html", pages.title_of(name, 2023))]))
        host.put("/nb/2023.html", pages.report(name, 2023, seed))
        watch.add(counties[code], f"{host.url}/nb/", division_code=code)
    assert [run.new for run in watch.crawl()] == [1, 1]
    assert watch.notices() == []
    owners = {organ.id: organ.name for organ in watch.all(Organ)}
    reports = watch.all(StoredReport, StoredReport.is_current)
    assert {owners[report.organ_id] for report in reports} == {"嵩县城关镇人民政府", "汝阳县城关镇人民政府"}


def test_a_report_that_disappears_is_a_finding_until_it_is_back(watch: Watch, host: Host) -> None:
    url = put(host, pages.report(ORGAN, 2023, 1))
    watch.add("site", f"{host.url}/nb/")
    watch.crawl()
    page = host.pages.pop("/nb/2023.html")
    crawl_again(watch)
    assert "gone" not in watch.notices()
    crawl_again(watch)
    (notice,) = watch.all(SiteNotice, SiteNotice.kind == "gone")
    assert ORGAN in notice.message
    assert url in notice.message
    assert watch.all(StoredReport)[0].is_current
    (alert,) = watch.all(Alert, Alert.rule == "C-WITHDRAWN")
    assert (alert.status, alert.severity.value) == (AlertStatus.OPEN, "warning")
    host.pages["/nb/2023.html"] = page
    crawl_again(watch)
    assert "gone" not in watch.notices()
    assert watch.all(Alert, Alert.rule == "C-WITHDRAWN")[0].status is AlertStatus.RESOLVED


def test_a_report_that_has_moved_to_another_page_is_still_there(lone_watch: Watch, host: Host) -> None:
    put(host, pages.report(ORGAN, 2023, 1))
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    page = host.pages.pop("/nb/2023.html")
    crawl_again(lone_watch)
    crawl_again(lone_watch)
    (alert,) = lone_watch.all(Alert, Alert.rule == "C-WITHDRAWN")
    assert alert.status is AlertStatus.OPEN
    host.put("/nb/", pages.static_list([Entry("/moved/2023.html", TITLE)]))
    host.pages["/moved/2023.html"] = page
    crawl_again(lone_watch)
    (alert,) = lone_watch.all(Alert, Alert.rule == "C-WITHDRAWN")
    assert alert.status is AlertStatus.RESOLVED


def test_a_page_that_says_it_is_gone_without_saying_404_is_gone(lone_watch: Watch, host: Host) -> None:
    put(host, pages.report(ORGAN, 2023, 1))
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    put(host, pages.frame("<p>您访问的页面不存在或已删除</p>", "提示"))
    crawl_again(lone_watch)
    crawl_again(lone_watch)
    assert "gone" in lone_watch.notices()


def test_the_same_report_on_two_hosts_is_one_report_with_two_sightings(watch: Watch, sites: Farm, host: Host) -> None:
    mirror = sites.host()
    own, copy = put(host, pages.report(ORGAN, 2023, 1, visits=1)), put(mirror, pages.report(ORGAN, 2023, 1, visits=2))
    watch.add("1 own", f"{host.url}/nb/", organ=ORGAN)
    watch.crawl()
    watch.add("2 mirror", f"{mirror.url}/nb/", organ="云溪县人民政府")
    watch.crawl("2 mirror")
    assert len(watch.all(StoredReport)) == len(watch.all(Document)) == 1
    assert [sighting.name for sighting in watch.all(Sighting)] == [own, copy]
    # A county's government publishes for its departments.
    assert watch.notices() == []


def test_a_copy_on_a_foreign_host_is_noted_and_replaces_nothing(watch: Watch, sites: Farm, host: Host) -> None:
    clone = sites.host()
    put(host, pages.report(ORGAN, 2023, 1))
    copied = put(clone, pages.report(ORGAN, 2023, 2))
    watch.add("1 own", f"{host.url}/nb/", organ=ORGAN)
    watch.add("2 clone", f"{clone.url}/nb/", organ="某某咨询有限公司")
    watch.crawl("1 own")
    watch.crawl("2 clone")
    (report,) = watch.all(StoredReport)
    assert report.is_current
    assert watch.notices() == ["copy-differs", "foreign-host"]
    words = " ".join(notice.message for notice in watch.all(SiteNotice))
    assert copied in words
    assert "个数据不同" in words


def test_two_hosts_of_one_organ_that_differ_are_both_taken_in_and_told_of(
    lone_watch: Watch, sites: Farm, host: Host
) -> None:
    other = sites.host()
    put(host, pages.report(ORGAN, 2023, 1))
    put(other, pages.report(ORGAN, 2023, 2))
    lone_watch.add("1", f"{host.url}/nb/", organ=ORGAN)
    lone_watch.add("2", f"{other.url}/nb/", organ=ORGAN)
    lone_watch.crawl("1")
    lone_watch.crawl("2")
    assert len(lone_watch.all(StoredReport)) == 2
    assert lone_watch.notices() == ["copy-differs"]


def test_the_official_site_of_the_roster_is_the_organs_own(lone_watch: Watch, host: Host) -> None:
    put(host, pages.report(ORGAN, 2023, 1))
    lone_watch.add("site", f"{host.url}/nb/", organ="云溪县融媒体中心")
    with transaction(lone_watch.runtime.engine) as session:
        organs.find_or_propose(session, ORGAN).official_site = host.url
    lone_watch.crawl()
    assert lone_watch.notices() == []


def test_an_old_report_is_looked_at_once_a_month(lone_watch: Watch, sites: Farm, host: Host) -> None:
    url = put(host, pages.report(ORGAN, 2023, 1))
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    crawl_again(lone_watch, days=130)
    assert sites.counts()[url] == 2
    crawl_again(lone_watch, days=10)
    assert sites.counts()[url] == 2
    crawl_again(lone_watch, days=25)
    assert sites.counts()[url] == 3


def test_a_page_that_is_no_report_is_not_fetched_each_day(lone_watch: Watch, sites: Farm, host: Host) -> None:
    url = put(host, pages.frame("<p>内容正在更新中</p>", TITLE))
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    assert lone_watch.notices() == ["not-read"]
    crawl_again(lone_watch)
    assert sites.counts()[url] == 1
    put(host, pages.report(ORGAN, 2023, 1))
    crawl_again(lone_watch, days=31)
    assert lone_watch.notices() == []
    assert len(lone_watch.all(StoredReport)) == 1


def test_what_other_parsers_read_is_compared_anew(lone_watch: Watch, host: Host) -> None:
    url = put(host, pages.report(ORGAN, 2023, 1, visits=1))
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    with transaction(lone_watch.runtime.engine) as session:
        page = session.merge(lone_watch.page(url))
        page.fingerprint = f"1:{'0' * 64}"
    put(host, pages.report(ORGAN, 2023, 1, visits=2))
    assert crawl_again(lone_watch).changed == 0
    assert len(lone_watch.all(Document)) == 1
