"""Lines cut into the parts of which tables without rules are made."""

from __future__ import annotations

from parsers.readers.pdf_char import Char
from parsers.readers.pdf_lines import Line
from parsers.readers.pdf_pieces import parts


def line(*texts: tuple[str, int]) -> Line:
    """Texts side by side without any gap, each with its place in the order of drawing."""
    chars = [(char, order) for text, order in texts for char in text]
    return Line(tuple(Char(c, 10.0 * i, 0, 10.0 * i + 10, 12, 12, order=order) for i, (c, order) in enumerate(chars)))


def said(one: Line) -> list[str]:
    return ["".join(char.text for char in part) for part in parts(one)]


def test_a_label_that_touches_a_group_drawn_over_several_lines_is_one_of_its_own() -> None:
    assert said(line(("（三）不予公", 7), ("5.属于三类", 9))) == ["（三）不予公", "5.属于三类"]
    assert said(line(("（三）不予公", 7), ("（一）本机关", 9))) == ["（三）不予公", "（一）本机关"]


def test_a_numeral_in_running_text_parts_nothing() -> None:
    assert said(line(("加强公开工作；5.属于三类", 7))) == ["加强公开工作；5.属于三类"]
    assert said(line(("加强公开工作", 7), ("5.属于三类", 8))) == ["加强公开工作5.属于三类"]
    assert said(line(("共公开", 7), ("12条", 9))) == ["共公开12条"]


def test_a_sign_that_opens_or_closes_parts_no_cells_however_narrow_its_font_makes_it() -> None:
    chars = [
        Char(c, x, 0, x + width, 12, 12) for c, x, width in (("及", 0, 12), ("“", 12, 5), ("三", 24, 12), ("”", 43, 5))
    ]
    assert said(Line(tuple(chars))) == ["及“三”"]
    apart = [Char(c, x, 0, x + 12, 12, 12) for c, x in (("及", 0), ("三", 24))]
    assert said(Line((*apart, *(char._replace(x0=char.x0 + 60, x1=char.x1 + 60) for char in apart)))) == [
        "及",
        "三",
        "及",
        "三",
    ]
