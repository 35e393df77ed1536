"""What was rendered in any medium comes back, or is withheld; never something else: whole, varied or damaged."""

from __future__ import annotations

import random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from parsers.report import Cell, Report, Status
from tests.factory.all_damage import GRID_DAMAGES
from tests.factory.content import Content
from tests.factory.held_out import HELD_OUT
from tests.factory.media import MEDIA, Medium
from tests.factory.rendering import Layout, Rendered, read, render
from tests.factory.variations import VARIATIONS, any_content, plain_content
from tests.factory.verdict import Verdict, tally, verdicts

seeds = st.integers(min_value=0, max_value=10**6)


def examples(count: int) -> settings:
    """So many random seeds. A smaller seed is no simpler report: failures are not shrunk."""
    return settings(max_examples=count, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def _layouts(media: dict[str, Medium], but: frozenset[str] = frozenset()) -> list[object]:
    return [
        pytest.param(layout, id=f"{medium.name}: {layout.name}")
        for medium in media.values()
        if not medium.slow
        for layout in medium.layouts
        if layout.name not in but
    ]


layouts = pytest.mark.parametrize("layout", _layouts(MEDIA))
held_out = pytest.mark.parametrize("layout", _layouts(HELD_OUT))
# One layout of each medium whose tables are grids, for damage that is done to the grid.
DAMAGED = [MEDIA[name] for name in ("grids", "html", "docx", "xlsx", "pdf")]
GRIDS = MEDIA["grids"].layouts[0]


def wrong(report: Report | None, rendered: Rendered) -> dict[str, tuple[object, object]]:
    """The cells that came out silently wrong: what the source says, and what was read."""
    if report is None:
        return {}
    found = verdicts(report, rendered.truth)
    return {
        key: (rendered.truth.cells.get(key, "no such cell"), (report.cells[key].status, report.cells[key].value))
        for key, verdict in found.items()
        if verdict is Verdict.WRONG
    }


def assert_whole(report: Report | None, content: Content, rendered: Rendered) -> None:
    assert report is not None
    assert {key for key, verdict in verdicts(report, rendered.truth).items() if verdict is not Verdict.RIGHT} == set()
    assert (report.organ, report.year, report.edition) == (content.organ, content.year, content.edition)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def check(layout: Layout, content: Content, seed: int, *, exact: bool, damage: str = "") -> None:
    rendered = render(layout, content, seed, damage)
    report = read(rendered.source)
    assert wrong(report, rendered) == {}
    if exact:
        assert_whole(report, content, rendered)


# Pages that say nothing certain by themselves, and take seconds to be recognised.
READ_AS_PICTURES = frozenset({"shadows"})


@layouts
@examples(1)
@given(seed=seeds)
def test_a_plain_report_comes_back_and_a_varied_one_or_nothing(layout: Layout, seed: int) -> None:
    check(layout, plain_content(seed), seed, exact=layout.exact)
    if layout.name not in READ_AS_PICTURES:
        check(layout, any_content(seed), seed, exact=False)


@held_out
@examples(2)
@given(seed=seeds)
def test_nothing_is_invented_in_held_out_layouts(layout: Layout, seed: int) -> None:
    check(layout, plain_content(seed), seed, exact=layout.exact)


# Layouts that hide their numbers, or prove of none what it is.
UNPROVEN = frozenset(
    (
        *("shadows", "form fields without looks", "cut off", "own heads", "one line", "concatenated"),
        *("all numbers pictures", "all written by a script", "all drawings", "all formulas, never computed"),
        *("cell lines, repeats dropped", "cell lines with pipes, repeats dropped"),
    )
)
# The share of the cells of a plain report that must come back at least, where it is not nearly all.
LEAST = {
    "zeros hidden": 0.3,
    "pale digits": 0.6,
    **dict.fromkeys(("covered numbers", "overlaid numbers", "struck numbers", "notes"), 0.65),
    **dict.fromkeys(("footnotes", "percent"), 0.65),
}


@pytest.mark.parametrize("layout", [*_layouts(MEDIA, UNPROVEN), *_layouts(HELD_OUT, UNPROVEN)])
def test_most_of_a_plain_report_comes_back(layout: Layout) -> None:
    rendered = render(layout, plain_content(1), 1)
    found = tally(read(rendered.source), rendered.truth)
    assert found[Verdict.RIGHT] >= LEAST.get(layout.name, 0.75) * found.total()


@pytest.mark.parametrize("kind", sorted(GRID_DAMAGES))
@examples(3)
@given(seed=seeds, medium=st.sampled_from(DAMAGED))
def test_damage_is_withheld(kind: str, medium: Medium, seed: int) -> None:
    if medium.shows(kind):
        check(medium.layouts[0], plain_content(seed), seed, exact=False, damage=kind)


@pytest.mark.parametrize("kind", sorted(GRID_DAMAGES))
@examples(2)
@given(seed=seeds)
def test_damage_in_any_look_is_withheld(kind: str, seed: int) -> None:
    check(MEDIA["grids"].layouts[-1], plain_content(seed), seed, exact=False, damage=kind)


@pytest.mark.parametrize("name", sorted(VARIATIONS))
@examples(3)
@given(seed=seeds)
def test_what_real_reports_do_comes_back(name: str, seed: int) -> None:
    content = VARIATIONS[name](random.Random(seed), plain_content(seed))  # noqa: S311 - reproducible test data
    check(GRIDS, content, seed, exact=False)


# Once read silently wrong: medium, place of the layout, damage, seed.
ONCE_WRONG = (
    ("grids", -1, "column lost with its head", 17),
    ("xlsx", 0, "labels and numbers apart", 8),
    ("xlsx", -1, "labels and numbers apart", 23),
    ("pdf", -1, "labels and numbers apart", 21),
    ("pdf", -1, "labels and numbers apart", 23),
    ("pdf", 0, "another year's table", 9),
)


@pytest.mark.parametrize(("medium", "layout", "kind", "seed"), ONCE_WRONG)
def test_what_went_wrong_once(medium: str, layout: int, kind: str, seed: int) -> None:
    check(MEDIA[medium].layouts[layout], plain_content(seed), seed, exact=False, damage=kind)


def test_a_block_without_its_heads_is_of_the_edition_of_those_beside_it() -> None:
    layout = next(layout for layout in MEDIA["text"].layouts if layout.name == "pipe rows, repeats dropped")
    check(layout, any_content(13), 13, exact=False)


def test_a_row_whose_label_runs_in_with_its_numbers_is_not_absent() -> None:
    layout = next(layout for layout in HELD_OUT["text"].layouts if layout.name == "comma separated")
    check(layout, plain_content(9), 9, exact=False)


def test_the_factory_can_be_repeated() -> None:
    for medium in (*MEDIA.values(), *HELD_OUT.values()):
        for layout in medium.layouts[:2]:
            # Programs write the time of day.
            if not medium.slow:
                assert render(layout, any_content(7), 7) == render(layout, any_content(7), 7)


def test_a_wrong_reading_is_called_wrong() -> None:
    rendered = render(GRIDS, plain_content(1), 1)
    report = read(rendered.source)
    assert report is not None
    key = "applications.new_received.total"
    statuses = {Status.OK: Verdict.RIGHT, Status.BLANK: Verdict.WRONG, Status.ABSENT: Verdict.WRONG}
    for status, verdict in statuses.items():
        cell = Cell(status, report.cells[key].value)
        assert verdicts(Report(report.edition, {key: cell}), rendered.truth)[key] is verdict


def test_a_label_with_its_only_number_between_commas_is_not_blank() -> None:
    layout = next(layout for layout in HELD_OUT["text"].layouts if layout.name == "comma separated")
    check(layout, any_content(13), 13, exact=False)
