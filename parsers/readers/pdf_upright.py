"""Heads written upright in several columns, from the right to the left: laid across, as if on one line.

Place in the flow: ``pdf_chars`` → **pdf_upright** → ``pdf_leaf``. Programs draw each of their characters for itself:
down a column, then down the next one left of it. Read line by line, they would say 企商业业 for 商业企业.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from parsers.readers.pdf_char import ABOVE, BELOW, Char
from parsers.readers.pdf_lines import ENUMERATOR
from parsers.readers.pdf_pieces import HAN

# In sizes: how much places in one column may differ across; how far below each other its characters stand.
_OFF, _CLOSE, _FAR = 0.2, 0.7, 1.7
# In sizes: how far left of a column the next one stands; how much further up or down than the first it may reach.
_NEXT_LEAST, _NEXT_MOST, _BEYOND = 0.9, 2.2, 0.4
# In sizes: how far a sign is off the middle of its column.
_ABOUT = 0.9
# One text object may be of spaces.
_SKIPPED = 2
# What stands among the characters of an upright label.
_SIGNS = frozenset("（）()︵︶、︑．.")


def laid_across(chars: Sequence[Char]) -> list[Char]:
    """The glyphs of a page, with each text that is written upright on one line, in the middle of its place."""
    alone = Counter(char.order for char in chars)
    moved: dict[int, Char] = {}
    ordered = sorted(chars, key=lambda char: char.order)
    for run in _runs([char for char in ordered if _is_candidate(char, alone)]):
        moved.update({id(char): across for char, across in zip(run, _on_one_line(run), strict=True)})
    for run in _single_columns([char for char in ordered if id(char) not in moved], alone):
        moved.update({id(char): across for char, across in zip(run, _on_one_line(run), strict=True)})
    return [moved.get(id(char), char) for char in chars] if moved else list(chars)


def _single_columns(chars: Sequence[Char], alone: Counter[int]) -> Iterator[list[Char]]:
    """The texts in one column: characters drawn one after the other below each other, and nothing beside them."""
    start = 0
    for stop in range(1, len(chars) + 1):
        if stop < len(chars) and _goes_down(chars[stop - 1], chars[stop], alone):
            continue
        run = [*chars[start:stop]]
        before, behind = chars[max(start - 1, 0) : start], chars[stop : stop + 1]
        near = [*((one, run[0]) for one in before), *((one, run[-1]) for one in behind)]
        if ENUMERATOR.match("".join(char.text for char in run)) and not any(_is_beside(*pair) for pair in near):
            yield run
        start = stop


def _goes_down(above: Char, below: Char, alone: Counter[int]) -> bool:
    if not 0 < below.order - above.order <= _SKIPPED or not all(_may_stand_upright(c, alone) for c in (above, below)):
        return False
    if above.text not in _SIGNS and below.text not in _SIGNS:
        return _stands_below(above, below)
    # Signs stand anywhere in their square, and some are turned.
    size = max(above.size, below.size)
    return abs(above.x - below.x) <= _ABOUT * size and -_OFF * size <= below.y - above.y <= (_FAR + _ABOUT) * size


def _may_stand_upright(char: Char, alone: Counter[int]) -> bool:
    return _is_candidate(char, alone) or (alone[char.order] == 1 and char.text in _SIGNS)


def _is_beside(one: Char, other: Char) -> bool:
    """Whether two characters stand on one line, near each other."""
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    return abs(one.base - other.base) < _BEYOND * other.size and gap < _OFF * other.size


def _is_candidate(char: Char, alone: Counter[int]) -> bool:
    return char.turn == 0 and alone[char.order] == 1 and HAN.match(char.text) is not None


def _runs(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """The texts in more than one column."""
    columns: list[list[Char]] = []
    for char in (*chars, None):
        last = columns[-1][-1] if columns else None
        if last is not None and char is not None and 0 < char.order - last.order <= _SKIPPED:
            if _stands_below(last, char):
                columns[-1].append(char)
                continue
            if _begins_next_column(columns, char):
                columns.append([char])
                continue
        if len(columns) > 1:
            yield [one for column in columns for one in column]
        columns = [[char]] if char is not None else []


def _stands_below(above: Char, char: Char) -> bool:
    return (
        abs(char.x - above.x) <= _OFF * char.size and _CLOSE * char.size <= char.base - above.base <= _FAR * char.size
    )


def _begins_next_column(columns: Sequence[Sequence[Char]], char: Char) -> bool:
    """Whether a character stands left of the last column, at the height of the first, which is one of several."""
    first, last = columns[0], columns[-1][0]
    if len(first) < 2 or not _NEXT_LEAST * char.size <= last.x - char.x <= _NEXT_MOST * char.size:
        return False
    slack = _BEYOND * char.size
    return first[0].base - slack <= char.base <= first[-1].base + slack


def _on_one_line(run: Sequence[Char]) -> Iterator[Char]:
    left, right = min(char.x0 for char in run), max(char.x1 for char in run)
    middle = (min(char.y0 for char in run) + max(char.y1 for char in run)) / 2
    width = (right - left) / len(run)
    for number, char in enumerate(run):
        base = middle + (ABOVE - BELOW) / 2 * char.size
        yield char._replace(
            x0=left + number * width,
            x1=left + (number + 1) * width,
            y0=base - ABOVE * char.size,
            y1=base + BELOW * char.size,
            turn=0,
        )
