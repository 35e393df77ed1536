"""Defects of the page: columns and rows of tables, marks of an internal paper, who and when; beside ``planting``."""

from __future__ import annotations

import random

from parsers.form import APPLICANTS, TableName
from parsers.identity import Hints
from tests.factory.grid import Grid, GridCell
from tests.factory.planting import COLUMNS, Plant
from tests.factory.story import Story

_AFTER = "proceedings.litigation_after_review"


def no_column(rng: random.Random, story: Story) -> bool:
    """Table three without one of its columns, in which nothing stood."""
    column = rng.choice(COLUMNS[1:])
    gone = {key for key in story.cells if key.startswith("applications.") and key.endswith(f".{column}")}
    if any(story.cells[key] for key in gone):
        return False
    label = next(c.label for c in APPLICANTS if c.key == column)

    def reprint(grid: Grid) -> None:
        if grid.name is not TableName.APPLICATIONS:
            return
        for row in grid.rows:
            wide = next((cell for cell in row if cell.text in {"申请人情况", "法人或其他组织"} and cell.span > 1), None)
            if wide:
                wide.span -= 1
            row[:] = [cell for cell in row if cell.key not in gone and not (cell.text == label and cell.key is None)]

    story.reprint = reprint
    return True


def _after_row(of: TableName, row: list[GridCell]) -> Plant:
    """One more row in a table, below the first that has numbers."""

    def plant(_: random.Random, story: Story) -> bool:
        def reprint(grid: Grid) -> None:
            if grid.name is of:
                first = next(r for r, cells in enumerate(grid.rows) if any(cell.key for cell in cells))
                grid.rows.insert(first + 1, [GridCell(cell.text, cell.span) for cell in row])

        story.reprint = reprint
        return True

    return plant


extra_row = _after_row(TableName.DISCLOSURE, [GridCell("其他主动公开文件"), *(GridCell(n) for n in "314")])


def no_label(rng: random.Random, story: Story) -> bool:
    """The label of a row is gone, its numbers are there: whose they are is not certain."""
    row = rng.choice(("disclosure.penalties", "disclosure.coercive_measures"))
    key = f"{row}.decisions"
    story.cells[key] = story.value(key) or 7

    def reprint(grid: Grid) -> None:
        for cells in grid.rows:
            if any(cell.key == key for cell in cells):
                cells[0].text = ""

    story.reprint = reprint
    return True


def internal(_: random.Random, story: Story) -> bool:
    """The letter to the superior."""
    story.paragraphs[0].insert(0, "云溪县人民政府办公室：")
    story.paragraphs[6].append("抄送：县司法局。")
    return True


def no_organ(_: random.Random, story: Story) -> bool:
    """No full name anywhere."""
    story.title = f"{story.year}年政府信息公开工作年度报告"
    return True


def other_hint(rng: random.Random, story: Story) -> bool:
    """What came with the file is wrong."""
    story.hints = rng.choice((Hints(year=story.year - 1), Hints(organ="临江县审计局")))
    return True


def without_aspect(_: random.Random, story: Story) -> bool:
    """Section one without 平台建设."""
    story.paragraphs[1] = [text for text in story.paragraphs[1] if "平台建设" not in text]
    return True


def no_assessment(_: random.Random, story: Story) -> bool:
    """A government without 考核, 评议, 责任追究."""
    story.paragraphs[1] = [text.split("，纳入")[0] for text in story.paragraphs[1]]
    return story.own in {"我县", "我镇", "我乡"}


def after_no_review(_: random.Random, story: Story) -> bool:
    """A lawsuit after a review that table four does not have."""
    if story.total("proceedings.review") or story.total("proceedings.litigation_direct"):
        return False
    story.cells.update({f"{_AFTER}.upheld": 1, f"{_AFTER}.total": 1})
    story.paragraphs[4] = ["因政府信息公开引发行政诉讼1件，为复议后起诉，结果维持。"]
    return True


def no_date(_: random.Random, story: Story) -> bool:
    """No date at all."""
    story.dated = ""
    return True
