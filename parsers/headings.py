"""The six section headings in the source, told from table rows and from sub-headings.

Place in the flow: Document → **headings** → bounds for ``decode``, and the skeleton of ``sections``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.document import Block, Document
from parsers.form import SECTION_TITLES
from parsers.normalise import fold, squash
from parsers.report import Where

# Titles of each section as they are worded in real reports, squashed.
_TITLES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        r"(政府信息公开)?(工作)?总体(工作)?(情况|概况)|(主要|年度)?工作(概述|概况|总体情况|基本情况)|(基本|总体)情况概述|概述|基本情况",
        r"(行政机关)?主动公开(政府)?信息(工作)?的?情况",
        r"(行政机关)?(收到和?处理(的)?政府信息公开申请|(政府信息)?依申请公开(政府)?(信息)?(办理|工作)?)的?情况",
        r"因?(政府)?(信息公开)?(工作)?(被)?(申请)?行政复议(和|及|以及)?(被)?(提起)?行政诉讼的?情况",
        r"(政府信息公开)?(工作)?(中)?存在的?(主要)?(困难)?(问题和?不足|问题|不足)(原因)?(和|及|与|以及)?(改进|整改)?(的)?(工作)?(情况|措施|打算)?",
        r"其他(需要|需)?(说明|报告)?的?(事项|情况)",
    )
)
# What the title of a section speaks of in whatever words; it counts only with the section's own numeral, in its place.
_SUBJECTS = tuple(
    re.compile(rf"[^\d。，；,;]{{0,24}}(?:{words})[^\d。，；,;]{{0,24}}")
    for words in (
        "总体|概况|概述|基本情况",
        "主动公开",
        "申请公开|公开申请|依申请",
        "复议|诉讼",
        "问题|不足|短板",
        "其他|其它",
    )
)
_NUMERALS = "一二三四五六"
# LibreOffice writes the sign behind the number of a list into RTF as a question mark.
_NUMBERED = re.compile(
    r"^[#*=\s]*(?P<numeral>[一二三四五六七八九十])\s*[、.．,，:：?\s]\s*[、]?\s*(?P<title>.{2,60}?)\s*[*#=]*$"
)
# How else organs number the sections: （一）, ㈠, 第一部分, 1., ①. Sub-headings of a section do so, too.
_OTHERWISE = tuple(
    re.compile(rf"^[#*=\s]*{numeral}\s*[、.:]?\s*(?P<title>[\u4e00-\u9fff].{{2,60}}?)\s*[*#=]*$")
    for numeral in (
        r"[(](?P<numeral>[一二三四五六])[)]",
        "第(?P<numeral>[一二三四五六])(?:部分|章|项)",
        r"[(]?(?P<numeral>[1-6])[)]?",
    )
)
_DIGITS = "123456"
# So many sections numbered so, each with its own numeral, and fewer numbered as the form has it.
_LEAST_OTHERWISE = 4
_BRACKETED_NOTE = re.compile(r"[（(][^（()）]*字[^（()）]*[）)]\s*$")
_CANONICAL = {squash(title): number for number, title in enumerate(SECTION_TITLES, start=1)}
# A contents list: at least this many headings in a row with nothing between them.
_CONTENTS_RUN = 4


class Heading(NamedTuple):
    """A heading: its section (1 to 6), the words as printed, its title and the block it stands in."""

    number: int
    printed: str
    title: str
    block: int
    where: Where


def find_headings(document: Document) -> list[Heading]:
    """The section headings in reading order, a contents list left out."""
    found = [
        heading for index, block in enumerate(document.blocks) if (heading := heading_of(block, index)) is not None
    ]
    kept = _without_contents(found)
    if len({heading.number for heading in kept}) < _LEAST_OTHERWISE:
        kept = next(filter(None, (_numbered_otherwise(document, numbers) for numbers in _OTHERWISE)), kept)
    return sorted((*kept, *_in_other_words(document, kept)), key=lambda heading: heading.block)


def _numbered_otherwise(document: Document, numbers: re.Pattern[str]) -> list[Heading]:
    """The headings of a report that numbers its sections in another way, or none."""
    found = []
    for index, block in enumerate(document.blocks):
        title = _titled(block, numbers)
        number = _section_number(title.squashed) if title and title.numeral else None
        if title is not None and number is not None and title.numeral in (_NUMERALS[number - 1], _DIGITS[number - 1]):
            found.append(Heading(number, title.printed, title.text, index, title.where))
    kept = _without_contents(found)
    told = [heading.number for heading in kept]
    return kept if len(set(told)) >= _LEAST_OTHERWISE and told == sorted(set(told)) else []


def _in_other_words(document: Document, found: Sequence[Heading]) -> Iterator[Heading]:
    """Headings of the sections not found that have the right numeral and subject, between those of their neighbours."""
    blocks = {heading.number: heading.block for heading in reversed(found)}
    for number in [n for n in range(1, 7) if n not in blocks] if found else []:
        low = max((block for n, block in blocks.items() if n < number), default=-1)
        high = min((block for n, block in blocks.items() if n > number), default=len(document.blocks))
        for index in range(low + 1, high):
            title = _titled(document.blocks[index])
            if title and title.numeral == _NUMERALS[number - 1] and _SUBJECTS[number - 1].fullmatch(title.squashed):
                blocks[number] = index
                yield Heading(number, title.printed, title.text, index, title.where)
                break


def heading_of(block: Block, index: int) -> Heading | None:
    """The heading a block is, or None."""
    title = _titled(block)
    if title is None:
        return None
    number = _section_number(title.squashed) if title.numeral else _CANONICAL.get(title.squashed)
    if number is None:
        return None
    return Heading(number, title.printed, title.text, index, title.where)


class _Title(NamedTuple):
    """A block that is one short text: as printed, without its numeral, squashed; ``numeral`` is empty without one."""

    printed: str
    text: str
    squashed: str
    numeral: str
    where: Where


def _titled(block: Block, numbers: re.Pattern[str] = _NUMBERED) -> _Title | None:
    filled = [cell for cell in block.cells if cell.text]
    if len(filled) != 1:
        return None
    printed = filled[0].text.strip()
    # Numbers are no titles: most lines of a table printed a cell a line.
    if len(printed) > 60 or printed.isascii():
        return None
    text = _BRACKETED_NOTE.sub("", fold(printed).strip())
    numbered = numbers.match(text)
    title = numbered["title"].rstrip(":：、。 ") if numbered else text.rstrip(":：、。 ")
    return _Title(printed, title, squash(title), numbered["numeral"] if numbered else "", filled[0].where)


def _section_number(squashed: str) -> int | None:
    return next((n for n, title in enumerate(_TITLES, start=1) if title.fullmatch(squashed)), None)


def _without_contents(headings: Sequence[Heading]) -> list[Heading]:
    """Drop a list of contents: headings line after line that all come again later."""
    runs: list[list[Heading]] = []
    for heading in headings:
        if runs and heading.block == runs[-1][-1].block + 1 and heading.number > runs[-1][-1].number:
            runs[-1].append(heading)
        else:
            runs.append([heading])
    kept: list[list[Heading]] = []
    later: set[int] = set()
    for run in reversed(runs):
        numbers = {heading.number for heading in run}
        if len(run) < _CONTENTS_RUN or not numbers <= later:
            kept.append(run)
        later |= numbers
    return [heading for run in reversed(kept) for heading in run]
