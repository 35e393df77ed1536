"""Lines outside tables: page headers and footers left out, the rest joined into paragraphs.

Place in the flow: ``pdf_lines`` → **pdf_text** → ``pdf``. Chinese text is set without spaces; a paragraph begins at an
indent, behind a short line, a wide gap or a change of size, and at a numbered heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_lines import Line
from parsers.readers.pdf_page import Box

# The share of a page's height in which headers and footers stand, and how much more of it they take on low pages.
_HEAD, _FOOT, _WIDE = 0.1, 0.88, 0.06
_PAGE_NUMBER = re.compile(
    r"[-—–―－·\s]*\d{1,3}[-—–―－·\s]*|第?\s*\d{1,3}\s*页?\s*[/，,共]+\s*\d{1,3}\s*页?|第\s*\d{1,3}\s*页|[Pp]age\s*\d{1,3}.*"
)
# A row of a table that has no rules is no footer, however often it stands there.
_ROW = re.compile(r"-?\d[\d.,%]*(?:\s+-?\d[\d.,%]*)+")
_BARE = re.compile(r"\d{1,3}", re.ASCII)
_ALONE = re.compile(r"[-+]?\d[\d.,]*", re.ASCII)
# In line heights: how far furniture stands from the text of its page.
_APART = 1.7
# So many pages with a number in one place (to some points) have page numbers there.
_SEVERAL, _SAME_PLACE = 3, 2.0
# In the margins of 300 pages stand no more numbers; each is compared with all others.
_MOST_NUMBERS = 2_000
_DIGITS = re.compile(r"\d+")
HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])")
_SENTENCE_ENDS = "。；;：:！？!?"
# In line heights: what counts as an indent, as a line that ends early, as a gap, and as a change of size.
_INDENT, _SHORT, _LEADING, _OTHER_SIZE = 1.2, 2.5, 0.45, 1.12


class PageLine(NamedTuple):
    """A line and the page it stands on."""

    page: int
    line: Line


class Paragraph(NamedTuple):
    """A paragraph: its text and where it begins."""

    text: str
    page: int
    box: Box


def is_page_number(text: str) -> bool:
    """Whether a line says by more than its digits that it numbers a page: - 2 -, 第2页, 2/7."""
    return not _BARE.fullmatch(text.strip()) and _PAGE_NUMBER.fullmatch(text.strip()) is not None


def without_furniture(pages: Sequence[tuple[int, float, list[Line]]]) -> dict[int, list[Line]]:
    """The lines of each page without page numbers, headers and footers.

    What stands close to other lines is none, but for what stands on all pages, or a number where several have theirs:
    in the margin, however large that is.

    :param pages: number, height and lines of each page.
    """
    repeated = Counter(
        key for _, height, lines in pages for key in {_key(line, height) for line in lines if _in_margin(line, height)}
    )
    often = {key for key, count in repeated.items() if count > max(1, len(pages) // 3)}
    always = _on_all_pages(pages)
    numbered = [
        (_count(line) - number, line)
        for number, height, lines in pages
        for line in lines
        if (_in_margin(line, height) or line in (lines[0], lines[-1])) and _PAGE_NUMBER.fullmatch(line.text.strip())
    ]
    if len(numbered) > _MOST_NUMBERS:
        numbered = []
    counted = Counter(offset for offset, line in numbered if _BARE.fullmatch(line.text))

    def is_certain(line: Line, number: int, height: float) -> bool:
        return _key(line, height) in always or _counts_pages(line, number, numbered, len(pages))

    def is_suspect(line: Line, number: int, height: float) -> bool:
        if not _in_margin(line, height) or _ROW.fullmatch(line.text):
            return False
        if _BARE.fullmatch(line.text):
            # Page numbers count pages; a lone digit that does not is the rest of something.
            offset = _count(line) - number
            return offset == 0 or counted[offset] > 1
        return bool(_PAGE_NUMBER.fullmatch(line.text.strip())) or _key(line, height) in often

    kept: dict[int, list[Line]] = {}
    for number, height, lines in pages:
        suspects = [is_suspect(line, number, height) for line in lines]
        body = [line for line, suspect in zip(lines, suspects, strict=True) if not suspect]
        kept[number] = [
            line
            for line, suspect in zip(lines, suspects, strict=True)
            if not (is_certain(line, number, height) or (suspect and _is_apart(line, body)))
        ]
    return kept


def _on_all_pages(pages: Sequence[tuple[int, float, list[Line]]]) -> set[tuple[str, int]]:
    """The words that stand in one place near the edge of each of several pages: headers, however large the margin."""
    if len(pages) < _SEVERAL:
        return set()
    each = [
        {_key(line, height) for line in lines if _in_margin(line, height, _WIDE) and not _DIGITS.search(line.text)}
        for _, height, lines in pages
    ]
    return set.intersection(*each)


def _counts_pages(line: Line, number: int, numbered: Sequence[tuple[int, Line]], pages: int) -> bool:
    """Whether a line stands where several pages, or all, have a number, and counts them as those do."""
    if not _PAGE_NUMBER.fullmatch(line.text.strip()):
        return False
    offset = _count(line) - number
    return sum(other == offset and _are_in_one_place(line, one) for other, one in numbered) >= max(
        min(_SEVERAL, pages), 2
    )


def _count(line: Line) -> int:
    """The first number of a line that is a page number."""
    return int("".join(_DIGITS.findall(line.text)[:1]))


def _are_in_one_place(line: Line, other: Line) -> bool:
    a, b = line.box, other.box
    off = min(abs(a[0] - b[0]), abs(a[2] - b[2]), abs(a[0] + a[2] - b[0] - b[2]) / 2)
    return abs(a[3] - b[3]) <= _SAME_PLACE and off <= _SAME_PLACE


def _is_apart(line: Line, body: Sequence[Line]) -> bool:
    """Whether a line stands further from all others than lines of the smaller of their prints do."""
    return all(abs(line.chars[0].base - other.chars[0].base) >= _APART * min(line.size, other.size) for other in body)


def _in_margin(line: Line, height: float, wider: float = 0.0) -> bool:
    box = line.box
    return box[3] < (_HEAD + wider) * height or box[1] > (_FOOT - wider) * height


def _key(line: Line, height: float) -> tuple[str, int]:
    return _DIGITS.sub("0", line.text), round(line.box[1] / height * 100)


def paragraphs(lines: Sequence[PageLine]) -> list[Paragraph]:
    """Join lines that follow each other into paragraphs, over page breaks as well."""
    out: list[list[PageLine]] = []
    left, right = _margins(lines)
    leading = _leading(lines)
    for item in lines:
        # A number on a line of its own must never become one with another, nor the beginning of a heading.
        bare = bool(out) and (_ALONE.fullmatch(item.line.text) or _ALONE.fullmatch(out[-1][-1].line.text))
        if out and not bare and not _begins(out[-1][-1], item, left, right, leading):
            out[-1].append(item)
        else:
            out.append([item])
    return [_paragraph(group) for group in out]


def _paragraph(group: Sequence[PageLine]) -> Paragraph:
    boxes = [item.line.box for item in group if item.page == group[0].page]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    text = ""
    for item in group:
        piece = item.line.text
        latin = text[-1:].isascii() and text[-1:].isalpha() and piece[:1].isascii() and piece[:1].isalpha()
        text += f" {piece}" if latin else piece
    return Paragraph(text, group[0].page, box)


def _margins(lines: Iterable[PageLine]) -> tuple[float, float]:
    """Where full lines begin and end: the left edge most lines share, and the right one some reach."""
    boxes = [item.line.box for item in lines]
    if not boxes:
        return 0.0, 0.0
    lefts = Counter(round(box[0] / 3) for box in boxes)
    most = lefts.most_common(1)[0][1]
    left = min(x for x, count in lefts.items() if count >= max(most / 3, 1))
    return left * 3.0, max(box[2] for box in boxes)


def _leading(lines: Sequence[PageLine]) -> float:
    """The usual distance between the middles of lines that follow each other."""
    gaps = [
        below.line.box[1] - above.line.box[1]
        for above, below in pairwise(lines)
        if above.page == below.page and 0 < below.line.box[1] - above.line.box[1] < 4 * above.line.size
    ]
    return sorted(gaps)[len(gaps) // 2] if gaps else 0.0


def _begins(above: PageLine, below: PageLine, left: float, right: float, leading: float) -> bool:
    """Whether a line begins a paragraph."""
    a, b, size = above.line.box, below.line.box, below.line.size
    if max(above.line.size, size) > _OTHER_SIZE * min(above.line.size, size):
        return True
    if b[0] > left + _INDENT * size and b[0] > a[0] + 0.5 * size:
        return True
    if a[2] < right - _SHORT * size or HEADING.match(below.line.text):
        return True
    if above.page == below.page:
        gap = b[1] - a[1]
        return gap <= 0 or gap > leading + _LEADING * size
    return above.line.text[-1] in _SENTENCE_ENDS and b[0] > left + _INDENT * size
