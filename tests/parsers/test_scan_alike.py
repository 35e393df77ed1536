"""Of zeros that look alike one is read, and the others only where it says nothing."""

from __future__ import annotations

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from parsers.readers.scan_alike import zeros_alike  # noqa: E402 - needs the extra
from parsers.readers.scan_cells import read_slots  # noqa: E402 - needs the extra
from parsers.readers.scan_grid import Slot  # noqa: E402 - needs the extra
from parsers.readers.scan_ink import look  # noqa: E402 - needs the extra
from parsers.readers.scan_ocr import Reading  # noqa: E402 - needs the extra
from parsers.readers.scan_page import Page  # noqa: E402 - needs the extra

SIDE = 90


def ring(wide: int = 9, high: int = 13, thick: int = 3) -> Any:
    """A cell with a zero."""
    cell = np.full((SIDE, SIDE), 255, np.uint8)
    cv2.ellipse(cell, (45, 45), (wide, high), 0, 0, 360, 0, thick, cv2.LINE_AA)
    return cell


def six() -> Any:
    """A cell with a ring and a tail above it."""
    cell = ring(high=10)
    cv2.line(cell, (38, 40), (48, 24), 0, 3, cv2.LINE_AA)
    return cell


def page_of(*cells: Any) -> tuple[Page, tuple[Slot, ...]]:
    """A page with cells side by side, and their slots."""
    grey = np.hstack(cells)
    nowhere = np.zeros(grey.shape, bool)
    slots = tuple(
        Slot(0, i, 1, 1, (i * SIDE + 1, 1, (i + 1) * SIDE - 1, SIDE - 1), sure=True) for i in range(len(cells))
    )
    return Page(grey, grey, nowhere, nowhere, 36.0), slots


def alike(*cells: Any) -> dict[int, list[int]]:
    """Which cells are zeros, by kinds."""
    page, slots = page_of(*cells)
    return zeros_alike(page, [look(page, slot.box) for slot in slots])


def test_zeros_of_one_type_are_one_kind() -> None:
    """Whatever stands between them; what is no zero by its shape is of none."""
    assert alike(ring(), six(), ring(), np.full((SIDE, SIDE), 255, np.uint8), ring()) == {0: [2, 4]}


@pytest.mark.parametrize("other", [ring(thick=5), ring(11, 16), ring(7, 13)], ids=["bold", "larger", "narrower"])
def test_what_differs_speaks_for_itself(other: Any) -> None:
    """In its weight, its size or its form."""
    assert alike(ring(), other, ring(), other) == {0: [2], 1: [3]}


class Says:
    """A recogniser that says one thing first, and then another, and counts the lines it is given."""

    def __init__(self, first: str, then: str) -> None:
        self.first, self.then, self.lines = first, then, 0

    def read(self, crops: list[Any]) -> list[Reading]:
        said = self.then if self.lines else self.first
        self.lines += len(crops)
        return [Reading(said, 1.0, 1.0, said, 1.0)] * len(crops)


def read(says: Says, *cells: Any) -> list[tuple[str, bool]]:
    """What the cells are, and whether surely."""
    page, slots = page_of(*cells)
    return [(one.text, one.sure) for one in read_slots(page, slots, says)]  # type: ignore[arg-type]


def test_one_is_read_for_all() -> None:
    """And not a second time."""
    says = Says("0", "0")

    assert read(says, *[ring()] * 12) == [("0", True)] * 12
    assert says.lines == 1


def test_one_that_is_no_zero_speaks_for_none() -> None:
    """Each of the others is read then, and the first, that is no zero, a second time."""
    says = Says("6", "0")

    assert read(says, *[ring()] * 4) == [("6", False), ("0", True), ("0", True), ("0", True)]
    assert says.lines == 1 + 3 + 1
