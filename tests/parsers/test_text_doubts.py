"""Texts in which a number, a label or a row stands at odds with the table: what they say of it is withheld."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report, Status

SECTIONS = {
    TableName.DISCLOSURE: "二、主动公开政府信息情况",
    TableName.APPLICATIONS: "三、收到和处理政府信息公开申请情况",
    TableName.PROCEEDINGS: "四、政府信息公开行政复议、行政诉讼情况",
}
T4 = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
BEHIND = "五、存在的主要问题及改进情况\n无。\n"


def read(table: TableName, lines: Sequence[str]) -> Report:
    text = "\n".join(
        ("清河县民政局2022年政府信息公开工作年度报告", "一、总体情况", "公开3条。", SECTIONS[table], *lines, BEHIND)
    )
    return parsers.read(text.encode())


def t2(**rows: str) -> list[str]:
    """T2 a line a row, with the numbers of the rows named in words, else zeros."""
    return [
        "第二十条第（一）项",
        "信息内容 本年制发件数 本年废止件数 现行有效件数",
        f"规章 {rows.get('regulations', '0 0 0')}",
        f"行政规范性文件 {rows.get('normative_documents', '0 0 0')}",
        "第二十条第（五）项",
        "信息内容 本年处理决定数量",
        f"行政许可 {rows.get('licences', '0')}",
        "第二十条第（六）项",
        "信息内容 本年处理决定数量",
        f"行政处罚 {rows.get('penalties', '0')}",
        f"行政强制 {rows.get('coercive_measures', '0')}",
        "第二十条第（八）项",
        "信息内容 本年收费金额（单位：万元）",
        f"行政事业性收费 {rows.get('fees', '0')}",
    ]


def t3(separator: str = " ", **rows: Sequence[str]) -> list[str]:
    """T3 a line a row; rows of zeros but for those named by the last part of their key."""
    heads = separator.join(("项目", *(column.label for column in APPLICANTS)))
    numbers = {row.key: rows.get(row.key.split(".")[-1], ["0"] * len(row.columns)) for row in T3}
    return [heads, *(separator.join((row.label, *numbers[row.key])) for row in T3)]


T4_HEADS = [
    "行政复议 行政诉讼",
    "未经复议直接起诉 复议后起诉",
    " ".join([column.label for column in OUTCOMES] * 3),
]
FIFTEEN = "1 0 0 0 1 2 0 0 0 2 3 0 0 0 3"


def claims(report: Report, prefix: str) -> set[str]:
    """The cells below a prefix that are said to hold a number, to be blank, or not to be there."""
    return {
        key
        for key, cell in report.cells.items()
        if key.startswith(prefix) and cell.status in {Status.OK, Status.BLANK, Status.ABSENT}
    }


def test_two_labels_in_one_line_have_no_row_that_is_surely_theirs() -> None:
    """A rule between two rows is lost: both labels, and the digits of each column, have run together."""
    rows = t2(normative_documents="354 714 104")
    rows[3] = f"规章{rows[3]}"
    del rows[2]
    report = read(TableName.DISCLOSURE, rows)
    assert not claims(report, "disclosure.regulations") | claims(report, "disclosure.normative_documents")
    assert report.value("disclosure.licences.decisions") == 0


@pytest.mark.parametrize("behind", [0, 1])
def test_a_label_that_stands_twice_once_without_numbers_is_withheld(behind: int) -> None:
    rows = t2(penalties="2")
    rows.insert(rows.index("行政处罚 2") + behind, "行政处罚")
    report = read(TableName.DISCLOSURE, rows)
    assert not claims(report, "disclosure.penalties")
    assert report.value("disclosure.licences.decisions") == 0


def test_the_last_row_is_withheld_where_it_stands_again_with_other_numbers() -> None:
    rows = t3(carried_out=["1", "0", "0", "0", "0", "0", "1"])
    report = read(TableName.APPLICATIONS, [*rows, f"{T3[-1].label} 2 0 0 0 0 0 2"])
    assert not claims(report, "applications.carried_out")
    assert claims(report, "applications.result_total")


def test_a_row_that_stands_above_the_table_with_another_number_is_withheld() -> None:
    """The end of another year's table, whose rows of several numbers nobody can cut."""
    report = read(TableName.DISCLOSURE, ["行政处罚、437", "行政强制、93", *t2(penalties="430", coercive_measures="93")])
    assert not claims(report, "disclosure.penalties")
    assert report.value("disclosure.coercive_measures.decisions") == 93


def test_proceedings_with_a_second_row_of_numbers_above_their_heads_are_withheld() -> None:
    assert claims(read(TableName.PROCEEDINGS, [*T4_HEADS, FIFTEEN]), "proceedings")
    assert not claims(read(TableName.PROCEEDINGS, ["0 " * 15, *T4_HEADS, FIFTEEN]), "proceedings")


def test_numbers_in_which_every_digit_stands_twice_are_withheld() -> None:
    """Bold type drawn twice; no zero among them shows it, but that there is no other number does."""
    rows = t2(
        regulations="33 1122 4455",
        normative_documents="11 22 3344",
        licences="5566",
        penalties="77",
        coercive_measures="88",
        fees="99",
    )
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure")
    rows = t2(regulations="33 1122 4455", licences="5566")
    assert read(TableName.DISCLOSURE, rows).value("disclosure.licences.decisions") == 5566


def test_a_last_row_behind_a_semicolon_is_not_absent() -> None:
    rows = t2(fees="3.5")
    rows[-1] = rows[-1].replace(" ", "; ")
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure.fees")


@pytest.mark.parametrize("row", [" ¦ ".join("0" * 15), " & ".join("0" * 15), " / ".join("0" * 15), "0" * 15])
def test_fifteen_numbers_without_heads_are_not_an_absent_table(row: str) -> None:
    assert not claims(read(TableName.PROCEEDINGS, [row]), "proceedings")


def test_a_row_whose_label_stands_above_the_table_is_not_absent() -> None:
    """The numbers of each row follow under the name of another: what is left is one with a hole."""
    rows = ["规章", "行政规范性文件", "规章 8 8 8", *t2()[4:]]
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure.normative_documents")


def test_a_number_that_goes_on_in_the_next_line_is_not_two() -> None:
    """896 broken at the end of its line, and the zeros of the table lost."""
    rows = t2(regulations="", normative_documents="627 8\n96", licences="", penalties="", coercive_measures="", fees="")
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure.normative_documents")


def test_heads_between_spaces_are_read_beside_a_head_that_is_none_of_the_forms() -> None:
    report = read(TableName.APPLICATIONS, t3(new_received=["1", "2", "0", "0", "0", "0", "3"]))
    assert report.value("applications.new_received.commercial_enterprise") == 2
    heads = t3()[0].replace("商业企业 科研机构", "科研机构 商业企业")
    assert not claims(read(TableName.APPLICATIONS, [heads, *t3()[1:]]), "applications")


def test_cells_that_merged_labels_cover_are_none_of_the_row() -> None:
    heads = "项目||" + "|".join(column.label for column in APPLICANTS)
    rows = [f"{row.label}||4|0|1|0|0|0|5" for row in T3]
    report = read(TableName.APPLICATIONS, [heads, *rows])
    assert report.value("applications.granted.natural_person") == 4


def test_a_bare_row_with_empty_cells_is_not_an_absent_table() -> None:
    assert not claims(read(TableName.PROCEEDINGS, ["\t\t3\t\t3" + "\t" * 10]), "proceedings")
    assert claims(read(TableName.PROCEEDINGS, ["本年度未发生行政复议、行政诉讼。"]), "proceedings")


def test_a_short_label_between_semicolons_is_not_absent() -> None:
    rows = t2()
    rows[2] = "规章; 10116; ; "
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure.regulations")


def test_zeros_run_together_in_one_cell_of_a_row_are_not_those_of_its_other_cells() -> None:
    rows = [line.replace(" ", " | ") + " |" for line in t2()]
    rows[2] = "规章 | 000 |  |  |"
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure.regulations")


def test_the_only_numbers_of_a_table_below_its_last_label_may_be_those_of_other_rows() -> None:
    rows = t2(regulations="", normative_documents="", licences="", penalties="", coercive_measures="", fees="\n294")
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure")


@pytest.mark.parametrize("other", ["行政处罚", "行政处罚、43、7"])
def test_a_row_that_the_other_copy_of_its_table_does_not_show_is_withheld(other: str) -> None:
    copy = [other if line.startswith("行政处罚") else line for line in t2()]
    report = read(TableName.DISCLOSURE, [*t2(penalties="430"), *copy])
    assert not claims(report, "disclosure.penalties")
    assert report.value("disclosure.licences.decisions") == 0


def upright(heads: Sequence[str]) -> list[str]:
    """Heads a character a line."""
    lines = range(max(map(len, heads)))
    return ["   ".join(head[y] for head in heads if y < len(head)) for y in lines]


def test_heads_a_character_a_line_are_read_or_the_table_is_withheld() -> None:
    heads, rows = (
        ["项目", *(column.label for column in APPLICANTS)],
        t3(new_received=["1", "2", "0", "0", "0", "0", "3"]),
    )
    right = read(TableName.APPLICATIONS, [*upright(heads), *rows[1:]])
    assert right.value("applications.new_received.commercial_enterprise") == 2
    heads[4], heads[6] = heads[6], heads[4]
    assert not claims(read(TableName.APPLICATIONS, [*upright(heads), *rows[1:]]), "applications")
    heads[1] = "自然入"
    assert not claims(read(TableName.APPLICATIONS, [*upright(heads), *rows[1:]]), "applications")


def test_two_rows_of_proceedings_are_not_filled_up_to_one() -> None:
    heads = [line.replace(" ", " | ") for line in T4_HEADS]
    rows = ["1 | | | | 1 | | | | 3 | 3 | | | | | ", "1 | 1 | 1 | | 3 | | 1 | | | 1 | 2 | | | 1 | 3"]
    assert not claims(read(TableName.PROCEEDINGS, [*heads, *rows]), "proceedings")


def test_a_row_that_stands_again_between_semicolons_is_withheld() -> None:
    again = ["规章; 6; 9; 50", "行政规范性文件; 0; 0; 0"]
    report = read(TableName.DISCLOSURE, [*t2(regulations="6 9 49"), *again])
    assert not claims(report, "disclosure.regulations")
    assert claims(report, "disclosure.normative_documents")


def test_a_row_between_semicolons_with_a_note_is_not_absent() -> None:
    rows = t2()
    rows[2] = "规章; ; ; 8 （含上年3件）"
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure.regulations")


def test_a_row_with_marks_is_held_against_its_total() -> None:
    """1540 broken into two cells in a text that has lost another cell of the row, and one elsewhere."""
    rows = t3(carried_in=["-", "1540", "-", "-", "-", "1", "540"], granted=["0"] * 6)
    report = read(TableName.APPLICATIONS, rows)
    assert not claims(report, "applications.carried_in")


def test_rows_that_the_narrative_tells_are_absent_all_the_same() -> None:
    told = "2022年，我局收到8份申请，其中，予以公开2件，行政许可不在其内。"
    cut = [line for line in t3() if "予以公开" not in line or "不予" in line]
    report = read(TableName.APPLICATIONS, [told, *cut])
    assert report.status("applications.granted.total") is Status.ABSENT


CHANNELS = ["行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"]
OUTCOME_HEADS = [column.label for column in OUTCOMES]
FIVES = ["1 0 0 0 1", "2 0 0 0 2", "3 0 0 0 3"]


def channel_by_channel(heads: Sequence[str] = OUTCOME_HEADS, channels: Sequence[str] = CHANNELS) -> list[str]:
    return [" ".join(heads), *(f"{channel} {five}" for channel, five in zip(channels, FIVES, strict=True))]


def table_by_table(heads: Sequence[str] = OUTCOME_HEADS, channels: Sequence[str] = CHANNELS) -> list[str]:
    pairs = zip(channels, FIVES, strict=True)
    return [line for channel, five in pairs for line in (channel, " ".join(heads), five)]


@pytest.mark.parametrize("write", [channel_by_channel, table_by_table])
def test_proceedings_printed_channel_by_channel_are_read_in_the_forms_order_only(
    write: Callable[..., list[str]],
) -> None:
    report = read(TableName.PROCEEDINGS, write())
    assert [report.value(f"proceedings.{row.key.split('.')[1]}.upheld") for row in T4] == [1, 2, 3]
    assert not claims(read(TableName.PROCEEDINGS, write(channels=CHANNELS[::-1])), "proceedings")
    swapped = [OUTCOME_HEADS[1], OUTCOME_HEADS[0], *OUTCOME_HEADS[2:]]
    assert not claims(read(TableName.PROCEEDINGS, write(heads=swapped)), "proceedings")


def test_a_rule_of_markdown_that_centres_its_columns_is_no_row() -> None:
    rows = [f"| {line.replace(' ', ' | ')} |" for line in t3(" ")]
    rows.insert(1, "|" + ":-:|" * 8)
    assert read(TableName.APPLICATIONS, rows).value("applications.granted.total") == 0


def test_zeros_run_together_where_every_digit_stands_twice_are_no_row_of_zeros() -> None:
    """The fees of the form of 2019: 00 is a zero drawn twice, and the other is lost."""
    rows = [
        "第二十条第（一）项",
        "信息内容 本年新制作数量 本年新公开数量 对外公开总数量",
        "规章 1122 4455 33",
        "规范性文件 11 22 3344",
        "第二十条第（八）项",
        "信息内容 上一年项目数量 本年增/减",
        "行政事业性收费 00",
        "第二十条第（九）项",
        "信息内容 采购项目数量 采购总金额",
        "政府集中采购 55 6677.88",
    ]
    assert not claims(read(TableName.DISCLOSURE, rows), "disclosure.fees")
    rows[2] = "规章 1122 4455 3"
    assert read(TableName.DISCLOSURE, rows).value("disclosure.fees.change") == 0


def test_a_table_in_which_every_digit_stands_twice_shows_that_the_others_may() -> None:
    rows = t2(licences="5566", penalties="77", coercive_measures="88", regulations="", normative_documents="", fees="")
    bold = {row.key.split(".")[-1]: ["00"] * 7 for row in T3}
    both = [*rows, SECTIONS[TableName.APPLICATIONS], *t3(" | ", **bold)]
    assert not claims(read(TableName.DISCLOSURE, both), "disclosure.licences")


def test_a_row_without_a_sum_may_be_filled_up_by_a_pages_number() -> None:
    """Each number on a line of its own, where rows are empty: any may be the page's."""
    rows = t2(regulations="", normative_documents="5 1", licences="3", penalties="4", coercive_measures="", fees="")
    lines = [line for row in rows for line in row.split()]
    assert not claims(read(TableName.DISCLOSURE, lines), "disclosure")
    assert claims(read(TableName.DISCLOSURE, rows), "disclosure.licences")


def test_one_row_that_ends_in_its_total_first_is_enough_where_its_head_comes_first() -> None:
    """All other rows are zeros, or one applicant's in the first column or the last: they add up either way."""
    heads = ["申请人情况", "总计", "自然人", "法人或其他组织", *(column.label for column in APPLICANTS[1:-1])]
    rows = {row.key: ["0"] * 7 for row in T3} | {T3[0].key: list("4101200"), T3[1].key: list("1000001")}
    lines = [*heads, *(text for row in T3 for text in (row.label, *rows[row.key]))]
    assert not claims(read(TableName.APPLICATIONS, lines), "applications")
    rows[T3[0].key] = list("1012004")
    lines = [*heads, *(text for row in T3 for text in (row.label, *rows[row.key]))]
    assert read(TableName.APPLICATIONS, lines).value("applications.new_received.total") == 4


@pytest.mark.parametrize(("garbage", "status"), [("Õl‹_", Status.AMBIGUOUS), ("fǎ lǜ", Status.ABSENT)])
def test_no_row_is_absent_from_a_text_that_a_converter_garbled(garbage: str, status: Status) -> None:
    """Catdoc loses what stands between pieces of a DOC and leaves such letters; pinyin has none of them."""
    report = read(TableName.DISCLOSURE, [f"公开情况{garbage}如下。", *t2()[4:]])
    assert report.status("disclosure.regulations.issued") is status
    assert report.value("disclosure.licences.decisions") == 0


def test_digits_run_together_may_hide_an_empty_cell_where_other_rows_have_too_few() -> None:
    """0 10 0 0 0 1 and an empty total make seven digits, too, and these add up."""
    said = {"granted": "0100001", "partially_granted": "0000000"}

    def rows(others: str) -> list[str]:
        return [row.label + said.get(row.key.split(".")[-1], others) for row in T3]

    whole, short = read(TableName.APPLICATIONS, rows("0000000")), read(TableName.APPLICATIONS, rows("000000"))
    assert [whole.value(key) for key in T3[2].keys] == [0, 1, 0, 0, 0, 0, 1]
    assert {short.status(key) for key in T3[2].keys} == {Status.AMBIGUOUS}
    assert {short.value(key) for key in T3[3].keys} == {0}


def test_strokes_that_part_cells_and_stand_for_nothing_leave_no_place_certain() -> None:
    """The cells are parted by strokes, and one stands in each cell that is empty: issued and in force here."""
    numbers = {"regulations": "/ / /", "normative_documents": "/ 14696 /", "licences": "294", "penalties": "/"}
    rows = [line.replace(" ", " / ") for line in t2(**numbers, coercive_measures="8571", fees="/")]
    report = read(TableName.DISCLOSURE, rows)
    said = {key.rpartition(".")[2]: cell for key, cell in report.cells.items() if "normative_documents" in key}
    assert {cell.status for cell in said.values()} == {Status.AMBIGUOUS}
