"""Labels of T3 and T2 as offices shorten them, or say the unit with them."""

from __future__ import annotations

import pytest

from parsers.form import FORMS, Edition, TableName
from parsers.labels import exact
from parsers.report import Status
from tests.parsers.printed_rows import HEAD_LINES_OF_T3
from tests.parsers.test_text_doubts import read, t2

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
SHORT = {
    "unavailable.not_held": "1.不掌握相关信息",
    "unavailable.requires_creation": "2.需另行制作",
    "unavailable.still_unclear": "3.补正后仍不明确",
    "not_processed.petition": "1.信访、举报、投诉类",
    "not_processed.confirm_or_reissue": "5.要求确认或重新出具已获取信息",
}


def test_short_labels() -> None:
    labels = {row.key: SHORT.get(row.key.partition(".")[2], row.label) for row in T3}
    report = read(
        TableName.APPLICATIONS,
        [*HEAD_LINES_OF_T3, *(f"{labels[row.key]} {i} 0 0 0 0 0 {i}" for i, row in enumerate(T3))],
    )
    assert [report.cells[f"{row.key}.total"].value for row in T3] == list(range(len(T3)))


@pytest.mark.parametrize(("unit", "status"), [("（万元）", Status.OK), ("（元）", Status.AMBIGUOUS)])
def test_the_unit_of_the_fees_is_the_forms_or_another(unit: str, status: Status) -> None:
    lines = [line.replace("行政事业性收费", f"行政事业性收费{unit}") for line in t2(fees="25")]
    assert read(TableName.DISCLOSURE, lines).cells["disclosure.fees.amount_10k_yuan"].status is status


@pytest.mark.parametrize(
    ("edition", "long", "short"),
    [(Edition.E2021, "本年处理决定数量", "本年处理决定量"), (Edition.E2019, "处理决定数量", "处理决定数")],
)
def test_short_heads_mean_what_long_ones_do(edition: Edition, long: str, short: str) -> None:
    slots = exact(TableName.DISCLOSURE)
    assert slots[short] == slots[long]
    assert {found for _, found in slots[short]} == {edition}
