"""Pages read into blocks and shown shortly, for the tests of the HTML reader."""

from __future__ import annotations

from parsers.document import Block, BlockKind, Document
from parsers.readers.html import read_html

SENTENCE = (
    "本年度，我局按照条例规定，围绕民政重点工作做好政府信息公开各项工作，公开渠道保持畅通，制度更加健全，群众更加满意。"
)
LINKS = "".join(f"<li><a href='/{i}.html'>公告第{i}号</a></li>" for i in range(8))


def read(page: str) -> Document:
    return read_html(page.encode())


def texts(page: str) -> list[str]:
    """The blocks' texts, cells of a row between bars."""
    return [shown(block) for block in read(page).blocks]


def shown(block: Block) -> str:
    return "|".join(cell.text + ("" if cell.sure else "?") for cell in block.cells)


def grid(rows: str) -> list[list[tuple[str, int, int, int]]]:
    """The cells of a table's rows: text, column, span, height."""
    return [
        [(cell.text, cell.column, cell.span, cell.height) for cell in block.cells]
        for block in read(f"<table>{rows}</table>").blocks
        if block.kind is BlockKind.GRID
    ]


def cell(inside: str, attributes: str = "") -> str:
    """What a cell beside a label says; a question mark behind it where it is not sure."""
    (row,) = [b for b in read(f"<table><tr><td>规章<td{attributes}>{inside}</td></tr></table>").blocks if b.table]
    return shown(row).removeprefix("规章|")
