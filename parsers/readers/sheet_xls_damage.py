"""Records of an old workbook that contradict themselves, or stand where none does: a cell of another kind is lost.

Place in the flow: ``sheet_xls`` shows each record of a sheet here. Calamine passes over what it does not know, and what
was a row of numbers would be an empty one. Source: [MS-XLS], the records of cells and their sizes.
"""

from __future__ import annotations

import struct

from parsers.report import ReadError

# No record is of kind zero.
_NONE = 0
_EOF, _ROW, _FORMULA, _MANY_BLANKS, _MANY_NUMBERS = 0x0A, 0x208, 0x06, 0xBE, 0xBD
# Blank, number, RK, text of the table, logical or error; and what is none but has one size: end, row.
_SIZES = {0x201: 6, 0x203: 14, 0x27E: 10, 0xFD: 10, 0x205: 8, _EOF: 0, _ROW: 16}
_CELLS = frozenset({0x201, 0x203, 0x27E, 0xFD, 0x205, 0x204, 0xD6, _FORMULA, _MANY_BLANKS, _MANY_NUMBERS})
# What may stand between cells: blocks of rows, their index, marks of formulas never calculated.
_BETWEEN = frozenset({_ROW, 0xD7, 0x20B, 0x5E, 0x1C2})


class Order:
    """Looks at the records of one sheet as they come."""

    def __init__(self) -> None:
        self._last = -1
        # The last cell's kind and row, and the row of the one before.
        self._cell = self._row = self._above = -1
        # The rows that strange records since the last cell would be of.
        self._strange: set[int] = set()

    def see(self, kind: int, body: bytes) -> None:
        """Look at the next record.

        :raises ReadError: ``damaged-file`` where its size is not its kind's, or one before it was a cell.
        """
        if kind == _NONE or _SIZES.get(kind, len(body)) != len(body) or not _fits(kind, body):
            raise _damaged(kind)
        if kind in _CELLS:
            (row,) = struct.unpack_from("<H", body)
            # Programs that write several numbers in a record write rows in order.
            has_moved = self._cell == _MANY_NUMBERS and self._above <= row and not self._above <= self._row <= row
            if has_moved or self._strange & {self._row, row}:
                raise _damaged(kind)
            self._strange, self._above, self._row, self._cell = set(), self._row, row, kind
        elif self._last not in {-1, _FORMULA} and kind not in _BETWEEN and len(body) >= 6:
            self._strange.add(struct.unpack_from("<H", body)[0])
        if kind in _CELLS or kind in _BETWEEN or self._last == _FORMULA:
            self._last = _FORMULA if self._last == _FORMULA and kind not in _CELLS else kind


def _fits(kind: int, body: bytes) -> bool:
    """Whether a record of several cells ends with the column that its size tells."""
    if kind not in {_MANY_BLANKS, _MANY_NUMBERS}:
        return True
    count, rest = divmod(len(body) - 6, 2 if kind == _MANY_BLANKS else 6)
    if rest or count < 1:
        return False
    (first,), (last,) = struct.unpack_from("<H", body, 2), struct.unpack_from("<H", body, len(body) - 2)
    return bool(last == first + count - 1)


def _damaged(kind: int) -> ReadError:
    return ReadError("damaged-file", f"The workbook is damaged (record {kind:#x}); get an undamaged copy.")
