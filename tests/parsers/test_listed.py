"""Tables printed as lists: a label, and each number behind its head."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import parsers
from parsers.form import CHANNELS, FORMS, Edition, Row, TableName
from parsers.report import Report, Status

SECTIONS = {
    TableName.DISCLOSURE: "二、主动公开政府信息情况",
    TableName.APPLICATIONS: "三、收到和处理政府信息公开申请情况",
    TableName.PROCEEDINGS: "四、政府信息公开行政复议、行政诉讼情况",
}
ONE_COLUMN = [row for row in FORMS[Edition.E2021].table(TableName.DISCLOSURE) if len(row.keys) == 1]
Said = dict[str, str]
Printed = Callable[[str, list[tuple[str, str]]], list[str]]


def numbers(edition: Edition) -> Said:
    """A report with all sums right, by key."""
    said: Said = {}
    for table in TableName:
        for i, row in enumerate(FORMS[edition].table(table), start=1):
            values = [i, *range(1, len(row.keys) - 1), i + sum(range(1, len(row.keys) - 1))]
            said |= {key: str(value) for key, value in zip(row.keys, values[-len(row.keys) :], strict=True)}
    return said


def label_of(table: TableName, row: Row) -> str:
    if table is TableName.PROCEEDINGS:
        name, *kind = dict(CHANNELS)[row.key.rpartition(".")[2]]
        return f"{name}（{kind[0]}）" if kind else name
    return "".join(row.labels) if table is TableName.APPLICATIONS else row.label


PRINTED: dict[str, Printed] = {
    "a line each": lambda label, pairs: [label, *(f"{head}：{number}" for head, number in pairs)],
    "items": lambda label, pairs: [f"- **{label}**", *(f"  - {head}: {number}" for head, number in pairs)],
    "in a line": lambda label, pairs: [f"{label}：{'，'.join(f'{head}{number}' for head, number in pairs)}。"],
    "with units": lambda label, pairs: [f"{label}：{'；'.join(f'{head}：{number}件' for head, number in pairs)}"],
    "with dashes": lambda label, pairs: [f"{label}-{head}\t{number}" for head, number in pairs],
    "in brackets": lambda label, pairs: [f"{label}（{head}）：{number}" for head, number in pairs],
}


def lines(said: Said, edition: Edition, printed: Printed, *, turned: bool = False) -> Iterator[str]:
    yield "清河县民政局2022年政府信息公开工作年度报告"
    yield "一、总体情况"
    for table, heading in SECTIONS.items():
        yield heading
        for row in FORMS[edition].table(table):
            pairs = [(column.label, said[key]) for key, column in zip(row.keys, row.columns, strict=True)]
            money = any(column.key.startswith("amount") for column in row.columns)
            own = PRINTED["a line each"] if money else printed
            yield from own(label_of(table, row), pairs[::-1] if turned else pairs)
    yield "五、存在的主要问题及改进情况"


def shown(report: Report, said: Said) -> Said:
    return {key: "?" if report.value(key) is None else str(report.value(key)) for key in said}


@pytest.mark.parametrize("edition", list(FORMS))
@pytest.mark.parametrize("printed", PRINTED)
def test_each_number_is_its_heads(edition: Edition, printed: str) -> None:
    said = numbers(edition)
    text = "\n".join(lines(said, edition, PRINTED[printed]))
    assert shown(parsers.read(text.encode()), said) == said


def test_heads_in_another_order_may_stand_before_each_others_numbers() -> None:
    said = numbers(Edition.E2021)
    text = "\n".join(lines(said, Edition.E2021, PRINTED["a line each"], turned=True))
    read = shown(parsers.read(text.encode()), said)
    assert {key for key, number in read.items() if number != "?"} <= {row.keys[0] for row in ONE_COLUMN}


def test_a_list_of_terms_on_a_page() -> None:
    said = numbers(Edition.E2021)
    page = "".join(
        "<dl><dt>{}</dt><dd>{}</dd></dl>".format(*line.rsplit("：", 1)) if "：" in line else f"<p>{line}</p>"
        for line in lines(said, Edition.E2021, PRINTED["a line each"])
    )
    assert shown(parsers.read(f"<html><body>{page}</body></html>".encode()), said) == said


@pytest.mark.parametrize("lost", ["商业企业：1", "总计：25", "（一）予以公开"])
def test_a_row_that_lost_a_line_is_withheld(lost: str) -> None:
    said = numbers(Edition.E2021)
    text = "\n".join(lines(said, Edition.E2021, PRINTED["a line each"]))
    before, _, behind = text.partition(SECTIONS[TableName.APPLICATIONS])
    cut = "\n".join(line for line in [before, SECTIONS[TableName.APPLICATIONS], *behind.strip().split("\n")])
    at = cut.index(lost, len(before))
    report = parsers.read((cut[:at] + cut[at + len(lost) :]).encode())
    read = {key: number for key, number in shown(report, said).items() if number != "?"}
    assert read.items() <= said.items()
    assert len(read) >= len(said) - 14
    assert len(read) < len(said)


def test_lines_of_two_rows_are_none() -> None:
    """From the middle of one row to that of another all lines are lost: its numbers do not add up."""
    said = numbers(Edition.E2021)
    text = "\n".join(lines(said, Edition.E2021, PRINTED["a line each"]))
    start = text.index("科研机构", text.index("1.属于国家秘密"))
    stop = text.index("科研机构", text.index("8.属于行政查询事项"))
    report = parsers.read((text[:start] + text[stop:]).encode())
    key = "applications.refused.state_secret"
    assert {report.status(f"{key}.{column}") for column in ("natural_person", "total")} == {Status.AMBIGUOUS}
