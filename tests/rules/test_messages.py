"""What findings say: no phrase twice, no word of the program's own, sums written out, both sides named."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from parsers.form import Edition, cell_name
from parsers.report import Cell, Doubt, Report, Status, Where
from rules import Finding, Quote, catalogue, evaluate
from rules.words import BASES, DOUBTS, EDITIONS, HINTED, SIDES, sides
from tests.rules.builder import clean, context, fill, tell
from tests.rules.cases import Case
from tests.rules.cases_text import four
from tests.rules.test_cases import FIRES, SILENT, UNASSESSABLE, names

ALL = [*FIRES, *SILENT, *UNASSESSABLE]
# Not 依申请公开.
_REQUEST = re.compile(r"(?<!申)请[一-龥]{2}")
# Codes of rules and what stands in the reports themselves may be Latin.
_ENGLISH = re.compile(r"[a-z]{3,}")


def findings(case: Case) -> list[Finding]:
    return [found for found in evaluate(case.context) if isinstance(found, Finding)]


@pytest.mark.parametrize("case", ALL, ids=names(ALL))
def test_a_message_says_a_thing_once(case: Case) -> None:
    for found in findings(case):
        requests = Counter(_REQUEST.findall(found.message))
        assert [request for request, count in requests.items() if count > 1] == [], found.message
        assert re.search(r"([一-龥]{2,12})[，；。、]\1(?![一-龥])", found.message) is None, found.message
        assert re.search(r"[，；、。][，；、。]|None|[一-龥]—[，。]", found.message) is None, found.message
        assert _ENGLISH.search(found.message) is None, found.message


def test_every_notion_of_the_program_has_a_chinese_word() -> None:
    assert set(DOUBTS) == set(Doubt)
    assert set(EDITIONS) == set(Edition)
    words = [*DOUBTS.values(), *BASES.values(), *HINTED.values(), *(word for pair in SIDES.values() for word in pair)]
    assert [word for word in words if not word or _ENGLISH.search(word)] == []
    assert set(SIDES) <= {rule.code for rule in catalogue()}
    assert sides("CELL-NONNUMERIC") == ("应为", "现为")


@pytest.mark.parametrize("case", ALL, ids=names(ALL))
def test_every_basis_of_a_date_has_a_word(case: Case) -> None:
    report = case.context.report
    told = {report.organ_basis, report.year_basis, report.published_on_basis} - {None}
    assert told <= set(BASES)


def test_a_sum_of_several_terms_is_written_out() -> None:
    rows = {"granted": 11, "partially_granted": 2, "refused.state_secret": 1}
    report = fill(clean(), {f"applications.{row}.natural_person": n for row, n in rows.items()})
    found = next(f for f in evaluate(context(report)) if f.rule == "T3-COL-SUM")
    assert isinstance(found, Finding)
    assert [place.formula for place in found.places] == ["11+2+1=14 ≠ 0"]


def test_the_two_channels_of_lawsuits_are_named() -> None:
    report = four("因政府信息公开引发行政诉讼3件。", direct=1)
    found = next(f for f in evaluate(context(report)) if f.rule == "N-T4-COUNT")
    assert isinstance(found, Finding)
    assert "而表四填报未经复议直接起诉1件、复议后起诉0件" in found.message
    assert [(place.expected, place.actual) for place in found.places] == [("3", "未经复议直接起诉1件、复议后起诉0件")]


def test_withheld_cells_are_named_with_the_reason() -> None:
    glued = Cell(Status.AMBIGUOUS, raw="0000120", where=Where(line=7), doubt=Doubt.RUN_TOGETHER)
    disorder = Cell(Status.AMBIGUOUS, raw="1", doubt=Doubt.DISORDER)
    report = fill(clean(), {"applications.granted.*": glued, "proceedings.*": disorder})
    found = next(f for f in evaluate(context(report)) if f.rule == "CELL-WITHHELD")
    assert isinstance(found, Finding)
    assert found.message == (
        "表三“（一）予以公开”行7格（几格的数字连写在一起，无法分开）；表四全表15格（表头的次序与规定格式不同）的数字无法确定，"
        "未予采用，有关核查未能进行，请对照原件核对。"
    )
    assert [len(place.cells) for place in found.places] == [7, 15]
    assert found.quotes[0] == Quote("0000120", Where(line=7))


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (
            clean(published_on=dt.date(2024, 2, 20)),
            "年度报告已知最早公布日期为2024年2月3日（现公布日期为2024年2月20日），晚于期限2024年1月31日，逾期3天。",
        ),
        (clean(published_on=dt.date(2024, 2, 2)), "年度报告公布日期为2024年2月2日，晚于期限2024年1月31日，逾期2天。"),
    ],
)
def test_the_days_are_counted_from_the_first_publication(report: Report, said: str) -> None:
    found = next(f for f in evaluate(context(report, first_seen_on=dt.date(2024, 2, 3))) if f.rule == "TIME-LATE")
    assert isinstance(found, Finding)
    assert said in found.message


def test_a_correction_does_not_move_a_report_whose_scope_is_unclear_past_the_first_deadline() -> None:
    office = clean(organ="青山县人民政府办公室", published_on=dt.date(2024, 2, 18))
    for day, fires in ((25, False), (31, False), (32, True)):
        seen = dt.date(2024, 1, 1) + dt.timedelta(days=day - 1)
        rules = {found.rule for found in evaluate(context(office, first_seen_on=seen)) if isinstance(found, Finding)}
        assert ("TIME-LATE-UNSURE" in rules) is fires


def test_a_long_sentence_is_quoted_where_the_fault_stands() -> None:
    filler = "持续推进各项工作落实落细，" * 20
    report = tell(clean(), {1: (f"{filler}由XX同志负责。{filler}",)})
    [found] = [one for one in evaluate(context(report)) if isinstance(one, Finding) and one.rule == "TXT-PLACEHOLDER"]
    [quote] = found.quotes
    assert "由XX同志负责" in quote.text
    assert quote.text.startswith("…")
    assert len(quote.text) <= 122


def test_quotation_marks_within_others_are_single() -> None:
    assert "“（三）不予公开·3.危及‘三安全一稳定’”" in cell_name("applications.refused.security_and_stability.total")
