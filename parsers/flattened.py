"""Pages flattened into one line: cut before each section heading, so that sections are found again.

Place in the flow: Document → **unflatten** → ``headings``. Tables in such a line are not taken apart: their numbers are
withheld by ``decode``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, chain, pairwise

import msgspec

from parsers.document import Block, BlockCell, BlockKind, Document
from parsers.form import SECTION_TITLES

# A paragraph of a report is shorter; a flattened page holds several headings as well.
_LONG = 200
_LEAST = 3
_HEADING = re.compile(
    rf"[一二三四五六七八九]\s*、\s*(?:因)?(?:{'|'.join(map(re.escape, SECTION_TITLES))}"
    r"|收到和处理政府信息公开申请(?:的)?情况|(?:政府信息公开工作)?存在的?(?:主要)?问题及(?:改进|整改)(?:情况|措施)|其他(?:需要报告的)?事项)"
)


def unflatten(document: Document) -> Document:
    """A Document in which a line that holds three or more section headings is cut at each of them."""
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
        yield block
        return
    edges = sorted({0, len(text), *(edge for match in found for edge in match.span())})
    for start, stop in pairwise(edges):
        piece = text[start:stop].strip(" \u3000\xa0|")
        if piece:
            yield Block(BlockKind.TEXT, (BlockCell(piece, block.where),))
