"""Pages flattened into one line: cut at each section heading and, where a table stands between two, at its cells.

Place in the flow: Document → **unflatten** → ``headings``. The cells of a table become lines of their own, as in a text
that prints one cell a line: empty cells are lost in both. A line may hold a table alone, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise

import msgspec

from parsers.document import Block, BlockCell, BlockKind, Document
from parsers.form import SECTION_TITLES
from parsers.labels import wordings
from parsers.numbers import Content, content
from parsers.tokens import label_of

# A paragraph of a report is shorter; a flattened page holds several headings as well.
_LONG = 200
_LEAST = 3
# So many labels between spaces are a table, not words of a sentence; a label may be broken into as many pieces.
_LEAST_LABELS = 8
_PIECES = 4
# A table on a line of its own: T4 printed upright, the shortest, has some 75 characters; T2 has six numbers.
_LEAST_OF_A_TABLE, _LEAST_NUMBERS = 60, 6
# What follows a title on its line: the data of the page, the preamble.
_BEHIND_TITLE = re.compile(
    r"(?<!\s)\s+(?=(?:发布|发文|发表|成文|公开|生成)?(?:时间|日期)\s*[:：]|来源\s*[:：]|(?:本(?:年度)?报告)?(?:根据|依据|按照))"
)
_HEADING = re.compile(
    rf"[一二三四五六七八九]\s*、\s*(?:因)?(?:{'|'.join(map(re.escape, SECTION_TITLES))}"
    r"|收到和处理政府信息公开申请(?:的)?情况|(?:政府信息公开工作)?存在的?(?:主要)?问题及(?:改进|整改)(?:情况|措施)|其他(?:需要报告的)?事项)"
)


def unflatten(document: Document) -> Document:
    """A Document in which a line that holds three or more section headings, or a whole table, is cut into its lines."""
    pieces = [list(_cut(block)) for block in document.blocks]
    # Where each block begins now; one more for what stands behind the last.
    begins = list(accumulate(map(len, pieces), initial=0))
    return msgspec.structs.replace(
        document,
        blocks=tuple(chain.from_iterable(pieces)),
        enclosures=tuple(msgspec.structs.replace(e, block=begins[e.block]) for e in document.enclosures),
    )


def _cut(block: Block) -> Iterator[Block]:
    text = block.text
    found = list(_HEADING.finditer(text)) if len(text) >= _LONG else []
    if len({match[0] for match in found}) < _LEAST:
        yield from _cells_of(block, text)
        return
    edges = sorted({0, len(text), *(edge for match in found for edge in match.span())})
    for start, stop in pairwise(edges):
        piece = text[start:stop].strip(" \u3000\xa0|")
        for line in _BEHIND_TITLE.split(piece) if start == 0 else _lines(piece):
            yield Block(BlockKind.TEXT, (BlockCell(line, block.where),))


def _cells_of(block: Block, text: str) -> Iterator[Block]:
    """The cells of a table that stands as a whole on a line of text, else the block as it is."""
    if block.kind is BlockKind.TEXT and len(text) >= _LEAST_OF_A_TABLE and text.count(" ") >= _LEAST_LABELS:
        lines = list(_lines(text))
        if sum(content(line) is not Content.TEXT for line in lines) >= _LEAST_NUMBERS:
            yield from (Block(BlockKind.TEXT, (BlockCell(line, block.where),)) for line in lines)
            return
    yield block


def _lines(piece: str) -> Iterator[str]:
    """What stands between two headings: the cells of a table a line each, else the piece as it is."""
    words = piece.split()
    lines: list[str] = []
    labels, i = 0, 0
    in_table = False
    while i < len(words):
        size = _label_at(words, i)
        if size or (in_table and content(words[i]) is not Content.TEXT):
            lines.append(" ".join(words[i : i + max(size, 1)]))
            labels += bool(size)
            in_table = True
        elif in_table or not lines:
            # Other words before numbers are a label that is not known.
            lines.append(words[i])
            in_table = in_table and i + 1 < len(words) and content(words[i + 1]) is not Content.TEXT
        else:
            lines[-1] += f" {words[i]}"
        i += max(size, 1)
    if labels >= _LEAST_LABELS:
        yield from lines
    elif piece:
        yield piece


def _label_at(words: Sequence[str], i: int) -> int:
    """Of how many words the label is made that begins here; 0 where none does.

    Words that are labels each for itself (行政诉讼 未经复议直接起诉) are as many.
    """
    known = wordings()
    for size in range(_PIECES, 1, -1):
        pieces = words[i : i + size]
        if label_of("".join(pieces)) in known and not all(label_of(piece) in known for piece in pieces):
            return size
    return int(label_of(words[i]) in known)
