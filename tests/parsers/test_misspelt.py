"""Labels with a typo: forgiven where it says nothing else, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parsers
from parsers.form import TableName
from parsers.labels import SEQUENCES, exact
from parsers.misspelt import meant_by
from parsers.normalise import as_label

T2 = TableName.DISCLOSURE
_KEYS = {index: (slot.role, slot.key, slot.block) for index, slot in enumerate(SEQUENCES[T2])}


def _meanings(text: str) -> set[str]:
    return {SEQUENCES[T2][index].key for index, _ in meant_by(as_label(text), T2)}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("本年制制发件数", "first"),
        ("本废止件数", "second"),
        ("现行有效件教", "third"),
        ("本年处理决定数最", "decisions"),
        ("处理决定量", "decisions"),
        ("本年收费金额（单单位：万元）", "amount_10k_yuan"),
        ("采购总金金额", "amount_yuan"),
        ("信息内内容", "contents"),
        ("行政规范型文件", "disclosure.normative_documents"),
    ],
)
def test_slips_in_labels_of_disclosure_are_forgiven(typed: str, key: str) -> None:
    assert _meanings(typed) == {key}


@pytest.mark.parametrize(
    "typed",
    [
        "上年制发件数",
        "本月废止件数",
        "年处理决定数量",
        "累年处理决定数量",
        "本年收费金额（单位：元）",
        "本年收费金额（单位：千元）",
        "本年付费金额（单位：万元）",
        "上上年项目数量",
        "现行无效件数",
        "对内公开总数量",
        "行政处置",
        "行政许何",
        "第二十条第（二）项",
        "本年不公开数量",
        "本年终止件数",
    ],
)
def test_another_meaning_is_no_slip(typed: str) -> None:
    assert not _meanings(typed)


def _disclosure(head: str) -> str:
    return (
        "清河县民政局2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（一）项\n"
        f"信息内容|{head}|本年废止件数|现行有效件数\n规章|1|2|3\n行政规范性文件|4|5|6\n三、收到和处理政府信息公开申请情况\n无。\n"
    )


@pytest.mark.parametrize(("head", "value"), [("本年制制发件数", 4), ("上年制发件数", None)])
def test_a_block_whose_head_has_a_slip_is_read_and_one_of_another_year_is_not(head: str, value: int | None) -> None:
    report = parsers.read(_disclosure(head).encode())
    assert report.value("disclosure.normative_documents.issued") == value


_WORDINGS = sorted(exact(T2))


@given(st.data())
def test_no_slip_turns_one_label_of_disclosure_into_another(data: st.DataObject) -> None:
    """A wording with any one character lost, doubled or replaced is that label, or none."""
    wording = data.draw(st.sampled_from(_WORDINGS))
    at = data.draw(st.integers(0, len(wording) - 1))
    new = data.draw(st.sampled_from(["", wording[at] * 2, *sorted(set("".join(_WORDINGS)))]))
    text = wording[:at] + new + wording[at + 1 :]
    if text not in exact(T2):
        own = {_KEYS[index] for index, _ in exact(T2)[wording]}
        meant = {_KEYS[index] for index, _ in meant_by(text, T2)}
        assert meant <= own or {key for _, key, _ in meant} == {key for _, key, _ in own}
