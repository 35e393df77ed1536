"""Defects of cells and structure: what ``planted`` plants in a clean ``Story``; True where there was a place for it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal

from parsers.form import APPLICANTS, CHANNELS, FORMS, Edition, TableName
from tests.factory.story import Story

Plant = Callable[[random.Random, Story], bool]
COLUMNS = [column.key for column in APPLICANTS[:-1]]
NEW, CARRIED, DONE, OUT = (
    f"applications.{row}" for row in ("new_received", "carried_in", "result_total", "carried_out")
)
FEE = "disclosure.fees.amount_10k_yuan"
LONG = "坚持以公开为常态不公开为例外，深入推进决策执行管理服务结果公开，切实保障人民群众合法权益。"
APPLIED = re.compile(r"^(?:（二）|2\.)依申请公开。")


def add(story: Story, key: str, by: int = 1) -> None:
    story.cells[key] = story.value(key) + by


def some(rng: random.Random, story: Story, table: TableName) -> str:
    row = rng.choice(FORMS[story.edition].table(table))
    return rng.choice([key for key in row.keys if key != FEE] or list(row.keys))


def applied(story: Story, text: str) -> None:
    """Other words on applications; what was said on refusals stays."""
    lines = story.paragraphs[1]
    for i, line in enumerate(lines):
        if match := APPLIED.match(line):
            tail = "对不予公开的，依法说明理由。" if "对不予公开的" in line else ""
            lines[i] = f"{match[0]}{text}{tail}"


# ---- cells and sums


def row_sum(rng: random.Random, story: Story) -> bool:
    row = rng.choice(FORMS[story.edition].table(TableName.APPLICATIONS))
    add(story, rng.choice(row.keys), rng.randint(1, 5))
    return True


def column_sum(rng: random.Random, story: Story) -> bool:
    column = rng.choice(COLUMNS)
    for key in (f"{DONE}.{column}", f"{DONE}.total"):
        add(story, key, 2)
    return True


def balance(rng: random.Random, story: Story) -> bool:
    column = rng.choice(COLUMNS)
    for key in (f"{OUT}.{column}", f"{OUT}.total"):
        add(story, key)
    return True


def exceeds(rng: random.Random, story: Story) -> bool:
    column = rng.choice(COLUMNS)
    for row in ("applications.granted", DONE):
        for end in (column, "total"):
            add(story, f"{row}.{end}", 9)
    return True


def t4_sum(rng: random.Random, story: Story) -> bool:
    channel, _ = rng.choice(CHANNELS[:2])
    add(story, f"proceedings.{channel}.other", 3)
    return True


def effective(_: random.Random, story: Story) -> bool:
    key = "disclosure.normative_documents.in_force"
    if key not in story.cells or story.value("disclosure.normative_documents.issued") == 0:
        return False
    story.cells[key] = 0
    return True


def regulations(rng: random.Random, story: Story) -> bool:
    key = rng.choice([key for key in story.cells if key.startswith("disclosure.regulations.")])
    story.cells[key] = 6
    if key.endswith(".issued"):
        story.cells["disclosure.regulations.in_force"] = 9
    return True


def blank(table: TableName) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        story.cells[some(rng, story, table)] = None
        return True

    return plant


def all_blank(table: TableName) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        story.cells.update({key: None for key in story.cells if key.startswith(f"{table}.")})
        return True

    return plant


def text_in_cell(rng: random.Random, story: Story) -> bool:
    story.cells[some(rng, story, TableName.DISCLOSURE)] = "若干"
    return True


def unit(_: random.Random, story: Story) -> bool:
    if FEE not in story.cells:
        return False
    story.cells[FEE] = Decimal("18.0856")
    story.printed[FEE] = "18.0856万元"
    return True


def cell(row: str, value: Decimal | int) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        if row not in story.cells:
            return False
        story.cells[row] = value
        return True

    return plant


def no_row(table: TableName) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        rows = [r for r in FORMS[story.edition].table(table) if not any(story.cells[key] for key in r.keys)]
        rows = [row for row in rows if not row.key.endswith("fees")]
        if not rows:
            return False
        for key in rng.choice(rows).keys:
            del story.cells[key]
        return True

    return plant


# ---- structure


def numbers(change: Callable[[random.Random, list[int]], list[int]]) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        story.numbers = change(rng, story.numbers)
        return True

    return plant


def tables(count: int) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        table = rng.choice([TableName.APPLICATIONS, TableName.PROCEEDINGS] if count else list(TableName))
        story.tables[table] = count
        return not (count == 0 and any(story.cells[key] for key in story.cells if key.startswith(f"{table}.")))

    return plant


def without(rng: random.Random, numbers: list[int]) -> list[int]:
    gone = rng.choice((1, 5))
    return [n for n in numbers if n != gone]


def form_of(edition: Edition) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        if story.edition is not edition:
            return False
        old = story.year
        story.year = 2022 if edition is Edition.E2019 else 2020
        names = [(str(old + 1), str(story.year + 1)), (str(old), str(story.year)), (str(old - 1), str(story.year - 1))]
        rename(story, names)
        return True

    return plant


def rename(story: Story, names: list[tuple[str, str]]) -> None:
    """Other words everywhere, all at once."""
    table = dict(names)
    pattern = re.compile("|".join(map(re.escape, table)))

    def other(text: str) -> str:
        return pattern.sub(lambda match: table[match[0]], text)

    story.title, story.dated = other(story.title), other(story.dated)
    story.paragraphs = {number: [other(text) for text in texts] for number, texts in story.paragraphs.items()}


def section(number: int, *texts: str) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        story.paragraphs[number] = list(texts)
        return True

    return plant


def sentence(number: int, *texts: str) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        story.paragraphs[number].append(rng.choice(texts).format(year=story.year, last=story.year - 1, own=story.own))
        return True

    return plant


def title(text: str) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        story.title = text.format(organ=story.organ, year=story.year)
        return True

    return plant
