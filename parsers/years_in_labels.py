"""Labels that name their years (2023年新收) where the form says 本年新收.

Place in the flow: Document → ``grid_lines`` → **years_in_labels** → ``listed``. What is this year, the year before and
the year to come is known from the report's title alone; labels of any other year are none of the form's.
"""

from __future__ import annotations

import re
from itertools import islice

import msgspec

from parsers.document import Block, BlockCell, Document
from parsers.labels import wordings
from parsers.normalise import as_label, fold
from parsers.report import Paragraph
from parsers.titles import find_title

# No label of a year is longer; a title stands among so many blocks.
_A_LABEL, _FRONT = 60, 80
_YEAR = re.compile(r"(20\d\d)\s*年")
# A year before what the form's labels count.
_NAMED = re.compile(r"20\d\d\s*年度?\s*(?:新收|结转|办理结果|继续办理|制发|废止|处理决定|收费|新制作|新公开|增|项目)")
_NUMBERS = re.compile(r"(?:\s+[\d/.,—-]+)+\s*")


def say_which_year(document: Document) -> Document:
    """A Document whose labels say 本年, 上年, 下年 where they name the report's year, the one before and the next."""
    named = _naming_years(document)
    year = _year_of(document) if named else None
    if year is None:
        return document
    words = {year - 1: "上年", year: "本年", year + 1: "下年"}
    blocks = list(document.blocks)
    for at in named:
        cells = tuple(_said(cell, words) for cell in blocks[at].cells)
        blocks[at] = msgspec.structs.replace(blocks[at], cells=cells)
    return msgspec.structs.replace(document, blocks=tuple(blocks))


def _naming_years(document: Document) -> list[int]:
    """The blocks in which a year may stand in a label; asked of every cell of every file."""
    found = []
    for at, block in enumerate(document.blocks):
        for cell in block.cells:
            text = cell.text
            if "年" in text and "20" in text and len(text) <= _A_LABEL and _NAMED.search(text):
                found.append(at)
                break
    return found


def _year_of(document: Document) -> int | None:
    front: islice[Block] = islice(document.blocks, _FRONT)
    title = find_title([Paragraph(block.text, 0, block.where) for block in front if block.text])
    return title.year if title is not None else None


def _said(cell: BlockCell, words: dict[int, str]) -> BlockCell:
    """A cell that holds a label, or a line that begins with one."""
    if "20" not in cell.text or len(cell.text) > _A_LABEL:
        return cell
    label, numbers = _divided(fold(cell.text))
    label = _YEAR.sub(lambda year: words.get(int(year[1]), year[0]), label)
    return msgspec.structs.replace(cell, text=label + numbers) if as_label(label) in wordings() else cell


def _divided(text: str) -> tuple[str, str]:
    behind = _NUMBERS.search(text)
    return (text[: behind.start()], behind[0]) if behind and behind.end() == len(text) else (text, "")
