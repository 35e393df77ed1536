"""The HTTP cache confirms nothing but what it holds as a whole, and costs no page when it fails."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from models import Document
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host
from tests.workers.sites.test_changes import crawl_again

ORGAN = "云溪县民政局"
PAGE = "/nb/2023.html"


@pytest.fixture
def crawled(bare_watch: Watch, host: Host) -> Watch:
    host.put("/nb/", pages.static_list([Entry(PAGE, pages.title_of(ORGAN, 2023))]))
    host.put(PAGE, pages.report(ORGAN, 2023, 1))
    bare_watch.add("site", f"{host.url}/nb/")
    bare_watch.crawl()
    return bare_watch


def kept(watch: Watch) -> list[Path]:
    return [path for path in (watch.runtime.settings.home / "crawl-cache").rglob("*") if path.is_file()]


def statuses(sites: Farm, host: Host) -> list[int]:
    return [asked.status for asked in sites.requests(host) if asked.path == PAGE]


@pytest.mark.parametrize("left", [0, 1, 100, -1], ids=["nothing", "a byte", "a beginning", "all but a byte"])
def test_a_page_that_is_damaged_in_the_cache_is_fetched_again(
    crawled: Watch, sites: Farm, host: Host, left: int
) -> None:
    assert len(kept(crawled)) == 2
    for path in kept(crawled):
        path.write_bytes(path.read_bytes()[:left])
    run = crawl_again(crawled)
    assert (run.errors, run.changed) == (0, 0)
    assert statuses(sites, host) == [200, 200]
    crawl_again(crawled)
    assert statuses(sites, host) == [200, 200, 304]


def test_a_page_is_replaced_in_the_cache_as_a_whole_or_not(
    crawled: Watch, sites: Farm, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the old page stays with its old ETag, so that the new one is seen, today and tomorrow."""
    host.put(PAGE, pages.report(ORGAN, 2023, 2))
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if "crawl-cache" in str(target):
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        run = crawl_again(crawled)
    assert (run.errors, run.changed) == (0, 1)
    assert crawl_again(crawled).changed == 0
    assert statuses(sites, host) == [200, 200, 200]
    assert len(crawled.all(Document)) == 2
    assert len(kept(crawled)) == 2


def test_what_cannot_be_asked_for_with_a_condition_is_not_kept(crawled: Watch, host: Host) -> None:
    before = set(kept(crawled))
    host.put("/nb/", pages.static_list([Entry(PAGE, pages.title_of(ORGAN, 2023))], "<!-- new -->"), tagged=False)
    crawl_again(crawled)
    assert set(kept(crawled)) == before


def test_what_a_server_says_of_a_body_that_it_does_not_send_is_not_believed(
    crawled: Watch, sites: Farm, host: Host
) -> None:
    host.pages[PAGE].unchanged_headers = {"Content-Encoding": "gzip", "Content-Type": "image/png"}
    assert crawl_again(crawled).errors == 0
    assert crawl_again(crawled).errors == 0
    assert statuses(sites, host) == [200, 304, 304]
