from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from parsers.form import FORMS, Edition, cells_by_key
from parsers.report import Cell, Status
from rules.finding import Place
from workers.mail.batch import MailBatch
from workers.mail.excerpt import MAX_EXCERPTS, MAX_ROWS, VIEWS, Excerpt, excerpts


def of(batch: MailBatch, rule: str) -> Excerpt:
    alert = next(alert for alert in batch.alerts if alert.rule == rule)
    (excerpt,) = excerpts(rule, alert.places, batch.report.cells)
    return excerpt


def drawn(excerpt: Excerpt) -> list[str]:
    return [
        f"{row.label}: " + " ".join(("▲" if cell.marked else "") + cell.text for cell in row.cells)
        for row in excerpt.rows
    ]


def test_a_row_sum_shows_the_row_with_all_seven_columns_and_marks_its_total(batch: MailBatch) -> None:
    excerpt = of(batch, "T3-ROW-SUM")
    assert excerpt.columns == ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    assert drawn(excerpt) == ["三、（七）总计: 0 0 0 0 0 0 ▲11"]
    assert all(cell.concerned for cell in excerpt.rows[0].cells[:-1])


def test_a_column_sum_shows_what_was_added_and_marks_the_total(batch: MailBatch) -> None:
    excerpt = of(batch, "T3-COL-SUM")
    assert excerpt.columns == ("自然人",)
    assert drawn(excerpt) == ["（一）予以公开: 11", "三、（七）总计: ▲0"]
    assert excerpt.notes == ("数字为0的各类办理结果未列",)


def test_the_balance_shows_the_four_rows_it_names(batch: MailBatch) -> None:
    assert drawn(of(batch, "T3-BALANCE")) == [
        "一、本年新收政府信息公开申请数量: ▲11",
        "二、上年结转政府信息公开申请数量: ▲0",
        "三、（七）总计: ▲0",
        "四、结转下年度继续办理: ▲0",
    ]


def test_more_processed_than_received_shows_what_came_in_and_what_was_done(batch: MailBatch) -> None:
    keys = ("applications.new_received.natural_person", "applications.granted.natural_person")
    (excerpt,) = excerpts("T3-PROCESSED-EXCEEDS", [Place(keys)], batch.report.cells)
    assert drawn(excerpt) == [
        "一、本年新收政府信息公开申请数量: ▲11",
        "二、上年结转政府信息公开申请数量: 0",
        "（一）予以公开: 11",
    ]


def test_a_channel_of_table_four_is_shown_whole(batch: MailBatch) -> None:
    excerpt = of(batch, "N-T4-COUNT")
    assert excerpt.columns == ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    assert drawn(excerpt) == ["行政复议: 0 0 0 ▲（？） 0"]
    assert excerpt.notes == ("（？）原文提取后无法确定该单元格的数字",)


def test_a_cell_of_table_two_brings_its_block(batch: MailBatch) -> None:
    excerpt = of(batch, "T2-CELL-BLANK")
    assert excerpt.caption == "表二 主动公开政府信息情况（第二十条第（八）项）"
    assert drawn(excerpt) == ["行政事业性收费: ▲（空）"]


def test_a_table_that_is_wholly_blank_is_shown_by_its_first_rows() -> None:
    keys = tuple(key for key in FORMS[Edition.E2021].keys if key.startswith("applications."))
    (excerpt,) = excerpts("T3-ALL-BLANK", [Place(keys)], dict.fromkeys(keys, Cell(Status.BLANK)))
    assert len(excerpt.rows) == 3
    assert excerpt.rows_left_out == 22


def test_of_many_rows_those_with_a_mark_are_kept_in_their_order(cells: Mapping[str, Cell]) -> None:
    keys = tuple(key for key in FORMS[Edition.E2021].keys if key.startswith("applications.") and key.endswith(".total"))
    (excerpt,) = excerpts("T3-CELL-BLANK", [Place(keys)], cells)
    assert len(excerpt.rows) == MAX_ROWS
    assert excerpt.rows_left_out == len(keys) - MAX_ROWS
    assert excerpt.rows[0].label == "一、本年新收政府信息公开申请数量"


def test_rows_of_a_report_of_2019_stand_in_printed_order(cells: Mapping[str, Cell]) -> None:
    keys = ("applications.other.all.total", "applications.result_total.total", "applications.refused.repeated.total")
    (excerpt,) = excerpts("T3-CELL-BLANK", [Place(keys)], cells)
    assert [row.label for row in excerpt.rows] == ["（六）其他处理", "三、（七）总计"]
    assert excerpt.rows[0].cells[-1].text == "（缺）"


def test_the_text_of_the_source_is_shown_as_it_stands_but_not_at_any_length() -> None:
    key = "disclosure.fees.amount_10k_yuan"
    (excerpt,) = excerpts(
        "CELL-UNIT-TEXT", [Place((key,))], {key: Cell(Status.INVALID, raw="18.085682 万元\n" + "，约" * 50)}
    )
    assert excerpt.rows[0].cells[0].text == "18.085682 万元 ，……"


def test_no_cells_no_excerpt(cells: Mapping[str, Cell]) -> None:
    assert excerpts("TIME-LATE", [Place(), Place(("no.such.key", "applications"))], cells) == ()


@given(
    rule=st.sampled_from([*VIEWS, "CELL-NEGATIVE"]),
    keys=st.lists(st.sampled_from(sorted(cells_by_key())), max_size=40),
    known=st.lists(st.sampled_from(sorted(cells_by_key())), max_size=40),
    status=st.sampled_from(Status),
)
def test_any_cells_give_excerpts_of_bounded_size(rule: str, keys: list[str], known: list[str], status: Status) -> None:
    value = 7 if status is Status.OK else None
    found = excerpts(rule, [Place(tuple(keys))], {key: Cell(status, value) for key in known})
    assert bool(found) == bool(keys)
    assert len(found) <= MAX_EXCERPTS
    for excerpt in found:
        assert len(excerpt.rows) <= MAX_ROWS
        assert {len(row.cells) for row in excerpt.rows} <= {len(excerpt.columns)}
