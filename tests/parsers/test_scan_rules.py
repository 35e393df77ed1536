"""Which ink of a scan is a rule: dashes of two patterns in one line, and walls with labels close to one side."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
np = pytest.importorskip("numpy", reason="the extra ocr is not installed")

from parsers.readers.scan_dashes import dashed_rules  # noqa: E402 - needs the extra
from parsers.readers.scan_rules import rule_ink  # noqa: E402 - needs the extra
from parsers.readers.scan_strokes import without_strokes  # noqa: E402 - needs the extra

UNIT = 36


def dashed(gaps: list[int], dash: int = 27) -> bool:
    """Whether dashes with these gaps between them are found to be one rule, from the first to the last."""
    ink = np.zeros((60, sum(gaps) + dash * (len(gaps) + 1) + 40), np.uint8)
    x = 20
    for gap in [*gaps, 0]:
        ink[28:32, x : x + dash] = 1
        x += dash + gap
    found = np.flatnonzero(dashed_rules(ink, float(UNIT)).any(axis=0))
    return (
        len(found) > 0 and len(found) == found[-1] - found[0] + 1 and bool(found[0] == 20) and bool(found[-1] == x - 1)
    )


def test_a_rule_whose_dashes_stand_otherwise_beside_merged_cells_is_one() -> None:
    assert dashed([3] * 18 + [10] * 25)
    assert dashed([9, 4, 10, 3, 3, 3, 4, 3, 4, 10])
    assert dashed([9, 3, 4, 4, 3, 9, 3, 5])


@pytest.mark.parametrize(("away", "reaches"), [(9, True), (10, True), (25, False)])
def test_a_rule_whose_pattern_ends_with_a_gap_reaches_the_wall(away: int, *, reaches: bool) -> None:
    ink = np.zeros((60, 600), np.uint8)
    x = 40
    for dash in (27, 5) * 6:
        ink[28:32, x : x + dash] = 1
        x += dash + 9
    end = x - 9
    for wall in (40 - away - 4, end + away):
        ink[:, wall : wall + 4] = 1
    found = np.asarray(dashed_rules(ink, float(UNIT)).max(axis=0) > 0)
    assert found[40:end].all()
    assert bool(found[39 - away + 2] and found[end + away - 3]) is reaches


@pytest.mark.parametrize(
    ("grain", "rules", "shade"),
    [(0.0, [215], 226), (4.0, [215], 226), (12.0, [215], 201), (20.0, [215], 200), (4.0, [215, 60], 200)],
)
def test_pale_rules_are_told_from_paper_by_its_grain_where_none_are_dark(
    grain: float, rules: list[int], shade: int
) -> None:
    numbers = np.random.default_rng(1)
    page = np.full((500, 600), 255.0) - np.abs(numbers.normal(0, grain, (500, 600)))
    # The edges of letters, and letters.
    page[:50] = numbers.uniform(180, 250, (50, 600))
    page[50:80] = 0
    page[50:80, 3::8] = 255
    for i in range(100, 480, 40):
        page[i + 1 : i + 4] = rules[i // 40 % len(rules)]
    assert abs(rule_ink(page.astype(np.uint8)) - shade) <= 3


def test_pieces_that_are_nowhere_evenly_apart_are_no_rule() -> None:
    assert not dashed([3, 12, 7, 15, 4, 11, 14, 5, 9, 15, 3, 8] * 3)


@pytest.mark.parametrize(("high", "kept"), [(6, True), (2, False)])
def test_a_wall_with_labels_close_to_one_side_is_longer_than_a_stroke(high: int, *, kept: bool) -> None:
    """The rules of its rows begin at it; beside it, in their rows, stands a bare wall."""
    ink = np.zeros((UNIT * high + 41, 800), np.uint8)
    level, upright = np.zeros_like(ink), np.zeros_like(ink)
    foot = len(ink) - 20
    for at in (20, foot):
        level[at - 2 : at + 3, 20:780] = 1
    for x in (20, 300, 780):
        upright[20:foot, x - 2 : x + 3] = 1
    ink |= level | upright
    for top in range(30, foot - UNIT, UNIT + 6):
        ink[top : top + UNIT, 308:312] = 1
    found = without_strokes(upright, level, ink, float(UNIT))
    assert found[len(ink) // 2, 20]
    assert bool(found[len(ink) // 2, 300]) == kept
