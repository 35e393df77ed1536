"""A table that stands twice, or a part of it, and what the page hides within a cell."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = "".join(f"<td>{text}</td>" for text in ["项目", *(column.label for column in APPLICANTS)])


def applications(numbers: str, of_granted: str) -> str:
    """T3 as a table, the same numbers in all rows but one."""
    rows = [(row.label, of_granted if row.key == "applications.granted" else numbers) for row in T3]
    lines = (
        f"<td>{label}</td>" + "".join(f"<td>{n.replace('|', '')}</td>" for n in texts.split()) for label, texts in rows
    )
    return f"<table><tr>{HEADS}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def block_one(numbers: str) -> str:
    cells = "".join(f"<td>{n}</td>" for n in numbers.split("|"))
    return (
        "<table><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td>"
        f"<td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td>{cells}</tr><tr><td>行政规范性文件</td>{cells}"
        "</tr></table>"
    )


REST = (
    "<table><tr><td colspan=2>第二十条第（五）项</td></tr><tr><td>信息内容</td><td>本年处理决定数量</td></tr>"
    "<tr><td>行政许可</td><td>7</td></tr><tr><td colspan=2>第二十条第（六）项</td></tr>"
    "<tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政处罚</td><td>8</td></tr>"
    "<tr><td>行政强制</td><td>9</td></tr></table>"
)


def read_page(section: str, tables: str) -> Report:
    page = f"<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>{section}</p>{tables}"
    return parsers.read(page.encode())


def test_a_number_where_the_copy_has_a_mark_for_nothing_is_withheld() -> None:
    """Last year's table stands first: its 19 is not this year's."""
    before, after = applications("0 0 0 0 0 0 0", "0 0 19 0 0 0 19"), applications("0 0 0 0 0 0 0", "0 0 / 0 0 0 0")
    report = read_page("三、收到和处理政府信息公开申请情况", f"<p>上年度：</p>{before}<p>本年度：</p>{after}")
    assert report.status("applications.granted.research_institution") is Status.AMBIGUOUS
    assert report.value("applications.granted.natural_person") == 0


def test_where_two_tables_differ_a_row_that_one_of_them_withholds_is_not_certain() -> None:
    """Its label cannot be read there."""
    before, after = applications("5 0 0 0 0 0 5", "4 0 0 0 0 0 4"), applications("6 0 0 0 0 0 6", "7 0 0 0 0 0 7")
    after = after.replace("予以公开", "甲乙丙丁", 1)
    report = read_page("三、收到和处理政府信息公开申请情况", f"<p>上年度：</p>{before}<p>本年度：</p>{after}")
    assert report.status("applications.granted.natural_person") is Status.AMBIGUOUS
    assert report.value("applications.new_received.commercial_enterprise") == 0


def test_last_years_table_of_the_other_edition_is_another_table() -> None:
    """All that both say is the same: nothing but zeros."""
    heads = {
        (3, True): ("本年制发件数", "本年废止件数", "现行有效件数"),
        (3, False): ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
        (1, True): ("本年处理决定数量",),
        (1, False): ("上一年项目数量", "本年增/减", "处理决定数量"),
    }

    def block(caption: str, labels: str, columns: int, *, new: bool) -> str:
        names = heads[columns, new]
        rows = [("信息内容", *names), *((label, *("0" * len(names))) for label in labels.split())]
        lines = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
        return f"<tr><td colspan=4>第二十条第{caption}项</td></tr>" + "".join(f"<tr>{line}</tr>" for line in lines)

    def table(*, new: bool) -> str:
        return (
            f"<table>{block('（一）', '规章 行政规范性文件' if new else '规章 规范性文件', 3, new=new)}"
            f"{block('（五）', '行政许可', 1, new=new)}{block('（六）', '行政处罚 行政强制', 1, new=new)}</table>"
        )

    report = read_page("二、主动公开政府信息情况", f"<p>本年度：</p>{table(new=True)}<p>上年度：</p>{table(new=False)}")
    assert report.value("disclosure.licences.decisions") == 0
    assert not [key for key in report.cells if report.value(key) is not None and not key.endswith(".decisions")]


@pytest.mark.parametrize("nothing", ["/ / / / / / /", "| | | | | | |"])
@pytest.mark.parametrize("empty_first", [True, False])
@pytest.mark.parametrize(("caption", "value"), [("", None), ("上年度：", None), ("附：空表", 1), ("样表", 1)])
def test_an_empty_copy_says_nothing_only_where_it_is_called_a_form(
    nothing: str, caption: str, value: int | None, *, empty_first: bool
) -> None:
    """The filled one may be last year's, or another organ's."""
    filled, empty = applications("0 0 0 0 0 0 0", "1 0 0 0 0 0 1"), applications(nothing, nothing)
    tables = [f"<p>{caption}</p>{empty}", f"<p>本年度数据如下：</p>{filled}"]
    report = read_page("三、收到和处理政府信息公开申请情况", "".join(tables if empty_first else tables[::-1]))
    assert report.value("applications.granted.total") == value
    assert report.status("applications.carried_out.total") is (Status.OK if value else Status.AMBIGUOUS)


def test_one_block_of_another_year_leaves_no_number_of_that_block_certain() -> None:
    tables = f"{block_one('5|5|5')}<p>附：2021年度数据</p>{block_one('10|0|25')}{REST}"
    report = read_page("二、主动公开政府信息情况", tables)
    for column in ("issued", "repealed", "in_force"):
        assert report.status(f"disclosure.regulations.{column}") is Status.AMBIGUOUS
    assert report.value("disclosure.penalties.decisions") == 8


HEADS_AS_LINES = (
    "行政复议 行政诉讼",
    "结果维 结果纠 其他结 尚未审 总计 未经复议直接起诉 复议后起诉",
    "持 正 果 结 结果维 结果纠 其他结 尚未审 总计 结果维 结果纠 其他结 尚未审 总计",
    "持 正 果 结 持 正 果 结",
    "0",
)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (HEADS_AS_LINES, Status.AMBIGUOUS),
        (("本年度未发生行政复议、行政诉讼", "未经复议直接起诉0件，复议后起诉0件"), Status.ABSENT),
    ],
)
def test_a_table_is_not_absent_where_its_heads_stand_in_lines(lines: tuple[str, ...], status: Status) -> None:
    """Their words are wrapped; a sentence that names them is no head."""
    report = read_page("四、政府信息公开行政复议、行政诉讼情况", "".join(f"<p>{line}</p>" for line in lines))
    assert report.status("proceedings.review.total") is status


@pytest.mark.parametrize("style", ["opacity:0", "color:red; opacity: 0.0;", "font-size:0", "font-size: 0px;"])
def test_digits_without_ink_or_size_are_none(style: str) -> None:
    tables = block_one(f"5<span style='{style}'>7</span>|5|5")
    report = read_page("二、主动公开政府信息情况", tables + REST)
    assert report.value("disclosure.regulations.issued") == 5


T4 = (
    "<table><tr><td colspan=5>行政复议</td><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
    f"<tr>{'<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>' * 3}</tr>"
    f"<tr>{'<td>1</td><td>0</td><td>0</td><td>0</td><td>1</td>' * 3}</tr></table>"
)


@pytest.mark.parametrize(
    ("caption", "value"),
    [
        ("附：2021年数据", None),
        ("上年度：", None),
        ("去年同期数据", None),
        ("2022年度", 1),
        ("附：2022年数据", 1),
        ("", 1),
    ],
)
@pytest.mark.parametrize("own", ["本机关行政复议维持一件。", ""])
def test_the_only_table_is_not_the_reports_where_it_is_called_last_years(
    own: str, caption: str, value: int | None
) -> None:
    """The report's own stands in a layout that nobody reads."""
    report = read_page("四、政府信息公开行政复议、行政诉讼情况", f"<p>{own}</p><p>{caption}</p>{T4}")
    assert report.value("proceedings.review.upheld") == value
