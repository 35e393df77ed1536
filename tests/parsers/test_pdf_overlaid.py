"""Text objects in one place are found in bounded time, and the first of several copies is the one drawn first."""

from __future__ import annotations

from parsers.readers.pdf_drawn import Paint
from parsers.readers.pdf_objects import Budget
from parsers.readers.pdf_overlaid import find_overlaid

_BLACK = (0.0, 0.0, 0.0, 1.0)


def test_glyphs_that_claim_the_height_of_the_page_cost_no_more_than_others() -> None:
    paints = {i: Paint(i, _BLACK, (i * 0.2, 0.0, i * 0.2 + 0.15, 800.0)) for i in range(1, 2_500)}
    budget = Budget()
    before = budget.points
    assert find_overlaid(paints, budget).mixed == []
    # Each against each other would cost 200,000.
    assert before - budget.points < 5_000


def test_of_three_copies_the_first_drawn_is_the_first() -> None:
    # From the top down, the pairs come in another order than they were drawn in.
    boxes = {3: (10.0, 100.0, 20.0, 110.0), 2: (10.1, 100.1, 20.1, 110.1), 1: (10.2, 100.2, 20.2, 110.2)}
    found = find_overlaid({i: Paint(i, _BLACK, box) for i, box in boxes.items()}, Budget())
    assert found.first == {1: 1, 2: 1, 3: 1}
    assert found.copies == {1: 3, 2: 3, 3: 3}
