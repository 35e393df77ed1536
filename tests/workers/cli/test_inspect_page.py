"""``nianbao inspect`` for a person at a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from parsers.report import Cell, Doubt, Report, Status
from rules import Finding, Place, Profile, Severity, evaluate
from rules.words import DOUBTS
from tests.rules.builder import clean, context, fill
from tests.workers.cli.inspecting import BLANK, BROKEN, CLEAN, LOST, SAMPLES, run
from workers.cli.inspection import Inspection, Source
from workers.cli.page import show
from workers.cli.page_tables import LEGEND


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_page_fits_the_terminal(path: Path, width: int) -> None:
    page = run(path, width=width).stdout
    assert max(cell_len(line) for line in page.splitlines()) <= width
    assert "结论：" in page.splitlines()[-2]


def test_the_page_shows_tables_marks_sums_and_quotes() -> None:
    page = run(BROKEN).stdout
    for expected in ("报告单位：", "二、主动公开政府信息情况", "（七）总计", *LEGEND, "T3-ROW-SUM", "依据：", "≠"):
        assert expected in page
    assert any("!│" in line and "（七）总计" in line for line in page.splitlines())
    assert "应当更正后再公布" in page


def test_the_page_tells_blank_from_uncertain() -> None:
    assert "空!" in run(BLANK).stdout
    assert "疑" in run(LOST).stdout


def test_what_could_not_be_read_for_certain_is_never_called_clean() -> None:
    """Nothing is wrong with what was read, and most of it was not read."""
    lost = Cell(Status.AMBIGUOUS, raw="0000120", doubt=Doubt.RUN_TOGETHER)
    tables = tuple(msgspec.structs.replace(table, withheld=Doubt.REPEATS_DROPPED) for table in clean().tables)
    report = fill(clean(tables=tables), {"applications.*": lost})
    profile = Profile(off=frozenset({"CELL-WITHHELD"}))
    for findings in (evaluate(context(report)), evaluate(context(report, profile=profile))):
        page = shown(report, tuple(found for found in findings if isinstance(found, Finding)))
        assert "未发现问题。" not in page.replace("读出的部分未发现", "")
        assert "有175格的数字无法确定，未能核查，请对照原件。" in page
        assert "结论：读出的部分未发现" in page
        assert DOUBTS[Doubt.REPEATS_DROPPED] in page.replace("\n", "")
        assert Doubt.REPEATS_DROPPED.value not in page
    assert "结论：未发现问题。" in shown(clean(), ())


def test_two_numbers_that_disagree_are_both_named_for_what_they_are() -> None:
    place = Place(("applications.new_received.total",), "5", "3")
    page = shown(clean(), (Finding("N-T3-COUNT", Severity.ERROR, "不符。", "条例", places=(place,)),))
    assert "正文：5，表内：3" in page
    unknown = Place(("applications.new_received.total",), None, "3")
    page = shown(clean(), (Finding("T3-NO-NARRATIVE", Severity.INFO, "不符。", "条例", places=(unknown,)),))
    assert "应为" not in page
    assert "填报3" in page


def shown(report: Report, findings: tuple[Finding, ...]) -> str:
    console = Console(record=True, width=120, file=io.StringIO(), highlight=False)
    show(Inspection(Source("a.txt", "a.txt"), report, findings), console)
    return console.export_text()


def test_the_page_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    page = run(tmp_path / "missing.txt", CLEAN, code=3).stdout
    assert "无法读取：没有这个文件（not-found）" in page
    assert "结论：" in page


def test_a_file_has_no_power_over_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    text = CLEAN.read_text(encoding="utf-8").replace("年度报告", "年度报告\x1b]0;owned\x07\u202e", 1)
    path.write_text(text.replace("\t", " ") + "\n填写XX\x1b[2J\n", encoding="utf-8")
    page = run(path).stdout
    assert not any(char in page for char in "\x1b\x07\u202e\x9b")
    assert "\x1b" not in run("--json", path).stdout
