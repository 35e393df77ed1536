"""Reports as documents of a word processor, made to be printed: borders, directions, what lies over tables."""

from __future__ import annotations

import io
import math
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from tests.factory.grid import Grid
from tests.factory.in_sheets import Book, write_xlsx
from tests.factory.in_word import Runs, Word, continued, merged_table, one_run, run, tracked, write_word
from tests.factory.page import Part
from tests.factory.pdf_printing import by_office

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LANDSCAPE = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
_MARGINS = '<w:pgMar w:top="1200" w:bottom="1200" w:left="1400" w:right="1400" w:header="600" w:footer="600"/>'


def _shape(text: str, style: str) -> str:
    """A text in a frame of its own, in front of the page, as watermarks are."""
    return (
        '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape type="#_x0000_t136"'
        f' style="position:absolute;{style}" fillcolor="silver" stroked="f">'
        f'<v:textpath style="font-family:&quot;Noto Serif CJK SC&quot;;font-size:1pt" string="{text}"/>'
        "</v:shape></w:pict></w:r></w:p>"
    )


def _frame(text: str) -> str:
    """A text box in front of the page."""
    return (
        '<w:p><w:pPr><w:framePr w:w="3000" w:hSpace="0" w:wrap="none" w:vAnchor="page" w:hAnchor="page"'
        f' w:x="4500" w:y="6500"/></w:pPr>{run(text)}</w:p>'
    )


@dataclass(frozen=True)
class Pages:
    """How a document is laid out.

    :param kinds: of borders, one by chance. :param direction: of the text of narrow heads.
    :param widths: of the columns of T3, in twentieths of a point. :param over: what stands before the first paragraph.
    """

    name: str
    kinds: Sequence[str] = ("single",)
    thick: int = 4
    direction: str = ""
    widths: Sequence[int] = (700, 1000, 2600, *([670] * 7))
    sizes: Sequence[int] = (15, 18, 21)
    runs: Runs = one_run
    rows: str = ""
    repeat: bool = False
    wide_last: bool = False
    over: Callable[[random.Random], str] | None = None
    to: str = "docx"


OFFICES = (
    Pages("word processor", kinds=("single", "single", "double", "dashed"), sizes=(15, 18, 21, 24)),
    Pages("rotated heads", direction="btLr"),
    Pages("upright heads", direction="tbRlV"),
    Pages("narrow columns", widths=(600, 900, 2000, *([430] * 7)), sizes=(18, 21)),
    Pages("thick and double borders", kinds=("thick", "double", "triple", "thinThickSmallGap"), thick=18),
    Pages("dotted borders", kinds=("dotted", "dashed", "dotDash")),
    Pages("landscape T4", wide_last=True),
    Pages("repeated heads", repeat=True, sizes=(21, 24)),
    Pages("rows cut", sizes=(24, 28)),
    Pages("tracked changes", runs=tracked),
    Pages("watermark", over=lambda _: _shape("内部资料", "width:400pt;height:80pt;rotation:315;margin-top:250pt")),
    Pages("watermark of digits", over=lambda rng: _frame(str(rng.randint(10, 2023)))),
    Pages("no borders", kinds=("nil",)),
    Pages("ODT", to="odt"),
)


def write_pages(rng: random.Random, parts: list[Part], look: Pages) -> bytes:
    """A DOCX."""
    kind, size = rng.choice(look.kinds), rng.choice(look.sizes)
    centred = rng.random() < 0.6
    height = rng.randint(9000, 16838)
    borders = "".join(f'<w:{side} w:val="{kind}" w:sz="{look.thick}" w:space="0" w:color="000000"/>' for side in _SIDES)
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="{height}"/>{_MARGINS}</w:sectPr>'

    def table(rng: random.Random, grid: Grid, runs: Runs) -> str:
        text = merged_table(rng, grid, runs)
        wide = look.wide_last and grid.width == 15
        widths = [(13000 if wide else 9000) // grid.width] * grid.width if grid.width != 10 else list(look.widths)
        columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        text = re.sub(r"<w:tblGrid>.*?</w:tblGrid>", f"<w:tblGrid>{columns}</w:tblGrid>", text)
        layout = f'<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        text = _with_widths(text.replace("<w:tblPr/>", layout), grid, widths)
        if look.direction:
            text = _turned(text, look.direction)
        if centred:
            text = text.replace("</w:tcPr>", '<w:vAlign w:val="center"/></w:tcPr>')
            text = text.replace("<w:p>", '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>')
        if look.repeat:
            head = next(i for i, row in enumerate(grid.rows) if any(cell.key for cell in row))
            text = text.replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", head)
        text = text.replace("<w:r>", f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr>')
        if wide:
            before = f"<w:p><w:pPr>{page}</w:pPr></w:p>"
            return f"{before}{text}<w:p><w:pPr><w:sectPr>{_LANDSCAPE}{_MARGINS}</w:sectPr></w:pPr></w:p>"
        return text

    over = look.over(rng) if look.over else ""
    return write_word(rng, parts, Word("pages", look.runs, table, wrap=lambda body: over + body + page))


def _turned(text: str, direction: str) -> str:
    """The heads of narrow columns turned: cells without a span that hold a short text and no number."""

    def turn(match: re.Match[str]) -> str:
        words = "".join(re.findall(r"<w:t [^>]*>([^<]*)<", match[0]))
        if "gridSpan" in match[0] or not 2 <= len(words) <= 12 or words[0].isdigit() or words[0] in "(（一二三四":
            return match[0]
        return match[0].replace("</w:tcPr>", f'<w:textDirection w:val="{direction}"/></w:tcPr>', 1)

    text = re.sub(r"<w:tc>.*?</w:tc>", turn, text)
    high = '<w:tr><w:trPr><w:trHeight w:val="1700"/></w:trPr>'
    return re.sub(r"<w:tr>(?=(?:(?!</w:tr>).)*<w:textDirection)", high, text)


def _with_widths(text: str, grid: Grid, widths: Sequence[int]) -> str:
    order = []
    for row in continued(grid):
        column = 0
        for own, tall in row:
            span = (own or tall).span  # type: ignore[union-attr]
            order.append(sum(widths[column : column + span]))
            column += span
    it = iter(order)
    return re.sub(r'<w:tcW w:w="900"', lambda _: f'<w:tcW w:w="{next(it)}"', text)


@dataclass(frozen=True)
class Sheets:
    """How a workbook is printed. ``fit``: on one page's width; else what does not fit goes to pages of its own."""

    name: str
    fit: bool = True
    landscape: bool = False
    width: float = 9.0
    border: Literal["thin", "hair"] = "thin"


SHEETS = (
    Sheets("workbook"),
    Sheets("workbook across pages", fit=False),
    Sheets("workbook, narrow columns", width=4.5, border="hair", landscape=True),
)


def write_sheets(rng: random.Random, parts: list[Part], look: Sheets) -> bytes:
    """A workbook with borders around the cells of its tables, its rows as high as their texts need."""
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(rng, parts, Book("printed"))))
    side = Side(look.border)
    for sheet in book.worksheets:
        spans = {one.coord.split(":")[0]: one for one in sheet.merged_cells.ranges}
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [cell for cell in row if cell.value is not None or isinstance(cell, MergedCell)]
            lines = 1
            for cell in cells if len(cells) > 1 else ():
                cell.border = Border(side, side, side, side)
                cell.alignment = Alignment("center", "center", wrap_text=True)
                span = spans.get(cell.coordinate)
                wide = look.width * (span.size["columns"] if span else 1) - 1
                high = span.size["rows"] if span else 1
                lines = max(lines, math.ceil(2 * len(str(cell.value or "")) / wide / high))
            sheet.row_dimensions[number].height = 15 * lines
        for column in range(1, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(column)].width = look.width
        sheet.page_setup.orientation = "landscape" if look.landscape else "portrait"
        sheet.page_setup.paperSize = 9
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=look.fit)
        sheet.page_setup.fitToHeight = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def print_pages(made: Sequence[tuple[random.Random, list[Part]]], look: Pages | Sheets) -> list[bytes]:
    """Reports as printed by the word processor, all in one call (two where it must write another format first)."""
    if isinstance(look, Sheets):
        return by_office([write_sheets(rng, parts, look) for rng, parts in made], "xlsx")
    documents = [write_pages(rng, parts, look) for rng, parts in made]
    if look.to != "docx":
        documents = by_office(documents, to=look.to)
    return by_office(documents, look.to)
