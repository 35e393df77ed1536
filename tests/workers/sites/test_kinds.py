"""The list pages of the usual content management systems work without selectors: everything found, nothing twice."""

from __future__ import annotations

import pytest

from models import Document
from tests.workers.sites.cms import KINDS, ORGANS, YEARS, Kind
from tests.workers.sites.conftest import Watch
from tests.workers.sites.server import Farm, Host


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_all_reports_are_found_and_each_page_is_fetched_once(
    bare_watch: Watch, sites: Farm, host: Host, kind: Kind
) -> None:
    bare_watch.add("site", host.url + kind(host, ORGANS[0], YEARS))
    (run,) = bare_watch.crawl()
    assert (run.found, run.new, run.errors) == (4, 4, 0), run.problems
    assert len(bare_watch.all(Document)) == 4
    assert set(sites.counts().values()) == {1}
    assert bare_watch.notices() == []
