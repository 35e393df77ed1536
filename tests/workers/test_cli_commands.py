"""The commands on a home in which a run has taken place: what they say, and what they change."""

from __future__ import annotations

import csv
import datetime as dt
import email
import email.policy
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.cells import cell_len
from sqlalchemy import text

from models.session import make_engine
from parsers.form import cell_name
from rules.finding import Place
from tests.workers.commands import Command, commands_in, rows
from workers.cli.alert_page import place_line
from workers.cli.common import shortened
from workers.heartbeat import Heart, Service

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "samples"
TAKEN = ("broken-sums-pipe-rows.txt", "clean-pipe-rows.txt", "lost-cells.txt")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """A home after ``run --once`` over three reports and a picture; its summary, and what it showed meanwhile."""
    home = tmp_path_factory.mktemp("finished") / "home"
    (home / "inbox").mkdir(parents=True)
    for name in TAKEN:
        shutil.copy2(SAMPLES / name, home / "inbox")
    (home / "inbox" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = subprocess.run(
        [sys.executable, "-c", "from workers.cli import main; main()", "run", "--once", "--json"],
        cwd=ROOT,
        env={**os.environ, "NIANBAO_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert result.returncode == 3, result.stderr
    return home, json.loads(result.stdout), result.stderr


@pytest.fixture
def home(finished: tuple[Path, dict[str, Any], str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished[0], tmp_path / "home", ignore=shutil.ignore_patterns("*.sock")))


@pytest.fixture
def nianbao(home: Path) -> Iterator[Command]:
    """Run a command in the home."""
    with commands_in(home) as run:
        yield run


# run


def test_a_run_says_what_came_of_it(finished: tuple[Path, dict[str, Any], str]) -> None:
    home, summary, shown = finished
    assert (summary["documents"], summary["reports"], summary["quarantined"]) == (4, 3, 0)
    assert [failed["name"] for failed in summary["failed"]] == ["picture.txt"]
    assert summary["by_report"][0]["file"] == "broken-sums-pipe-rows.txt"
    assert summary["by_report"][0]["errors"] > 0
    assert summary["paths"]["failed"] == str(home / "failed")
    assert "4 files taken, nothing left to do" in shown
    assert sorted(path.name for path in (home / "failed").iterdir()) == ["picture.txt", "picture.txt.error.json"]
    assert len(list((home / "outbox").glob("*.eml"))) == summary["mails"]


def test_a_second_run_has_nothing_to_do_and_says_what_next(nianbao: Command, home: Path) -> None:
    output = nianbao("run", "--once").output
    assert "Nothing lay in the inbox" in output
    assert str(home / "inbox") in output


def test_the_summary_for_people(nianbao: Command, home: Path) -> None:
    shutil.copy2(SAMPLES / "blank-applications-table.txt", home / "inbox")
    output = nianbao("run", "--once").stdout
    for expected in ("1 file, 1 report", "2023", "blank-applications-table.txt", "database", "*.eml", "What next"):
        assert expected in output


def test_a_second_run_over_the_same_files_says_that_nothing_is_new(nianbao: Command, home: Path) -> None:
    for name in TAKEN:
        shutil.copy2(SAMPLES / name, home / "inbox")
    output = nianbao("run", "--once").stdout
    assert "Nothing new came in: 3 files, all known already" in output
    assert "In the database stand 3 reports" in output
    assert "Nothing lay in the inbox" not in output


def test_a_run_that_only_finishes_work_does_not_say_that_nothing_lay_there(nianbao: Command) -> None:
    nianbao("recheck", "--rule", "T3-ROW-SUM")
    (summary,) = rows(nianbao("run", "--once", "--json"))
    assert summary["reports"] == len(summary["by_report"]) == 3
    assert summary["findings"]["error"] == sum(line["errors"] for line in summary["by_report"])
    nianbao("recheck", "--rule", "T3-ROW-SUM", "--again")
    assert "Nothing lay in the inbox" not in nianbao("run", "--once").stdout


def test_files_that_fail_are_named_as_it_happens(finished: tuple[Path, dict[str, Any], str]) -> None:
    assert "could not be read: picture.txt (" in finished[2]


def test_where_nothing_could_be_read_nothing_is_called_right(nianbao: Command, home: Path) -> None:
    (home / "inbox" / "other.txt").write_bytes(b"GIF89a, not seen before")
    output = nianbao("run", "--once", code=3).stdout
    assert "1 file, 0 reports, in" in output
    assert "other.txt" in output


def test_without_a_terminal_names_are_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from workers.cli.run_summary import wide_console  # noqa: PLC0415 - the one test that needs it

    monkeypatch.delenv("COLUMNS", raising=False)
    name = f"{'long-name-' * 8}.txt"
    wide_console().print(name)
    assert name in capsys.readouterr().out


def test_a_watcher_that_is_stopped_when_all_is_done_ends_cleanly(home: Path) -> None:
    (home / "inbox" / "empty.txt").touch()
    with subprocess.Popen(
        [sys.executable, "-c", "from workers.cli import main; main()", "run"],
        cwd=ROOT,
        env={**os.environ, "NIANBAO_HOME": str(home), "NIANBAO_STABLE_SECONDS": "0.1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        try:
            assert running.stderr is not None
            assert running.stdout is not None
            assert any("could not be read: empty.txt (empty-file)" in line for line in running.stderr)
            running.terminate()
            assert running.wait(60) == 0
            assert "Stopped before" not in running.stdout.read()
        finally:
            running.kill()


LONG = "岳阳市民政局2023年政府信息公开工作年度报告（最终稿）-20240109.txt"


def test_in_the_summary_each_report_is_one_line_at_80_columns(nianbao: Command, home: Path) -> None:
    shutil.copy2(SAMPLES / "blank-applications-table.txt", home / "inbox" / LONG)
    shutil.copy2(SAMPLES / "missing-table.txt", home / "inbox" / "short.txt")
    lines = nianbao("run", "--once").stdout.splitlines()
    (long,) = [line for line in lines if "岳阳市" in line]
    assert "岳阳市民政局" in long
    assert "…" in long
    assert "20240109.txt" in long
    assert cell_len(long.rstrip()) <= 80
    assert any("short.txt" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("short.txt", 9, "short.txt"),
        ("a-long-name.txt", 9, "a-lo….txt"),
        ("年度报告最终稿.txt", 11, "年度报….txt"),
        ("年度报告最终稿.txt", 13, "年度报…稿.txt"),
        ("", 5, ""),
    ],
)
def test_names_are_shortened_in_the_middle(text: str, width: int, shown: str) -> None:
    assert shortened(text, width) == shown
    assert cell_len(shown) <= width


# Looking


def test_status(nianbao: Command) -> None:
    (found,) = rows(nianbao("status", "--json"))
    assert (found["documents"], found["reports"]) == (4, 3)
    assert found["tasks"]["done"] > 0
    assert found["tasks"]["pending"] == found["tasks"]["quarantined"] == 0
    assert [row["name"] for row in found["unreadable"]] == ["picture.txt"]
    assert found["oldest_due_seconds"] is None
    assert "picture.txt" in nianbao("status").stdout


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
    ("rule", "place", "said"),
    [
        ("X", Place(), ""),
        ("X", Place(expected="3"), "应为3"),
        ("X", Place(expected="0", actual="4"), "应为0，现为4"),
        ("T3-ROW-SUM", Place(expected="0", actual="4"), "各栏之和0，填报4"),
        ("X", Place(formula="1+1≠3", expected="2"), "1+1≠3"),
    ],
)
def test_a_place_says_only_what_there_is_to_say(rule: str, place: Place, said: str) -> None:
    key = "disclosure.licences.decisions"
    assert place_line(rule, place) == said
    name = cell_name(key)
    named = msgspec.structs.replace(place, cells=(key,))
    assert place_line(rule, named) == (f"{name}：{said}" if said else name)


def test_alerts_are_listed_shown_and_decided_on(nianbao: Command) -> None:
    errors = rows(nianbao("alerts", "list", "--severity", "error", "--json"))
    assert {alert["severity"] for alert in errors} == {"error"}
    alert = next(alert for alert in errors if alert["rule"] == "T3-ROW-SUM")
    number = alert["alert_id"]
    page = nianbao("alerts", "show", number).stdout
    assert alert["message"] in page.replace("\n", "").replace(" ", "") or alert["rule"] in page
    nianbao("alerts", "acknowledge", number, "--by", "王芳", "--note", "正在核实")
    nianbao("alerts", "waive", number, "--by", "李强", "--note", "机构改革", "--until", "2099-12-31")
    (told,) = rows(nianbao("alerts", "show", number, "--json"))
    assert (told["status"], told["acknowledged_by"], told["waived_until"]) == ("waived", "李强", "2099-12-31")
    assert [event["event"] for event in told["history"]] == ["opened", "acknowledged", "waived"]
    assert number not in {row["alert_id"] for row in rows(nianbao("alerts", "list", "--json"))}
    assert rows(nianbao("alerts", "list", "--status", "waived", "--json"))[0]["alert_id"] == number
    assert str(number) in nianbao("alerts", "list", "--status", "waived").stdout


def test_several_alerts_are_decided_on_together_or_not_at_all(nianbao: Command) -> None:
    first, second, *_ = (row["alert_id"] for row in rows(nianbao("alerts", "list", "--json")))
    told = rows(nianbao("alerts", "acknowledge", first, second, "--by", "王芳", "--json"))
    assert [(row["alert_id"], row["status"]) for row in told] == [(first, "acknowledged"), (second, "acknowledged")]
    nianbao("alerts", "waive", first, 999, "--by", "王芳", "--note", "机构改革", code=1)
    nianbao("alerts", "waive", first, "--by", "王芳", "--note", "机构改革", "--until", "2001-01-01", code=1)
    nianbao("alerts", "waive", first, "--by", "王芳", code=2)
    nianbao("alerts", "reopen", first, "--by", "李强", "--note", "尚未核实")
    events = rows(nianbao("alerts", "history", first, "--json"))
    assert [(event["event"], event["by"], event["detail"]) for event in events[1:]] == [
        ("acknowledged", "王芳", None),
        ("reopened", "李强", "尚未核实"),
    ]
    assert "尚未核实" in nianbao("alerts", "history", first).stdout


def test_alerts_are_filtered_by_organ_and_division(nianbao: Command, tmp_path: Path) -> None:
    everything = rows(nianbao("alerts", "list", "--json"))
    organ = next(row["organ"] for row in everything if row["rule"] == "T3-ROW-SUM")
    own = {row["alert_id"] for row in everything if row["organ"] == organ}
    roster = tmp_path / "roster.csv"
    lines = ["name,division_code,superior", f"{organ},990101,霁川县人民政府", "霁川县人民政府,990101,"]
    roster.write_text("\n".join(lines), encoding="utf-8")
    nianbao("roster", "import", roster)

    def listed(*filters: str) -> set[int]:
        return {row["alert_id"] for row in rows(nianbao("alerts", "list", "--json", *filters))}

    assert listed("--organ", organ) == listed("--division", "990100") == own
    assert listed("--organ", "霁川县人民政府") == set()
    assert listed("--organ", "霁川县人民政府", "--below") == own
    assert listed("--division", "9902") == set()
    assert listed("--rule", "T3-ROW-SUM", "--organ", organ) < own
    nianbao("alerts", "list", "--division", "青山县", code=2)


def test_an_alert_of_a_bundle_names_the_file(nianbao: Command, home: Path) -> None:
    with zipfile.ZipFile(home / "inbox" / "both.zip", "w") as bundle:
        data = (SAMPLES / "blank-applications-table.txt").read_bytes()
        bundle.writestr("报告/正文.txt", data)
    nianbao("run", "--once")
    alerts = rows(nianbao("alerts", "list", "--json", "--rule", "T3-ALL-BLANK"))
    (told,) = rows(nianbao("alerts", "show", alerts[-1]["alert_id"], "--json"))
    assert told["parts"] == ["报告/正文.txt"]
    assert "（见“报告/正文.txt”）" in nianbao("alerts", "show", alerts[-1]["alert_id"]).stdout.replace("\n", "")
    mail = max((home / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    (text, _) = (part.get_content() for part in message.iter_parts())
    assert "数字取自“报告/正文.txt”" in text.replace("\n   ", "")


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


def test_subscriptions(nianbao: Command) -> None:
    nianbao("subscriptions", "add", "zhang@example.gov.cn", "--division", "430600", "--severity", "error")
    nianbao("subscriptions", "add", "zhang@example.gov.cn", "--division", "430600")
    found = [row for row in rows(nianbao("subscriptions", "list", "--json")) if row["address"].startswith("zhang")]
    assert [(row["division_code"], row["minimum_severity"], row["state"]) for row in found] == [
        ("4306", "warning", "active")
    ]
    nianbao("subscriptions", "remove", found[0]["subscription_id"])
    assert "removed" in nianbao("subscriptions", "list").stdout
    nianbao("subscriptions", "add", "a@example.cn", "--division", "430600", "--organ", "x", code=2)


def test_a_digest_is_subscribed_to(nianbao: Command) -> None:
    weekly = ["--frequency", "weekly", "--weekday", "5", "--at", "17:00", "--rule", "T3-*", "--rule", "t4-sum"]
    (told,) = rows(nianbao("subscriptions", "add", "li@example.gov.cn", *weekly, "--json"))
    assert (told["when"], told["rules"]) == ("weekly 17:00 day 5", ["T3-*", "T4-SUM"])
    (told,) = rows(nianbao("subscriptions", "add", "li@example.gov.cn", "--frequency", "daily", "--json"))
    assert (told["at"], told["weekday"]) == ("08:30", None)
    for wrong in (["--at", "25:00"], ["--weekday", "8"], ["--rule", "NO-SUCH"], ["--division", "x"]):
        nianbao("subscriptions", "add", "li@example.gov.cn", "--frequency", "weekly", *wrong, code=2)
    for wrong in (["--at", "08:00"], ["--weekday", "1"]):
        nianbao("subscriptions", "add", "li@example.gov.cn", *wrong, code=2)


SUBSCRIPTIONS = """address,organ,division_code,severity,rules,frequency,at,weekday
zhang@example.gov.cn,,430600,error,,,,
li@example.gov.cn,,,,T3-*；T4-SUM,weekly,9:00,
li@example.gov.cn,,,,,daily,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_subscriptions_are_imported_as_a_whole_and_again(nianbao: Command, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text(SUBSCRIPTIONS, encoding=encoding)
    before = rows(nianbao("subscriptions", "list", "--json"))
    told = rows(nianbao("subscriptions", "import", path, "--dry-run", "--json"))
    assert told == [{"subscriptions": 3, "new": 3, "dry_run": True}]
    assert rows(nianbao("subscriptions", "list", "--json")) == before
    for new in (3, 0):
        assert rows(nianbao("subscriptions", "import", path, "--json"))[0]["new"] == new
    found = {row["when"]: row for row in rows(nianbao("subscriptions", "list", "--json"))[len(before) :]}
    assert set(found) == {"immediately", "weekly 09:00 day 1", "daily 08:30"}
    assert found["immediately"]["minimum_severity"] == "error"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("address\nnobody", "line 2"),
        ("address,severity\na@example.cn,fatal", "fatal is none of: error, warning, info"),
        ("address,organ,division_code\na@example.cn,x,43", "not both"),
        ("address,at\na@example.cn,8:00", "only a daily or weekly digest"),
        ("address\na@example.cn,b", "more fields"),
        ("address,colour\na@example.cn,b", "unknown column: colour"),
        ("name\na", "there is no column address"),
        ("", "there is no column address"),
        ("address,organ\na@example.cn,无此机关", "the roster knows no 无此机关"),
    ],
)
def test_a_file_that_is_no_list_of_subscriptions(nianbao: Command, tmp_path: Path, lines: str, said: str) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text(f"{lines}\n", encoding="utf-8")
    before = nianbao("subscriptions", "list", "--json").stdout
    assert said in nianbao("subscriptions", "import", path, code=1).stderr
    assert nianbao("subscriptions", "list", "--json").stdout == before


def test_a_subscription_is_stopped_tried_and_resumed(nianbao: Command, home: Path) -> None:
    (told,) = rows(nianbao("subscriptions", "add", "new@example.gov.cn", "--json"))
    number = told["subscription_id"]
    nianbao("subscriptions", "suspend", number, "--why", "休假")
    assert "suspended 休假" in nianbao("subscriptions", "list").stdout
    assert rows(nianbao("subscriptions", "show", number, "--json"))[0]["mails_sent"] == 0
    nianbao("subscriptions", "resume", number)
    reports = {row["report_id"] for row in rows(nianbao("alerts", "list", "--severity", "warning", "--json"))}
    assert rows(nianbao("status", "--json"))[0]["tasks"]["pending"] == len(reports), "what was not told is told now"
    nianbao("run", "--once")
    (told,) = rows(nianbao("subscriptions", "show", number, "--json"))
    assert (told["mails_sent"], told["last_error"]) == (len(reports), None)
    (sample,) = rows(nianbao("subscriptions", "test", number, "--json"))
    assert "虚构" in email.message_from_bytes(Path(sample["file"]).read_bytes(), policy=email.policy.default)["Subject"]
    weekly = rows(nianbao("subscriptions", "add", "new@example.gov.cn", "--frequency", "weekly", "--json"))[0]
    nianbao("subscriptions", "test", weekly["subscription_id"])
    assert "SMTP" not in nianbao("subscriptions", "test", number, code=1, NIANBAO_SMTP_URL="smtp://127.0.0.1:1").stdout


def test_a_reader_unsubscribes_with_the_secret_of_a_mail(nianbao: Command, home: Path) -> None:
    addresses = {
        "NIANBAO_UNSUBSCRIBE_URL": "https://mail.example.gov.cn/u/",
        "NIANBAO_UNSUBSCRIBE_ADDRESS": "stop@a.cn",
    }
    (home / "inbox").mkdir(exist_ok=True)
    nianbao("subscriptions", "add", "new@example.gov.cn")
    shutil.copy2(SAMPLES / "late-department.txt", home / "inbox")
    nianbao("run", "--once", **addresses)
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (home / "outbox").glob("*.eml")
    ]
    (message,) = (message for message in messages if message["To"] == "new@example.gov.cn")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page, mail = message["List-Unsubscribe"].split(", ")
    token = page.removeprefix("<https://mail.example.gov.cn/u/").removesuffix(">")
    assert mail == f"<mailto:stop@a.cn?subject=unsubscribe%20{token}>"
    (told,) = rows(nianbao("subscriptions", "unsubscribe", token, "--json"))
    assert (told["address"], len(told["stopped"])) == ("new@example.gov.cn", 1)
    assert "gets no more mail; 0" in nianbao("subscriptions", "unsubscribe", token).stdout
    assert "unsubscribed" in nianbao("subscriptions", "list").stdout


def test_work_is_done_again(nianbao: Command) -> None:
    assert rows(nianbao("retry", "--json")) == [{"retried": 0}]
    assert rows(nianbao("reparse", "--json")) == [{"reparsed": 0}]
    assert rows(nianbao("reparse", "--failed", "--json")) == [{"reparsed": 1}]
    assert rows(nianbao("recheck", "--rule", "T3-ROW-SUM", "--json")) == [{"rechecked": 3}]
    assert rows(nianbao("recheck", "--year", "1999", "--json")) == [{"rechecked": 0}]
    assert rows(nianbao("recheck", "--rule", "T3-ROW-SUM", "--json")) == [{"rechecked": 0}], "it is written already"
    before = rows(nianbao("status", "--json"))[0]["tasks"]["pending"]
    assert before == 4
    summary = rows(nianbao("run", "--once", "--json", code=3))[0]
    assert summary["quarantined"] == 0
    assert rows(nianbao("status", "--json"))[0]["tasks"]["pending"] == 0


def test_ingest_leaves_the_files_alone(nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    shutil.copy2(SAMPLES / "blank-applications-table.txt", path)
    arguments = ("ingest", path, tmp_path / "missing.txt", "--url", "https://example.cn/1", "--json")
    first, second = rows(nianbao(*arguments, code=3))
    assert (first["state"], first["error"]) == ("new", None)
    assert second["error"]["code"] == "not-found"
    assert path.exists()
    assert rows(nianbao("ingest", path, "--json"))[0]["state"] == "known"
    assert "known" in nianbao("ingest", path).stdout
    nianbao("ingest", path, "--year", "1900", code=2)


def test_db(nianbao: Command, home: Path) -> None:
    (found,) = rows(nianbao("db", "current", "--json"))
    assert found["current"] == found["head"]
    assert rows(nianbao("db", "check", "--json")) == [{"differences": []}]
    nianbao("db", "downgrade", "base", code=1)
    nianbao("db", "downgrade", "base", "--yes")
    assert "nianbao db upgrade" in nianbao("status", code=1).stderr
    nianbao("db", "upgrade")
    assert rows(nianbao("status", "--json"))[0]["documents"] == 0


def test_doctor(nianbao: Command, home: Path) -> None:
    (found,) = rows(nianbao("doctor", "--json"))
    assert found["ok"]
    parts = ["folders", "database", "broker", "store", "mail", "media", "profile"]
    assert [part["part"] for part in found["parts"]] == parts
    broken = {
        "NIANBAO_REDIS_URL": "redis://u:hunter2@127.0.0.1:1/0",
        "NIANBAO_SMTP_URL": "smtp://127.0.0.1:1",
        "NIANBAO_PROFILE": str(home / "missing.toml"),
    }
    result = nianbao("doctor", code=1, **broken)
    assert result.stdout.count("ERROR") == result.stdout.count("what to do") == 3
    assert "hunter2" not in result.output


def test_doctor_knows_the_ports_of_the_mail_schemes(nianbao: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse(address: tuple[str, int], *_: object) -> None:
        asked.append(address[1])
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", refuse)
    nianbao("doctor", code=1, NIANBAO_SMTP_URL="smtp+starttls://127.0.0.1")
    assert asked == [587]


def test_doctor_tells_whether_a_service_is_alive(nianbao: Command, home: Path) -> None:
    (found,) = rows(nianbao("doctor", "--service", "worker", "--json", code=1))
    assert found["parts"][0]["said"] == "no sign of life on this host"
    engine = make_engine(f"sqlite:///{home / 'nianbao.db'}")
    try:
        heart = Heart(engine, Service.WORKER, lambda: dt.datetime.now(dt.UTC))
        heart.beat()
        broken = {"NIANBAO_REDIS_URL": "redis://127.0.0.1:1/0", "NIANBAO_SMTP_URL": "smtp://127.0.0.1:1"}
        assert rows(nianbao("doctor", "--service", "worker", "--json", **broken))[0]["ok"]
        nianbao("doctor", "--service", "watcher", code=1)
        heart.fail("the disk is full")
        assert "the disk is full" in nianbao("doctor", "--service", "worker", code=1).stdout
        assert "the disk is full" in nianbao("status").stdout
    finally:
        engine.dispose()


def test_a_recheck_goes_on_where_it_was(nianbao: Command, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.cli.recheck.CHUNK", 1)
    engine = make_engine(f"sqlite:///{home / 'nianbao.db'}")
    try:
        with engine.begin() as connection:
            connection.execute(text("UPDATE rule_outcomes SET version = 0 WHERE rule = 'T3-ROW-SUM' AND report_id = 1"))
            connection.execute(text("DELETE FROM rule_outcomes WHERE rule = 'T3-COL-SUM' AND report_id = 2"))
    finally:
        engine.dispose()
    outdated = ["recheck", "--outdated", "--json"]
    assert rows(nianbao(*outdated, "--rule", "T3-BALANCE")) == [{"rechecked": 0}]
    assert rows(nianbao(*outdated, "--rule", "T3-ROW-SUM")) == [{"rechecked": 1}]
    # Written for one report, as if interrupted after it: the rest follows, and nothing twice.
    assert rows(nianbao("recheck", "--rule", "T3-COL-SUM", "--json")) == [{"rechecked": 2}]
    assert rows(nianbao("recheck", "--rule", "T3-COL-SUM", "--json")) == [{"rechecked": 0}]
    assert rows(nianbao("recheck", "--rule", "T3-COL-SUM", "--again", "--json")) == [{"rechecked": 3}]
    nianbao("run", "--once")
    assert "3 reports were" not in nianbao("recheck", "--rule", "T3-COL-SUM", "--wait").stdout
    assert rows(nianbao(*outdated)) == [{"rechecked": 0}]
