"""What was rendered comes back, or is withheld; never something else. Through the factory, in every layout."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parsers
from parsers.report import Status
from tests.factory.content import make_content
from tests.factory.damage import DAMAGES, damage
from tests.factory.layouts import LAYOUTS, Layout, render, render_lines
from tests.factory.verdict import silently_wrong

seeds = st.integers(min_value=0, max_value=10**9)
layouts = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
# Two kinds of damage leave a source that says something else, and says it cleanly: a report without a single number
# is a report of blanks, and a row that lost exactly its own numbers is a blank row.
UNKNOWABLE = {"zeros dropped", "page lost"}
# One line of digits a row: only zeros and rows that add up can be told apart.
LOSSY = {"concatenated"}


@layouts
@settings(max_examples=25, deadline=None)
@given(seed=seeds, sparse=st.booleans())
def test_a_whole_report_comes_back(layout: Layout, seed: int, *, sparse: bool) -> None:
    content = make_content(seed, sparse=sparse)
    report = parsers.read(render(content, layout))
    assert silently_wrong(report, content) == []
    assert (report.organ, report.year, report.edition) == (content.organ, content.year, content.edition)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    if layout.name not in LOSSY:
        assert {key for key, cell in report.cells.items() if cell.status is not Status.OK} == set()
        assert list(report.cells) == list(content.cells)


@layouts
@settings(max_examples=25, deadline=None)
@given(seed=seeds, sparse=st.booleans(), blanks=st.sampled_from((0.01, 0.1, 0.5)))
def test_blank_cells_come_back_or_are_withheld(layout: Layout, seed: int, blanks: float, *, sparse: bool) -> None:
    content = make_content(seed, sparse=sparse, blanks=blanks)
    assert silently_wrong(parsers.read(render(content, layout)), content) == []


@pytest.mark.parametrize("kind", sorted(set(DAMAGES) - UNKNOWABLE))
@settings(max_examples=30, deadline=None)
@given(seed=seeds, layout=st.sampled_from(LAYOUTS), sparse=st.booleans())
def test_damage_is_withheld(kind: str, seed: int, layout: Layout, *, sparse: bool) -> None:
    content = make_content(seed, sparse=sparse)
    lines = damage(kind, seed, render_lines(content, layout))
    try:
        report = parsers.read("\n".join(lines).encode())
    except parsers.ReadError:
        return
    # Damage to lines may take away a table: to say that there is none is no error then.
    assert silently_wrong(report, content, lost=content.cells) == []


def test_a_page_without_its_repeated_lines_proves_nothing() -> None:
    content = make_content(5, sparse=True)
    lines = damage("repeats dropped", 0, render_lines(content, LAYOUTS[3]))
    report = parsers.read("\n".join(lines).encode())
    assert {cell.status for cell in report.cells.values()} == {Status.AMBIGUOUS}
    assert all(table.withheld for table in report.tables)
