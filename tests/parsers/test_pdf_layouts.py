"""What was drawn comes back, or is withheld; never something else. PDFs in many manners, drawn by the factory."""

from __future__ import annotations

import io
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from parsers.document import BlockKind, Document
from parsers.readers.pdf import read_pdf
from parsers.reading import interpret
from tests.factory.content import Content, Value, make_content
from tests.factory.page import OFFICIAL, compose, print_grids
from tests.factory.pdf import Printed, printed_cells, write_pdf
from tests.factory.pdf_strip import random_style
from tests.factory.verdict import Truth, Verdict, silently_wrong, tally

RULED: dict[str, dict[str, Any]] = {
    "strokes": {},
    "thin boxes": {"rules": "boxes"},
    "dashes": {"rules": "dashes"},
    "doubled borders": {"rules": "edges"},
    "rows cut, with a rule at the break": {"breaks": "lines"},
    "rows cut, without a rule at the break": {"rules": "boxes", "breaks": "open"},
    "all rules drawn on every page": {"breaks": "windows"},
    "fake bold": {"bold": True},
    "heads of one character a line": {"upright_heads": True},
    "heads drawn upwards": {"turned_heads": 90},
    "heads drawn downwards": {"turned_heads": 270},
    "page turned right": {"turn": 90, "page": (842.0, 595.0)},
    "page turned over": {"turn": 180},
    "page turned left": {"turn": 270, "page": (842.0, 595.0)},
    "drawn in a form": {"in_form": True},
    "no rules at the sides": {"outer": False},
    "narrow columns": {"rules": "boxes", "narrow": True},
}
UNRULED: dict[str, dict[str, Any]] = {
    "no rules": {"rules": "none"},
    "three rules": {"rules": "three"},
    "rules between rows": {"rules": "rows"},
}
# Among the manners in which the grid itself is compared: those that cut no head in two.
EXACT = ("strokes", "thin boxes", "dashes", "doubled borders", "fake bold", "page turned over", "drawn in a form")
seeds = st.integers(min_value=0, max_value=10**6)


def _cut(value: Value, top: int) -> Value:
    return value % top if isinstance(value, int | Decimal) and value > top else value


def drawn(seed: int, style: dict[str, Any], *, blanks: float = 0.0, top: int = 900) -> tuple[bytes, Content]:
    content = make_content(seed, sparse=bool(seed % 2), blanks=blanks)
    # Numbers of six digits do not fit the narrower columns; what wraps is withheld, which has its own test.
    cells = {key: _cut(value, top) for key, value in content.cells.items()}
    content = Content(content.edition, cells)
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    return write_pdf(rng, compose(content, print_grids(content, OFFICIAL, rng)), random_style(rng, **style)), content


def cells_read(document: Document, table: int) -> dict[tuple[int, int], str]:
    """Grid row and column → text of one table, all cells sure."""
    return {
        (cell.where.row - 1, cell.column): cell.text
        for block in document.blocks
        if block.kind is BlockKind.GRID and block.table == table
        for cell in block.cells
        if cell.sure and cell.where.row is not None
    }


@pytest.mark.parametrize("name", RULED)
@settings(max_examples=3, deadline=None)
@given(seed=seeds)
# The heads of table four are cut by the end of a page.
@example(seed=38062)
def test_ruled_tables_come_back_whole(name: str, seed: int) -> None:
    data, content = drawn(seed, RULED[name])
    report = interpret(read_pdf(data))
    assert silently_wrong(report, content) == []
    assert tally(report, Truth(content.cells))[Verdict.RIGHT] >= 0.98 * len(content.cells)
    assert (report.organ, report.year) == (content.organ, content.year)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def _laid_wrong(data: bytes, quarters: int, lone: int | None = None) -> bytes:
    """The same pages, all or a lone one shown turned."""
    document, out = PdfDocument(data), io.BytesIO()
    for page in document if lone is None else [document[lone]]:
        page.set_rotation((page.get_rotation() + 90 * quarters) % 360)
    document.save(out)
    document.close()
    return out.getvalue()


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("style", [{}, {"rules": "none"}])
def test_pages_laid_wrong_read_as_those_laid_right(quarters: int, style: dict[str, Any]) -> None:
    data, _ = drawn(4, style)
    right, wrong = interpret(read_pdf(data)), interpret(read_pdf(_laid_wrong(data, quarters)))
    assert {key: (cell.status, cell.value) for key, cell in wrong.cells.items()} == {
        key: (cell.status, cell.value) for key, cell in right.cells.items()
    }
    assert (wrong.organ, wrong.year) == (right.organ, right.year)


@pytest.mark.parametrize("lone", [0, 2])
def test_the_rows_of_a_lone_page_laid_wrong_are_not_absent(lone: int) -> None:
    data, content = drawn(0, {"rules": "none"})
    assert silently_wrong(interpret(read_pdf(_laid_wrong(data, 1, lone))), content) == []


@pytest.mark.parametrize("name", EXACT)
@settings(max_examples=2, deadline=None)
@given(seed=seeds)
def test_every_cell_of_the_grid_comes_back(name: str, seed: int) -> None:
    style = {**RULED[name], "page": (595.0, 842.0 * 3)}
    content = make_content(seed, blanks=0.1)
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    grids = print_grids(content, OFFICIAL, rng)
    document = read_pdf(write_pdf(rng, compose(content, grids), random_style(rng, size=8.0, **style)))
    for table, grid in enumerate(grids, start=1):
        expected: list[Printed] = printed_cells(grid)
        read = cells_read(document, table)
        assert {(cell.row, cell.column): cell.text for cell in expected} == read


@pytest.mark.parametrize("name", [*RULED, *UNRULED])
@settings(max_examples=3, deadline=None)
@given(seed=seeds, blanks=st.sampled_from((0.0, 0.05, 0.5)))
@example(seed=554, blanks=0.0)
def test_blanks_come_back_or_are_withheld(name: str, seed: int, blanks: float) -> None:
    data, content = drawn(seed, {**RULED, **UNRULED}[name], blanks=blanks, top=10**7)
    assert silently_wrong(interpret(read_pdf(data)), content) == []


@pytest.mark.parametrize("name", UNRULED)
def test_tables_without_rules_mostly_come_back(name: str) -> None:
    found = dict.fromkeys(Verdict, 0)
    for seed in range(6):
        data, content = drawn(seed, UNRULED[name])
        for verdict, count in tally(interpret(read_pdf(data)), Truth(content.cells)).items():
            found[verdict] += count
    assert found[Verdict.WRONG] == 0
    assert found[Verdict.RIGHT] >= 0.95 * sum(found.values())
