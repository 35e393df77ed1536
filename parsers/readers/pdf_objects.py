"""What is drawn on a page besides glyphs: ruling lines, pictures, other ink.

Place in the flow: ``pdf_page`` → **pdf_objects** → ``pdf_rules`` and ``pdf`` (pictures). Rules come as strokes, as thin
filled boxes, as edges of stroked boxes, in dashes, and inside forms within forms.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2.raw as pdfium

from parsers.readers.pdf_calls import (
    address,
    count_segments,
    object_at,
    object_of_form,
    object_of_page,
    segment_closes,
    segment_of,
    segment_type,
    type_of,
)
from parsers.readers.pdf_dots import SQUARE, Dots, dot_of
from parsers.readers.pdf_drawn import Cover, Drawn, Ink, Paint, Picture, Rule, seen_across, seen_down
from parsers.readers.pdf_handles import (
    bounds,
    bounds_of,
    ink_of,
    is_drawn,
    is_hidden,
    matrix_of,
    point_of,
    window_of,
)
from parsers.readers.pdf_page import Box, Matrix, Page, place, times
from parsers.report import ReadError

# Thicker boxes are shading, not rules.
THICK = 4.0
# A patch over a digit of small print is no thicker, but this thick, and no longer than so much.
_PATCH = (2.0, 24.0)
MAX_OBJECTS = 100_000
MAX_POINTS = 400_000
# A page with more filled areas is a drawing; they are marks then, which nothing under them survives.
_MOST_COVERS = 4_000
_OPAQUE = 0.95
_SLANTED = 0.05
# How far a glyph reaches over the side of its window that is cut there (points).
CROSSED = 0.05
_MAX_DEPTH = 12
# A rule drawn by hand or by rounding may lean by so much.
_LEAN = 1.0
_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_MOVE, _CURVE = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_BEZIERTO
# So many points close a rectangle.
_CORNERS = 5


class Budget:
    """How much may still be looked at in one document."""

    def __init__(self) -> None:
        self.objects = MAX_OBJECTS
        self.points = MAX_POINTS

    def spend(self, *, objects: int = 0, points: int = 0) -> None:
        """Take from what is left.

        :raises ReadError: ``too-complex`` when nothing is.
        """
        self.objects -= objects
        self.points -= points
        if self.objects < 0 or self.points < 0:
            raise ReadError("too-complex", "The PDF draws far more than a report does; print it anew from its source.")


def look(page: Page, budget: Budget) -> Drawn:
    """Collect what is drawn on a page.

    :raises ReadError: ``too-complex``.
    """
    drawn = Drawn()
    count = pdfium.FPDFPage_CountObjects(page.raw)
    budget.spend(objects=max(count, 0))
    dots = Dots(drawn)
    own = address(page.raw)
    for index in range(count):
        raw = object_of_page(own, index)
        kind = type_of(raw)
        dot = dot_of(raw, page.matrix) if kind == _PATH else None
        if dot is not None:
            dots.add(dot)
            continue
        dots.end()
        _object(raw, kind, page.matrix, drawn, budget)
    dots.end()
    sheet = (0.0, 0.0, page.width, page.height)
    drawn.across, drawn.down = seen_across(drawn.across, sheet), seen_down(drawn.down, sheet)
    return drawn


def _object(raw: int, kind: int, outer: Matrix, drawn: Drawn, budget: Budget, depth: int = 0) -> None:
    if kind == _TEXT:
        _text(raw, outer, drawn, in_form=depth > 0)
    elif kind == _PATH:
        _path(raw, outer, drawn, budget)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        _image(raw, outer, drawn)
    elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
        _cover(raw, outer, bounds_of(raw, outer), drawn, None)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        count = pdfium.FPDFFormObj_CountObjects(object_at(raw))
        budget.spend(objects=max(count, 0))
        matrix = times(matrix_of(raw), outer)
        for index in range(count):
            inner = object_of_form(raw, index)
            _object(inner, type_of(inner), matrix, drawn, budget, depth + 1)


def _text(raw: int, outer: Matrix, drawn: Drawn, *, in_form: bool) -> None:
    matrix = times(matrix_of(raw), outer)
    across, down = abs(matrix[0]), abs(matrix[1])
    drawn.texts += 1
    drawn.turned = drawn.turned or down > 0.02 * across or matrix[0] < 0
    drawn.hidden = drawn.hidden or is_hidden(raw)
    box = bounds_of(raw, outer)
    # The box of slanted text says nothing of where it stands.
    is_slanted = min(across, down) > _SLANTED * max(across, down)
    seen = (0, 0, 0, 0) if is_slanted else box
    form = outer if in_form else None
    drawn.paints[raw] = Paint(drawn.texts, ink_of(raw), seen, (matrix[4], matrix[5]), form)
    _clip(raw, outer, box, drawn)


def _cover(raw: int, outer: Matrix, box: Box, drawn: Drawn, ink: Ink | None) -> None:
    """Note a filled area, as far as its window shows it."""
    window = window_of(raw, outer)
    if window is not None:
        box = max(box[0], window[0]), max(box[1], window[1]), min(box[2], window[2]), min(box[3], window[3])
    if not (box[0] < box[2] and box[1] < box[3]):
        return
    if len(drawn.covers) >= _MOST_COVERS:
        drawn.ink.append(box)
        return
    opaque = ink is not None and ink[3] >= _OPAQUE and not pdfium.FPDFPageObj_HasTransparency(object_at(raw))
    drawn.covers.append(Cover(box, drawn.texts, None if ink is None else ink[:3], opaque))


def _clip(raw: int, outer: Matrix, box: Box, drawn: Drawn) -> None:
    """Note the window of a text object that is cut by it: word processors print a text again where it is not seen.

    Browsers leave out what is beyond the window altogether; of a number, that a digit is cut is the only trace.
    """
    window = window_of(raw, outer)
    if window is None:
        return
    x0, y0, x1, y1 = window
    if box[0] < x0 - CROSSED or box[1] < y0 - 1 or box[2] > x1 + CROSSED or box[3] > y1 + 1:
        drawn.windows[raw] = (x0, y0, x1, y1)


def _image(raw: int, outer: Matrix, drawn: Drawn) -> None:
    matrix = times(matrix_of(raw), outer)
    corners = [place(matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
    box = bounds(corners)
    if min(box[2] - box[0], box[3] - box[1]) <= THICK:
        _thin_box(box, drawn)
        return
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(object_at(raw), width, height)
    pixels = (width.value, height.value) if abs(matrix[0]) >= abs(matrix[1]) else (height.value, width.value)
    drawn.pictures.append(Picture(box, pixels, drawn.texts, object_at(raw)))
    drawn.ink.append(box)
    _cover(raw, outer, box, drawn, None)


def _path(raw: int, outer: Matrix, drawn: Drawn, budget: Budget) -> None:
    filled, stroked = is_drawn(raw)
    if not filled and not stroked:
        return
    matrix = times(matrix_of(raw), outer)
    count = count_segments(raw)
    budget.spend(points=max(count, 0))
    own = Drawn()
    for points, curved in _subpaths(raw, count, matrix):
        box = bounds(points)
        if filled and _is_area(box):
            whole = not curved and len(points) <= _CORNERS
            _cover(raw, outer, box, drawn, ink_of(raw) if whole else None)
        if curved:
            drawn.ink.append(bounds(points))
        elif stroked:
            _stroked(points, own)
        else:
            _filled(points, own)
    window = window_of(raw, outer) if own.across or own.down else None
    drawn.across += own.across if window is None else seen_across(own.across, window)
    drawn.down += own.down if window is None else seen_down(own.down, window)
    drawn.ink += own.ink


def _is_area(box: Box) -> bool:
    """Whether a filled box is no rule: thicker than any, or as small as what hides a digit and thicker than most."""
    short, long = sorted((box[2] - box[0], box[3] - box[1]))
    return short > THICK or (short > _PATCH[0] and long <= _PATCH[1])


def _subpaths(raw: int, count: int, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The pieces of a path, closed where they are closed, and whether each has curves."""
    a, b, c, d, e, f = matrix
    points: list[tuple[float, float]] = []
    curved = False
    for index in range(count):
        segment = segment_of(raw, index)
        kind = segment_type(segment)
        if kind == _MOVE and points:
            yield points, curved
            points, curved = [], False
        curved = curved or kind == _CURVE
        x, y = point_of(segment)
        points.append((a * x + c * y + e, b * x + d * y + f))
        if segment_closes(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points, curved


def _stroked(points: list[tuple[float, float]], drawn: Drawn) -> None:
    box = bounds(points)
    if len(points) > 2 and min(box[2] - box[0], box[3] - box[1]) <= THICK:
        _thin_box(box, drawn)
        return
    slanted = False
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y1 - y0) <= _LEAN and abs(x1 - x0) > abs(y1 - y0):
            drawn.across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _LEAN:
            drawn.down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        else:
            slanted = True
    if slanted:
        drawn.ink.append(box)


def _filled(points: list[tuple[float, float]], drawn: Drawn) -> None:
    box = bounds(points)
    if min(box[2] - box[0], box[3] - box[1]) <= THICK and len(points) <= 6:
        _thin_box(box, drawn)
    elif len(points) > 6:
        drawn.ink.append(box)


def _thin_box(box: Box, drawn: Drawn) -> None:
    """A thin box is a rule along its longer side; a dot is a bit of both (corners, dotted borders)."""
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    if height <= THICK and width * SQUARE >= height:
        drawn.across.append(Rule((y0 + y1) / 2, x0, x1))
    if width <= THICK and height * SQUARE >= width:
        drawn.down.append(Rule((x0 + x1) / 2, y0, y1))
