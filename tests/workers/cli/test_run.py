"""What a run says, to a terminal and elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.workers.cli.commands import Command, rows
from workers.cli.common import shortened

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples"
TAKEN = ("broken-sums-pipe-rows.txt", "clean-pipe-rows.txt", "lost-cells.txt")


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
