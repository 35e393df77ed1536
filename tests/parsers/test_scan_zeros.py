"""Zeros are told by their shape: what is a ring and nothing else is not read a second time."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.factory.scan_look import FACES, fonts

cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
np = pytest.importorskip("numpy", reason="the extra ocr is not installed")

from parsers.readers import scan_cells  # noqa: E402 - needs the extra
from parsers.readers.scan_ink import look  # noqa: E402 - needs the extra
from parsers.readers.scan_page import Page  # noqa: E402 - needs the extra
from parsers.readers.scan_zero import is_zero, without_dots  # noqa: E402 - needs the extra
from tests.parsers import scan_pages as pages  # noqa: E402 - needs the extra

_UNIT = 36


def _is_zero(cell: Any) -> bool:
    nowhere = np.zeros(cell.shape, bool)
    page = Page(cell, cell, nowhere, nowhere, float(_UNIT))
    return is_zero(page, look(page, (1, 1, cell.shape[1] - 1, cell.shape[0] - 1)))


def _ring() -> Any:
    cell = np.full((90, 90), 255, np.uint8)
    cv2.ellipse(cell, (45, 45), (9, 13), 0, 0, 360, 0, 3, cv2.LINE_AA)
    return cell


def test_a_ring_is_a_zero() -> None:
    """As all faces draw it, higher than wide."""
    assert _is_zero(_ring())


def _crossed(shade: int) -> Any:
    cell = _ring()
    cv2.line(cell, (38, 45), (52, 45), shade, 2)
    return cell


def _dotted() -> Any:
    cell = _ring()
    cv2.circle(cell, (45, 45), 2, 0, -1)
    return cell


def _beside() -> Any:
    cell = _ring()
    cv2.line(cell, (64, 34), (64, 57), 190, 2)
    return cell


def _open() -> Any:
    cell = _ring()
    cell[30:42, 46:60] = 255
    return cell


@pytest.mark.parametrize(
    "cell",
    [_crossed(0), _crossed(200), _dotted(), _beside(), _open(), np.rot90(_ring()).copy()],
    ids=["bar", "pale bar", "dot", "pale digit beside", "open", "wide"],
)
def test_what_may_be_another_digit_is_read_again(cell: Any) -> None:
    """A bar makes an 8 of a ring, a gap a 6."""
    assert not _is_zero(cell)


@pytest.mark.parametrize("height", [10, 12, 16, 24])
def test_no_other_digit_has_the_shape(height: int) -> None:
    """In no face that is installed and at no size, however blurred, faded or hardened."""
    installed = [face for face in sorted(FACES) if fonts((face,))]
    if not installed:
        pytest.skip("no Chinese font is installed")
    assert [taken for face in installed for taken in _taken_for_zeros(face, height)] == []


def _taken_for_zeros(face: str, height: int) -> list[tuple[str, str]]:
    path, index = FACES[face]
    font = ImageFont.truetype(str(path), height, index=index)
    taken = []
    for digit in "123456789":
        drawn = Image.new("L", (3 * height, 3 * height), 255)
        ImageDraw.Draw(drawn).text((1.5 * height, 1.5 * height), digit, font=font, fill=20, anchor="mm")
        sharp = np.asarray(drawn)
        blurred = cv2.GaussianBlur(sharp, (0, 0), 0.9)
        hardened = [np.where(blurred < level, 0, 255).astype(np.uint8) for level in (110, 150, 215)]
        for worn in (sharp, blurred, pages.thinned(sharp), 255 - (255 - blurred) // 2, *hardened):
            cell = cv2.resize(worn, (3 * _UNIT, 3 * _UNIT), interpolation=cv2.INTER_CUBIC)
            if _is_zero(cell):
                taken.append((face, digit))
    return taken


def _painted(cell: Any) -> Any:
    nowhere = np.zeros(cell.shape, bool)
    page = Page(cell, cell, nowhere, nowhere, float(_UNIT))
    inked = look(page, (1, 1, cell.shape[1] - 1, cell.shape[0] - 1))
    return without_dots(cell[20:70, 20:70], (20, 20), inked, inked.lines[0])


def test_dots_within_zeros_are_painted_out() -> None:
    """Faces for programs put them there: darkened, they make a 日 of the ring, which is no number."""
    assert (np.abs(_painted(_dotted()).astype(int) - _ring()[20:70, 20:70]) < 30).all()


@pytest.mark.parametrize("cell", [_crossed(0), _ring(), _open()], ids=["bar", "ring", "open"])
def test_what_is_no_dot_stays(cell: Any) -> None:
    """The bar of an 8 touches its sides."""
    assert (_painted(cell) == cell[20:70, 20:70]).all()


def test_zeros_are_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most numbers of a report are zeros, and reading is what a scan's time goes into."""
    pages.require("wqy")
    said = [["0"] * 6 for _ in range(4)]
    read_again = []
    strengthened = scan_cells.strengthened

    def counted(*arguments: Any) -> Any:
        read_again.append(arguments)
        return strengthened(*arguments)

    monkeypatch.setattr(scan_cells, "strengthened", counted)
    found = pages.cells_of(pages.table_page(said))
    assert found == [[("0", True)] * 6] * 4
    assert len(read_again) < 6
