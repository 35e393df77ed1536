"""The pieces of a mask: as OpenCV's own way finds them, in the same order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
numpy = pytest.importorskip("numpy", reason="the extra ocr is not installed")
scan_pieces = pytest.importorskip("parsers.readers.scan_pieces", reason="the extra ocr is not installed")


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from((0.0, 0.03, 0.1, 0.3, 0.5, 0.7, 1.0)),
    st.integers(0, 2**32 - 1),
)
def test_pieces_and_their_order_are_those_of_the_usual_way(height: int, width: int, share: float, seed: int) -> None:
    mask = (numpy.random.default_rng(seed).random((height, width)) < share).astype(numpy.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    own, boxes = scan_pieces.pieces_of(mask)
    assert numpy.array_equal(own, labels)
    assert numpy.array_equal(boxes, stats)


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from((0.0, 0.01, 0.03, 0.1, 0.5, 1.0)),
    st.integers(0, 2**32 - 1),
)
def test_the_pieces_of_a_sparse_mask_are_the_same_without_its_bare_rows(
    height: int, width: int, share: float, seed: int
) -> None:
    rng = numpy.random.default_rng(seed)
    mask, other = ((rng.random((height, width)) < chance).astype(numpy.uint8) for chance in (share, 0.5))
    labels, stats = scan_pieces.pieces_of(mask)
    pieces = scan_pieces.Pieces(mask)
    assert sorted(map(tuple, pieces.stats[1:].tolist())) == sorted(map(tuple, stats[1:].tolist()))
    covered = pieces.covered(other)
    for i, (x, y, wide, high, area) in enumerate(pieces.stats.tolist()[1:], start=1):
        row, column = y, x + int(pieces.own(i)[0].argmax())
        whole = labels == labels[row, column]
        assert pieces.at(row, column) == i
        assert numpy.array_equal(pieces.own(i), whole[y : y + high, x : x + wide])
        assert numpy.array_equal(pieces.only(numpy.arange(len(stats)) == i) > 0, whole)
        assert covered[i] == (whole & (other > 0)).sum()
        assert area == whole.sum()
    assert not pieces.only(numpy.arange(len(stats)) == 0).any()
