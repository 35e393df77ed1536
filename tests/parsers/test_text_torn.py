"""Texts a line a cell that lost lines, or in which lines moved: numbers beside the gap may be others'."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parsers.form import APPLICANTS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report, Status
from tests.parsers.test_text_doubts import BEHIND, read

ENDS = ["", " |"]
BLOCKS: list[tuple[str, list[str], list[tuple[str, list[str]]]]] = [
    (
        "第二十条第（一）项",
        ["本年制发件数", "本年废止件数", "现行有效件数"],
        [("规章", ["1", "2", "13"]), ("行政规范性文件", ["5", "4", "16"])],
    ),
    ("第二十条第（五）项", ["本年处理决定数量"], [("行政许可", ["112"])]),
    ("第二十条第（六）项", ["本年处理决定数量"], [("行政处罚", ["7"]), ("行政强制", ["3"])]),
    ("第二十条第（八）项", ["本年收费金额（单位：万元）"], [("行政事业性收费", ["25"])]),
]


def t2() -> list[str]:
    lines: list[str] = []
    for caption, heads, rows in BLOCKS:
        lines += [caption, "信息内容", *heads]
        for label, numbers in rows:
            lines += [label, *numbers]
    return lines


def loose(lines: Sequence[str], end: str) -> list[str]:
    """The lines with what closes each; behind a row's last cell an empty one shows, too."""
    return [line + end for line in lines]


def status(report: Report, key: str) -> Status:
    return report.cells[key].status


@pytest.mark.parametrize("end", ENDS)
def test_a_number_before_lost_lines_is_withheld(end: str) -> None:
    """The lines from the number of the licences to the label of the penalties are gone: 7 stands behind 行政许可."""
    lines = t2()
    lines = lines[: lines.index("112")] + lines[lines.index("7") :]
    report = read(TableName.DISCLOSURE, loose(lines, end))
    assert status(report, "disclosure.licences.decisions") is Status.AMBIGUOUS
    assert status(report, "disclosure.penalties.decisions") is not Status.OK
    assert report.value("disclosure.coercive_measures.decisions") == 3
    assert report.value("disclosure.regulations.in_force") == 13


@pytest.mark.parametrize("end", ENDS)
def test_before_a_block_that_was_left_out_only_one_number_is_withheld(end: str) -> None:
    """The lines from the number of the licences to the label of the fees may have been lost as well."""
    lines = t2()
    lines = lines[: lines.index("第二十条第（六）项")] + lines[lines.index("第二十条第（八）项") :]
    report = read(TableName.DISCLOSURE, loose(lines, end))
    assert report.value("disclosure.fees.amount_10k_yuan") == 25
    assert report.value("disclosure.normative_documents.in_force") == 16
    assert status(report, "disclosure.licences.decisions") is Status.AMBIGUOUS
    assert status(report, "disclosure.penalties.decisions") is Status.ABSENT


def test_a_number_that_moved_over_labels_makes_those_between_doubtful() -> None:
    """112 and the next caption stand behind 行政处罚: whose 7 is, nothing tells."""
    lines = t2()
    low, high = lines.index("112"), lines.index("第二十条第（六）项") + 1
    label = lines.index("行政处罚") + 1
    lines = [*lines[:low], *lines[high:label], *lines[low:high], *lines[label:]]
    report = read(TableName.DISCLOSURE, loose(lines, " |"))
    for key in ("licences.decisions", "penalties.decisions"):
        assert status(report, f"disclosure.{key}") is Status.AMBIGUOUS


def test_labels_that_moved_before_a_number_leave_one_behind_a_caption() -> None:
    lines = t2()
    lines = lines[: lines.index("第二十条第（八）项")]
    low, high = lines.index("112"), lines.index("第二十条第（六）项") + 1
    lines = [*lines[:low], *lines[high:-1], *lines[low:high], lines[-1]]
    report = read(TableName.DISCLOSURE, loose(lines, " |"))
    assert status(report, "disclosure.coercive_measures.decisions") is Status.AMBIGUOUS


@pytest.mark.parametrize("end", ENDS)
def test_a_row_at_the_end_is_not_absent_where_its_label_lacks_a_character(end: str) -> None:
    lines = [line.replace("行政强制", "行强制") for line in t2()]
    lines = lines[: lines.index("第二十条第（八）项")]
    report = read(TableName.DISCLOSURE, loose(lines, end))
    assert status(report, "disclosure.coercive_measures.decisions") is Status.AMBIGUOUS
    assert report.value("disclosure.penalties.decisions") == 7


def test_a_row_is_not_absent_behind_a_label_that_stands_twice() -> None:
    lines = [
        "第二十条第（一）项",
        "信息内容本年制发件数本年废止件数现行有效件数",
        "规章000",
        "规章000",
        "行政规范性文件000",
    ]
    report = read(TableName.DISCLOSURE, lines)
    assert status(report, "disclosure.normative_documents.issued") is not Status.ABSENT


def test_a_total_before_lost_rows_is_withheld_where_it_contradicts_its_row() -> None:
    """Of the first row the total is gone, of the second all but its last cell."""
    lines = ["项目", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    lines += ["一、本年新收政府信息公开申请数量", "8", "0", "0", "0", "0", "0"]
    report = read(TableName.APPLICATIONS, [*loose(lines, " |"), "0 | ||||||"])
    assert status(report, "applications.new_received.total") is Status.AMBIGUOUS


def test_a_pages_number_does_not_fill_up_the_row_of_the_proceedings() -> None:
    heads = ["行政复议 | 行政诉讼 |", "未经复议直接起诉 | 复议后起诉 |"]
    heads.append(" | ".join([column.label for column in OUTCOMES] * 3))
    row = " | ".join(["0"] * 14) + " | |"
    report = read(TableName.PROCEEDINGS, [*heads, "3", row, BEHIND])
    assert status(report, "proceedings.review.upheld") is Status.AMBIGUOUS
    whole = read(TableName.PROCEEDINGS, [*heads, " | ".join(["0"] * 15) + " | |", BEHIND])
    assert whole.value("proceedings.review.total") == 0


def t3(end: str, **others: list[str]) -> list[str]:
    """T3 a cell a line, each row with 1 from a natural person but the named ones."""
    rows = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
    cells = [(row.label, others.get(row.key.split(".")[-1], ["1", "0", "0", "0", "0", "0", "1"])) for row in rows]
    heads = ["项目", *(column.label for column in APPLICANTS)]
    lines = [*heads, *(line for label, own in cells for line in (label, *own))]
    return [f"{line}{end}" if line else end.strip() for line in lines]


@pytest.mark.parametrize("end", ENDS)
def test_a_row_before_lost_lines_is_withheld_though_it_adds_up(end: str) -> None:
    """The lines from the numbers of （一） to the next label but one are gone: the numbers behind it are that row's."""
    lines = t3(end, state_secret=["0", "2", "0", "0", "0", "0", "2"])
    start = lines.index(f"（一）予以公开{end}") + 1
    report = read(TableName.APPLICATIONS, lines[:start] + lines[lines.index(f"1.属于国家秘密{end}") + 1 :])
    assert status(report, "applications.granted.commercial_enterprise") is Status.AMBIGUOUS
    assert report.value("applications.refused.third_party_rights.total") == 1


def test_a_row_with_a_number_too_many_is_not_made_full_by_it() -> None:
    """A stray 3 before the numbers, and an empty total behind them: seven numbers, but not those of the columns."""
    report = read(TableName.APPLICATIONS, t3(" |", petition=["3", "1", "0", "4", "0", "0", "0", ""]))
    assert status(report, "applications.not_processed.petition.natural_person") is Status.AMBIGUOUS
    assert report.value("applications.not_processed.repeated.natural_person") == 1
