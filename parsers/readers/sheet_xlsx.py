"""XLSX and XLSM: the cells that each worksheet shows, from the XML.

Place in the flow: ``sheet`` → **here** → ``sheet_blocks``. The XML says what values alone do not: formulas that were
never calculated, formats that show another number, hidden rows, frames. No result of a formula is filled in.
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeVar

import msgspec
from lxml import etree

from parsers.document import Enclosure, EnclosureKind
from parsers.readers.ooxml import RELATION, Parts
from parsers.readers.sheet_blocks import Sheet, SheetCell
from parsers.readers.sheet_format import BUILT_IN, GENERAL, hides_text, is_seen, shown
from parsers.readers.sheet_formulas import Formulas
from parsers.readers.sheet_hidden import without_hidden
from parsers.readers.sheet_places import MOST_COLUMNS, MOST_ROWS, S, area_of, cells_of, index_of, rows_of
from parsers.report import ReadError

T = TypeVar("T")
_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
# Cells a file may have, empty ones with a style included.
MAX_STORED_CELLS = 200_000
# How much darker than the background of the theme (-1 is black) a font may be and still be as good as unseen.
_HARDLY_DARKER = -0.15
_ON = frozenset({"1", "true", "on"})
# Sheets of charts, dialogues and macros, by their relationships.
_WITHOUT_CELLS = ("/chartsheet", "/dialogsheet", "macrosheet")
# What may stand in a cell of each type, each once.
_IN_CELL = {
    "inlineStr": frozenset({f"{S}is", f"{S}f", f"{S}extLst"}),
    **dict.fromkeys(("n", "s", "str", "b", "e", "d"), frozenset({f"{S}v", f"{S}f", f"{S}extLst"})),
}


class _Look(NamedTuple):
    """What a cell's style says: number format, border, struck out, in the colour of paper."""

    code: str = GENERAL
    framed: bool = False
    struck: bool = False
    pale: bool = False


class _Text(NamedTuple):
    text: str
    sure: bool = True


class _Book(msgspec.Struct, frozen=True):
    """What all sheets of a workbook share."""

    texts: list[_Text]
    looks: list[_Look]
    since_1904: bool
    # The program that wrote the file calculated nothing and asks the next one to.
    uncalculated: bool


def read_xlsx(data: bytes) -> tuple[list[Sheet], list[Enclosure]]:
    """The visible worksheets and the names of their pictures.

    :raises ReadError: ``password-protected``, ``damaged-file``, ``dtd-forbidden``, ``too-many-cells``, or a code of
        ``parsers.packages``.
    """
    parts = Parts(data)
    name = parts.main("xl/workbook.xml")
    workbook = parts.xml(name)
    if workbook is None:
        raise ReadError("damaged-file", "The workbook is missing.")
    relations = parts.relations(name)
    settings = workbook.find(f"{S}workbookPr")
    book = _Book(
        [_rich_text(item) for item in _children(parts.related(name, "/sharedStrings"), f"{S}si")],
        _looks(parts.related(name, "/styles")),
        settings is not None and settings.get("date1904") in _ON,
        any(one.get("fullCalcOnLoad") in _ON for one in workbook.iterfind(f"{S}calcPr")),
    )
    sheets: list[Sheet] = []
    pictures: list[Enclosure] = []
    read: set[str] = set()
    for entry in workbook.iterfind(f"{S}sheets/{S}sheet"):
        relation = relations.get(entry.get(f"{RELATION}id", ""))
        if entry.get("state", "visible") != "visible":
            continue
        if relation is not None and relation.kind.lower().endswith(_WITHOUT_CELLS):
            continue
        is_sheet = relation is not None and relation.kind.endswith("/worksheet") and not relation.external
        root = parts.xml(relation.target) if relation is not None and is_sheet else None
        if root is None or relation is None:
            raise ReadError("damaged-file", f"The sheet {entry.get('name', '')!r:.100} is missing.")
        if relation.target in read:
            raise ReadError("damaged-file", "The workbook names the same sheet twice.")
        read.add(relation.target)
        sheets.append(_sheet(entry.get("name", ""), root, book))
        pictures.extend(_pictures(parts, relation.target))
    return sheets, pictures


def _children(root: etree._Element | None, tag: str) -> list[etree._Element]:
    return [] if root is None else root.findall(tag)


def _rich_text(item: etree._Element) -> _Text:
    """A text of runs (``si`` or ``is``), without the readings printed above it; struck runs do not count as shown."""
    texts, sure = [], True
    for child in item:
        if child.tag == f"{S}t":
            texts.append(child.text or "")
        elif child.tag == f"{S}r":
            text = child.findtext(f"{S}t") or ""
            raised = child.find(f"{S}rPr/{S}vertAlign")
            strike = child.find(f"{S}rPr/{S}strike")
            if strike is not None and strike.get("val", "1") in _ON:
                sure = sure and not text.strip()
            elif raised is not None and raised.get("val") != "baseline" and any(char.isdigit() for char in text):
                texts.append(f"[{text}]")
            else:
                sure = sure and not (_is_pale(child.find(f"{S}rPr/{S}color")) and any(map(str.isdigit, text)))
                texts.append(text)
    return _Text(_unescaped("".join(texts)), sure)


def _unescaped(text: str) -> str:
    r"""Excel writes control characters as ``_x000D_``."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: "\n" if m[1] in {"000A", "000a"} else "", text)


def _looks(root: etree._Element | None) -> list[_Look]:
    if root is None:
        return []
    codes = {
        int(one.get("numFmtId", "0")): one.get("formatCode", GENERAL)
        for one in root.iterfind(f"{S}numFmts/{S}numFmt")
        if one.get("numFmtId", "0").isdecimal()
    }
    borders = [
        any(side.get("style", "none") != "none" for side in one) for one in root.iterfind(f"{S}borders/{S}border")
    ]
    fonts = [
        ((mark := one.find(f"{S}strike")) is not None and mark.get("val", "1") in _ON, _is_pale(one.find(f"{S}color")))
        for one in root.iterfind(f"{S}fonts/{S}font")
    ]
    looks = []
    for style in root.iterfind(f"{S}cellXfs/{S}xf"):
        code, border, font = (index_of(style.get(key)) for key in ("numFmtId", "borderId", "fontId"))
        looks.append(
            _Look(
                codes.get(code) or BUILT_IN.get(code, GENERAL if code == 0 else "?"),
                border < len(borders) and borders[border],
                *(fonts[font] if font < len(fonts) else ()),
            )
        )
    return looks


def _is_pale(colour: etree._Element | None) -> bool:
    """Whether a font's colour is that of paper: white, the theme's background, or hardly darker."""
    if colour is None:
        return False
    rgb = colour.get("rgb", "")
    if len(rgb) == 8:
        return all(pair > "E0" for pair in (rgb[2:4].upper(), rgb[4:6].upper(), rgb[6:8].upper()))
    try:
        return colour.get("theme") == "0" and float(colour.get("tint", "0")) > _HARDLY_DARKER
    except ValueError:
        return True


def _at(things: list[T], index: str) -> T | None:
    return things[int(index)] if index.isdecimal() and len(index) < 8 and int(index) < len(things) else None


def _sheet(name: str, root: etree._Element, book: _Book) -> Sheet:
    hidden_rows: set[int] = set()
    hides_zeros = any(view.get("showZeros", "1") not in _ON for view in root.iterfind(f"{S}sheetViews/{S}sheetView"))
    merged = [
        area
        for one in root.iterfind(f"{S}mergeCells/{S}mergeCell")
        if (area := area_of(one.get("ref", ""))) is not None and (area.bottom > area.top or area.right > area.left)
    ]
    firsts = {(area.top, area.left) for area in merged}
    rows: dict[int, dict[int, SheetCell]] = {}
    left = MAX_STORED_CELLS
    formulas = Formulas()
    for row_number, row in rows_of(root):
        if row.get("hidden") in _ON or row.get("ht") == "0":
            hidden_rows.add(row_number)
        for column, element in cells_of(row, row_number):
            left -= 1
            if left < 0 or not 0 <= row_number < MOST_ROWS or column >= MOST_COLUMNS:
                raise ReadError("too-many-cells", f"The sheet has more than {MAX_STORED_CELLS:,} cells.")
            cell = _cell(element, book)
            if book.uncalculated:
                _note(formulas, (row_number, column), element, cell)
            if hides_zeros and cell.text == "0":
                cell.sure = False
            # The first cell of a merged range holds its text, wherever the part of it that shows begins.
            place = row_number, column
            if cell.text or cell.framed or not cell.sure or place in firsts or place in formulas.formulas:
                rows.setdefault(row_number, {})[column] = cell
    for at, column in formulas.formulas:
        cell = rows[at][column]
        # A program that calculates nothing stores what it was told, and 0 where it was told nothing.
        cell.sure = cell.sure and cell.text == str(formulas.result((at, column)))
    return without_hidden(Sheet(name, rows, merged), hidden_rows, _hidden_columns(root))


def _note(formulas: Formulas, place: tuple[int, int], element: etree._Element, cell: SheetCell) -> None:
    """Take down a cell for the formulas that look at it; of a formula that fills several cells, that it is none."""
    formula, kind = element.find(f"{S}f"), element.get("t", "n")
    stored = (element.findtext(f"{S}v") or "") if kind == "n" else cell.text
    if formula is not None:
        formulas.note(
            place, stored, (formula.text or "") if formula.get("t", "normal") == "normal" else "", is_number=False
        )
    elif stored:
        formulas.note(place, stored, None, is_number=kind not in {"s", "str", "inlineStr"})


def _hidden_columns(root: etree._Element) -> list[tuple[int, int]]:
    return [
        (index_of(one.get("min")) - 1, index_of(one.get("max")) - 1)
        for one in root.iterfind(f"{S}cols/{S}col")
        if one.get("hidden") in _ON or one.get("width") == "0"
    ]


def _cell(element: etree._Element, book: _Book) -> SheetCell:
    look = _at(book.looks, element.get("s", "0"))
    text, sure = _value(element, look or _Look(), book)
    # A style that the workbook lacks may have shown another number.
    sure = sure and (look is not None or "s" not in element.attrib)
    look = look or _Look()
    seen = is_seen(text, struck=look.struck, pale=look.pale)
    return SheetCell(text.strip(), sure and seen, look.framed)


def _value(element: etree._Element, look: _Look, book: _Book) -> _Text:
    kind, raw = element.get("t", "n"), element.findtext(f"{S}v") or ""
    tags = [child.tag for child in element]
    if kind not in _IN_CELL or not _IN_CELL[kind].issuperset(tags) or len(set(tags)) < len(tags):
        return _Text("".join(map(str, element.itertext())), sure=False)
    if kind == "inlineStr":
        inline = element.find(f"{S}is")
        found = _Text("") if inline is None else _rich_text(inline)
    elif kind == "s":
        named = _at(book.texts, raw) if raw else _Text("")
        if named is None:
            raise ReadError("damaged-file", "A cell names a text that the workbook lacks.")
        found = named
    elif kind == "str":
        found = _Text(_unescaped(raw))
    elif kind == "n" and raw.strip():
        return _number(raw, look, book)
    else:
        # Without a value a formula was never calculated: what it would show is not known.
        known = {"b": {"1": "TRUE", "0": "FALSE"}}.get(kind, {})
        return _Text(known.get(raw, raw), kind != "e" and not (element.find(f"{S}f") is not None and not raw))
    return _Text(found.text, found.sure and not (found.text and hides_text(look.code)))


def _number(raw: str, look: _Look, book: _Book) -> _Text:
    if not _NUMBER.fullmatch(raw):
        return _Text(raw, sure=False)
    text, sure = shown(float(raw), look.code, since_1904=book.since_1904)
    return _Text(text, sure)


def _pictures(parts: Parts, sheet: str) -> list[Enclosure]:
    """The pictures that lie on a sheet; where on it is not looked at."""
    drawings = [r.target for r in parts.relations(sheet).values() if r.kind.endswith("/drawing") and not r.external]
    found = (r for drawing in drawings for r in parts.relations(drawing).values())
    return [Enclosure(EnclosureKind.PICTURE, r.target, "", 0) for r in found if r.kind.endswith("/image")]
