"""Texts in which tables lost their lines, or gained labels: a report on one line, merged labels written out."""

from __future__ import annotations

import parsers
from parsers.flattened import unflatten
from parsers.form import APPLICANTS, FORMS, OUTCOMES, Edition, TableName
from parsers.readers.text import read_text
from parsers.report import Report, Status

TITLE = "清河县民政局2022年政府信息公开工作年度报告"
T2 = (
    "第二十条第（一）项 信息内容 本年制发件数 本年废止件数 现行有效件数 规章 0 0 0 行政规范性文件 3 1 12 "
    "第二十条第（五）项 信息内容 本年处理决定数量 行政许可 1472 第二十条第（六）项 信息内容 本年处理决定数量 "
    "行政处罚 28 行政强制 0 第二十条第（八）项 信息内容 本年收费金额（单位：万元） 行政事业性收费 18.0857"
)
HEADS = "申请人情况 自然人 法人或其他组织 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他"
ROWS = list(FORMS[Edition.E2021].table(TableName.APPLICATIONS))
NUMBERS = ["4", "1", "0", "0", "2", "0", "7"]
OUTCOME = " ".join(column.label for column in OUTCOMES)
T4 = f"行政复议 行政诉讼 {OUTCOME} 未经复议直接起诉 复议后起诉 {OUTCOME} {OUTCOME} 1 0 0 2 3 0 0 0 0 0 5 0 0 0 5"


def one_line(t3: str) -> Report:
    narrative = "2022年，我局主动公开信息 318 条，收到申请 7 件，其他 工作有序开展。" * 3
    text = (
        f"{TITLE} 发布时间：2023-01-12 一、总体情况 {narrative} 二、主动公开政府信息情况 {T2} "
        f"三、收到和处理政府信息公开申请情况 {HEADS} {t3} 四、政府信息公开行政复议、行政诉讼情况 {T4} "
        "五、存在的主要问题及改进情况 公开形式单一。 六、其他需要报告的事项 无。"
    )
    return parsers.read(text.encode())


def whole_t3() -> str:
    return " ".join(f"{row.label} {' '.join(NUMBERS)}" for row in ROWS)


def test_the_tables_of_a_report_on_one_line_are_read() -> None:
    report = one_line(whole_t3())
    assert {cell.status for cell in report.cells.values()} == {Status.OK}
    assert report.value("disclosure.licences.decisions") == 1472
    assert report.value("applications.carried_out.total") == 7
    assert report.value("proceedings.litigation_after_review.upheld") == 5


def test_their_cells_are_no_narrative() -> None:
    report = one_line(whole_t3())
    assert report.title == TITLE
    assert "1472" not in report.sections[1].text
    assert "318" in report.sections[0].text


def test_a_number_lost_on_one_line_is_not_made_up_for() -> None:
    report = one_line(whole_t3().replace(" 4 1 0 0 2 0 7", " 4 1 0 0 2 7", 3))
    lost = [report.cells[f"{row.key}.{column.key}"] for row in ROWS[:3] for column in APPLICANTS]
    assert {cell.status for cell in lost} == {Status.AMBIGUOUS}


def test_a_merged_label_written_into_each_of_its_cells_is_one_label() -> None:
    """（六）其他处理 covers two columns of the 2019 form, whose mark it is, and stands twice in an exported row."""
    form = FORMS[Edition.E2019].table(TableName.APPLICATIONS)
    rows = [["项目"] * 3 + [column.label for column in APPLICANTS]]
    rows += [[(row.labels * 3)[0], *(row.labels[1:] or row.labels) * 2][:3] + NUMBERS for row in form]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    t2 = "\n".join(T2.replace(" 第", "\n第").replace(" 行政", "\n行政").replace(" 信息", "\n信息").split("\n"))
    report = parsers.read(
        f"{TITLE}\n二、主动公开政府信息情况\n{t2}\n三、收到和处理政府信息公开申请情况\n{table}\n".encode()
    )
    assert report.edition is Edition.MIXED
    assert report.value("applications.other.all.total") == 7


def test_a_ragged_table_between_commas_keeps_its_own_edition() -> None:
    """Its rows are taken apart below its heads; what is said of them is what stands there."""
    form = FORMS[Edition.E2019].table(TableName.APPLICATIONS)
    # Rows of different lengths are no grid.
    rows = [
        f"{row.label.lstrip('12345678.')},{','.join(NUMBERS)}{',' * (number % 2)}" for number, row in enumerate(form)
    ]
    heads = ",".join(column.label for column in APPLICANTS)
    text = "\n".join([TITLE, "三、收到和处理政府信息公开申请情况", f"项目,{heads}", *rows])
    report = parsers.read(text.encode())
    assert report.edition is Edition.E2019
    cells = [(report.cells[key], number) for row in form for key, number in zip(row.keys, NUMBERS, strict=True)]
    assert {cell.status for cell, _ in cells} <= {Status.OK, Status.AMBIGUOUS}
    assert all(cell.value in {None, int(number)} for cell, number in cells)


def test_between_pipes_on_one_line_a_row_that_lost_cells_takes_no_label_for_one() -> None:
    """行政规范性文件 has two numbers, and the caption behind them is misspelt."""
    t2 = "第二十条第（一）项|信息内容|本年制发件数|本年废止件数|现行有效件数|规章|2|18|3|行政规范性文件|26|25|"
    t2 += "第二十条第（五中项|信息内容|本年处理决定数量|行政许可|7|"
    t2 += "第二十条第（六）项|信息内容|本年处理决定数量|行政处罚|3|行政强制|4"
    report = parsers.read(f"{TITLE}\n一、总体情况\n二、主动公开政府信息情况\n{t2}\n三、其他\n".encode())
    assert report.status("disclosure.normative_documents.issued") is Status.AMBIGUOUS
    assert report.value("disclosure.regulations.repealed") == 18


def test_no_row_is_absent_the_label_of_which_runs_in_with_numbers() -> None:
    """The only line end of the table stands within its first number."""
    table = whole_t3().replace("4 1", "4\n1", 1)
    text = f"{TITLE}\n一、总体情况\n三、收到和处理政府信息公开申请情况\n{HEADS} {table}"
    report = parsers.read(text.encode())
    assert Status.ABSENT not in {cell.status for key, cell in report.cells.items() if key.startswith("applications")}


def test_so_are_tables_each_on_a_line_of_its_own() -> None:
    lines = (
        TITLE,
        *("一、总体情况", "公开 318 条。", "二、主动公开政府信息情况", T2, "三、收到和处理政府信息公开申请情况"),
        f"{HEADS} {whole_t3()}",
        *("四、政府信息公开行政复议、行政诉讼情况", T4, "五、存在的主要问题及改进情况", "公开形式单一。"),
    )
    report = parsers.read("\n".join(lines).encode())
    assert {cell.status for cell in report.cells.values()} == {Status.OK}
    assert report.value("proceedings.litigation_after_review.upheld") == 5
    assert "1472" not in report.sections[1].text


def test_a_line_of_heads_and_a_sentence_stay_whole() -> None:
    heads = f"行政复议 行政诉讼 {OUTCOME} 未经复议直接起诉 复议后起诉 {OUTCOME} {OUTCOME}"
    sentence = (
        "行政许可 5 件，行政处罚 3 件，行政强制 0 件，规章 2 件，其他 1 件，总计 11 件，重复申请 1 件，部分公开 2 件。"
    )
    document = unflatten(read_text(f"{TITLE}\n{heads}\n{sentence * 2}\n".encode()))
    assert [block.text for block in document.blocks] == [TITLE, heads, sentence * 2]


def test_there_a_label_that_is_not_known_has_its_numbers_behind_it() -> None:
    """They are another row's label's, and none of the table may be called absent for it."""
    t2 = T2.replace("规章 0 0 0", "地方性规定（含各类章程） 21763 / /")
    report = parsers.read(f"{TITLE}\n一、总体情况\n无。\n二、主动公开政府信息情况\n{t2}\n三、收到和处理\n".encode())
    assert {report.status(f"disclosure.regulations.{what}") for what in ("issued", "in_force")} == {Status.AMBIGUOUS}
    assert report.value("disclosure.licences.decisions") in {1472, None}


def test_there_a_label_with_an_explanation_is_one() -> None:
    t2 = T2.replace("规章 0 0 0", "规章（设区的市、自治州人民政府应提供相关数据） 2 0 9")
    report = parsers.read(f"{TITLE}\n一、总体情况\n无。\n二、主动公开政府信息情况\n{t2}\n三、收到和处理\n".encode())
    assert report.value("disclosure.regulations.in_force") == 9
