"""Defects planted in a clean ``Story``, each with the rule that must see it.

A defect changes a story in place and says whether it could be planted: not every story has what it breaks.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import NamedTuple

from parsers.form import Edition, TableName
from tests.factory.planting import (
    FEE,
    LONG,
    Plant,
    all_blank,
    balance,
    blank,
    cell,
    column_sum,
    effective,
    exceeds,
    form_of,
    no_row,
    numbers,
    regulations,
    row_sum,
    section,
    sentence,
    t4_sum,
    tables,
    text_in_cell,
    title,
    unit,
    without,
)
from tests.factory.planting_page import (
    after_no_review,
    extra_row,
    internal,
    no_assessment,
    no_column,
    no_date,
    no_label,
    no_organ,
    other_hint,
    without_aspect,
)
from tests.factory.planting_text import (
    dated,
    denied_all,
    foreign,
    from_2021,
    invented,
    low_fee,
    no_count,
    no_fee_words,
    no_proceedings,
    no_reason,
    only,
    other_year,
    period,
    silent_proceedings,
    twice,
    unpaid,
    wrong_carried,
    wrong_count,
    wrong_decisions,
    wrong_proceedings,
)
from tests.factory.staging import (
    Scene,
    ScenePlant,
    another_number,
    another_text,
    carried_over,
    in_force,
    jumped,
    last_tables,
    last_text,
    long_opening,
    make_scene,
    more_below,
    silent_on_last_year,
    taken_down,
)
from tests.factory.story import Story, make_story


class Defect(NamedTuple):
    """A fault and the code of the rule that is for it; ``grid``: it can be told only where cells are kept apart."""

    code: str
    plant: Plant
    grid: bool = False


def planted(defect: Defect, seed: int) -> Story | None:
    """A story with the defect, or None where this seed's has no place for it."""
    rng = random.Random(seed * 7 + 1)  # noqa: S311 - reproducible test data
    story = make_story(seed)
    return story if defect.plant(rng, story) else None


class Staged(NamedTuple):
    """A fault that only another report, or another profile, shows, and the code of the rule that is for it."""

    code: str
    plant: ScenePlant


def staged(defect: Staged, seed: int) -> Scene | None:
    """A scene with the defect, or None where this seed's has no place for it."""
    rng = random.Random(seed * 7 + 1)  # noqa: S311 - reproducible test data
    scene = make_scene(seed)
    return scene if defect.plant(rng, scene) else None


DEFECTS = (
    Defect("T3-ROW-SUM", row_sum),
    Defect("T3-COL-SUM", column_sum),
    Defect("T3-BALANCE", balance),
    Defect("T3-PROCESSED-EXCEEDS", exceeds),
    Defect("T4-SUM", t4_sum),
    Defect("T2-EFFECTIVE-LT", effective),
    Defect("T2-REG-AUTH", regulations),
    Defect("T2-CELL-BLANK", blank(TableName.DISCLOSURE)),
    Defect("T3-CELL-BLANK", blank(TableName.APPLICATIONS)),
    Defect("T4-CELL-BLANK", blank(TableName.PROCEEDINGS)),
    Defect("T2-ALL-BLANK", all_blank(TableName.DISCLOSURE)),
    Defect("T3-ALL-BLANK", all_blank(TableName.APPLICATIONS)),
    Defect("T4-ALL-BLANK", all_blank(TableName.PROCEEDINGS)),
    Defect("CELL-NONNUMERIC", text_in_cell, grid=True),
    Defect("CELL-UNIT-TEXT", unit, grid=True),
    Defect("CELL-NEGATIVE", cell("disclosure.coercive_measures.decisions", -1)),
    Defect("CELL-FRACTION", cell("disclosure.coercive_measures.decisions", Decimal("1.5"))),
    Defect("T2-FEE-DECIMALS", cell(FEE, Decimal("18.085682"))),
    Defect("T2-FEE-UNIT-SUSPECT", only(cell(FEE, 250000), "我镇", "我乡", "我街道")),
    Defect("T2-ROW-MISSING", no_row(TableName.DISCLOSURE)),
    Defect("T3-ROW-MISSING", no_row(TableName.APPLICATIONS)),
    Defect("STR-TITLE-MISSING", title("")),
    Defect("STR-TITLE-FORM", title("{organ}关于{year}年政府信息公开工作情况的年度报告")),
    Defect("STR-SECTION-MISSING", numbers(without)),
    Defect("STR-SECTION-DUP", numbers(lambda _, numbers: [1, *numbers])),
    Defect("STR-SECTION-ORDER", numbers(lambda _, numbers: [*numbers[:4], 6, 5])),
    Defect("STR-SECTION-EMPTY", section(6)),
    Defect("STR-TABLE-MISSING", tables(0)),
    Defect("STR-TABLE-DUP", tables(2)),
    Defect("FMT-OLD-TEMPLATE", form_of(Edition.E2019)),
    Defect("FMT-NEW-TEMPLATE-EARLY", form_of(Edition.E2021)),
    Defect("FMT-OLD-CITATION", from_2021(sentence(0, "本报告根据国办公开办函〔2019〕60号文件编制。"))),
    Defect("N-T3-COUNT", wrong_count),
    Defect("N-T3-CARRY", wrong_carried),
    Defect("N-T3-NONE-CONTRA", denied_all),
    Defect("N-T3-NONE-CONTRA", invented),
    Defect("T3-NO-NARRATIVE", no_count),
    Defect("N-T4-COUNT", wrong_proceedings),
    Defect("N-T4-COUNT", no_proceedings),
    Defect("T4-NO-NARRATIVE", silent_proceedings),
    Defect("T3-DENY-NO-REASON", no_reason),
    Defect("N-T2-COUNT", wrong_decisions),
    Defect("T2-FEE-NO-NARRATIVE", no_fee_words),
    Defect("X-FEE-LT-INFOFEE", low_fee),
    Defect("S6-FEE-CONTRA", sentence(6, "全年收取信息处理费300元。")),
    Defect("S6-FEE-CONTRA", unpaid),
    Defect("N-SUM", sentence(1, "全年接待咨询372人次，其中现场咨询331人次，电话咨询61人次。")),
    Defect("S6-FEE-STATEMENT-MISSING", from_2021(section(6, "无其他需要报告的事项。"))),
    Defect("S5-NO-PROBLEM", section(5, "无。")),
    Defect("S5-NO-PROBLEM", section(5, f"下一步将加强培训。{LONG}")),
    Defect("S5-NO-MEASURE", section(5, "政策解读形式还不够丰富，栏目内容更新不够及时，公众参与的渠道还比较少。")),
    Defect("TXT-SELF-DUP", twice),
    Defect("TXT-LAW-NAME", sentence(1, "组织学习《信息公开工作条例》。")),
    Defect(
        "TXT-PLACEHOLDER",
        sentence(1, "共公开财政信息XX条。", "某某镇召开专题会议。", "（此处填写培训情况）", "20××年底前完成整改。"),
    ),
    Defect("ID-ORGAN-MISMATCH", foreign),
    Defect("ID-YEAR-MISMATCH", other_year),
    Defect("ID-YEAR-STALE", period),
    Defect("TIME-LATE", only(dated(2, 1), "我局", "我委")),
    Defect("TIME-LATE", only(dated(4, 1), "我镇", "我乡", "我街道")),
    Defect("TIME-GOV-LATE", only(dated(4, 1), "我县")),
    Defect("TIME-LATE-UNSURE", lambda rng, story: "办公室" in story.organ and dated(2, 18)(rng, story)),
    Defect("TIME-TOO-EARLY", dated(12, 20, years=0)),
    Defect("T3-COL-MISSING", no_column, grid=True),
    Defect("FMT-EXTRA-ROW", extra_row, grid=True),
    Defect("CELL-WITHHELD", no_label, grid=True),
    Defect("STR-INTERNAL-DOC", internal),
    Defect("X-POSTREVIEW-NO-REVIEW", after_no_review),
    Defect("S1-ASPECTS-MISSING", without_aspect),
    Defect("S1-GOV-ASSESS", no_assessment),
    Defect("ID-HINT-CONFLICT", other_hint),
    Defect("ID-ORGAN-UNKNOWN", no_organ),
    Defect("TIME-DATE-UNKNOWN", no_date),
)
STAGED = (
    Staged("Y-CARRY", carried_over),
    Staged("Y-EFFECTIVE", in_force),
    Staged("Y-TEXT-COPY", last_text),
    Staged("Y-TABLE-SAME", last_tables),
    Staged("Y-JUMP", jumped),
    Staged("P-NEAR-DUP", another_text),
    Staged("C-DUP-REPORT", another_number),
    Staged("C-AGGREGATE", more_below),
    Staged("C-WITHDRAWN", taken_down),
    Staged("S1-LENGTH", long_opening),
    Staged("S5-NO-LASTYEAR", silent_on_last_year),
)
