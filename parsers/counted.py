"""Rows that count the columns of a table (栏次, 甲, 1, 2, 3 …), emptied: what stands in them is no number of the form.

Place in the flow: Document → **counted** → ``headings``. The cells of a grid stay, so that all rows keep their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from msgspec.structs import replace

from parsers.document import GRID, Block, BlockKind, Document
from parsers.form import TableName
from parsers.labels import head_wordings, row_wordings
from parsers.normalise import as_label, fold
from parsers.numbers import Content, content

# What such a row is called, and how the columns of labels are counted.
_NAME = re.compile(r"(栏|列|行|项|序)(次|号|目|数)|编号|[甲乙丙丁戊A-Ea-e]|[-—/]+")
# The number of a column: 3, (3), 第3列, 7=1+2+3+4+5+6.
_COUNT = re.compile(r"[(\[<第]?(?P<number>[1-9]\d?)[)\]>栏列]{0,2}(\s*=[\d\s()+~至-]+)?")
# So many columns are not counted through by chance, and fewer not in a row that has a name.
_LEAST, _LEAST_NAMED = 5, 3
_MOST_NAMES = 4
_HEADS = frozenset(word for table in TableName for word in head_wordings(table))
_NUMBERS = frozenset({Content.NUMBER, Content.MARK})


def without_column_numbers(document: Document) -> Document:
    """A Document in which the rows that count a table's columns hold nothing.

    They stand right below a line of heads, and above the label of a row, or numbers. A row of the form whose label was
    lost would stand there, too; its numbers do not count through.
    """
    blocks = document.blocks
    texts = [_texts(block) for block in blocks]
    found = [i for place in range(1, len(blocks)) for i in _counting(texts, place)]
    if not found:
        return document
    changed = list(blocks)
    for i in found:
        changed[i] = _emptied(blocks[i])
    return replace(document, blocks=tuple(changed))


def _texts(block: Block) -> list[str]:
    """What the cells of a row say, or the words of a line."""
    cells = block.cells[0].text.split() if block.kind is BlockKind.TEXT else [cell.text for cell in block.cells]
    return [text for cell in cells if (text := fold(cell).strip())]


def _emptied(block: Block) -> Block:
    cells = tuple(replace(cell, text="") for cell in block.cells)
    # In a text, empty cells between separators prove something of its other rows.
    return Block(block.kind, cells, block.table) if block.kind is GRID else Block(BlockKind.TEXT, cells[:1])


def _counting(texts: Sequence[Sequence[str]], place: int) -> Sequence[int]:
    """The blocks from one on that count a table's columns: a row, or lines of one number each; mostly none."""
    first = texts[place]
    if not first or not (_NAME.fullmatch(first[0]) or _COUNT.fullmatch(first[0])):
        return ()
    own = [place] if len(first) > 1 else list(_single(texts, place))
    words = [text for i in own for text in texts[i]]
    names = len(list(takewhile(_NAME.fullmatch, words)))
    counts = list(_from_one(words[names:]))
    if len(own) > 1:
        own = own[: names + len(counts)]
    elif len(counts) < len(words) - names:
        return ()
    least = _LEAST_NAMED if names else _LEAST
    if names > _MOST_NAMES or len(counts) < least or not _is_below_heads(texts, place):
        return ()
    return own if _is_above_numbers(texts, own[-1] + 1, len(counts) if len(own) > 1 else 1) else ()


def _single(texts: Sequence[Sequence[str]], start: int) -> Iterator[int]:
    for i in range(start, len(texts)):
        if len(texts[i]) != 1 or not (_NAME.fullmatch(texts[i][0]) or _COUNT.fullmatch(texts[i][0])):
            return
        yield i


def _from_one(words: Sequence[str]) -> Iterator[str]:
    """The words as long as they count through from one on."""
    for number, word in enumerate(words, start=1):
        match = _COUNT.fullmatch(word)
        if match is None or int(match["number"]) != number:
            return
        yield word


def _is_below_heads(texts: Sequence[Sequence[str]], place: int) -> bool:
    """Whether the line above holds a head of the form, and no number."""
    above = next((texts[i] for i in range(place - 1, -1, -1) if texts[i]), ())
    heads = any(as_label(text) in _HEADS for text in above)
    return heads and not any(content(text) in _NUMBERS for text in above)


def _is_above_numbers(texts: Sequence[Sequence[str]], place: int, least: int) -> bool:
    """Whether what follows is the label of a row, a row of numbers, or at least so many lines of numbers."""
    lines = list(islice((line for line in islice(texts, place, None) if line), least))
    behind = [text for line in lines for text in line]
    if any(as_label(text) in row_wordings() for text in behind[:_MOST_NAMES]):
        return True
    numbers = sum(content(text) in _NUMBERS for text in behind)
    return len(lines) == least and numbers >= (_LEAST_NAMED if least == 1 else len(behind))
