"""Labels set flush with both sides of a narrow cell: two or three characters a line, far apart, joined again.

Place in the flow: ``pdf_order`` → **pdf_justified** → ``pdf_order``. The gaps between such characters are as wide as
those between cells. That they are one line is told by the lines below, drawn next: all but the last fill the same
width, and no line has room for one character more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from parsers.readers.pdf_pieces import Piece

# In line heights: how much lower the next line of a label is at least and at most, and how much of a line is left.
_LEAST, _MOST, _ROOM = 0.6, 2.6, 1.6
# In line heights: how much edges and bases may be off.
_OFF = 0.15
# More characters stand close together, and no label has more lines: pages made to be slow have.
_MOST_CHARACTERS, _MOST_LINES = 6, 40

_Run = Sequence[Piece]


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, in the order in which they were drawn, those of a line set flush with both sides made one."""
    out: list[Piece] = []
    done = 0
    while done < len(pieces):
        lines = _filled(list(islice(_lines(pieces, done), _MOST_LINES)))
        if lines:
            out += [_one(line) for line in lines]
            done += sum(map(len, lines))
        else:
            out.append(pieces[done])
            done += 1
    return out


def _lines(pieces: Sequence[Piece], start: int) -> Iterator[_Run]:
    """Lines of single characters under each other from one piece on, and the piece behind that may be the last line."""
    above: _Run = ()
    while start < len(pieces) and (not above or _stands_under(above[0], pieces[start])):
        line = _line(pieces, start)
        yield line
        if len(line) < 2:
            return
        above = line
        start += len(line)


def _line(pieces: Sequence[Piece], start: int) -> _Run:
    """The single characters side by side from one piece on, or that piece."""
    stop = start + 1
    while (
        stop < min(len(pieces), start + _MOST_CHARACTERS)
        and _is_character(pieces[stop - 1])
        and _is_character(pieces[stop])
        and _stands_beside(pieces[stop - 1], pieces[stop])
    ):
        stop += 1
    return pieces[start:stop]


def _is_character(piece: Piece) -> bool:
    return len(piece.text) == 1 and not piece.text.isdecimal()


def _stands_beside(left: Piece, right: Piece) -> bool:
    return (
        left.page == right.page
        and abs(left.y - right.y) <= _OFF * left.size
        and 0 <= right.x0 - left.x1 <= _ROOM * left.size
    )


def _stands_under(above: Piece, below: Piece) -> bool:
    return (
        above.page == below.page
        and abs(above.x0 - below.x0) <= _OFF * above.size
        and _LEAST * above.size < below.y - above.y <= _MOST * above.size
    )


def _filled(lines: Sequence[_Run]) -> Sequence[_Run]:
    """The lines, if they are those of one text: all but the last as wide, without room for one character more."""
    if len(lines) < 2 or len(lines[0]) < 2:
        return ()
    # Marks for nothing stand beside and under each other in cells.
    if any(all(piece.is_value for piece in line) for line in lines):
        return ()
    end, size = lines[0][-1].x1, lines[0][0].size
    if any(abs(line[-1].x1 - end) > _OFF * size for line in lines[:-1]) or lines[-1][-1].x1 > end + _OFF * size:
        return ()
    room = max(sum(right.x0 - left.x1 for left, right in pairwise(line)) for line in lines[:-1])
    return lines if room <= _ROOM * size else ()


def _one(line: _Run) -> Piece:
    if len(line) == 1:
        return line[0]
    boxes = [piece.box for piece in line]
    return line[0]._replace(
        x1=line[-1].x1,
        text="".join(piece.text for piece in line),
        box=(min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)),
        sure=all(piece.sure for piece in line),
        drawn=(min(piece.drawn[0] for piece in line), max(piece.drawn[1] for piece in line)),
    )
