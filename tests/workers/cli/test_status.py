"""What ``status`` and ``export`` say."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.workers.cli.commands import Command, rows


def test_status(nianbao: Command) -> None:
    (found,) = rows(nianbao("status", "--json"))
    assert (found["documents"], found["reports"]) == (4, 3)
    assert found["tasks"]["done"] > 0
    assert found["tasks"]["pending"] == found["tasks"]["quarantined"] == 0
    assert [row["name"] for row in found["unreadable"]] == ["picture.txt"]
    assert found["oldest_due_seconds"] is None
    assert "picture.txt" in nianbao("status").stdout


def test_status_counts_the_sites(nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("name,start,enabled\n甲,https://a.example.gov.cn/nb/,true\n乙,https://b.example.gov.cn/nb/,false\n")
    nianbao("sites", "import", path)
    (found,) = rows(nianbao("status", "--json"))
    assert found["sites"] == {"crawled": 1, "due": 1, "notices": 0}
    assert "1 crawled, 1 due, 0 notices" in nianbao("status").stdout
    assert "1 crawled, 1 of them due" in nianbao("doctor").stdout


def test_status_lists_what_the_watcher_refused(nianbao: Command, home: Path) -> None:
    (home / "inbox" / "empty.txt").touch()
    (home / "inbox" / "link.txt").symlink_to("/nowhere")
    output = nianbao("run", "--once", code=3).output
    assert "could not be read: link.txt (symlink)" in output
    (found,) = rows(nianbao("status", "--json"))
    assert {(row["name"], row["code"]) for row in found["refused"]} == {
        ("empty.txt", "empty-file"),
        ("link.txt", "symlink"),
    }
    assert "link.txt" in nianbao("status").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["alerts", "show", "999"],
        ["alerts", "history", "999"],
        ["subscriptions", "show", "999"],
        ["subscriptions", "unsubscribe", "no-such-token"],
        ["alerts", "acknowledge", "999", "--by", "x"],
        ["alerts", "list", "--organ", "无此机关"],
        ["subscriptions", "remove", "999"],
        ["subscriptions", "add", "a@example.cn", "--organ", "无此机关"],
        ["recheck", "--rule", "NO-SUCH-RULE"],
        ["retry", "--actor", "nobody"],
        ["roster", "import", "/nowhere/roster.csv"],
        ["db", "downgrade", "no-such-revision", "--yes"],
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_said(nianbao: Command, arguments: list[str]) -> None:
    result = nianbao(*arguments, code=1)
    assert result.stderr.startswith("nianbao: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "view", ["reports", "disclosure", "applications", "proceedings", "cells", "sections", "alerts", "coverage"]
)
def test_every_view_can_be_exported(nianbao: Command, view: str) -> None:
    table = list(csv.DictReader(io.StringIO(nianbao("export", view).stdout)))
    objects = rows(nianbao("export", f"v_{view}", "--json"))
    assert len(table) == len(objects)
    if objects:
        assert list(table[0]) == list(objects[0])


def test_an_export_has_numbers_instants_and_objects(nianbao: Command, tmp_path: Path) -> None:
    year = rows(nianbao("export", "reports", "--json"))[0]["year"]
    target = tmp_path / "out.jsonl"
    nianbao("export", "reports", "--format", "jsonl", "--year", year, "-o", target)
    first = json.loads(target.read_text(encoding="utf-8").splitlines()[0])
    assert (first["year"], first["ingested_at"][-1]) == (year, "Z")
    assert isinstance(rows(nianbao("export", "alerts", "--json"))[0]["evidence"], dict)
    assert isinstance(rows(nianbao("export", "applications", "--json"))[0]["position"], int)


def test_an_export_for_spreadsheets_runs_no_formula() -> None:
    from workers.cli.export import Format, write  # noqa: PLC0415 - the one test that needs it

    target = io.BytesIO()
    hostile = ["=1+1", "+cmd", "@x", "-2+3", "+3", "-0.5", "正常", None, 5]
    write(target, [str(number) for number in range(len(hostile))], [hostile], Format.EXCEL)
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    (row,) = list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"))))[1:]
    assert row == ["'=1+1", "'+cmd", "'@x", "'-2+3", "+3", "-0.5", "正常", "", "5"]


# Keeping


def test_status_says_when_nobody_is_told_of_alerts(nianbao: Command) -> None:
    assert rows(nianbao("status", "--json"))[0]["alerts_unheard"] == 0
    for told in rows(nianbao("subscriptions", "list", "--json")):
        nianbao("subscriptions", "suspend", told["subscription_id"])
    unheard = rows(nianbao("status", "--json"))[0]["alerts_unheard"]
    assert unheard > 0
    assert f"Nobody is told of {unheard} open alerts" in nianbao("status").stdout
    nianbao("subscriptions", "add", "zhang@example.gov.cn")
    assert rows(nianbao("status", "--json"))[0]["alerts_unheard"] == 0
