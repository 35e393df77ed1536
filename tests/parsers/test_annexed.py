"""Tables behind the last section: the report's own where all of them stand there, and nothing says they are others'."""

from __future__ import annotations

import pytest

import parsers
from parsers.report import Cell, Doubt, Report, Status
from tests.factory.content import Content, make_content
from tests.factory.layouts import LAYOUTS, Layout
from tests.factory.page import HEADINGS, TEXTS
from tests.factory.tables import all_tables
from tests.factory.verdict import silently_wrong

CONTENT = next(content for seed in range(99) if (content := make_content(seed, sparse=False)).edition.value == "2021")
OTHER = make_content(77, sparse=False)
READABLE = [layout for layout in LAYOUTS if layout.name != "concatenated"]
layouts = pytest.mark.parametrize("layout", READABLE, ids=lambda layout: layout.name)
SEE = "具体情况见附表。"


def document(layout: Layout, content: Content, captions: tuple[str, str, str], *, order: tuple[int, ...]) -> list[str]:
    """A report whose tables stand behind its text, each below a caption; an empty one is no line."""
    title = f"{CONTENT.organ}{CONTENT.year}年政府信息公开工作年度报告"
    text = [title, HEADINGS[0], TEXTS[0], *(line for head in HEADINGS[1:4] for line in (head, SEE))]
    text += [HEADINGS[4], TEXTS[2], HEADINGS[5], TEXTS[3]]
    tables = all_tables(content)
    annex = [line for i in order for line in (captions[i], *layout.write(tables[i])) if line]
    return text + annex


def read(lines: list[str]) -> Report:
    return parsers.read("\n".join(lines).encode())


def doubts(report: Report) -> set[Doubt | None]:
    return {cell.doubt for cell in report.cells.values()}


def cells(report: Report) -> list[Cell]:
    return list(report.cells.values())


@layouts
@pytest.mark.parametrize(
    "captions",
    [
        ("", "", ""),
        ("附表1", "附表2", "附表3"),
        (f"{CONTENT.organ}\n{CONTENT.year + 1}年1月12日\n附件：", "", ""),
        ("附件1：主动公开政府信息情况", "附件2：收到和处理政府信息公开申请情况", "附件3：行政复议、行政诉讼情况"),
    ],
)
def test_all_tables_behind_the_text_are_the_reports_own(layout: Layout, captions: tuple[str, str, str]) -> None:
    report = read(document(layout, CONTENT, captions, order=(0, 1, 2)))
    assert silently_wrong(report, CONTENT) == []
    assert {cell.status for cell in cells(report)} == {Status.OK}


@layouts
@pytest.mark.parametrize(
    "first",
    [
        "附件：各单位情况汇总表",
        "附件：清江县司法局统计表",
        f"附件：{CONTENT.year - 1}年政府信息公开情况统计表",
        "附件：年度报告表样",
    ],
)
def test_tables_that_are_said_to_be_others_are_not(layout: Layout, first: str) -> None:
    report = read(document(layout, OTHER, (first, "", ""), order=(0, 1, 2)))
    assert doubts(report) == {Doubt.ELSEWHERE}


@layouts
@pytest.mark.parametrize("order", [(0, 2), (1, 0, 2), (1,)])
def test_some_tables_or_in_another_order_are_not(layout: Layout, order: tuple[int, ...]) -> None:
    report = read(document(layout, OTHER, ("", "", ""), order=order))
    assert not any(cell.status in {Status.OK, Status.BLANK} for cell in cells(report))
