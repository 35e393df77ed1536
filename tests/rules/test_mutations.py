"""Clean reports, broken in one cell or one sentence at a time: the right rule fires, and none but its companions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import pytest

from parsers.form import FORMS, Edition, Row, TableName, cells_by_key
from parsers.report import Cell, Number, Paragraph, Report, Status, Where
from rules import Finding, catalogue, evaluate
from rules.reading import disposition_rows
from tests.rules.builder import ABSENT, BLANK, change, context, fill, section, tell
from tests.rules.dense import FEE, dense

SEEDS = (1, 2, 3)
REPORTS = {seed: dense(seed) for seed in SEEDS}
COMPANIONS = {known.code: frozenset(known.companions) for known in catalogue()}
KEYS = FORMS[Edition.E2021].keys
COUNTS = [key for key in KEYS if key != FEE]
_D = frozenset(disposition_rows(REPORTS[1]))
_SHORT = {TableName.DISCLOSURE: "T2", TableName.APPLICATIONS: "T3", TableName.PROCEEDINGS: "T4"}


def fired(report: Report) -> set[str]:
    return {found.rule for found in evaluate(context(report)) if isinstance(found, Finding)}


def check(report: Report, *must: str) -> None:
    """All that must fire does, and what fires besides is a companion of one of them."""
    found = fired(report)
    assert set(must) <= found
    assert found <= set(must).union(*(COMPANIONS[code] for code in must))


def table(key: str) -> str:
    return _SHORT[TableName(key.split(".", 1)[0])]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reports_are_clean(seed: int) -> None:
    assert fired(REPORTS[seed]) == set()


def test_companions_are_rules() -> None:
    assert set().union(*COMPANIONS.values()) <= set(COMPANIONS)
    assert all(code not in companions for code, companions in COMPANIONS.items())


def _one_more(key: str) -> tuple[str, ...]:
    """The rules that must see that a cell says one more than it should."""
    row, column = key.rsplit(".", 1)
    if table(key) == "T4":
        return ("T4-SUM", "N-T4-COUNT") if column == "total" else ("T4-SUM",)
    if table(key) == "T2":
        if row == "disclosure.regulations":
            return ("T2-REG-AUTH",)
        return ("N-T2-COUNT",) if column in {"issued", "decisions"} else ()
    sums = ("T3-COL-SUM",) if row in _D else ("T3-COL-SUM", "T3-BALANCE")
    sums = sums if row in _D or row.endswith("result_total") else ("T3-BALANCE",)
    told = {"applications.new_received.total": ("N-T3-COUNT",), "applications.carried_in.total": ("N-T3-CARRY",)}
    return ("T3-ROW-SUM", *sums, *told.get(key, ()))


@pytest.mark.parametrize("key", COUNTS)
def test_one_more_in_a_cell(key: str) -> None:
    for report in REPORTS.values():
        value = report.value(key)
        assert value is not None
        check(fill(report, {key: value + 1}), *_one_more(key))


@pytest.mark.parametrize("key", KEYS)
def test_nothing_in_a_cell(key: str) -> None:
    check(fill(REPORTS[1], {key: BLANK}), f"{table(key)}-CELL-BLANK")


@pytest.mark.parametrize("key", KEYS)
def test_text_in_a_cell(key: str) -> None:
    check(fill(REPORTS[1], {key: Cell(Status.INVALID, None, "若干")}), "CELL-NONNUMERIC")


@pytest.mark.parametrize("key", KEYS)
def test_a_unit_in_a_cell(key: str) -> None:
    value = REPORTS[1].value(key)
    check(fill(REPORTS[1], {key: Cell(Status.OK, value, f"{value}件")}), "CELL-UNIT-TEXT")


@pytest.mark.parametrize("key", COUNTS)
@pytest.mark.parametrize(("value", "code"), [(-1, "CELL-NEGATIVE"), (Decimal("1.5"), "CELL-FRACTION")])
def test_no_count_in_a_cell(key: str, value: Number, code: str) -> None:
    check(fill(REPORTS[1], {key: value}), code)


@pytest.mark.parametrize("row", [row for name in TableName for row in FORMS[Edition.E2021].table(name)])
def test_a_row_that_is_not_there(row: Row) -> None:
    keys = row.keys
    short = table(keys[0])
    # Table four is one printed row: what is missing there is seen by what needs it.
    t4 = ("X-POSTREVIEW-NO-REVIEW",) if keys[0].startswith("proceedings.review") else ()
    must = t4 if short == "T4" else (f"{short}-ROW-MISSING",)
    check(fill(REPORTS[1], dict.fromkeys(keys, ABSENT)), *must)


def test_every_cell_of_the_form_is_broken() -> None:
    assert set(cells_by_key()) >= set(KEYS)
    assert len(KEYS) == 200


class Broken(NamedTuple):
    """A fault of the text: what is done to a clean report, and what must see it."""

    code: str
    change: Callable[[Report], Report]
    also: tuple[str, ...] = ()


def _replace(old: str, new: str) -> Callable[[Report], Report]:
    """The narrative with other words; they must be there."""

    def replaced(report: Report) -> Report:
        assert any(old in paragraph.text for paragraph in report.paragraphs)
        texts = {n: tuple(p.text.replace(old, new) for p in report.paragraphs if p.section == n) for n in range(1, 7)}
        return tell(report, texts)

    return replaced


def _add(number: int, text: str) -> Callable[[Report], Report]:
    return lambda report: tell(report, {number: (*(p.text for p in report.paragraphs if p.section == number), text)})


def _only(number: int, *texts: str) -> Callable[[Report], Report]:
    return lambda report: tell(report, {number: texts})


def _fields(**fields: object) -> Callable[[Report], Report]:
    return lambda report: change(report, **fields)


def _sections(*numbers: int) -> Callable[[Report], Report]:
    return lambda report: change(report, sections=tuple(section(n, "内容") for n in numbers))


_LONG = "深入推进决策执行管理服务结果公开，切实保障人民群众知情权参与权监督权，持续提升政府公信力。"
_AT = Where(line=1)
_TEXTS_OF_NONE = (
    "主动公开信息120条。",
    "2023年未收到政府信息公开申请，不予公开的情形没有发生。",
    "信息管理、平台建设、监督保障各项工作落实到位。",
)
BROKEN = [
    Broken("STR-TITLE-MISSING", _fields(title=None)),
    Broken("STR-TITLE-FORM", _fields(title="云溪县民政局2023年工作报告")),
    Broken("STR-INTERNAL-DOC", _fields(back=(Paragraph("抄送：县委办公室。", 6, _AT),))),
    *(Broken("STR-SECTION-MISSING", _sections(*sorted({1, 2, 3, 4, 5, 6} - {gone}))) for gone in range(1, 7)),
    *(Broken("STR-SECTION-DUP", _sections(*sorted((1, 2, 3, 4, 5, 6, twice)))) for twice in range(1, 7)),
    Broken("STR-SECTION-ORDER", _sections(1, 2, 4, 3, 5, 6)),
    Broken("STR-SECTION-EMPTY", _only(6)),
    Broken("STR-SECTION-EMPTY", _only(5), ("S5-NO-PROBLEM",)),
    Broken("N-T3-COUNT", _replace("共收到政府信息公开申请", "共收到政府信息公开申请9")),
    Broken("N-T3-NONE-CONTRA", _only(1, *_TEXTS_OF_NONE)),
    Broken("N-T4-COUNT", _replace("引发行政复议", "引发行政复议9")),
    Broken("N-T4-COUNT", _replace("、行政诉讼", "、行政诉讼9")),
    Broken("N-T4-COUNT", _only(4, "2023年未发生因政府信息公开引发的行政复议、行政诉讼案件。")),
    Broken("T4-NO-NARRATIVE", _only(4)),
    Broken("T3-DENY-NO-REASON", _replace("，其中不予公开的已说明法律依据和理由", "")),
    Broken("T2-FEE-NO-NARRATIVE", _replace("，行政事业性收费按规定公示", "")),
    Broken("N-T2-COUNT", _replace("制发行政规范性文件", "制发行政规范性文件9")),
    Broken("N-T2-COUNT", _replace("行政许可决定", "行政许可决定9")),
    Broken("N-T2-COUNT", _replace("行政处罚决定", "行政处罚决定9")),
    Broken("N-SUM", _replace("其中政策文件12条", "其中政策文件17条")),
    Broken("X-FEE-LT-INFOFEE", _only(6, "2023年收取政府信息公开信息处理费40000元。")),
    Broken("S6-FEE-CONTRA", _add(6, "全年收取信息处理费300元。")),
    Broken("S6-FEE-STATEMENT-MISSING", _only(6, "无其他需要报告的事项。")),
    Broken("S5-NO-PROBLEM", _only(5, "无。")),
    Broken("S5-NO-PROBLEM", _only(5, f"下一步将加强培训，{_LONG}")),
    Broken("S5-NO-MEASURE", _only(5, "政策解读形式还不够丰富，栏目内容更新不够及时，公众参与的渠道还比较少。")),
    Broken(
        "S1-ASPECTS-MISSING", _replace("（四）平台建设。优化政府信息公开平台栏目设置，及时更新政务新媒体内容。", "")
    ),
    Broken("TXT-SELF-DUP", lambda report: _add(1, _LONG)(_add(5, _LONG)(report))),
    Broken("TXT-LAW-NAME", _add(1, "学习《信息公开工作条例》。")),
    Broken("TXT-PLACEHOLDER", _replace("业务培训2次", "业务培训XX次")),
    Broken("ID-ORGAN-UNKNOWN", _fields(organ=None)),
    Broken("ID-ORGAN-MISMATCH", _add(1, "制定《湖口县依申请公开规程》。印发《湖口县政务公开方案》。")),
    Broken("ID-YEAR-MISMATCH", _replace("2023年", "2022年")),
    Broken("ID-YEAR-STALE", _add(0, "数据统计期限自2022年1月1日起至2022年12月31日止。")),
    Broken("ID-HINT-CONFLICT", _fields(hint_conflicts=(("year", "2022", "2023"),))),
    Broken("TIME-LATE", _fields(published_on=dt.date(2024, 2, 1))),
    Broken("TIME-DATE-UNKNOWN", _fields(published_on=None)),
    Broken("TIME-TOO-EARLY", _fields(published_on=dt.date(2023, 12, 30))),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("broken", BROKEN, ids=[broken.code for broken in BROKEN])
def test_a_fault_of_the_text(broken: Broken, seed: int) -> None:
    check(broken.change(REPORTS[seed]), broken.code, *broken.also)
