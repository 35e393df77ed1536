"""``nianbao sites`` and ``nianbao scrape``: what people enter, what they are shown, what is said of errors."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from models import Schedule, Site
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry as Line
from tests.workers.sites.server import Host
from workers.cli.app import app
from workers.sites.address import AddressPolicy
from workers.sites.entries import Entry, NamedEntry, from_toml, to_toml
from workers.sites.links import Link, Selectors
from workers.sites.look import Look, SeenList, propose

ORGAN = "云溪县民政局"
Command = Callable[..., Result]


@pytest.fixture
def nianbao(lone_watch: Watch) -> Iterator[Command]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    settings = lone_watch.runtime.settings

    def run(*arguments: object, code: int = 0, **environment: str) -> Result:
        variables = {"NIANBAO_HOME": str(settings.home), "NIANBAO_DATABASE_URL": settings.database, **environment}
        variables = {"COLUMNS": "200", "TERM": "dumb", "NIANBAO_SITES_CONTACT": "ops@example.cn", **variables}
        result = CliRunner().invoke(app, list(map(str, arguments)), env=variables)
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    yield run
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


CSV = """name,start,organ,division_code,schedule,depth,enabled
云溪县民政局,https://mzj.example.gov.cn/nb/,云溪县民政局,,daily,2,
云溪县,https://www.example.gov.cn/a/;https://www.example.gov.cn/b/,,430603,,,false
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_sites_are_imported_as_a_whole_and_again(
    nianbao: Command, watch_sites: Any, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(CSV.encode(encoding))
    assert rows(nianbao("sites", "import", path, "--dry-run", "--json")) == [{"sites": 2, "new": 0, "dry_run": True}]
    assert rows(nianbao("sites", "import", path, "--json"))[0]["new"] == 2
    assert rows(nianbao("sites", "import", path, "--json"))[0]["new"] == 0
    first, second = watch_sites()
    assert (first.schedule, first.depth, first.enabled, first.organ) == (Schedule.DAILY, 2, True, ORGAN)
    assert (second.division_code, second.enabled, len(second.start_pages)) == ("430603", False, 2)
    assert {row["name"] for row in rows(nianbao("sites", "list", "--json"))} == {"云溪县", ORGAN}


@pytest.fixture
def watch_sites(lone_watch: Watch) -> Callable[[], Any]:
    return lambda: lone_watch.all(Site)


def test_what_is_listed_as_toml_is_read_again(nianbao: Command, watch_sites: Any, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(CSV, encoding="utf-8")
    nianbao("sites", "import", path)
    toml = nianbao("sites", "list", "--toml").stdout
    assert len(toml.splitlines()) == 3
    (tmp_path / "sites.toml").write_text(toml, encoding="utf-8")
    assert rows(nianbao("sites", "import", tmp_path / "sites.toml", "--json"))[0]["new"] == 0
    assert nianbao("sites", "list", "--toml").stdout == toml


def test_a_site_is_a_line_of_toml() -> None:
    entry = Entry(('https://a.gov.cn/"x"',), ORGAN, selectors=Selectors(item="li.n", next="a.next"))
    line = to_toml(NamedEntry("名\n称", entry))
    assert "\n" not in line
    assert from_toml(f"[sites]\n{line}\n".encode(), AddressPolicy()) == [NamedEntry("名\n称", entry)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",https://a.gov.cn/", "the name is missing"),
        ("x,", "line 4"),
        ("x,ftp://a.gov.cn/", "only http and https"),
        ("x,http://127.0.0.1/", "no public address"),
        ("x,https://a.gov.cn/,,43x", "division_code"),
        ("x,https://a.gov.cn/,,,hourly", "schedule"),
        ("x,https://a.gov.cn/,,,,99", "depth"),
        ("云溪县,https://a.gov.cn/", "already"),
    ],
)
def test_one_wrong_line_and_nothing_is_taken(
    nianbao: Command, watch_sites: Any, tmp_path: Path, line: str, said: str
) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(f"{CSV}{line}\n", encoding="utf-8")
    assert said in nianbao("sites", "import", path, code=1).stderr
    assert watch_sites() == []


def test_a_toml_file_with_an_unknown_key(nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "sites.toml"
    path.write_text('[sites]\nx = { start = ["https://a.gov.cn/"], colour = "red" }\n', encoding="utf-8")
    assert "colour" in nianbao("sites", "import", path, code=1).stderr


def test_a_site_that_is_removed_is_kept_but_not_crawled(nianbao: Command, watch_sites: Any, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(CSV, encoding="utf-8")
    nianbao("sites", "import", tmp_path / "s.csv")
    nianbao("sites", "remove", ORGAN)
    assert [site.enabled for site in watch_sites()] == [False, False]
    assert "No site is due" in nianbao("scrape").stdout


@pytest.mark.parametrize("command", [["sites", "remove", "x"], ["sites", "test", "x"], ["scrape", "x"]], ids=" ".join)
def test_a_site_that_is_not_there(nianbao: Command, command: list[str]) -> None:
    assert "there is no site x" in nianbao(*command, code=1).stderr


def test_runs_and_notices_are_listed(nianbao: Command, lone_watch: Watch, host: Host) -> None:
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    (run,) = rows(nianbao("sites", "runs", "site", "--json"))
    assert (run["site"], run["state"], run["problems"]) == ("site", "finished", {"not-found": 1})
    assert {row["kind"] for row in rows(nianbao("sites", "notices", "--json"))} == {"nothing-found"}
    assert rows(nianbao("sites", "notices", "--findings", "--json")) == []
    assert "finished" in nianbao("sites", "runs").stdout
    assert "nothing-found" in nianbao("sites", "notices").stdout


def look_at(*lines: Line, columns: tuple[Link, ...] = (), site_name: str = "") -> Look:
    text = f'<html><head><meta name="SiteName" content="{site_name}"></head></html>'
    reports = {line.href: Link(line.href, line.title) for line in lines}
    return Look([SeenList("https://a.gov.cn/", "标题", 0, len(lines))], reports, columns=list(columns), text=text)


def test_settings_are_proposed_from_what_a_page_shows() -> None:
    url = "https://a.gov.cn/nb/"
    seen = look_at(Line("https://a.gov.cn/1", pages.title_of(ORGAN, 2023)), Line("b", pages.title_of(ORGAN, 2022)))
    assert propose(url, seen) == NamedEntry(ORGAN, Entry((url,), ORGAN))
    several = look_at(Line("a", pages.title_of(ORGAN, 2023)), Line("b", pages.title_of("云溪县教育局", 2023)))
    assert propose(url, several) == NamedEntry("标题", Entry((url,)))
    column = Link("https://a.gov.cn/zwgk/nb/", "政府信息公开年报")
    named = look_at(columns=(column,), site_name="云溪县人民政府门户网站")
    assert propose(url, named) == NamedEntry("云溪县人民政府", Entry((column.url,), "云溪县人民政府"))


def test_a_look_finds_what_a_crawl_would_and_fetches_none_of_it(
    nianbao: Command, lone_watch: Watch, sites: Any, host: Host
) -> None:
    """As processes of their own, as people run them: add, then test, then scrape."""
    import subprocess  # noqa: PLC0415 - the one test that needs it

    from tests.workers.sites.test_resume import environment  # noqa: PLC0415 - same
    from workers.sites.starter import COMMAND  # noqa: PLC0415 - same

    host.put("/", pages.frame('<a href="/nb/">政府信息公开年报</a>', "首页"))
    host.put("/nb/", pages.static_list([Line("2023.html", pages.title_of(ORGAN, 2023))]))
    host.put("/nb/2023.html", pages.report(ORGAN, 2023, 1))

    def run(*arguments: str) -> list[dict[str, Any]]:
        command = [*COMMAND[:-1], *arguments, "--json"]
        done = subprocess.run(
            command, env=environment(lone_watch), capture_output=True, text=True, encoding="utf-8", check=True
        )
        assert done.stderr == ""
        return [json.loads(line) for line in done.stdout.splitlines()]

    (added,) = run("sites", "add", f"{host.url}/", "--organ", ORGAN)
    assert (added["name"], added["start"], added["new"]) == (ORGAN, [f"{host.url}/nb/"], 1)
    (seen,) = run("sites", "test", ORGAN)
    assert [report["title"] for report in seen["reports"]] == [pages.title_of(ORGAN, 2023)]
    assert not [asked for asked in sites.asked if asked.path == "/nb/2023.html"]
    (scraped,) = run("scrape")
    assert (scraped["found"], scraped["new"], scraped["state"]) == (1, 1, "finished")
