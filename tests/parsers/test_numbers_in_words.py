"""Rows whose numbers a line below the label says behind their heads: what it says, or nothing, but never blank."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, OUTCOMES, Edition, Row, TableName
from parsers.report import Report, Status

# A table beside it that shows how this source writes nothing: as zeros, not as blanks.
T4 = "".join(
    f"<tr>{line}</tr>"
    for line in (
        "<td colspan=5>行政复议</td><td colspan=10>行政诉讼</td>",
        "".join(f"<td rowspan=2>{outcome.label}</td>" for outcome in OUTCOMES)
        + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>",
        "".join(f"<td>{outcome.label}</td>" for outcome in OUTCOMES) * 2,
        "<td>0</td>" * 15,
    )
)

LAST = f"<p>四、政府信息公开行政复议、行政诉讼情况</p><table>{T4}</table>"
FORM = FORMS[Edition.E2021]
T2, T3 = FORM.table(TableName.DISCLOSURE), FORM.table(TableName.APPLICATIONS)
WORDS = ["{}：{}", "{}{}件", "{} {}"]


def page(section: str, body: str) -> Report:
    title = "<h1>清河县民政局2022年政府信息公开工作年度报告</h1>"
    return parsers.read(
        f"{title}<p>{section}</p>{body}{LAST}<p>五、存在的主要问题及改进情况</p><p>2022年无。</p>".encode()
    )


def said(row: Row, words: str) -> str:
    return "，".join(words.format(column.label, place) for place, column in enumerate(row.columns))


def claims(report: Report, rows: Sequence[Row]) -> set[Status]:
    return {report.status(key) for row in rows for key in row.keys} & {Status.OK, Status.BLANK, Status.ABSENT}


def numbers(report: Report, rows: Sequence[Row]) -> set[tuple[int, str]]:
    """The places in their rows and the numbers of the cells that are claimed."""
    cells = ((place, report.cells[key]) for row in rows for place, key in enumerate(row.keys))
    return {(place, str(cell.value)) for place, cell in cells if cell.status in {Status.OK, Status.BLANK}}


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("heads", ["", "".join(f"<p>{column.label}</p>" for column in APPLICANTS)])
def test_rows_of_t3(words: str, heads: str) -> None:
    body = heads + "".join(f"<p>{row.label}</p><p>{said(row, words)}</p>" for row in T3)
    found = numbers(page("三、收到和处理政府信息公开申请情况", body), T3)
    assert found == (set() if heads else {(place, str(place)) for place in range(len(APPLICANTS))})


@pytest.mark.parametrize("words", WORDS)
def test_rows_of_t2(words: str) -> None:
    body = "".join(f"<p>{row.item}</p><p>{row.label}</p><p>{said(row, words)}</p>" for row in T2)
    assert numbers(page("二、主动公开政府信息情况", body), T2) == {(place, str(place)) for place in range(3)}


def test_rows_of_a_grid() -> None:
    heads = "".join(f"<td>{text}</td>" for text in ("项目", *(column.label for column in APPLICANTS)))
    nothing = "<td></td>" * len(APPLICANTS)
    lines = [f"<tr><td>{row.label}</td>{nothing}</tr>" for row in T3]
    below = [f"<tr><td></td><td colspan=7>{said(row, WORDS[1])}</td></tr>" for row in T3]
    told = "".join(f"{line}{words}" for line, words in zip(lines, below, strict=True))
    section = "三、收到和处理政府信息公开申请情况"
    assert not claims(page(section, f"<table><tr>{heads}</tr>{told}</table>"), T3)
    assert claims(page(section, f"<table><tr>{heads}</tr>{''.join(lines)}</table>"), T3) == {Status.BLANK}
