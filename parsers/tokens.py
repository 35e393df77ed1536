"""A Document as one stream of tokens: labels, numbers, marks for nothing, empty cells.

Place in the flow: Document → **tokens** → ``align`` → ``decode``. A grid and a list of lines become the same stream;
what a row's separators prove stays known through ``Token.kind`` and ``Token.column``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec

from parsers.document import GRID, LOOSE_CELL, ROW, ROWS, Block, BlockKind, Document
from parsers.grids import without_repeats
from parsers.labels import row_wordings, wordings
from parsers.normalise import as_label, fold
from parsers.numbers import Content, content, has_odd_digits
from parsers.report import Where

# No label of the form is longer than 45 characters, and none holds the end of a sentence.
MAX_LABEL = 60
_SENTENCE_END = re.compile("[。；;!?！？]")
_PAGE_NUMBER = re.compile(
    r"[-—–―]\s*\d{1,3}\s*[-—–―]|第\s*\d{1,3}\s*页(?:.{0,6}共\s*\d{1,3}\s*页)?|page\s*\d{1,3}", re.IGNORECASE
)
# A label with a note behind it, which may say at length what is meant, and words that make it more than that.
_MOST_NOTED = 3 * MAX_LABEL
_NOTED = re.compile(r"(?P<label>.*?\S)\s*\((?P<note>[^()]*)\)", re.DOTALL)
_CHANGES_MEANING = re.compile("元|万|亿|年|累计|不含|除|其中")
# 指2020年办件量: what a head means in the year of the report, said by those who wrote the form for others to fill in.
_DEFINES = re.compile(r"指20\d\d年")
# Digits and what may stand between them, but no number: 000, 1/2, 0,5,12, or a whole row run together.
_GLUED = re.compile(r"(?=\D*\d)[\d\s.,:+*/()-]+")
# The ordinal of a label on a line of its own.
_ORDINAL = re.compile(r"[1-9][.、]")
# The mark of a footnote behind a label: ①, ², *, [1], （注2）. Folding makes digits of the first.
_NOTE_MARK = re.compile(
    r"(?:[\u2460-\u2473\u2776-\u277f\u00b9\u00b2\u00b3\u2070-\u2079*＊※]+|[\[〔【]{1,2}\s*注?\s*\d{1,2}\s*[\]〕】]{1,2}"
    r"|[(（]\s*见?注\s*\d{0,2}\s*[)）]|注\d{0,2})$"
)
# What no misread number looks like.
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
# Of so many words at most a label is made; so many labels side by side are the heads of a table.
_MOST_WORDS, _LEAST_HEADS = 4, 3
# What may stand between two labels written one behind the other; other signs than dashes behind them are none of it.
_JOINTS = re.compile(r"[-—–―─]+|(?<=\w)[-—–―─/\\>→»·:、，,;；]+(?=\w)")
_DIGITS_AT_END = re.compile(r"(?P<label>.*[^\d.,+-])(?P<digits>[+-]?\d[\d.,+-]*)")


class What(StrEnum):
    """What a token is."""

    TEXT = "text"
    NUMBER = "number"
    MARK = "mark"
    EMPTY = "empty"
    # Digits that are no number as they stand, often those of several cells run together.
    GLUED = "glued"
    # Something stands there that the reader could not read with certainty.
    UNSURE = "unsure"


# In Python 3.11 a member costs several times what a global does, and these are asked for thousands of times a report.
TEXT, NUMBER, MARK, EMPTY, GLUED, UNSURE = What


# There are thousands of these and no cycles among them: they need no garbage collection.
class Token(msgspec.Struct, frozen=True, gc=False):
    """One label, number, mark or empty cell.

    ``block`` indexes the Document; ``column`` is the cell's in its row: its index, in a GRID row that of the grid.
    ``span`` and ``height`` are the columns and rows that the cell covers.
    """

    what: What
    text: str
    squashed: str
    where: Where
    block: int
    column: int
    kind: BlockKind
    table: int | None = None
    sure: bool = True
    span: int = 1
    height: int = 1
    # Whether it is text short enough to be a label, and no sentence.
    labelish: bool = False


_KINDS = {Content.EMPTY: What.EMPTY, Content.NUMBER: What.NUMBER, Content.MARK: What.MARK, Content.TEXT: What.TEXT}


def tokenise(document: Document) -> list[Token]:
    """All tokens of a Document, in reading order. Page numbers between lines are left out."""
    blocks = without_repeats(document.blocks)
    return [token for index, block in enumerate(blocks) for token in _block_tokens(block, index)]


def _block_tokens(block: Block, index: int) -> Iterator[Token]:
    if block.kind not in ROWS and _PAGE_NUMBER.fullmatch(fold(block.cells[0].text).strip()):
        return
    kind = LOOSE_CELL if _holds_rows(block) else block.kind
    table, on_grid = block.table, kind is GRID
    for position, cell in enumerate(block.cells):
        column = cell.column if on_grid else position
        where, sure, span, height = cell.where, cell.sure, cell.span, cell.height
        for seen, text, squashed, labelish in (_pieces if sure else _unsure_pieces)(cell.text, kind):
            what = seen if sure or seen is TEXT else UNSURE
            yield Token(what, text, squashed, where, index, column, kind, table, sure, span, height, labelish)


def shows_empty_cells(tokens: Iterable[Token]) -> bool:
    """Whether a table is printed cell by cell, and pipes show the empty ones."""
    return any(token.what is EMPTY and token.kind is LOOSE_CELL for token in tokens)


def _holds_rows(block: Block) -> bool:
    """Whether a line between separators holds several rows of the form: its cells then have no places in a row."""
    if block.kind is not ROW:
        return False
    labels = [i for i, cell in enumerate(block.cells) if cell.text and as_label(cell.text) in row_wordings()]
    inside = block.cells[labels[0] : labels[-1]] if labels else ()
    return any(content(cell.text) is Content.NUMBER for cell in inside) and (
        len({as_label(block.cells[i].text) for i in labels}) > 1
    )


def label_of(text: str) -> str:
    """A text in the form in which labels are compared; a note or its mark behind a label of the form left out.

    A note may change what is counted, or in which unit: then it stays, and the label is none of the form's.
    """
    form = as_label(text)
    if form in wordings() or len(form) > _MOST_NOTED:
        return form
    printed = text.strip()
    if len(printed) <= _MOST_NOTED and (unmarked := _NOTE_MARK.sub("", printed)) != printed:
        base = as_label(unmarked)
        if base in wordings():
            return base
    noted = _NOTED.fullmatch(fold(text).strip())
    if noted is None or _CHANGES_MEANING.search(_DEFINES.sub("", noted["note"])):
        return form
    base = as_label(noted["label"])
    return base if base in wordings() else form


def _kind(text: str) -> What:
    what, folded = _KINDS[content(text)], fold(text).strip()
    glued = what is TEXT and _GLUED.fullmatch(folded) and not _ORDINAL.fullmatch(folded)
    return GLUED if glued else what


class _Piece(NamedTuple):
    """What one token of a cell is; the fields are those of ``Token``."""

    what: What
    text: str
    squashed: str
    labelish: bool


# Most cells of a report say what another one says.
@lru_cache(maxsize=4_096)
def _pieces(text: str, kind: BlockKind) -> tuple[_Piece, ...]:
    return tuple(_piece(what, part) for what, part in _parts(text, kind))


def _unsure_pieces(text: str, kind: BlockKind) -> tuple[_Piece, ...]:
    """The pieces of a cell that the reader was not sure of: words are words, all else may be anything."""
    are_words = _kind(text) is TEXT and _WORDS.search(fold(text))
    return _pieces(text, kind) if are_words else (_piece(UNSURE, text),)


def _piece(what: What, text: str) -> _Piece:
    squashed = label_of(text) if what is TEXT else ""
    labelish = what is TEXT and len(squashed) <= MAX_LABEL and not _SENTENCE_END.search(text)
    return _Piece(what, text, squashed, labelish)


def _parts(text: str, kind: BlockKind) -> list[tuple[What, str]]:
    what = _kind(text)
    if what in {TEXT, GLUED} and kind is BlockKind.TEXT and (pieces := _by_spaces(text)):
        return pieces
    if what is not TEXT:
        return [(what, text)]
    if len(text) > 8 * MAX_LABEL or _SENTENCE_END.search(text) or as_label(text) in wordings():
        return [(TEXT, text)]
    # A cell of a grid may hold several labels, but no label and the number of another cell.
    together = [] if kind is GRID and _DIGITS_AT_END.fullmatch(fold(text).strip()) else _run_together(text)
    heads = _heads_by_spaces(text) if kind is BlockKind.TEXT else []
    return together or heads or [(TEXT, text)]


def _heads_by_spaces(text: str) -> list[tuple[What, str]]:
    """A line of heads between spaces, more than half of them the form's and at least so many as make a table."""
    words = text.split()
    if any(_kind(word) is not TEXT for word in words):
        return []
    pieces: list[str] = []
    labels = 0
    while words:
        size = next((n for n in range(_MOST_WORDS, 0, -1) if as_label("".join(words[:n])) in wordings()), 0)
        labels += bool(size)
        pieces.append("".join(words[: size or 1]))
        words = words[size or 1 :]
    return [(TEXT, piece) for piece in pieces] if labels >= max(_LEAST_HEADS, len(pieces) / 2 + 1) else []


def _by_spaces(text: str) -> list[tuple[What, str]]:
    """A line of a table the columns of which are spaces: a label and its numbers, or numbers alone."""
    if len(text) > 8 * MAX_LABEL or _SENTENCE_END.search(text):
        return []
    parts = text.split()
    kinds = [_kind(part) for part in parts]
    numbers = len(parts)
    while numbers > 0 and kinds[numbers - 1] is not TEXT:
        numbers -= 1
    if numbers == len(parts) or len(parts) == 1:
        return []
    tail = list(zip(kinds[numbers:], parts[numbers:], strict=True))
    label = " ".join(parts[:numbers])
    if not label:
        return tail
    heads = [(TEXT, label)] if as_label(label) in wordings() else _run_together(label)
    return [*(heads or [(TEXT, label)]), *tail] if len(as_label(label)) <= MAX_LABEL else []


def _run_together(text: str) -> list[tuple[What, str]]:
    """Labels and digits printed with nothing between: ``规章000``, ``信息内容本年制发件数…``; else empty."""
    if has_odd_digits(text):
        return []
    match = _DIGITS_AT_END.fullmatch(fold(text).strip())
    labels = _segment(_JOINTS.sub("", as_label(match["label"] if match else text)))
    if not labels or (len(labels) == 1 and match is None):
        return []
    return [*((TEXT, label) for label in labels), *([(GLUED, match["digits"])] if match else [])]


@lru_cache(maxsize=4_096)
def _segment(squashed: str) -> tuple[str, ...]:
    """A string as a sequence of known wordings, longest first; empty when it is none."""
    known, longest = wordings(), max(map(len, wordings()))
    # best[i] is the segmentation of squashed[i:] with the fewest labels.
    best: list[tuple[str, ...] | None] = [None] * len(squashed) + [()]
    for start in range(len(squashed) - 1, -1, -1):
        for stop in range(start + 1, min(len(squashed), start + longest) + 1):
            rest = best[stop]
            if rest is None or squashed[start:stop] not in known:
                continue
            found = best[start]
            if found is None or len(rest) + 1 < len(found):
                best[start] = (squashed[start:stop], *rest)
    return best[0] or ()
