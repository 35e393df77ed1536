"""Every rule fires where it must, stays silent where it must, and says so where it cannot tell."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import Edition
from rules import Confidence, Family, Finding, NotAssessable, Outcome, Passed, catalogue, evaluate
from rules.profile import OFF_BY_DEFAULT
from tests.rules import cases_identity, cases_others, cases_structure, cases_tables, cases_text
from tests.rules.builder import clean, context
from tests.rules.cases import Case

MODULES = (cases_structure, cases_tables, cases_text, cases_identity, cases_others)
FIRES = [case for module in MODULES for case in module.FIRES]
SILENT = [case for module in MODULES for case in module.SILENT]
UNASSESSABLE = [case for module in MODULES for case in module.UNASSESSABLE]
CODES = {rule.code for rule in catalogue()}


def outcome(case: Case) -> Outcome:
    found = [outcome for outcome in evaluate(case.context) if outcome.rule == case.code]
    assert len(found) == 1
    return found[0]


def names(cases: list[Case]) -> list[str]:
    return [case.code for case in cases]


@pytest.mark.parametrize("case", FIRES, ids=names(FIRES))
def test_fires(case: Case) -> None:
    found = outcome(case)
    assert isinstance(found, Finding), found
    assert (found.severity, found.confidence) == (case.severity, case.confidence)
    assert found.message.endswith("。")
    assert any("一" <= character <= "龥" for character in found.basis)
    assert set(found.cells) <= set(case.context.report.cells)


@pytest.mark.parametrize("case", SILENT, ids=names(SILENT))
def test_stays_silent(case: Case) -> None:
    assert isinstance(outcome(case), Passed)


@pytest.mark.parametrize("case", UNASSESSABLE, ids=names(UNASSESSABLE))
def test_says_that_it_cannot_tell(case: Case) -> None:
    found = outcome(case)
    assert isinstance(found, NotAssessable), found
    assert any("一" <= character <= "龥" for character in found.why)


def test_every_rule_has_a_case_that_fires_and_one_that_does_not() -> None:
    # An organ without a report has no context: see test_coverage.
    assert set(names(FIRES)) == CODES - {"C-MISSING"}
    passed = {outcome.rule for outcome in evaluate(context(clean())) if isinstance(outcome, Passed)}
    assert passed | set(names(SILENT)) == CODES


def test_a_clean_report_fires_nothing() -> None:
    outcomes = evaluate(context(clean()))
    assert [outcome for outcome in outcomes if isinstance(outcome, Finding)] == []
    assert {outcome.rule for outcome in outcomes} == CODES - OFF_BY_DEFAULT


def test_a_clean_report_of_the_form_of_2019_fires_nothing() -> None:
    report = clean(Edition.E2019, year=2020)
    outcomes = evaluate(context(report), {Family.STRUCTURE, Family.CELLS, Family.ARITHMETIC})
    assert [outcome for outcome in outcomes if isinstance(outcome, Finding)] == []


def test_a_short_row_as_the_reader_sees_it_is_a_blank() -> None:
    """The rules recognise a short row by the reader's own words: this pins both."""
    lines = [
        "三、收到和处理政府信息公开申请情况",
        "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) | 申请人情况",
        "自然人 | 法人或其他组织 | 总计",
        "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他",
        "一、本年新收政府信息公开申请数量 | 5 | 0 | 0 | 0 | 0 | 0 | 5",
        "二、上年结转政府信息公开申请数量 | 5 | 0 | 0 | 0 | 5",
        "三、本年度办理结果 | (一)予以公开 | 5 | 0 | 0 | 0 | 0 | 0 | 5",
        "四、结转下年度继续办理 | 0 | 0 | 0 | 0 | 0 | 0 | 0",
        "四、政府信息公开行政复议、行政诉讼情况",
    ]
    report = parsers.read("\n".join(lines).encode())
    found = next(outcome for outcome in evaluate(context(report)) if outcome.rule == "T3-CELL-BLANK")
    assert isinstance(found, Finding)
    assert found.places[0].actual == "5个数字"
    assert found.confidence is Confidence.LOW
