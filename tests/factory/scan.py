"""Reports drawn as page images: ruled tables with merged cells as in the official form, in many looks, from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from parsers.form import APPLICANTS, CHANNELS, FORMS, OUTCOMES, SECTION_TITLES, TableName
from tests.factory.content import Content
from tests.factory.tables import NOTE, show

A4 = (595.3, 841.9)
# Drawn so many times larger and reduced, so that rules and strokes fall between pixels as on a scanner.
_OVERSAMPLE = 2

_FONTS = Path("/usr/share/fonts")
# Chinese faces by name: file and index of the simplified face.
CHINESE = {
    "noto-sans": (_FONTS / "opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "noto-serif": (_FONTS / "opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "noto-serif-bold": (_FONTS / "opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "wqy": (_FONTS / "truetype/wqy/wqy-zenhei.ttc", 0),
    "uming": (_FONTS / "truetype/arphic/uming.ttc", 0),
    "ukai": (_FONTS / "truetype/arphic/ukai.ttc", 0),
    "wenkai": (_FONTS / "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0),
}
# Faces for the digits, where they are not those of the Chinese face.
DIGITS = {
    "times": (_FONTS / "truetype/liberation/LiberationSerif-Regular.ttf", 0),
    "arial": (_FONTS / "truetype/liberation/LiberationSans-Regular.ttf", 0),
    "calibri": (_FONTS / "truetype/crosextra/Carlito-Regular.ttf", 0),
    "dejavu": (_FONTS / "truetype/dejavu/DejaVuSans.ttf", 0),
    "mono": (_FONTS / "truetype/liberation/LiberationMono-Regular.ttf", 0),
}


def fonts(names: dict[str, tuple[Path, int]]) -> tuple[str, ...]:
    """The faces of a table that this machine has."""
    return tuple(name for name, (path, _) in names.items() if path.exists())


@dataclass(frozen=True)
class Printed:
    """A cell as drawn: its text, place and extent in the grid."""

    text: str
    row: int
    column: int
    height: int = 1
    span: int = 1
    number: bool = False


@dataclass(frozen=True)
class Table:
    """Cells in reading order, and how wide each column is relative to the others."""

    cells: tuple[Printed, ...]
    widths: tuple[float, ...]

    @property
    def rows(self) -> int:
        return max(cell.row + cell.height for cell in self.cells)


@dataclass(frozen=True)
class Look:
    """How a report is drawn; lengths in points."""

    chinese: str = "noto-serif"
    digits: str | None = None
    size: float = 10.5
    label_size: float = 10.5
    rule: float = 0.5
    frame: float = 0.5
    padding: float = 3.0
    row_height: float = 24.0
    align: str = "center"
    margin: float = 72.0
    landscape: bool = False
    leading: float = 1.25
    ink: int = 20
    page_numbers: bool = True
    cut_rows: bool = False
    label_widths: tuple[float, float, float] = (1.1, 1.7, 4.2)
    seal: bool = False


@dataclass
class Sheet:
    """A page being drawn."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    y: float


@dataclass
class Drawn:
    """The pages of a report and the tables on them."""

    pages: list[Image.Image]
    tables: tuple[Table, ...]
    paragraphs: list[str] = field(default_factory=list)


def disclosure(content: Content) -> Table:
    cells: list[Printed] = []
    row = 0
    for item, lines in groupby(FORMS[content.edition].table(TableName.DISCLOSURE), lambda line: line.item):
        members = list(lines)
        columns = members[0].columns
        spans = [1] * (len(columns) - 1) + [4 - len(columns)]
        cells.append(Printed(str(item), row, 0, span=4))
        for labels, numbers in (
            (("信息内容", *(c.label for c in columns)), False),
            *(((m.label, *(show(content.cells[key]) for key in m.keys)), True) for m in members),
        ):
            row += 1
            cells.append(Printed(labels[0], row, 0))
            for i, (text, span) in enumerate(zip(labels[1:], spans, strict=True)):
                cells.append(Printed(text, row, i + 1, span=span, number=numbers))
        row += 1
    return Table(tuple(cells), (1.6, 1, 1, 1))


def applications(content: Content, label_widths: tuple[float, float, float]) -> Table:
    heads = [c.label for c in APPLICANTS]
    cells = [
        Printed(NOTE, 0, 0, 3, 3),
        Printed("申请人情况", 0, 3, span=7),
        Printed(heads[0], 1, 3, 2),
        Printed("法人或其他组织", 1, 4, span=5),
        Printed(heads[-1], 1, 9, 2),
        *(Printed(head, 2, 4 + i) for i, head in enumerate(heads[1:-1])),
    ]
    rows = FORMS[content.edition].table(TableName.APPLICATIONS)
    for i, row in enumerate(rows):
        for depth in range(len(row.labels) - 1):
            group = row.labels[: depth + 1]
            if i and rows[i - 1].labels[: depth + 1] == group:
                continue
            height = sum(1 for other in rows if other.labels[: depth + 1] == group)
            cells.append(Printed(group[-1], i + 3, depth, height))
        depth = len(row.labels) - 1
        cells.append(Printed(row.label, i + 3, depth, span=3 - depth))
        cells += [Printed(show(content.cells[key]), i + 3, 3 + j, number=True) for j, key in enumerate(row.keys)]
    return Table(tuple(cells), (*label_widths, *([1.0] * 7)))


def proceedings(content: Content) -> Table:
    cells = [Printed("行政复议", 0, 0, span=5), Printed("行政诉讼", 0, 5, span=10)]
    outcomes = [c.label for c in OUTCOMES]
    cells += [Printed(text, 1, i, 2) for i, text in enumerate(outcomes)]
    cells += [Printed("未经复议直接起诉", 1, 5, span=5), Printed("复议后起诉", 1, 10, span=5)]
    cells += [Printed(text, 2, 5 + i) for i, text in enumerate([*outcomes, *outcomes])]
    keys = [f"proceedings.{key}.{column.key}" for key, _ in CHANNELS for column in OUTCOMES]
    cells += [Printed(show(content.cells[key]), 3, i, number=True) for i, key in enumerate(keys)]
    return Table(tuple(cells), (1.0,) * 15)


class Renderer:
    """Draws one report. ``dpi`` is the final resolution."""

    def __init__(self, content: Content, look: Look, dpi: int) -> None:
        self.content, self.look = content, look
        self.dpi = dpi
        self.scale = dpi * _OVERSAMPLE / 72
        self.size = A4[::-1] if look.landscape else A4
        self.faces: dict[tuple[str, float], ImageFont.FreeTypeFont] = {}
        self.sheets: list[Sheet] = []
        self.paragraphs: list[str] = []

    def px(self, points: float) -> int:
        return round(points * self.scale)

    def face(self, name: str, size: float) -> ImageFont.FreeTypeFont:
        key = (name, size)
        if key not in self.faces:
            path, index = {**CHINESE, **DIGITS}[name]
            self.faces[key] = ImageFont.truetype(str(path), self.px(size), index=index)
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
        self.paragraphs.append(text)

    def table(self, table: Table) -> None:
        look = self.look
        width = self.size[0] - 2 * look.margin
        total = sum(table.widths)
        edges = [look.margin + width * sum(table.widths[:i]) / total for i in range(len(table.widths) + 1)]
        heights = self.row_heights(table, edges)
        first = 0
        # How many lines of each cell are drawn already: what one page has no room for stands on the next.
        done: dict[Printed, int] = {}
        while first < table.rows:
            if self.sheet.y + heights[first] > self.bottom:
                self.new_sheet()
            last, y = first, self.sheet.y
            tops = [y]
            while last < table.rows and y + heights[last] <= self.bottom:
                y += heights[last]
                tops.append(y)
                last += 1
            if last == first:
                tops.append(self.bottom)
                last += 1
            for cell in table.cells:
                top, end = max(cell.row, first), min(cell.row + cell.height, last)
                if top < end:
                    box = (edges[cell.column], tops[top - first], edges[cell.column + cell.span], tops[end - first])
                    self.cell(cell, box, done)
            self.frame((edges[0], tops[0], edges[-1], tops[-1]))
            self.sheet.y = tops[-1]
            first = last
        self.sheet.y += 10

    def row_heights(self, table: Table, edges: list[float]) -> list[float]:
        heights = [self.look.row_height] * table.rows
        for cell in sorted(table.cells, key=lambda cell: cell.height):
            need = len(self.lines(cell, edges[cell.column + cell.span] - edges[cell.column]))
            need_points = need * self.cell_size(cell) * self.look.leading + 2 * self.look.padding
            have = sum(heights[cell.row : cell.row + cell.height])
            if need_points > have:
                heights[cell.row + cell.height - 1] += need_points - have
        return heights

    def cell_size(self, cell: Printed) -> float:
        return self.look.size if cell.number else self.look.label_size

    def cell_face(self, cell: Printed, width: float = 1000) -> ImageFont.FreeTypeFont:
        name = (cell.number and self.look.digits) or self.look.chinese
        size = self.cell_size(cell)
        # Clerks make numbers smaller rather than let them break.
        while (
            cell.number
            and size > 5
            and self.face(name, size).getlength(cell.text) > (width - 2 * self.look.padding) * self.scale
        ):
            size -= 0.5
        return self.face(name, size)

    def lines(self, cell: Printed, width: float) -> list[str]:
        if cell.number:
            return [cell.text] if cell.text else []
        return self.wrap(cell.text, self.cell_face(cell), width - 2 * self.look.padding)

    def cell(self, cell: Printed, box: tuple[float, float, float, float], done: dict[Printed, int]) -> None:
        draw, look = self.sheet.draw, self.look
        x0, y0, x1, y1 = (self.px(v) for v in box)
        self.outline(box, look.rule)
        face = self.cell_face(cell, box[2] - box[0])
        step = self.px(self.cell_size(cell) * look.leading)
        room = max(1, (y1 - y0) // step)
        lines = self.lines(cell, box[2] - box[0])[done.get(cell, 0) :][:room]
        done[cell] = done.get(cell, 0) + len(lines)
        y = (y0 + y1) // 2 - step * len(lines) // 2
        for line in lines:
            length = round(face.getlength(line))
            centred = (x0 + x1 - length) // 2
            left = {"left": x0 + self.px(look.padding), "right": x1 - self.px(look.padding) - length}
            x = centred if not cell.number else left.get(look.align, centred)
            draw.text((x, y + step // 2), line, font=face, fill=look.ink, anchor="lm")
            y += step

    def frame(self, box: tuple[float, float, float, float]) -> None:
        if self.look.frame > self.look.rule:
            self.outline(box, self.look.frame)

    def outline(self, box: tuple[float, float, float, float], rule: float) -> None:
        """A box whose rules are centred on its sides, as word processors draw them."""
        x0, y0, x1, y1 = (self.px(v) for v in box)
        width = max(1, self.px(rule))
        for ends in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.sheet.draw.line(ends, fill=self.look.ink, width=width)

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


def tables(content: Content, look: Look) -> tuple[Table, Table, Table]:
    """T2, T3 and T4 as drawn."""
    return disclosure(content), applications(content, look.label_widths), proceedings(content)


def draw(content: Content, look: Look, dpi: int = 200) -> Drawn:
    """A whole report as page images."""
    renderer = Renderer(content, look, dpi)
    drawn = tables(content, look)
    renderer.new_sheet()
    renderer.paragraph(f"{content.organ}{content.year}年政府信息公开工作年度报告", 18, center=True)
    numerals = "一二三四五六"
    for number, title in enumerate(SECTION_TITLES):
        renderer.paragraph(f"{numerals[number]}、{title}", 14)
        if number in {1, 2, 3}:
            renderer.table(drawn[number - 1])
        elif content.sections:
            renderer.paragraph(content.sections[number % len(content.sections)], 12)
    return Drawn(renderer.pages(), drawn, renderer.paragraphs)


def make_look(seed: int, chinese: tuple[str, ...], digits: tuple[str, ...]) -> Look:
    """A random look from the faces given."""
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    size = rng.choice((9.0, 10.5, 10.5, 12.0))
    return Look(
        chinese=rng.choice(chinese),
        digits=rng.choice((None, *digits)),
        size=size,
        label_size=min(size, 10.5),
        rule=rng.choice((0.4, 0.5, 0.75, 1.0)),
        frame=rng.choice((0.5, 1.5)),
        padding=rng.choice((2.0, 3.0, 4.5)),
        row_height=rng.choice((18.0, 22.0, 26.0, 32.0)),
        align=rng.choice(("center", "center", "right", "left")),
        margin=rng.choice((60.0, 72.0, 85.0)),
        landscape=rng.random() < 0.1,
        leading=rng.choice((1.15, 1.3, 1.5)),
        ink=rng.choice((0, 20, 60)),
        label_widths=rng.choice(((1.1, 1.7, 4.2), (1.4, 2.0, 3.5), (1.0, 1.2, 5.0))),
    )
