"""Rules about the three tables as wholes: which are there, of which edition of the form, with which rows.

Place in the flow: family ``structure``, beside ``structure``, which has the title and the sections.
"""

from __future__ import annotations

import re

from parsers.form import SECTION_TITLES, Edition, TableName
from parsers.normalise import fold, squash
from parsers.report import Report, Status, TableFound
from rules.context import Context, Family
from rules.finding import Confidence, Place, Quote, Severity
from rules.reading import (
    BEFORE_FORMS,
    CHINESE_TABLE,
    CONTENTS,
    FIRST_YEAR_OF_2021_FORM,
    FORMAT,
    enumerate_chinese,
    is_before_forms,
    is_old_form_key,
    joined,
    quote,
    row_is_found,
    rows_of,
    sentences,
    withheld,
    withheld_text,
)
from rules.registry import Fire, Skip, Verdict, rule

SECTION_OF_TABLE = {TableName.DISCLOSURE: 2, TableName.APPLICATIONS: 3, TableName.PROCEEDINGS: 4}


def has_skeleton(table: TableFound | None) -> bool:
    """Whether at least half of a table's labels stand in the source."""
    return table is not None and table.labels_found * 2 >= table.labels_expected


_MOST_ENCLOSED = 10
# So many labels of a table are a table that was begun.
_BEGUN = 3
_ELSEWHERE = re.compile(r"附件|附表|见图|如下图|图片|\.(?:docx?|xlsx?|pdf|jpe?g|png)\b", re.IGNORECASE)


@rule(
    code="STR-TABLE-MISSING",
    severity=Severity.ERROR,
    family=Family.STRUCTURE,
    basis=CONTENTS,
    formula="at least 50% of the labels of T2, T3, T4 found",
    guards=("table given as picture or attachment: info, low confidence", "G5: STR-SECTION-MISSING"),
    example="第四部分只有一段文字，没有行政复议、行政诉讼情况表",
)
def table_missing(context: Context) -> Verdict:
    """The three tables are there."""
    report = context.report
    if is_before_forms(report):
        return Skip(BEFORE_FORMS)
    present = {section.number for section in report.sections}
    missing = [t for t, n in SECTION_OF_TABLE.items() if n in present and not has_skeleton(report.table(t))]
    if not missing:
        return None
    names = "、".join(f"{CHINESE_TABLE[t]}（{SECTION_TITLES[SECTION_OF_TABLE[t] - 1]}）" for t in missing)
    sections = {SECTION_OF_TABLE[table] for table in missing}
    enclosed = [e for e in report.enclosures if e.section in sections or e.kind == "attachment"]
    texts = [s.text for s in report.sections if s.number in sections]
    if enclosed or any(_ELSEWHERE.search(fold(text)) for text in texts):
        return Fire(
            f"正文中没有{names}，可能以图片或附件形式公布；请以可读取的表格形式列入正文。",
            quotes=tuple(Quote(f"{e.text} {e.address}".strip()) for e in enclosed[:_MOST_ENCLOSED]),
            severity=Severity.INFO,
            confidence=Confidence.LOW,
        )
    begun = [t for t in missing if (found := report.table(t)) and found.labels_found >= _BEGUN]
    if begun == missing:
        return Fire(f"{names}不完整，多数的行、列没有列出；请按规定格式列出全部表格。", confidence=Confidence.LOW)
    return Fire(f"缺少{names}，应当按规定格式列出全部表格，没有数据的填0。")


@rule(
    code="STR-TABLE-DUP",
    severity=Severity.WARNING,
    family=Family.STRUCTURE,
    basis=FORMAT,
    formula="two full skeletons of one table",
    guards=("fragments of one table at a page break", "repeated header rows"),
    example="第三部分有两张完整的申请情况表",
)
def table_duplicate(context: Context) -> Verdict:
    """No table stands twice."""
    twice = [table for table in context.report.tables if table.copies > 1]
    if not twice:
        return None
    names = "、".join(f"{CHINESE_TABLE[table.name]}出现{table.copies}次" for table in twice)
    return Fire(f"{names}，请只保留一份。", quotes=tuple(Quote("", table.where) for table in twice))


# 规范性文件 without 行政 is used in both editions and proves nothing alone.
_WEAK_MARK = "规范性文件"


@rule(
    code="FMT-OLD-TEMPLATE",
    severity=Severity.ERROR,
    family=Family.STRUCTURE,
    basis="国办公开办函〔2021〕30号（2021年度起适用）",
    formula="year >= 2021 and any column or row that only the 2019 form has",
    guards=("year <= 2020", "year unknown: info", "only 规范性文件 for 行政规范性文件"),
    companions=("T2-ROW-MISSING", "T3-ROW-MISSING"),
    example="2022年度报告表二仍有“上一年项目数量”列",
)
def old_template(context: Context) -> Verdict:
    """Reports for 2021 and later use the form of 2021."""
    report = context.report
    marks = [mark for mark in report.edition_marks if mark.edition is Edition.E2019]
    strong = [mark for mark in marks if squash(mark.text) != _WEAK_MARK]
    keys = tuple(key for key in report.cells if is_old_form_key(key) and report.status(key) is not Status.ABSENT)
    if not strong and not keys:
        return None
    if report.year is not None and report.year < FIRST_YEAR_OF_2021_FORM:
        return None
    shown = [f"“{mark.text}”{f'（{mark.lacks}）' if mark.lacks else ''}" for mark in strong]
    evidence = enumerate_chinese(shown) if strong else "2019年版独有的行或列"
    year = f"{report.year}年度报告" if report.year else "报告年度不明，如为2021年及以后的年度报告"
    return Fire(
        f"表格中有{evidence}，属2019年版格式；{year}应当使用国办公开办函〔2021〕30号规定的表格。",
        (Place(keys),) if keys else (),
        tuple(Quote(mark.text, mark.where) for mark in marks),
        severity=None if report.year else Severity.INFO,
    )


@rule(
    code="FMT-NEW-TEMPLATE-EARLY",
    severity=Severity.INFO,
    family=Family.STRUCTURE,
    basis="国办公开办函〔2019〕60号",
    formula="2021 skeleton and year <= 2020",
    guards=("table three cut off before the rows that tell",),
    version=3,
    example="2020年度报告使用2021年版表格",
)
def new_template_early(context: Context) -> Verdict:
    """Reports for 2019 and 2020 use the form of 2019."""
    report = context.report
    if report.year is None:
        return Skip("报告年度不明")
    early = report.year < FIRST_YEAR_OF_2021_FORM
    # Table four is the same in both editions, and so is table three but for the rows below 其他处理: where they are not
    # read, its edition is a guess.
    new = {table.name for table in report.tables if table.edition is Edition.E2021}
    told = [key for key in report.cells if key.startswith("applications.other.") and not is_old_form_key(key)]
    divided = any(report.status(key) is Status.OK for key in told)
    if not early or not (TableName.DISCLOSURE in new or (TableName.APPLICATIONS in new and divided)):
        return None
    return Fire(f"{report.year}年度报告使用了2021年版表格，可能是以后重新公布的；请核对年度。")


_OLD_NOTICE = re.compile(r"2019[〕\])]60号")
_NEW_NOTICE = re.compile(r"2021[〕\])]30号")


@rule(
    code="FMT-OLD-CITATION",
    severity=Severity.INFO,
    family=Family.STRUCTURE,
    basis="国办公开办函〔2021〕30号（自2021年度起替代国办公开办函〔2019〕60号）",
    formula="year >= 2021 and the text cites 〔2019〕60号",
    guards=("both cited", "cited as history"),
    example="2023年度报告称“根据国办公开办函〔2019〕60号编制”",
)
def old_citation(context: Context) -> Verdict:
    """Reports for 2021 and later cite the notice of 2021."""
    report = context.report
    if report.year is None:
        return Skip("报告年度不明")
    paragraphs = (*report.front, *report.paragraphs)
    if report.year < FIRST_YEAR_OF_2021_FORM or _NEW_NOTICE.search(joined(paragraphs)):
        return None
    cited = [
        quote(paragraph, text)
        for text, paragraph in sentences(paragraphs)
        if _OLD_NOTICE.search(text) and not re.search(r"原|废止|替代|此前", text)
    ]
    if not cited:
        return None
    return Fire(
        "文中引用国办公开办函〔2019〕60号，该格式已由国办公开办函〔2021〕30号替代，请改引现行文件。",
        quotes=tuple(cited),
    )


def _rows_missing(report: Report, table: TableName) -> Verdict:
    name = CHINESE_TABLE[table]
    if not has_skeleton(report.table(table)):
        return Skip(f"原文没有完整的{name}")
    if withheld(report, table):
        return Skip(withheld_text(table))
    missing = [row for row in rows_of(report, table) if not row_is_found(report, row)]
    if not missing:
        return None
    if all(section.number <= SECTION_OF_TABLE[table] for section in report.sections):
        return Skip(f"原文到{name}为止，可能不完整")
    names = enumerate_chinese([f"“{row.label}”" for row in missing])
    return Fire(f"{name}缺少{names}行，应当按规定格式保留，没有数据的填0。", tuple(Place(row.keys) for row in missing))


@rule(
    code="T2-ROW-MISSING",
    severity=Severity.ERROR,
    family=Family.STRUCTURE,
    basis=FORMAT,
    formula="a row label of the edition found is absent",
    guards=("G5: FMT-OLD-TEMPLATE explains the rows that only one edition has", "a label cut by a page break"),
    # In a text with a line a cell, the number above may be that of the row that is gone.
    companions=("CELL-WITHHELD",),
    example="表二没有“行政强制”行",
)
def t2_row_missing(context: Context) -> Verdict:
    """Table two has all rows of its edition."""
    return _rows_missing(context.report, TableName.DISCLOSURE)


@rule(
    code="T3-ROW-MISSING",
    severity=Severity.ERROR,
    family=Family.STRUCTURE,
    basis=FORMAT,
    formula="a row label of the edition found is absent",
    guards=("G5: FMT-OLD-TEMPLATE explains the rows that only one edition has", "a label cut by a page break"),
    companions=("CELL-WITHHELD",),
    example="表三没有“1.属于国家秘密”行",
)
def t3_row_missing(context: Context) -> Verdict:
    """Table three has all rows of its edition."""
    return _rows_missing(context.report, TableName.APPLICATIONS)


@rule(
    code="FMT-EXTRA-ROW",
    severity=Severity.INFO,
    family=Family.STRUCTURE,
    basis=FORMAT,
    formula="rows that the form does not have",
    example="表二多出“其他主动公开文件”行",
)
def extra_row(context: Context) -> Verdict:
    """The tables have no rows of their own."""
    rows = context.report.extra_rows
    if not rows:
        return None
    names = enumerate_chinese([f"{CHINESE_TABLE[row.table]}“{row.label}”" for row in rows])
    return Fire(f"{names}行不在规定格式之内，请核对。", quotes=tuple(Quote(row.label, row.where) for row in rows))
