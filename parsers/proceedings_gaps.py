"""The empty cells of T4's row: blank where the sums of its channels bear them out, else withheld.

Place in the flow: ``table_proceedings`` has placed the 15 cells; **proceedings_gaps** says which of them hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parsers.form import FORMS, Edition, Row, TableName
from parsers.grid_gaps import gaps_of
from parsers.placing import is_hole, with_holes, withhold
from parsers.report import BLANK, OK, Cell, Doubt, Number

_ROWS = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
_SIZE = len(_ROWS[0].columns)
# A sum that the source has wrong is one channel's; a cell that is lost moves the numbers of several.
_LEAST_BROKEN = 2


class _Channel(NamedTuple):
    """The five cells of a channel: what its total leaves for the empty ones, and what that proves."""

    row: Row
    cells: tuple[Cell, ...]

    @property
    def rest(self) -> Number | None:
        """Its total less its outcomes; None where the total, or what stands in a cell, is not known."""
        values = [0 if cell.status is BLANK else cell.value for cell in self.cells]
        if None in values or is_hole(self.cells[-1]):
            return None
        return (values[-1] or 0) - sum(value or 0 for value in values[:-1])

    @property
    def empty(self) -> bool:
        """Whether all five are empty."""
        return all(map(is_hole, self.cells))

    @property
    def fits(self) -> bool:
        """Whether it adds up, or would if one empty cell had not been left empty."""
        holes = sum(map(is_hole, self.cells))
        return self.empty or self.rest == 0 or (holes == 1 and self.rest is not None and self.rest > 0)

    @property
    def firm(self) -> bool:
        """Whether numbers that add up hold the row in its place."""
        return self.rest == 0 and any(cell.value for cell in self.cells)


def _channels_of(cells: Mapping[str, Cell]) -> list[_Channel]:
    return [_Channel(row, tuple(cells[key] for key in row.keys)) for row in _ROWS]


def adds_up_by_its_numbers(cells: Mapping[str, Cell]) -> bool:
    """Whether each channel is empty, full of zeros, or has numbers that add up to its total, as at least one must."""
    channels = _channels_of(cells)
    zeros = (one.rest == 0 and not any(map(is_hole, one.cells)) for one in channels)
    return any(one.firm for one in channels) and all(
        one.empty or one.firm or full for one, full in zip(channels, zeros, strict=True)
    )


def _slid(channels: Sequence[_Channel]) -> bool:
    """Whether numbers that do not add up fill the first channels, and the last is empty: a row without its zeros."""
    return channels[-1].empty and any(not channel.empty and channel.rest for channel in channels)


def _denies_its_numbers(channel: _Channel) -> bool:
    """Whether a mark for nothing stands for the total of outcomes that are something: one of the cells has moved."""
    total = channel.cells[-1]
    return total.status is BLANK and bool(total.raw) and any(cell.value for cell in channel.cells[:-1])


def _lost_a_cell(channels: Sequence[_Channel]) -> bool:
    """Whether channels that do not add up all do with a cell put between theirs for an empty one at an edge."""
    row = [0 if cell.status is BLANK else cell.value for channel in channels for cell in channel.cells]
    own = [value for value in row if value is not None]
    if len(own) < len(row) or sum(bool(rest) for rest in _rests(own)) < _LEAST_BROKEN:
        return False
    rows = ([] if own[0] else own[1:], [] if own[-1] else own[:-1])
    return any(_mends([*others[:at], 0, *others[at:]], at) for others in rows if others for at in range(len(own)))


def _mends(row: Sequence[Number], at: int) -> bool:
    """Whether every channel adds up, but for what lacks at one place."""
    total = at % _SIZE == _SIZE - 1
    return all(
        rest == 0 or (place == at // _SIZE and (rest < 0 if total else rest > 0))
        for place, rest in enumerate(_rests(row))
    )


def _rests(row: Sequence[Number]) -> list[Number]:
    """By how much the total of each channel is more than its outcomes."""
    channels = (row[start : start + _SIZE] for start in range(0, len(row), _SIZE))
    return [channel[-1] - sum(channel[:-1]) for channel in channels]


def judge_gaps(cells: dict[str, Cell]) -> dict[str, Cell]:
    """The cells of a grid row with its empty ones as blanks where the sums bear them out, else withheld.

    A channel that is empty as a whole is blank. Elsewhere a row that lost a cell and was filled up looks the same: then
    the channels with numbers do not add up, and zeros stay zeros.
    """
    channels = _channels_of(cells)
    if any(map(_denies_its_numbers, channels)) or _lost_a_cell(channels):
        return {key: withhold(cell, Doubt.LOST_CELLS) for key, cell in cells.items()}
    if not any(gaps_of(channel.cells) for channel in channels):
        return {key: withhold(cell, Doubt.LOST_CELLS) for key, cell in cells.items()} if _slid(channels) else cells
    edge = any(is_hole(cells[key]) for key in (_ROWS[0].keys[0], _ROWS[-1].keys[-1]))
    as_it_stands = all(channel.empty or channel.rest == 0 for channel in channels)
    all_firm = all(channel.empty or channel.firm for channel in channels)
    in_place = not edge and all(channel.fits for channel in channels) and any(channel.firm for channel in channels)
    # A mark for nothing may have moved; what the reader was not sure of may be a number as well, and have moved.
    marked = any(cell.status is BLANK and cell.raw for cell in cells.values())
    numbers = any(cell.value or cell.status not in {OK, BLANK} for cell in cells.values())
    judged: dict[str, Cell] = {}
    for channel in channels:
        row, found = channel
        kept = found
        if not (as_it_stands or in_place) or (marked and not all_firm):
            kept = tuple(withhold(c, Doubt.LOST_CELLS) for c in found) if numbers or marked else with_holes(found)
        elif edge and gaps_of(found) and not all_firm:
            kept = with_holes(found)
        elif gaps_of(found) and channel.rest:
            # What its total leaves may be the number of any outcome: lost, with those up to the gap moved.
            kept = (*(withhold(cell, Doubt.LOST_CELLS) for cell in found[:-1]), found[-1])
        judged.update(zip(row.keys, kept, strict=True))
    return judged
