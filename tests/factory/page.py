"""A report as printed: title, date, headings, paragraphs and tables in order; what every renderer walks through."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from parsers.form import TableName
from tests.factory.content import Content
from tests.factory.grid import Grid
from tests.factory.shapes import CHOICES, SHAPES
from tests.factory.spellings import SPELLINGS, spell
from tests.factory.tables import all_grids

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TEXTS = (
    "本年度，我局按照条例规定，围绕民政重点工作做好政府信息公开各项工作，公开渠道保持畅通。",
    "五",
    "存在公开不够及时的问题。下一步将加强审核，改进公开质量。",
    "本年度未收取信息处理费。",
)


@dataclass(frozen=True)
class Text:
    """A line of running text; ``level`` 1 for the title, 2 for a heading, 0 for a paragraph."""

    text: str
    level: int = 0


Part = Text | Grid
Changes = Callable[[random.Random, list[Grid]], None]


@dataclass(frozen=True)
class Look:
    """How the tables of a page are printed: shapes in their order, and a spelling of the labels."""

    shapes: tuple[str, ...] = ()
    spelling: str = ""


OFFICIAL = Look()


def any_look(seed: int) -> Look:
    """A random look: mostly official, with a shape of some kinds, perhaps another spelling."""
    rng = random.Random(seed * 17 + 3)  # noqa: S311 - reproducible test data
    shapes = tuple(rng.choice(names) for names in CHOICES if rng.random() < 0.2)
    return Look(shapes, rng.choice(("", "", "", *SPELLINGS)))


def print_grids(content: Content, look: Look, rng: random.Random) -> list[Grid]:
    """The tables of a report in a look."""
    grids = all_grids(content)
    for name in look.shapes:
        grids = SHAPES[name](rng, grids)
    if look.spelling:
        spell(rng, grids, SPELLINGS[look.spelling])
    return grids


def compose(content: Content, grids: list[Grid]) -> list[Part]:
    """A whole report around its tables. Tables joined into one stand in section two."""
    by_name: dict[TableName, list[Part]] = {name: [] for name in TableName}
    for grid in grids:
        by_name[grid.name].append(grid)
    return [
        Text(f"{content.organ}{content.year}年政府信息公开工作年度报告", 1),
        Text(f"发布时间：{content.year + 1}-01-12"),
        Text(HEADINGS[0], 2),
        Text(TEXTS[0]),
        Text(HEADINGS[1], 2),
        *by_name[TableName.DISCLOSURE],
        Text(HEADINGS[2], 2),
        *by_name[TableName.APPLICATIONS],
        Text(HEADINGS[3], 2),
        *by_name[TableName.PROCEEDINGS],
        Text(HEADINGS[4], 2),
        Text(TEXTS[2]),
        Text(HEADINGS[5], 2),
        Text(TEXTS[3]),
    ]
