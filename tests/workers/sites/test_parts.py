"""Pages whose tables stand elsewhere: attachments and pictures are fetched as parts of the same report."""

from __future__ import annotations

from models import Document, Extraction, SiteRun, StoredReport
from parsers.report import Status
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host
from tests.workers.sites.test_changes import crawl_again

ORGAN = "云溪县民政局"
TITLE = pages.title_of(ORGAN, 2023)
LINK = '<a href="files/tables.htm">附件：年度报告表格.htm</a>'


def put(host: Host, page: str | bytes, **how: object) -> str:
    host.put("/nb/", pages.static_list([Entry("2023.html", TITLE)]))
    return host.put("/nb/2023.html", page, **how)


def test_tables_in_an_attachment_are_part_of_the_report(watch: Watch, sites: Farm, host: Host) -> None:
    put(host, pages.without_tables(ORGAN, 2023, 1, LINK))
    attached = host.put("/nb/files/tables.htm", pages.only_tables(ORGAN, 2023, 1), kind="application/octet-stream")
    watch.add("site", f"{host.url}/nb/")
    (run,) = watch.crawl()
    assert (run.pages, run.new, run.errors) == (3, 1, 0)
    (report,) = watch.all(StoredReport)
    assert (report.organ_name, report.year) == (ORGAN, 2023)
    cells = _read(watch)["cells"].values()
    assert sum(cell["status"] == Status.OK.value for cell in cells) > 100
    assert sites.counts()[attached] == 1


def _read(watch: Watch) -> dict[str, dict[str, dict[str, str]]]:
    (extraction,) = watch.all(Extraction)
    assert extraction.body is not None
    found: dict[str, dict[str, dict[str, str]]] = extraction.body
    return found


def test_an_attachment_that_changes_is_a_new_version_though_the_page_does_not(
    lone_watch: Watch, sites: Farm, host: Host
) -> None:
    put(host, pages.without_tables(ORGAN, 2023, 1, LINK))
    attached = host.put("/nb/files/tables.htm", pages.only_tables(ORGAN, 2023, 1))
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    assert crawl_again(lone_watch).changed == 0
    assert sites.counts()[attached] == 2
    host.put("/nb/files/tables.htm", pages.only_tables(ORGAN, 2023, 2))
    assert crawl_again(lone_watch).changed == 1
    assert len(lone_watch.all(Document)) == 2


def test_a_page_that_only_encloses_its_report(lone_watch: Watch, host: Host) -> None:
    put(host, pages.frame('<h1>年度报告</h1><a href="/f/r.htm">2023年度报告.htm</a>', TITLE))
    host.put("/f/r.htm", pages.report(ORGAN, 2023, 1), kind="application/octet-stream")
    lone_watch.add("site", f"{host.url}/nb/")
    (run,) = lone_watch.crawl()
    assert run.new == 1
    (report,) = lone_watch.all(StoredReport)
    assert (report.organ_name, report.year) == (ORGAN, 2023)


def test_a_page_with_all_its_tables_has_nothing_fetched_beside_it(lone_watch: Watch, sites: Farm, host: Host) -> None:
    more = '</h1><a href="copy.pdf">附件：下载.pdf</a><img src="a.png">'
    put(host, pages.report(ORGAN, 2023, 1).replace("</h1>", more))
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    assert len(sites.counts()) == 2


def test_a_list_that_leads_straight_to_files(lone_watch: Watch, host: Host) -> None:
    host.put("/nb/", pages.static_list([Entry("/f/1.htm", TITLE)]))
    host.put("/f/1.htm", pages.report(ORGAN, 2023, 1), kind="application/msword")
    lone_watch.add("site", f"{host.url}/nb/")
    assert lone_watch.crawl()[0].new == 1


def test_a_file_that_cannot_be_read_is_taken_in_and_shows_as_such(lone_watch: Watch, host: Host) -> None:
    host.put("/nb/", pages.static_list([Entry("/f/1.pdf", TITLE)]))
    host.put("/f/1.pdf", b"%PDF-1.7\nbroken", kind="application/pdf")
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    (extraction,) = lone_watch.all(Extraction)
    assert extraction.error_code is not None
    assert lone_watch.crawl("site")[0].changed == 0


def test_an_attachment_that_is_missing_costs_not_the_page(lone_watch: Watch, host: Host) -> None:
    put(host, pages.without_tables(ORGAN, 2023, 1, LINK))
    lone_watch.add("site", f"{host.url}/nb/")
    (run,) = lone_watch.crawl()
    assert (run.new, run.errors, run.problems) == (1, 1, {"not-found": 1})
    host.put("/nb/files/tables.htm", pages.only_tables(ORGAN, 2023, 1))
    run = crawl_again(lone_watch)
    assert (run.changed, run.errors) == (1, 0)
    assert isinstance(run, SiteRun)
