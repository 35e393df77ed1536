"""Tables that look like the form's and are not: other heads, other units, other orders, other organs' tables."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

import parsers
from parsers.form import OUTCOMES
from parsers.regions import MAX_COPIES
from parsers.report import Cell, Doubt, ReadError, Report, Status
from tests.factory.content import Content, make_content
from tests.factory.layouts import LAYOUTS, Layout, dedupe, render_lines
from tests.factory.page import HEADINGS, TEXTS
from tests.factory.tables import NOTE, Line, all_tables
from tests.factory.verdict import silently_wrong

CONTENT = next(content for seed in range(99) if (content := make_content(seed, sparse=False)).edition.value == "2021")
# Layouts in which all cells can be told apart.
READABLE = [layout for layout in LAYOUTS if layout.name != "concatenated"]
layouts = pytest.mark.parametrize("layout", READABLE, ids=lambda layout: layout.name)
HEADS = tuple(column.label for column in OUTCOMES)


def document(layout: Layout, t2: list[Line], t3: list[Line], t4: list[Line], end: tuple[str, ...] = ()) -> list[str]:
    """A report with these tables, and lines behind its last section."""
    title = f"{CONTENT.organ}{CONTENT.year}年政府信息公开工作年度报告"
    front = [title, HEADINGS[0], TEXTS[0]]
    body = [
        HEADINGS[1],
        *layout.write(t2),
        HEADINGS[2],
        *(layout.write(t3) if t3 else ()),
        HEADINGS[3],
        *layout.write(t4),
    ]
    return [*front, *body, HEADINGS[4], TEXTS[2], HEADINGS[5], TEXTS[3], *end]


def read(lines: list[str]) -> Report:
    return parsers.read("\n".join(lines).encode())


def under(report: Report, prefix: str) -> list[Cell]:
    return [cell for key, cell in report.cells.items() if key.startswith(prefix)]


def reordered(values: tuple[str, ...], order: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(values[start + i] for start in range(0, len(values), len(order)) for i in order)


def t4_with_outcomes(order: tuple[int, ...]) -> list[Line]:
    t4 = all_tables(CONTENT)[2]
    heads = reordered(HEADS, order)
    return [
        t4[0],
        dataclasses.replace(t4[1], cells=(*heads, "未经复议直接起诉", "复议后起诉")),
        dataclasses.replace(t4[2], cells=(*heads, *heads)),
        dataclasses.replace(t4[3], cells=reordered(t4[3].cells, order)),
    ]


@layouts
@pytest.mark.parametrize("order", [(4, 0, 1, 2, 3), (1, 0, 2, 3, 4), (0, 1, 3, 2, 4)])
def test_outcomes_in_another_order_are_withheld(layout: Layout, order: tuple[int, ...]) -> None:
    t2, t3, _ = all_tables(CONTENT)
    report = read(document(layout, t2, t3, t4_with_outcomes(order)))
    assert {cell.doubt for cell in under(report, "proceedings")} == {Doubt.DISORDER}


@layouts
def test_channels_in_another_order_are_withheld(layout: Layout) -> None:
    t2, t3, t4 = all_tables(CONTENT)
    values = t4[3].cells
    turned = [
        dataclasses.replace(t4[0], cells=("行政诉讼", "行政复议")),
        dataclasses.replace(t4[1], cells=("未经复议直接起诉", "复议后起诉", *HEADS)),
        t4[2],
        dataclasses.replace(t4[3], cells=(*values[5:], *values[:5])),
    ]
    assert silently_wrong(read(document(layout, t2, t3, turned)), CONTENT) == []


@layouts
@pytest.mark.parametrize(
    ("printed", "other", "prefix"),
    [
        ("本年收费金额（单位：万元）", "本年收费金额（单位：元）", "disclosure.fees"),
        ("本年收费金额（单位：万元）", "上年收费金额（单位：万元）", "disclosure.fees"),
        ("本年制发件数", "累计制发件数", "disclosure.regulations"),
        ("本年废止件数", "本年修订件数", "disclosure.normative_documents"),
    ],
)
def test_a_head_of_another_meaning_withholds_its_block(layout: Layout, printed: str, other: str, prefix: str) -> None:
    t2, t3, t4 = all_tables(CONTENT)
    changed = [dataclasses.replace(line, cells=tuple(other if c == printed else c for c in line.cells)) for line in t2]
    report = read(document(layout, changed, t3, t4))
    assert {cell.status for cell in under(report, prefix)} == {Status.AMBIGUOUS}


@layouts
def test_last_years_numbers_beside_this_years_are_not_taken(layout: Layout) -> None:
    t2, t3, t4 = all_tables(CONTENT)

    def two_years(line: Line) -> Line:
        if line.numbers == 1:
            return dataclasses.replace(line, cells=(line.cells[0], "7", line.cells[1]), numbers=2)
        if line.cells[:2] == ("信息内容", "本年处理决定数量"):
            return dataclasses.replace(line, cells=("信息内容", "上年处理决定数量", "本年处理决定数量"))
        return line

    assert silently_wrong(read(document(layout, [two_years(line) for line in t2], t3, t4)), CONTENT) == []


@layouts
@pytest.mark.parametrize(("printed", "other"), [("商业企业", "事业单位"), ("其他", "小计"), ("科研机构", "商业企业")])
def test_strange_columns_withhold_the_table(layout: Layout, printed: str, other: str) -> None:
    t2, t3, t4 = all_tables(CONTENT)
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    flat = Line((NOTE, *(other if name == printed else name for name in names)), 10)
    report = read(document(layout, t2, [flat, *t3[3:]], t4))
    assert {cell.status for cell in under(report, "applications")} == {Status.AMBIGUOUS}


@layouts
def test_an_annexed_table_is_not_the_reports_own(layout: Layout) -> None:
    other = make_content(77, sparse=False)
    t2, _, t4 = all_tables(CONTENT)
    annex = ("附件：各单位情况", *layout.write(all_tables(other)[1]))
    report = read(document(layout, t2, [], t4, annex))
    assert {cell.doubt for cell in under(report, "applications")} == {Doubt.ELSEWHERE}


@layouts
def test_the_reports_own_table_wins_over_an_annex(layout: Layout) -> None:
    other = make_content(77, sparse=False)
    t2, t3, t4 = all_tables(CONTENT)
    annex = ("附件：各单位情况", *layout.write(all_tables(other)[1]))
    report = read(document(layout, t2, t3, t4, annex))
    assert {cell.status for cell in report.cells.values()} == {Status.OK}
    assert silently_wrong(report, CONTENT) == []


def another(organ: str, year: int) -> list[str]:
    content = Content(CONTENT.edition, CONTENT.cells, organ, year)
    return render_lines(content, LAYOUTS[0])


@pytest.mark.parametrize(("organ", "year"), [("青石县水利局", 2023), ("云溪县民政局", 2022)])
def test_two_reports_in_one_file_are_refused(organ: str, year: int) -> None:
    with pytest.raises(ReadError) as caught:
        read([*another("云溪县民政局", 2023), *another(organ, year)])
    assert caught.value.code == "several-reports"


def test_the_same_report_twice_is_one() -> None:
    report = read([*another("云溪县民政局", 2023), *another("云溪县民政局", 2023)])
    assert silently_wrong(report, CONTENT) == []
    assert report.organ == "云溪县民政局"


def test_a_link_to_last_years_report_is_no_second_report() -> None:
    lines = [*another("云溪县民政局", 2023), "上一篇：", "云溪县民政局2022年政府信息公开工作年度报告"]
    assert read(lines).year == 2023


@pytest.mark.parametrize("text", ["12①", "5²", "1٣", "约20", "若干", "二十", "20[1]", "详见附件", "1 2"])
def test_text_in_a_number_cell_is_invalid_and_kept(text: str) -> None:
    lines = another("云溪县民政局", 2023)
    at = next(i for i, line in enumerate(lines) if line.startswith("行政许可"))
    lines[at] = f"行政许可 | {text} | ||"
    cell = read(lines).cells["disclosure.licences.decisions"]
    assert (cell.status, cell.value, cell.raw) == (Status.INVALID, None, text)


@pytest.mark.parametrize("row", ["行政许可 | |||", "行政许可\t\t\t"])
def test_a_page_number_below_an_empty_row_is_not_its_number(row: str) -> None:
    lines = another("云溪县民政局", 2023)
    at = next(i for i, line in enumerate(lines) if line.startswith("行政许可"))
    lines[at : at + 1] = [row, "3"]
    assert read(lines).cells["disclosure.licences.decisions"].value is None


def test_a_row_that_stands_twice_with_other_numbers_is_withheld() -> None:
    lines = another("云溪县民政局", 2023)
    at = next(i for i, line in enumerate(lines) if line.startswith("2.重复申请"))
    lines.insert(at + 1, "2.重复申请 | 3 | 0 | 0 | 0 | 0 | 0 | 3 | ||")
    cells = under(read(lines), "applications.not_processed.repeated")
    assert {(cell.status, cell.doubt) for cell in cells} == {(Status.AMBIGUOUS, Doubt.TWO_READINGS)}


def test_a_fee_with_a_unit_of_its_own() -> None:
    lines = another("云溪县民政局", 2023)
    at = next(i for i, line in enumerate(lines) if line.startswith("行政事业性收费"))
    for text, value in (("3（元）", None), ("18.20 万元", Decimal("18.20")), ("3件", None)):
        lines[at] = f"行政事业性收费 | {text} | ||"
        assert read(lines).cells["disclosure.fees.amount_10k_yuan"].value == value


def test_repeats_are_dropped_from_all_tables_or_none() -> None:
    report = read(dedupe(render_lines(CONTENT, READABLE[3])))
    assert {cell.status for cell in report.cells.values()} == {Status.AMBIGUOUS}


@pytest.mark.parametrize(("times", "is_refused"), [(MAX_COPIES, False), (MAX_COPIES + 1, True)])
def test_a_table_over_and_over_is_no_report(times: int, *, is_refused: bool) -> None:
    t2, t3, t4 = all_tables(CONTENT)
    lines = document(LAYOUTS[0], t2, t3 * times, t4)
    if is_refused:
        with pytest.raises(ReadError) as caught:
            read(lines)
        assert caught.value.code == "several-reports"
    else:
        assert silently_wrong(read(lines), CONTENT) == []


@pytest.mark.parametrize("unit", ["单位: {} {}年度", "填报单位：{}"])
@layouts
def test_whose_tables_they_are_may_stand_above_each(layout: Layout, unit: str) -> None:
    line = unit.format(CONTENT.organ, CONTENT.year)
    t2, t3, t4 = all_tables(CONTENT)
    lines = document(layout, t2, t3, t4)
    captions = [i for i, text in enumerate(lines) if "第二十条" in text]
    for i in reversed(captions):
        lines.insert(i, line)
    assert {cell.status for cell in under(read(lines), "disclosure")} == {Status.OK}
