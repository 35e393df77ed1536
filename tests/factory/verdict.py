"""What a reading got right, withheld, or got silently wrong; shared by the tests and the bench.

Of the five things that can be said of a cell, three are claims about the source:

- ``ok``: right only with the true number;
- ``blank``: right only where the source has an empty cell or a mark for nothing. Where it has a number the claim is
  wrong, and so it is where the source has no such cell at all;
- ``absent``: right where the source has no such cell. Wrong where it has one, whether a number or a blank: the organ
  would be told that it left out a row. But damage that took away a number, its label or the heads of its table took
  away the cell as well: there the claim is no error, and no find either: it counts as withheld.

``ambiguous`` and ``invalid`` claim nothing: withheld, and right where the source has text in place of a number. So is a
key that the reading lacks because it took the table for one of the other edition: which edition it is has its own test.
A file refused with a ``ReadError`` is withheld whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from parsers.report import Cell, Report, Status
from tests.factory.content import Content, Value


class Verdict(StrEnum):
    RIGHT = "right"
    WITHHELD = "withheld"
    WRONG = "silently wrong"


@dataclass(frozen=True)
class Truth:
    """What a source says: its cells, and the keys of those that damage may have taken away."""

    cells: dict[str, Value]
    lost: frozenset[str] = frozenset()


_MISSING = object()


def judge(cell: Cell, truth: Value | object, *, lost: bool) -> Verdict:
    """The verdict on one cell; ``truth`` is ``_MISSING`` where the source has no such cell."""
    if cell.status is Status.OK:
        is_number = isinstance(truth, int | Decimal) and cell.value is not None
        return Verdict.RIGHT if is_number and Decimal(str(cell.value)) == Decimal(str(truth)) else Verdict.WRONG
    if cell.status is Status.BLANK:
        return Verdict.RIGHT if truth is None else Verdict.WRONG
    if cell.status is Status.ABSENT:
        if truth is _MISSING:
            return Verdict.RIGHT
        return Verdict.WITHHELD if lost else Verdict.WRONG
    return Verdict.RIGHT if isinstance(truth, str) else Verdict.WITHHELD


def verdicts(report: Report | None, truth: Truth) -> dict[str, Verdict]:
    """The verdict on every cell of the source, and on every other that the reading makes a claim of.

    :param report: None when the file was refused.
    """
    if report is None:
        return dict.fromkeys(truth.cells, Verdict.WITHHELD)
    unsaid = Cell(Status.AMBIGUOUS)
    found = {
        key: judge(report.cells.get(key, unsaid), value, lost=key in truth.lost) for key, value in truth.cells.items()
    }
    for key, cell in report.cells.items():
        if key not in truth.cells and cell.status in {Status.OK, Status.BLANK}:
            found[key] = judge(cell, _MISSING, lost=False)
    return found


def tally(report: Report | None, truth: Truth) -> Counter[Verdict]:
    """How many cells came out how."""
    return Counter(verdicts(report, truth).values())


def silently_wrong(
    report: Report, content: Content, lost: Container[str] = frozenset()
) -> list[tuple[str, object, object]]:
    """The cells whose reading contradicts what was rendered: key, true value, and what was read."""
    truth = Truth(content.cells, frozenset(key for key in content.cells if key in lost))
    wrong = [key for key, verdict in verdicts(report, truth).items() if verdict is Verdict.WRONG]
    return [(key, content.cells.get(key, "no such cell"), _said(report.cells.get(key))) for key in wrong]


def _said(cell: Cell | None) -> object:
    if cell is None:
        return "no such cell"
    return cell.value if cell.status is Status.OK else cell.status.value
