"""Held-out web pages: cells in which what is shown is not what the text nodes say one after the other."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.factory.grid import Grid
from tests.factory.html_frames import fragment
from tests.factory.html_odd import _rows
from tests.factory.in_html import Dialect, Inner, _escape, spans

_PICTURE = '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="">'


def _number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def sometimes(change: Inner, share: float = 0.15) -> Inner:
    """Write some of the numbers in this way, all else plainly."""

    def inner(rng: random.Random, text: str) -> str:
        return change(rng, text) if _number(text) and rng.random() < share else _escape(text)

    return inner


def footnote(rng: random.Random, text: str) -> str:
    return f"{text}<sup>{rng.choice(('1', '[2]', '①', '注1'))}</sup>"


def styled_footnote(_: random.Random, text: str) -> str:
    return f'{text}<span style="font-size:8pt;vertical-align:super">1</span>'


def struck(rng: random.Random, text: str) -> str:
    tag = rng.choice(("del", "s", "strike"))
    return f"<{tag}>{rng.randint(1, 9)}</{tag}>{text}"


def hidden_before(rng: random.Random, text: str) -> str:
    style = rng.choice(('style="display:none"', "style='DISPLAY: none'", "hidden"))
    return f"<span {style}>{rng.randint(1, 9)}</span>{text}"


def form_field(_: random.Random, text: str) -> str:
    return f'<input type="text" value="{text}" readonly>'


def chosen(_: random.Random, text: str) -> str:
    return f"<select><option>0</option><option selected>{text}</option></select>"


def picture(_: random.Random, __: str) -> str:
    return _PICTURE


def by_script(_: random.Random, text: str) -> str:
    return f"<script>document.write('{text}')</script>"


def broken_line(_: random.Random, text: str) -> str:
    return "<br>".join(text)


def two_blocks(_: random.Random, text: str) -> str:
    return "".join(f"<div>{char}</div>" for char in text)


def zero_width(rng: random.Random, text: str) -> str:
    return rng.choice(("&#8203;", "&shy;", "<wbr>", "\ufeff")).join(text)


def as_entities(_: random.Random, text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)


def with_own_head(_: random.Random, text: str) -> str:
    return f'<span class="for-phones">自然人：</span>{text}'


def pinyin(rng: random.Random, text: str) -> str:
    if _number(text) or len(text) < 2 or rng.random() < 0.7:
        return _escape(text)
    return f"<ruby>{text[0]}<rt>guī</rt></ruby>{_escape(text[1:])}"


def no_rows(_: random.Random, grid: Grid) -> str:
    """The end of each row is there, its beginning is not."""
    rows = "".join("".join(f"<td{spans(c)}>{_escape(c.text)}" for c in row) + "</tr>" for row in grid.rows)
    return f"<table>{rows}</table>"


def extents_beyond(_: random.Random, grid: Grid) -> str:
    """The last cell of each row spans to the moon, and group names reach below the table."""
    rows = []
    for row in grid.rows:
        cells = []
        for cell in row:
            wide = ' colspan="1000"' if cell is row[-1] else spans(cell)
            cells.append(f"<td{wide}>{_escape(cell.text)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def hidden_rows(rng: random.Random, grid: Grid) -> str:
    """Rows of last year that a style hides."""
    rows = []
    for row in grid.rows:
        cells = "".join(f"<td{spans(c)}>{_escape(c.text)}</td>" for c in row)
        rows.append(f"<tr>{cells}</tr>")
        if all(c.height == 1 for c in row) and rng.random() < 0.1:
            old = "".join(f"<td{spans(c)}>{c.text if not c.key else rng.randint(1, 9)}</td>" for c in row)
            rows.append(f'<tr style="display:none">{old}</tr>')
    return f"<table>{''.join(rows)}</table>"


def saved_by_excel(_: random.Random, grid: Grid) -> str:
    """Attributes with the numbers, fonts around the texts, a row of widths."""
    rows = []
    for row in grid.rows:
        cells = (
            f"<td height=27 class=xl65{spans(c)} x:num><font size=3>{_escape(c.text)}<br></font></td>" for c in row
        )
        rows.append(f"<tr height=27>{''.join(cells)}</tr>")
    widths = "".join("<td width=72 style='width:54pt'></td>" for _ in range(grid.width))
    end = f"<![if supportMisalignedColumns]><tr height=0 style='display:none'>{widths}</tr><![endif]>"
    return f"<table x:str><col width=72 span={grid.width}>{''.join(rows)}{end}</table>"


def message_editor(_: random.Random, grid: Grid) -> str:
    """The editor of a messenger: sections in cells."""
    inside = [
        [
            f'<section><span leaf="">{_escape(c.text)}</span></section>'
            if c.text
            else '<section><span leaf=""><br></span></section>'
            for c in row
        ]
        for row in grid.rows
    ]
    return f'<section style="overflow-x:auto">{_rows(grid, inside)}</section>'


def _cells(name: str, change: Inner, share: float = 0.15) -> Dialect:
    return Dialect(name, inner=sometimes(change, share))


Write = Callable[[random.Random, Grid], str]
HELD_OUT_DIALECTS = (
    Dialect("saved by Excel", write=saved_by_excel),
    Dialect("messenger's editor", write=message_editor),
    Dialect("rows without a beginning", write=no_rows, frame=fragment),
    _cells("entities", as_entities, 1.0),
    _cells("zero-width characters", zero_width, 0.5),
    Dialect("hidden rows", write=hidden_rows),
    _cells("footnotes", footnote),
    _cells("styled footnotes", styled_footnote),
    _cells("struck", struck),
    _cells("hidden in cells", hidden_before),
    _cells("form fields", form_field),
    _cells("all in form fields", form_field, 1.0),
    _cells("choices", chosen),
    _cells("pictures of numbers", picture),
    _cells("all numbers pictures", picture, 1.0),
    _cells("written by a script", by_script),
    _cells("all written by a script", by_script, 1.0),
    _cells("digits on lines", broken_line, 0.5),
    _cells("digits in blocks", two_blocks, 0.5),
    _cells("own heads", with_own_head, 1.0),
    Dialect("pinyin", inner=pinyin),
    Dialect("extents beyond the table", write=extents_beyond),
)
HELD_OUT_READABLE = frozenset({"saved by Excel", "messenger's editor", "entities", "hidden rows"})
