"""A ``Story`` as a page: its parts in order, written in a layout from which every cell comes back, and read."""

from __future__ import annotations

import random
from collections.abc import Sequence

from parsers.form import TableName
from parsers.report import Report
from tests.factory.content import Content
from tests.factory.grid import Grid
from tests.factory.media import MEDIA
from tests.factory.page import HEADINGS, OFFICIAL, Part, Text, print_grids
from tests.factory.rendering import Layout, read
from tests.factory.story import Story

_TABLES = {2: TableName.DISCLOSURE, 3: TableName.APPLICATIONS, 4: TableName.PROCEEDINGS}
READABLE = [
    layout
    for medium in ("text", "html", "docx", "xlsx")
    for layout in MEDIA[medium].layouts
    if isinstance(layout, Layout) and layout.exact and layout.name != "cell lines"
]
# Those in which no text can be taken for another cell's.
GRIDS = [layout for medium in ("html", "docx", "xlsx") for layout in MEDIA[medium].layouts if layout in READABLE]

# Those whose pages say no date of their own.
UNDATED = [layout for layout in READABLE if layout not in MEDIA["html"].layouts]


def parts_of(story: Story, seed: int) -> list[Part]:
    """The page: its tables stand in their sections, as often as the story says."""
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    content = Content(story.edition, story.cells, story.organ, story.year, printed=story.printed)
    grids: dict[TableName, list[Grid]] = {name: [] for name in TableName}
    for grid in print_grids(content, OFFICIAL, rng):
        if story.reprint:
            story.reprint(grid)
        grids[grid.name].append(grid)
    parts: list[Part] = [Text(story.title, 1)] if story.title else []
    parts += [Text(text) for text in (story.dated, *story.paragraphs[0]) if text]
    for number in story.numbers:
        parts.append(Text(HEADINGS[number - 1], 2))
        parts += [Text(text) for text in story.paragraphs[number]]
        if number in _TABLES:
            parts += [grid.copy() for _ in range(story.tables[_TABLES[number]]) for grid in grids[_TABLES[number]]]
    return parts


def read_story(
    story: Story, seed: int, *, grid: bool = False, layouts: Sequence[Layout] | None = None
) -> Report | None:
    """Write it in one of the layouts from which every cell comes back, and read that.

    :param grid: only in those whose cells are kept apart.
    :param layouts: these instead.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    layouts = layouts or (GRIDS if grid else READABLE if story.dated else UNDATED)
    return read(layouts[seed % len(layouts)].write(rng, parts_of(story, seed)), story.hints)
