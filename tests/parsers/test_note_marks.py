"""Marks of footnotes behind numbers: raised, and marks by themselves, they are no part of the number."""

from __future__ import annotations

import pytest

from parsers.readers.html import read_html


def cell(inner: str) -> tuple[str, bool]:
    page = f"<p>政府信息公开</p><table><tr><td>规章<td>{inner}<td>7</tr><tr><td>规范性文件<td>1<td>2</tr></table>"
    found = read_html(page.encode()).blocks[1].cells[1]
    return found.text, found.sure


@pytest.mark.parametrize(
    "mark", ["[1]", "[12]", "【1】", "〔2〕", "(1)", "（3）", "①", "⑳", "*", "**", "注", "注1", "（注1）"]
)
@pytest.mark.parametrize("raise_", ["<sup>{}</sup>", '<span style="vertical-align:super">{}</span>', "<sup> {} </sup>"])
def test_a_number_with_a_mark(mark: str, raise_: str) -> None:
    assert cell(f"12{raise_.format(mark)}") == ("12", True)
    assert cell(f"1,234 {raise_.format(mark)}") == ("1,234", True)


@pytest.mark.parametrize("mark", ["1", "2", "12", "应为13", "[应为13]", "[123]", "千", "4件"])
def test_what_may_be_a_digit_a_power_or_a_correction_is_in_doubt(mark: str) -> None:
    text, sure = cell(f"12<sup>{mark}</sup>")
    assert text != "12" or not sure


@pytest.mark.parametrize("mark", ["[1]", "①", "(1)"])
def test_a_mark_that_is_not_raised_is_no_mark(mark: str) -> None:
    assert cell(f"12{mark}")[0] == f"12{mark}"
