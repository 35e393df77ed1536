"""Labels set flush with both sides of a cell that holds two or three characters a line."""

from __future__ import annotations

from parsers.readers.pdf_justified import joined
from parsers.readers.pdf_pieces import Piece
from tests.parsers.test_pdf_order import HEADS, Lines, read, row, sure


def flush(*lines: str, y: float, pitch: float = 17.0) -> Lines:
    """The characters of a label's lines, far apart."""
    return [(60 + pitch * i, y + 15 * n, one) for n, line in enumerate(lines) for i, one in enumerate(line)]


def beside(label: Lines, y: float, name: str, *numbers: str) -> Lines:
    return [*label, (120, y, name), *((200 + 80 * i, y, number) for i, number in enumerate(numbers))]


def test_characters_far_apart_are_lines_of_one_label() -> None:
    group = beside(flush("（四）", "无法提", "供", y=130), 130, "不掌握", "1", "2", "3")
    other = beside(flush("（五）", "不予处", "理", y=190), 190, "举报", "4", "5", "9")
    found = read([*HEADS, *group, *beside([], 158, "另行制作", "0", "0", "0"), *other])
    assert found[1:] == [
        sure("（四）无法提供", "不掌握", "1", "2", "3"),
        sure("另行制作", "0", "0", "0"),
        sure("（五）不予处理", "举报", "4", "5", "9"),
    ]


def test_lines_with_room_for_one_character_more_are_not_joined() -> None:
    """Those are columns, the heads of which stand character below character."""
    heads = [line for word, x in (("自然", 200), ("商业", 280), ("总计", 360)) for line in upright(word, x)]
    by_lines = sorted([(60, 100, "项目"), *heads], key=lambda line: line[1])
    found = read([*by_lines, *row(150, "甲", "1", "2", "3"), *row(178, "乙", "4", "5", "9")])
    assert found[-2:] == [sure("甲", "1", "2", "3"), sure("乙", "4", "5", "9")]
    assert "自商总然业计" not in {word for line in found for word, _ in line}


def test_marks_for_nothing_beside_each_other_are_cells() -> None:
    assert len(joined([piece("无", x, y) for y in (100, 115) for x in (60, 77)])) == 4
    assert [one.text for one in joined([piece("法", x, y) for y in (100, 115) for x in (60, 77)])] == ["法法"] * 2


def piece(text: str, x: float, y: float) -> Piece:
    return Piece(1, int(y), x, x + 12, y, 12, text, (x, y - 6, x + 12, y + 6))


def upright(word: str, x: float) -> Lines:
    return [(x, 100 + 14 * i, one) for i, one in enumerate(word)]
