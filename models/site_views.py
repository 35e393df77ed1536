"""The SQL views on the sites that are crawled: what is set, each run, each report's page, and what there is to say.

Place in the flow: among ``models.views``, whose promise they share: add freely, rename or drop nothing.
"""

from __future__ import annotations

from models.base import Base
from models.sites import FINDINGS, Site, SiteNotice, SitePage, SiteRun
from models.view import Column, View

_SITE_ID = Column("site_id", "s.id", "Key of the site. 网站主键。")
_SITE = Column("site", "s.name", "Name of the site. 网站名称。")
_OF_SITE = "JOIN sites s ON s.id = f.site_id"


def _columns(table: type[Base], letter: str, *names: str) -> tuple[Column, ...]:
    """Columns of a table as they are, with its comments."""
    return tuple(Column(name, f"{letter}.{name}", f"{table.__table__.c[name].comment}") for name in names)


_LAST = "(SELECT max(l.finished_at) FROM site_runs l WHERE l.site_id = s.id)"

SITES = View(
    "v_sites",
    "Sites that are crawled, one row each. 采集的网站，每个一行。",
    (
        _SITE_ID,
        _SITE,
        *_columns(Site, "s", "organ", "division_code", "start_pages", "schedule", "enabled", "added_at", "due_at"),
        Column("last_run_at", _LAST, "End of the last run; NULL: none yet. 最近一次运行的结束时间，空为尚未运行。"),
    ),
    "FROM sites s",
)

SITE_RUNS = View(
    "v_site_runs",
    "Runs over the sites, one row each. 网站采集的历次运行，每次一行。",
    (
        Column("run_id", "f.id", "Key of the run. 运行主键。"),
        _SITE_ID,
        _SITE,
        *_columns(SiteRun, "f", "state", "started_at", "finished_at", "pages", "unchanged", "found", "new", "changed"),
        *_columns(SiteRun, "f", "errors", "bytes", "seconds", "problems"),
    ),
    f"FROM site_runs f\n{_OF_SITE}",
)

SITE_PAGES = View(
    "v_site_pages",
    "Pages of the sites that hold, held or promise a report. 网站上载有（或曾载有、可能载有）年报的页面。",
    (
        Column("page_id", "f.id", "Key of the page. 页面主键。"),
        _SITE_ID,
        _SITE,
        *_columns(SitePage, "f", "url", "title", "listed_on", "organ", "year"),
        Column("document_sha256", "d.sha256", "SHA-256 of the document made of it. 所得文件的 SHA-256 值。"),
        *_columns(SitePage, "f", "first_seen_at", "checked_at", "changed_at", "status", "problem", "misses"),
    ),
    f"FROM site_pages f\n{_OF_SITE}\nLEFT JOIN documents d ON d.id = f.document_id\nWHERE f.kind = 'report'",
)

_ABOUT = ", ".join(f"'{kind.value}'" for kind in sorted(FINDINGS))

SITE_NOTICES = View(
    "v_site_notices",
    "What there is to say of sites and their pages. 网站与页面的提示。",
    (
        Column("notice_id", "f.id", "Key of the notice. 提示主键。"),
        _SITE_ID,
        _SITE,
        *_columns(SiteNotice, "f", "kind", "message"),
        Column(
            "is_finding",
            f"f.kind IN ({_ABOUT})",
            "Whether it is about a report, not for ops. 是否针对年报本身（否则为运维提示）。",
        ),
        Column("url", "p.url", "Address of the page, if it is about one. 页面网址（如有）。"),
        Column("organ", "p.organ", "Organ that the page's report names. 年报所载机关。"),
        Column("year", "p.year", "Year of the page's report. 报告年度。"),
        *_columns(SiteNotice, "f", "opened_at", "last_seen_at", "resolved_at", "told_at"),
    ),
    f"FROM site_notices f\n{_OF_SITE}\nLEFT JOIN site_pages p ON p.id = f.page_id",
)

SITE_VIEWS = (SITES, SITE_RUNS, SITE_PAGES, SITE_NOTICES)
