"""Labels of the form with a note in brackets behind them: which notes leave their meaning as it is."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Status
from parsers.tokens import label_of

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("上一年項目數量(指2019年事項數)", "上年项目数量"),
        ("本年增/減（指2020年增加或減少的事項數，減用負值表示，如-8）", "本年增/减"),
        ("处理决定数量（指办件量）", "处理决定数量"),
        ("规章（设区的市、自治州人民政府应提供相关数据）", "规章"),
    ],
)
def test_a_note_that_says_what_is_meant_is_left_out(text: str, label: str) -> None:
    assert label_of(text) == label


@pytest.mark.parametrize("note", ["2019年", "指2020年万元", "累计", "指2020年不含增加", "2019年办件量"])
def test_a_note_that_changes_what_is_counted_stays(note: str) -> None:
    assert label_of(f"处理决定数量（{note}）") != "处理决定数量"


@pytest.mark.parametrize(
    "mark", ["①", "¹", "²³", " *", "※", "[1]", "〔12〕", "【注2】", "注", "注1", "（注）", "（见注2）"]
)
def test_the_mark_of_a_note_is_left_out(mark: str) -> None:
    assert label_of(f"规章{mark}") == "规章"
    assert label_of(f"本年收费金额（单位：万元）{mark}") == label_of("本年收费金额（单位：万元）")


@pytest.mark.parametrize("text", ["规章1", "规章 2", "备注", "备注①"])
def test_digits_and_words_behind_a_label_are_no_mark(text: str) -> None:
    assert label_of(text) != "规章"
    assert label_of(text) != "备"


def test_heads_defined_in_brackets_and_words_of_taiwan_are_read() -> None:
    """As a form that a province sent to its organs, published in traditional script by others."""
    rows = [
        "第二十條第(一)項 | |||||",
        "信息內容 | 本年新 製作數量 | 本年新 公開數量 | 對外公開總數量 | ||",
        "規章(設區的市人民政府應提供相關數據) | 0 | 0 | 0 | ||",
        "規範性檔案(行政機關制定發布的決定、公告和通知，一般情況下屬於規範性檔案) | 2 | 3 | 19 | ||",
        "第二十條第(五)項 | |||||",
        "信息內容 | 上一年項目數量(指2019年事項數) | 本年增/減(指2020年增減數) | 處理決定數量(指2020年辦件量) | ||",
        "行政許可 | 8 | 5 | 93 | ||",
        "其他對外管理服務事項(含行政確認、行政給付和其他類) | 117 | -1 | 165 | ||",
        "第二十條第(六)項 | |||||",
        "信息內容 | 上一年項目數量(指2019年事項數) | 本年增/減(指2020年增減數) | 處理決定數量(指2020年辦件量) | ||",
        "行政處罰 | 90 | 0 | 22 | ||",
        "行政強制 | 4 | 4 | - | ||",
    ]
    report = parsers.read(
        "\n".join(("清河縣民政局2020年政府信息公開工作年度報告", "二、主動公開政府信息情況", *rows)).encode()
    )
    found = [report.value(f"disclosure.{key}") for key in ("normative_documents.disclosed", "licences.items_last_year")]
    found += [
        report.value(f"disclosure.{key}")
        for key in ("licences.decisions", "other_services.change", "penalties.decisions")
    ]
    assert found == [3, 8, 93, -1, 22]


def test_a_number_that_touches_the_label_leaves_no_blank_behind() -> None:
    """The longest label is known by its beginning, whatever follows; the empty cell beside it had a number."""
    row = next(row for row in T3 if row.key == "applications.other.fee_overdue")
    heads = ["处理情况"] * 3 + [column.label for column in APPLICANTS]
    alike = {"applications.new_received", "applications.result_total", row.key}
    numbers = dict.fromkeys(alike, "0002002")
    rows = [
        heads,
        *([*([one.labels[0]] * (3 - len(one.labels))), *one.labels, *numbers.get(one.key, "0000000")] for one in T3),
    ]
    at = T3.index(row) + 1
    rows[at][2:4] = [f"{row.label}0", ""]
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in one)}</tr>" for one in rows)
    page = "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>"
    report = parsers.read(f"{page}<table>{body}</table><p>四、政府信息公开行政复议、行政诉讼情况</p>".encode())
    assert [report.status(key) for key in row.keys] == [Status.AMBIGUOUS, *[Status.OK] * 6]
