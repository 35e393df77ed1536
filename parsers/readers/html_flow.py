"""What a page is read into before it becomes blocks: lines, insets (pictures, attachments) and grids, in their order.

Place in the flow: filled by ``html_walk``; ``html_tables`` makes grids of tables; ``html`` makes blocks of all.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from parsers.document import EnclosureKind
from parsers.readers.note_marks import NOTE_MARK

# HTML's own white space collapses; a no-break or ideographic space is a character, but none at the edge of a line.
_COLLAPSING = re.compile(r"[ \t\n\r\f]+")
EDGES = (
    " \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff\xad"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
# Around raised or lowered text; noncharacters, which ``html_source`` takes out of what it reads.
RAISE, LEVEL = "\ufdd0", "\ufdd1"
_RAISED = re.compile(f"{RAISE}+([^{RAISE}{LEVEL}]*){LEVEL}+")
# Behind a number.
_NOTED = re.compile(rf"([+-]?\d[\d,.]*)\s*{RAISE}+\s*(?:{NOTE_MARK})\s*{LEVEL}+")
_UNMARKED = str.maketrans("", "", f"{RAISE}{LEVEL}")
_BRACKETS = str.maketrans({RAISE: "[", LEVEL: "]"})


# There are thousands of lines and cells and no cycles among them: they need no garbage collection.
class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of running text or of a cell; ``linked`` of its characters are links."""

    text: str
    linked: int = 0


class Inset(NamedTuple):
    """A picture or an attachment: ``parsers.document.Enclosure`` without its place."""

    kind: EnclosureKind
    address: str
    text: str


class Placed(msgspec.Struct, frozen=True, gc=False):
    """A cell at its place in a grid (columns from 0)."""

    text: str
    column: int
    span: int
    height: int
    sure: bool


class GridRow(NamedTuple):
    """One row of a grid: its number in its table (from 1), the cells that begin in it, and what its cells enclose."""

    number: int
    cells: tuple[Placed, ...]
    insets: tuple[Inset, ...] = ()


class Grid(NamedTuple):
    """Rows of a table of data; where running text interrupts a table, it ``goes_on`` as another Grid.

    ``length`` and ``linked`` count its characters and those in links; ``has_numbers`` that are no links.
    """

    rows: tuple[GridRow, ...]
    goes_on: bool = False
    length: int = 0
    linked: int = 0
    has_numbers: bool = False


Item = Line | Inset | Grid


class Flow(msgspec.Struct, eq=False, gc=False):
    """Text being gathered: the items that are complete and the line under way, so much of which is ``linked``."""

    items: list[Item] = []
    # Whether digits stand raised or lowered beside others: a footnote, a power, or a slip of the mouse.
    has_raised: bool = False
    # The line under way.
    parts: list[str] = []
    linked: int = 0

    def add(self, text: str, *, linked: bool = False) -> None:
        """Add text to the line under way."""
        self.parts.append(text)
        if linked:
            self.linked += len(text.strip())

    def add_space(self, text: str) -> None:
        """Add white space, which means nothing at the beginning of a line."""
        if self.parts:
            self.parts.append(text)

    def end_line(self, *, keep_spaces: bool = False) -> None:
        """End the line under way; one without text is none."""
        if not self.parts:
            return
        text = "".join(self.parts)
        self.parts.clear()
        linked, self.linked = self.linked, 0
        stripped = text.strip(EDGES)
        if not stripped:
            return
        if not keep_spaces and stripped.isalnum():
            # As most of what stands in cells: nothing to collapse, nothing raised.
            self.items.append(Line(stripped, linked))
            return
        text = text.rstrip("\n") if keep_spaces else _COLLAPSING.sub(" ", stripped)
        if noted := _NOTED.fullmatch(text):
            text = noted[1]
        if RAISE in text or LEVEL in text:
            plain = text.translate(_UNMARKED)
            text = _levelled(text).strip(EDGES)
            self.has_raised = self.has_raised or len(text) > len(plain.strip(EDGES))
        if text:
            self.items.append(Line(text, linked))


def _levelled(text: str) -> str:
    """A line with its raised text in brackets, so that no footnote's digit joins a number: 22¹ is 22[1], not 221.

    What is raised as a whole stands beside nothing, and raised words (第1ˢᵗ) cannot be mistaken.
    """
    whole = _RAISED.fullmatch(text)
    if whole is not None:
        return whole[1].strip(EDGES)
    marked = _RAISED.sub(lambda match: f"[{match[1]}]" if any(map(str.isdigit, match[1])) else match[1], text)
    return "" if not marked.strip(f"{RAISE}{LEVEL}{EDGES}") else marked.translate(_BRACKETS)
