"""Texts in which rows or cells are empty: which blanks that proves, and which may be numbers that were lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from parsers.form import APPLICANTS, Row, TableName
from parsers.report import Status
from tests.parsers.test_text_doubts import FIFTEEN, SECTIONS, T3, T4_HEADS, claims, read, t2, t3


def test_a_label_with_fewer_cells_than_the_row_has_columns_is_not_blank() -> None:
    rows = [f"{line} |" for line in t3(" | ", **{row.key.split(".")[-1]: [""] * len(APPLICANTS) for row in T3})]
    assert claims(read(TableName.APPLICATIONS, rows), "applications.new_received")
    rows[1] = f"{T3[0].label} | | |"
    report = read(TableName.APPLICATIONS, rows)
    assert not claims(report, "applications.new_received")
    assert claims(report, "applications.granted")


def test_the_numbers_of_another_row_are_not_those_of_an_empty_one() -> None:
    heads = [line.replace(" ", " | ") for line in T4_HEADS]
    rows = [" | " * 14, "其中网络 | " + FIFTEEN.replace(" ", " | ")]
    assert not claims(read(TableName.PROCEEDINGS, [*heads, *rows]), "proceedings") - claims(
        read(TableName.PROCEEDINGS, [*heads, rows[0]]), "proceedings"
    )
    assert read(TableName.PROCEEDINGS, [*heads, *rows]).status("proceedings.review.total") is Status.AMBIGUOUS


def blank_first(last: str) -> list[str]:
    """T3 with the first column left empty, and a column of remarks behind the totals."""
    return [f"{row.label}||4|0|1|0|0|5|{last}" for row in T3]


@pytest.mark.parametrize("last", ["备注", "3"])
def test_an_empty_first_cell_and_a_remark_make_no_full_row(last: str) -> None:
    heads = "项目|" + "|".join(column.label for column in APPLICANTS)
    assert not claims(read(TableName.APPLICATIONS, [heads, *blank_first(last)]), "applications")


def test_labels_on_lines_of_their_own_prove_no_blanks() -> None:
    """Where no table shows a zero, one without any number may have lost them."""
    rows = t2(regulations="", normative_documents="", licences="", penalties="", coercive_measures="", fees="")
    numbers = {row.key.split(".")[-1]: ["1", "1", "1", "1", "1", "1", "6"] for row in T3}
    report = read(TableName.DISCLOSURE, [*rows, SECTIONS[TableName.APPLICATIONS], *t3(" | ", **numbers)])
    assert not claims(report, "disclosure")
    assert report.value("applications.granted.total") == 6


@pytest.mark.parametrize("number", [[], ["3 |"]])
def test_empty_cells_behind_some_labels_only_prove_no_blanks(number: list[str]) -> None:
    """A copy that dropped its zeros: what is left are the pipes of merged cells, and of 规章 no cell, or one."""
    lines = ["第二十条第（一）项 |", "|||"]
    for line in t2()[1:]:
        if line.startswith("第"):
            lines += [f"{line} |", "|||"]
        elif line.startswith("信息内容"):
            heads = line.split()
            lines += [f"{head} |" for head in heads] + ["||"] * (len(heads) == 2)
        else:
            label, *zeros = line.split()
            lines += [f"{label} |", *(number if label == "规章" else ["||"] * (len(zeros) == 1))]
    assert claims(read(TableName.DISCLOSURE, lines), "disclosure.") == set()


def test_an_empty_row_narrower_than_those_with_numbers_is_not_blank() -> None:
    heads = "项目|||" + "|".join(column.label for column in APPLICANTS)
    rows = [f"{row.label}|||4||||||" for row in T3]
    rows[1] = f"{T3[1].label}||||||||"
    assert not claims(read(TableName.APPLICATIONS, [heads, *rows]), "applications.carried_in")


def test_an_empty_first_row_and_its_twin_with_numbers_are_withheld() -> None:
    rows = [f"{line} |" for line in t3(" | ", **{row.key.split(".")[-1]: [""] * len(APPLICANTS) for row in T3})]
    rows.insert(2, f"{T3[0].label} | 7 | 3 | 7 | 9 | 6 | 5 | 37 |")
    assert not claims(read(TableName.APPLICATIONS, rows), "applications.new_received")


def test_blank_cells_between_pipes_are_blank_beside_a_label_on_its_own() -> None:
    rows = [f"{line.replace(' ', ' | ')} |" for line in t2(regulations=" " * 2, normative_documents="2 1 1")]
    rows[-1] = "行政事业性收费"
    report = read(TableName.DISCLOSURE, [row.replace("| 0 |", "| 4 |") for row in rows])
    assert report.status("disclosure.regulations.issued") is Status.BLANK
    assert not claims(report, "disclosure.fees")


HEADS = ["自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
ONLY_TOTALS = {row.key: ["", "", "", "", "", "", "0"] for row in T3} | {T3[0].key: ["2", "", "", "", "", "", "2"]}


def labels_in_their_columns(row: Row) -> list[str]:
    """The label of a row in the first, second or third column of three, as the form has its levels."""
    level = (
        0 if row.key.split(".")[-1] in {"new_received", "carried_in", "carried_out"} else 1 + row.key.count(".") // 2
    )
    return [row.label if column == level else "" for column in range(3)]


def table_with_only_totals(form: str, numbers: Mapping[str, Sequence[str]] = ONLY_TOTALS) -> list[str]:
    heads = [f"{' | '.join(heads)} |" for heads in (HEADS[:3], HEADS[3:])]
    match form:
        case "label beside its cells":
            return [*heads, *(f"{row.label} | {' | '.join(numbers[row.key])} |" for row in T3)]
        case "labels in three columns":
            return [*heads, *(f"| {' | '.join([*labels_in_their_columns(row), *numbers[row.key]])} |" for row in T3)]
        case _:
            cells = ([row.label, *numbers[row.key]] for row in T3)
            return [f"{head} |" for head in HEADS] + [
                line for row in cells for line in (*(f"{cell} |".strip() for cell in row), "||")
            ]


FORMS_OF_ROWS = ["label beside its cells", "labels in three columns", "cell by cell"]


@pytest.mark.parametrize("form", FORMS_OF_ROWS)
def test_rows_filled_in_for_their_totals_only_are_blank_before_these(form: str) -> None:
    """No row is complete, and the heads stand in lines of their own; that all rows end alike tells the columns."""
    report = read(TableName.APPLICATIONS, table_with_only_totals(form))
    assert report.value("applications.new_received.natural_person") == 2
    assert [report.value(row.keys[-1]) for row in T3] == [2, *[0] * (len(T3) - 1)]
    assert {report.status(key) for row in T3[1:] for key in row.keys[:-1]} == {Status.BLANK}


@pytest.mark.parametrize("form", FORMS_OF_ROWS)
@pytest.mark.parametrize("last", ["", "0"])
def test_rows_that_do_not_end_alike_show_no_columns(form: str, last: str) -> None:
    """One row without its total, or with a cell too few: the others may have lost a cell as well."""
    cut = ["1", *[""] * 4, last] if last else ["1", *[""] * 6]
    numbers = ONLY_TOTALS | {T3[4].key: cut}
    report = read(TableName.APPLICATIONS, table_with_only_totals(form, numbers))
    assert not claims(report, f"{T3[4].key}.")
