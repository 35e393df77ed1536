"""Tables under the heading of their own section count wherever that stands; annexes behind the report do not."""

from __future__ import annotations

import parsers
from parsers.report import Status

TITLE = "清河县民政局2022年政府信息公开工作年度报告"
T2 = """第二十条第（一）项
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
规章 | 0 | 0 | 0 |
行政规范性文件 | 3 | 1 | 12 |
第二十条第（五）项
信息内容 | 本年处理决定数量 |
行政许可 | 1472 |
第二十条第（六）项
信息内容 | 本年处理决定数量 |
行政处罚 | 28 |
行政强制 | 0 |
第二十条第（八）项
信息内容 | 本年收费金额（单位：万元） |
行政事业性收费 | 18.0857 |"""
BEGIN = f"{TITLE}\n一、总体情况\n2022年，我局公开信息3条。\n"
END = "五、存在的主要问题及改进情况\n公开形式单一。\n六、其他需要报告的事项\n无。\n"


def status_of_t2(text: str) -> set[Status]:
    cells = parsers.read(text.encode()).cells
    return {cell.status for key, cell in cells.items() if key.startswith("disclosure.")}


def test_a_table_under_its_own_heading_behind_the_last_section_is_the_reports() -> None:
    """As in workbooks: a sheet with the text, then a sheet a table."""
    assert status_of_t2(f"{BEGIN}{END}二、主动公开政府信息情况\n{T2}\n") == {Status.OK}


def test_a_table_in_an_annex_is_withheld() -> None:
    text = f"{BEGIN}二、主动公开政府信息情况\n见附件。\n{END}附件：\n{T2}\n"
    assert status_of_t2(text) == {Status.AMBIGUOUS}


def test_a_second_section_with_a_table_behind_the_last_is_withheld() -> None:
    """It may be another organ's."""
    text = f"{BEGIN}二、主动公开政府信息情况\n全年公开3条。\n{END}二、主动公开政府信息情况\n{T2}\n"
    assert status_of_t2(text) == {Status.AMBIGUOUS}


def test_a_report_without_title_is_told_by_its_preamble() -> None:
    """The page lost its title, and all but the first heading."""
    preamble = "根据《中华人民共和国政府信息公开条例》编制本报告，所列数据统计期限为2022年1月1日至12月31日。"
    report = parsers.read(f"{preamble}\n一、总体情况\n收到申请12件。\n".encode())
    assert report.year == 2022
