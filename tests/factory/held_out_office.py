"""Held-out documents and workbooks: other writers, and cells in which what is shown is not what is stored."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import docx
import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.factory.grid import Grid
from tests.factory.in_sheets import Book, place
from tests.factory.in_word import Runs, Word, run
from tests.factory.packages import repacked
from tests.factory.page import Part


def by_library(_: random.Random, parts: list[Part]) -> bytes:
    """DOCX by python-docx, merged the way that library merges."""
    document = docx.Document()
    for part in parts:
        if not isinstance(part, Grid):
            document.add_paragraph(part.text, style="Heading 1" if part.level == 2 else None)
            continue
        width = part.width
        table = document.add_table(len(part.rows), width, style="Table Grid")
        # Each look into the table walks through all of it.
        cells = table._cells
        for r, row in enumerate(part.placed()):
            for start, cell in row:
                target = cells[r * width + start]
                last = min(r + cell.height, len(part.rows)) - 1
                if cell.span > 1 or last > r:
                    target = target.merge(cells[last * width + start + cell.span - 1])
                target.text = cell.text
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def sometimes(change: Runs, share: float = 0.15) -> Runs:
    """Write some of the numbers in this way, all else plainly."""

    def runs(rng: random.Random, text: str) -> str:
        return change(rng, text) if text.isdecimal() and rng.random() < share else run(text)

    return runs


def footnote(_: random.Random, text: str) -> str:
    return run(text) + run("1", '<w:vertAlign w:val="superscript"/>')


def footnote_mark(_: random.Random, text: str) -> str:
    return run(text) + '<w:r><w:footnoteReference w:id="2"/></w:r>'


def struck(rng: random.Random, text: str) -> str:
    return run(str(rng.randint(1, 9)), "<w:strike/>") + run(text)


def formula(_: random.Random, text: str) -> str:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    return f'<m:oMath xmlns:m="{space}"><m:r><m:t>{text}</m:t></m:r></m:oMath>'


def symbols(_: random.Random, text: str) -> str:
    marks = "".join(f'<w:sym w:font="Wingdings" w:char="F0{0x80 + int(char):X}"/>' for char in text)
    return f"<w:r>{marks}</w:r>"


def drawn(_: random.Random, __: str) -> str:
    inline = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    return f'<w:r><w:drawing><wp:inline xmlns:wp="{inline}"/></w:drawing></w:r>'


def form_field(_: random.Random, text: str) -> str:
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        f'<w:listEntry w:val="0"/><w:listEntry w:val="{text}"/></w:ddList></w:ffData></w:fldChar></w:r>'
    )
    return f'{begin}<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


def moved(rng: random.Random, text: str) -> str:
    by = 'w:id="4" w:author="a"'
    return f"<w:moveFrom {by}>{run(str(rng.randint(1, 9)))}</w:moveFrom><w:moveTo {by}>{run(text)}</w:moveTo>"


def digits_on_lines(_: random.Random, text: str) -> str:
    return "<w:r><w:br/></w:r>".join(run(char) for char in text)


HELD_OUT_WORDS = (
    Word("footnotes", sometimes(footnote)),
    Word("footnote marks", sometimes(footnote_mark)),
    Word("struck", sometimes(struck)),
    Word("formulas", sometimes(formula)),
    Word("symbols", sometimes(symbols)),
    Word("drawings", sometimes(drawn)),
    Word("all drawings", sometimes(drawn, 1.0)),
    Word("form fields", sometimes(form_field)),
    Word("moved text", sometimes(moved)),
    Word("digits on lines", sometimes(digits_on_lines, 0.5)),
)

Change = Callable[[random.Random, Any, str], None]


def _footnote(_: random.Random, cell: Any, text: str) -> None:
    cell.value = CellRichText(text, TextBlock(InlineFont(vertAlign="superscript"), "1"))


def _struck(_: random.Random, cell: Any, text: str) -> None:
    cell.value = CellRichText(TextBlock(InlineFont(strike=True), "7"), text)


def _text_with_space(rng: random.Random, cell: Any, text: str) -> None:
    cell.value = rng.choice((f"{text} ", f" {text}", f"\xa0{text}", f"{text}\n"))


def _with_unit(_: random.Random, cell: Any, text: str) -> None:
    cell.value, cell.number_format = int(text), '0"件"'


def _in_ten_thousands(_: random.Random, cell: Any, text: str) -> None:
    """Stored ten thousand times as large as shown."""
    cell.value, cell.number_format = int(text) * 10_000, r"0\.0,"


def _as_percent(_: random.Random, cell: Any, text: str) -> None:
    cell.value, cell.number_format = Decimal(text) / 100, "0%"


def _as_date(_: random.Random, cell: Any, text: str) -> None:
    """5 shown as the fifth day of 1900: the cell no longer shows the number, and no reading of it is certain."""
    cell.value, cell.number_format = int(text), "yyyy-mm-dd"


def _invisible(_: random.Random, cell: Any, text: str) -> None:
    cell.value, cell.number_format = int(text), ";;;"


def _error(_: random.Random, cell: Any, __: str) -> None:
    cell.value = "=#REF!"


def _formula(_: random.Random, cell: Any, text: str) -> None:
    cell.value = f"=SUM({text},0)"


def workbook(change: Change | None = None, share: float = 0.2, *, trap: str = "") -> Callable[..., bytes]:
    """A workbook in which some numbers are written in this way."""

    def write(rng: random.Random, parts: list[Part]) -> bytes:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row, column, height, span, text, number in place(parts, Book("one sheet"))["Sheet1"]:
            cell = sheet.cell(row + 1, column + 1)
            whole = number and text.isdecimal()
            if whole and change is not None and rng.random() < share:
                change(rng, cell, text)
            elif text:
                cell.value = int(text) if whole else text
            if height > 1 or span > 1:
                sheet.merge_cells(
                    start_row=row + 1, start_column=column + 1, end_row=row + height, end_column=column + span
                )
        _set_trap(book, sheet, trap, rng)
        buffer = io.BytesIO()
        book.save(buffer)
        return repacked(buffer.getvalue())

    return write


def _set_trap(book: Any, sheet: Any, trap: str, rng: random.Random) -> None:
    if trap == "hidden sheet":
        copy = book.copy_worksheet(sheet)
        for row in copy.iter_rows():
            for cell in row:
                if isinstance(cell.value, int):
                    cell.value = rng.randint(0, 9)
        copy.sheet_state = "hidden"
        book.move_sheet(copy, -1)
        book.active = 1
    elif trap == "drop-downs":
        sheet.column_dimensions["Z"].hidden = True
        for r in range(1, 40):
            sheet.cell(r, 26).value = r


HELD_OUT_BOOKS: dict[str, Callable[..., bytes]] = {
    "text with spaces": workbook(_text_with_space),
    "with units": workbook(_with_unit),
    "hidden sheet": workbook(trap="hidden sheet"),
    "hidden column": workbook(trap="drop-downs"),
    "footnotes": workbook(_footnote),
    "struck": workbook(_struck),
    "shown in ten thousands": workbook(_in_ten_thousands),
    "percent": workbook(_as_percent),
    "dates": workbook(_as_date),
    "invisible": workbook(_invisible),
    "errors": workbook(_error),
    "formulas never computed": workbook(_formula),
    "all formulas, never computed": workbook(_formula, 1.0),
}
