"""Whether each table, row and cell of a Word document stands where one can.

Place in the flow: before ``word`` walks the body. A walk finds what stands in its place; a row that stands elsewhere
would be missing without a trace, and read as one that the organ left out.
"""

from __future__ import annotations

from lxml import etree

from parsers.readers.ooxml import MC_ALTERNATE, MC_CHOICE, MC_FALLBACK
from parsers.readers.word_styles import W
from parsers.readers.word_text import BOX, WRAPPERS
from parsers.report import ReadError

_BODY, _TABLE, _ROW, _CELL = f"{W}body", f"{W}tbl", f"{W}tr", f"{W}tc"
_ANYWHERE = WRAPPERS | {MC_CHOICE, MC_FALLBACK}
# What a cell may hold.
_IN_CELL = WRAPPERS | {f"{W}p", _TABLE, MC_ALTERNATE, f"{W}del", f"{W}moveFrom"}
# What else has text in it, in any cell.
_WITH_TEXT = etree.XPath(
    "descendant::w:tc/*[not(self::w:p or self::w:tbl)][normalize-space()]", namespaces={"w": W.strip("{}")}
)
# What may hold each: ISO/IEC 29500-1, 17.4. A cell that holds what it must not is unsure: the walk itself sees to that.
_HOLDERS = {
    _TABLE: _ANYWHERE | {_BODY, _CELL, BOX},
    _ROW: _ANYWHERE | {_TABLE, _CELL},
    _CELL: _ANYWHERE | {_ROW, _CELL},
}


def refuse_misplaced(body: etree._Element) -> None:
    """Refuse a document with a part of a table where none can stand; Word opens none, other programs may show it.

    :raises ReadError: ``damaged-file``.
    """
    for element in body.iter(*_HOLDERS):
        holder = element.getparent()
        if holder is not None and holder.tag not in _HOLDERS[str(element.tag)] and _has_text(element):
            raise ReadError("damaged-file", "A part of a table stands where none can; open and save it in Word.")


def misplaced_text(body: etree._Element) -> set[etree._Element]:
    """The cells with a text in something that no cell can hold: Word opens no such file, others show it or not."""
    found = _WITH_TEXT(body)
    held = (child for child in (found if isinstance(found, list) else ()) if etree.iselement(child))
    return {cell for child in held if _is_misplaced(child) and (cell := child.getparent()) is not None}


def _is_misplaced(element: etree._Element) -> bool:
    if element.tag in WRAPPERS:
        return any(map(_is_misplaced, element))
    return element.tag not in _IN_CELL and any(text.strip() for text in element.itertext() if isinstance(text, str))


def _has_text(element: etree._Element) -> bool:
    return any((text.text or "").strip() for text in element.iter(f"{W}t"))
