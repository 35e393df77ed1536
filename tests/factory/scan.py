"""Reports drawn as page images: ruled tables with their merged cells, in many looks; ``scan_damage`` wears them."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from parsers.form import TableName
from tests.factory.grid import Grid
from tests.factory.page import Part
from tests.factory.pdf import Printed, printed_cells
from tests.factory.scan_look import FACES, Look

A4 = (595.3, 841.9)
# Drawn so many times larger and reduced, so that rules and strokes fall between pixels as on a scanner.
_OVERSAMPLE = 2
_SIZES = {0: 12.0, 1: 18.0, 2: 14.0}
_T3_COLUMNS = 10

Box = tuple[float, float, float, float]


@dataclass
class Sheet:
    """A page being drawn."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    y: float


def draw(parts: list[Part], look: Look, dpi: int = 200) -> list[Image.Image]:
    """A whole report as page images."""
    renderer = Renderer(look, dpi)
    for part in parts:
        if isinstance(part, Grid):
            renderer.table(printed_cells(part), widths(part, look))
        else:
            renderer.paragraph(part.text, _SIZES[part.level], center=part.level == 1)
    return renderer.pages()


def widths(grid: Grid, look: Look) -> list[float]:
    """How wide each column is relative to the others."""
    if grid.name is TableName.APPLICATIONS and grid.width == _T3_COLUMNS:
        return [*look.label_widths, *[1.0] * 7]
    if grid.name is TableName.PROCEEDINGS:
        return [1.0] * grid.width
    return [1.6, *[1.0] * (grid.width - 1)]


class Renderer:
    """Draws one report. ``dpi`` is the final resolution."""

    def __init__(self, look: Look, dpi: int) -> None:
        self.look = look
        self.scale = dpi * _OVERSAMPLE / 72
        self.size = A4[::-1] if look.landscape else A4
        self.faces: dict[tuple[str, float], ImageFont.FreeTypeFont] = {}
        self.sheets: list[Sheet] = []
        self.new_sheet()

    def px(self, points: float) -> int:
        return round(points * self.scale)

    def face(self, name: str, size: float) -> ImageFont.FreeTypeFont:
        key = (name, size)
        if key not in self.faces:
            path, index = FACES[name]
            self.faces[key] = ImageFont.truetype(
                str(path), self.px(size), index=index, layout_engine=ImageFont.Layout.BASIC
            )
        return self.faces[key]

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def bottom(self) -> float:
        return self.size[1] - self.look.margin

    def new_sheet(self) -> None:
        image = Image.new("L", (self.px(self.size[0]), self.px(self.size[1])), 255)
        self.sheets.append(Sheet(image, ImageDraw.Draw(image), self.look.margin))

    def wrap(self, text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
        lines, line = [], ""
        for char in text:
            if line and face.getlength(line + char) > width * self.scale:
                lines.append(line)
                line = ""
            line += char
        return [*lines, line] if line else lines

    def paragraph(self, text: str, size: float, *, center: bool = False) -> None:
        face = self.face(self.look.chinese, size)
        step = size * 1.6
        indent = "" if center else "　　"
        width = self.size[0] - 2 * self.look.margin
        for line in self.wrap(indent + text, face, width):
            if self.sheet.y + step > self.bottom:
                self.new_sheet()
            x = self.px(self.look.margin)
            if center:
                x = self.px(self.size[0] / 2) - round(face.getlength(line) / 2)
            self.sheet.draw.text((x, self.px(self.sheet.y)), line, font=face, fill=self.look.ink)
            self.sheet.y += step

    def table(self, cells: list[Printed], shares: list[float]) -> None:
        width = self.size[0] - 2 * self.look.margin
        edges = [self.look.margin + width * sum(shares[:i]) / sum(shares) for i in range(len(shares) + 1)]
        heights = self.row_heights(cells, edges)
        first = 0
        # How many lines of each cell are drawn already: what one page has no room for stands on the next.
        done: dict[Printed, int] = {}
        while first < len(heights):
            if self.sheet.y + heights[first] > self.bottom:
                self.new_sheet()
            last, y = first, self.sheet.y
            tops = [y]
            while last < len(heights) and y + heights[last] <= self.bottom:
                y += heights[last]
                tops.append(y)
                last += 1
            if last == first:
                tops.append(self.bottom)
                last += 1
            for cell in cells:
                top, end = max(cell.row, first), min(cell.row + cell.height, last)
                if top < end:
                    box = (edges[cell.column], tops[top - first], edges[cell.column + cell.span], tops[end - first])
                    self.cell(cell, box, done)
            if self.look.frame > self.look.rule:
                self.outline((edges[0], tops[0], edges[-1], tops[-1]), self.look.frame)
            self.sheet.y = tops[-1]
            first = last
        self.sheet.y += 10

    def row_heights(self, cells: list[Printed], edges: list[float]) -> list[float]:
        heights = [self.look.row_height] * max(cell.row + cell.height for cell in cells)
        for cell in sorted(cells, key=lambda cell: cell.height):
            need = len(self.lines(cell, edges[cell.column + cell.span] - edges[cell.column])[1])
            need_points = need * self.cell_size(cell) * self.look.leading + 2 * self.look.padding
            have = sum(heights[cell.row : cell.row + cell.height])
            if need_points > have:
                heights[cell.row + cell.height - 1] += need_points - have
        return heights

    def cell_size(self, cell: Printed) -> float:
        return self.look.size if cell.number else self.look.label_size

    def lines(self, cell: Printed, width: float) -> tuple[ImageFont.FreeTypeFont, list[str]]:
        """The face and the lines of a cell. Most clerks make numbers smaller rather than let them break."""
        number = cell.number and cell.text.isascii()
        name = (number and self.look.digits) or self.look.chinese
        size, room = self.cell_size(cell), width - 2 * self.look.padding
        if not number or self.look.broken_numbers:
            return self.face(name, size), self.wrap(cell.text, self.face(name, size), room)
        while size > 5 and self.face(name, size).getlength(cell.text) > room * self.scale:
            size -= 0.5
        return self.face(name, size), [cell.text] if cell.text else []

    def cell(self, cell: Printed, box: Box, done: dict[Printed, int]) -> None:
        look = self.look
        x0, y0, x1, y1 = (self.px(v) for v in box)
        self.outline(box, look.rule)
        face, lines = self.lines(cell, box[2] - box[0])
        step = self.px(self.cell_size(cell) * look.leading)
        room = max(1, (y1 - y0) // step)
        lines = lines[done.get(cell, 0) :][:room]
        done[cell] = done.get(cell, 0) + len(lines)
        y = (y0 + y1) // 2 - step * len(lines) // 2
        for line in lines:
            length = round(face.getlength(line))
            centred = (x0 + x1 - length) // 2
            left = {"left": x0 + self.px(look.padding), "right": x1 - self.px(look.padding) - length}
            x = left.get(look.align, centred) if cell.number else centred
            self.sheet.draw.text((x, y + step // 2), line, font=face, fill=look.ink, anchor="lm")
            y += step

    def outline(self, box: Box, rule: float) -> None:
        """A box whose rules are centred on its sides, as word processors draw them."""
        x0, y0, x1, y1 = (self.px(v) for v in box)
        for ends in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.rule(ends, max(1, self.px(rule)))

    def rule(self, ends: tuple[int, int, int, int], width: int) -> None:
        """One rule, whole or dashed."""
        x0, y0, x1, y1 = ends
        fill = self.look.ink if self.look.rule_ink is None else self.look.rule_ink
        on, off = (self.px(length) for length in self.look.dash)
        if not off:
            self.sheet.draw.line(ends, fill=fill, width=width)
            return
        length = max(x1 - x0, y1 - y0)
        for start in range(0, length, on + off):
            end = min(start + on, length)
            piece = (x0 + start, y0, x0 + end, y1) if x1 > x0 else (x0, y0 + start, x1, y0 + end)
            self.sheet.draw.line(piece, fill=fill, width=width)

    def pages(self) -> list[Image.Image]:
        finished = []
        for number, sheet in enumerate(self.sheets, 1):
            if self.look.page_numbers:
                x, y = self.px(self.size[0] / 2), self.px(self.size[1] - self.look.margin / 2)
                face = self.face(self.look.chinese, 9)
                sheet.draw.text((x, y), f"- {number} -", font=face, fill=self.look.ink, anchor="mm")
            width, height = sheet.image.size
            finished.append(sheet.image.resize((width // _OVERSAMPLE, height // _OVERSAMPLE), Image.Resampling.BOX))
        return finished
