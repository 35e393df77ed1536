"""What real reports do to the plain form: broken sums, blanks and their marks, notes and units in cells, missing rows.

Each takes a report and yields another; the truth goes with it.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from parsers.form import TableName
from tests.factory.content import Content, Value, make_content

Variation = Callable[[random.Random, Content], Content]
MARKS = ("/", "-", "—", "无", "——", "－", "／")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_FEES = ("disclosure.fees.amount_10k_yuan", "disclosure.procurement.amount_yuan")


def _change(content: Content, cells: Mapping[str, Value]) -> Content:
    """Other values, printed plainly."""
    printed = {key: text for key, text in content.printed.items() if key not in cells}
    return dataclasses.replace(content, cells={**content.cells, **cells}, printed=printed)


def _blank(content: Content, keys: Iterable[str], mark: str = "") -> Content:
    blanks = dict.fromkeys((key for key in keys if key in content.cells), None)
    return _print(_change(content, blanks), dict.fromkeys(blanks, mark) if mark else {})


def _print(content: Content, printed: dict[str, str]) -> Content:
    return dataclasses.replace(content, printed={**content.printed, **printed})


def _counts(content: Content, least: int = 0) -> dict[str, int]:
    """The cells that hold whole numbers and are printed plainly."""
    return {
        key: value
        for key, value in content.cells.items()
        if isinstance(value, int) and value >= least and key not in content.printed
    }


def broken_sums(rng: random.Random, content: Content) -> Content:
    """A few cells say another number than the sums want."""
    keys = sorted(_counts(content))
    return _change(
        content, {key: rng.randint(0, 40) for key in rng.sample(keys, min(rng.choice((1, 3, 12)), len(keys)))}
    )


def blanks(rng: random.Random, content: Content) -> Content:
    """Cells blank here and there; the sums count them as nothing, or were computed before they got lost."""
    share = rng.choice((0.01, 0.1, 0.5))
    return _blank(content, [key for key in content.cells if rng.random() < share])


def zeros_blank(_: random.Random, content: Content) -> Content:
    """Nothing is printed where the form wants a zero."""
    return _blank(content, [key for key, value in content.cells.items() if value == 0])


def zeros_marked(rng: random.Random, content: Content) -> Content:
    """A mark is printed where the form wants a zero, in one table or in all."""
    prefix = rng.choice(("", "disclosure", "applications", "proceedings"))
    keys = [key for key, value in content.cells.items() if value == 0 and key.startswith(prefix)]
    return _blank(content, keys, rng.choice(MARKS))


def blank_rows(rng: random.Random, content: Content) -> Content:
    rows = [row for table in TableName for row in content.rows(table)]
    keys = [key for row in rng.sample(rows, min(len(rows), rng.choice((1, 2, 8)))) for key in row.keys]
    return _blank(content, keys, rng.choice(("", "", "/")))


def blank_table(rng: random.Random, content: Content) -> Content:
    prefix = rng.choice(list(TableName))
    return _blank(content, [key for key in content.cells if key.startswith(f"{prefix}.")])


def blank_column(rng: random.Random, content: Content) -> Content:
    column = rng.choice(("total", "natural_person", "other_organisation", "pending"))
    return _blank(content, [key for key in content.cells if key.endswith(f".{column}")])


def only_first_column(_: random.Random, content: Content) -> Content:
    """``2 | `` and the rest of the row blank."""
    first = {row.keys[0] for table in TableName for row in content.rows(table)}
    return _blank(content, [key for key in content.cells if key not in first])


def missing_rows(rng: random.Random, content: Content) -> Content:
    """Rows the organ left out."""
    rows = [row for table in (TableName.DISCLOSURE, TableName.APPLICATIONS) for row in content.rows(table)]
    gone = {key for row in rng.sample(rows, min(len(rows), rng.choice((1, 1, 3)))) for key in row.keys}
    return dataclasses.replace(content, cells={key: v for key, v in content.cells.items() if key not in gone})


def thousands(_: random.Random, content: Content) -> Content:
    return _print(content, {key: f"{value:,}" for key, value in _counts(content, 1000).items()})


def full_width(rng: random.Random, content: Content) -> Content:
    share = rng.choice((0.1, 1.0))
    return _print(
        content, {k: str(v).translate(_FULL_WIDTH) for k, v in _counts(content).items() if rng.random() < share}
    )


def notes(rng: random.Random, content: Content) -> Content:
    """``22（其中修订16件）``."""
    wordings = ("（其中修订{}件）", "（含自然失效{}件）", "(其中{}件为补报)", " （含上年{}件）")
    keys = [key for key in _counts(content, 1) if key.startswith("disclosure")]
    chosen = rng.sample(keys, min(2, len(keys)))
    return _print(
        content, {key: f"{content.cells[key]}{rng.choice(wordings).format(rng.randint(1, 30))}" for key in chosen}
    )


def units(rng: random.Random, content: Content) -> Content:
    """``18.085682 万元``, ``12件``."""
    printed: dict[str, str] = {}
    for key, unit in zip(_FEES, ("万元", "元"), strict=True):
        if isinstance(content.cells.get(key), int | Decimal):
            printed[key] = f"{content.cells[key]}{rng.choice(('', ' '))}{unit}"
    for key in _counts(content, 1):
        if key.startswith("disclosure") and rng.random() < 0.3 and key not in _FEES:
            printed[key] = f"{content.cells[key]}件"
    return _print(content, printed)


def big_numbers(rng: random.Random, content: Content) -> Content:
    """Permits by the million, fees with six decimals."""
    cells: dict[str, Value] = {}
    for key in ("disclosure.licences.decisions", "disclosure.penalties.decisions"):
        if key in content.cells:
            cells[key] = rng.randint(10_000, 12_000_000)
    for key in _FEES:
        if key in content.cells:
            cells[key] = Decimal(rng.randint(0, 10**12)) / 10**6
    return _change(content, cells)


def signs(rng: random.Random, content: Content) -> Content:
    """``+36`` and the minus signs of other alphabets."""
    printed: dict[str, str] = {}
    for key, value in content.cells.items():
        if key.endswith(".change") and isinstance(value, int) and value:
            printed[key] = f"+{value}" if value > 0 else f"{rng.choice('-－')}{-value}"
    return _print(content, printed)


def text_in_cells(rng: random.Random, content: Content) -> Content:
    """Text where a number belongs: no claim but "invalid" or "ambiguous" is right."""
    texts = ("详见附件", "约20", "1/2", "12、13", "3.5.1", "见备注", "12①", "若干")
    return _change(content, {key: rng.choice(texts) for key in rng.sample(sorted(content.cells), 2)})


VARIATIONS: dict[str, Variation] = {
    "broken sums": broken_sums,
    "blanks": blanks,
    "zeros blank": zeros_blank,
    "zeros marked": zeros_marked,
    "blank rows": blank_rows,
    "blank table": blank_table,
    "blank column": blank_column,
    "only the first column": only_first_column,
    "missing rows": missing_rows,
    "thousands": thousands,
    "full width": full_width,
    "notes": notes,
    "units": units,
    "big numbers": big_numbers,
    "signs": signs,
    "text in cells": text_in_cells,
}


def plain_content(seed: int) -> Content:
    """A report with every cell filled and all sums right: sparse or dense, of either edition or of both."""
    return make_content(seed, sparse=seed % 3 != 0, mixed=seed % 7 == 6)


def any_content(seed: int) -> Content:
    """A plain report with none to three of the variations."""
    rng = random.Random(seed * 31 + 7)  # noqa: S311 - reproducible test data
    content = plain_content(seed)
    for name in rng.sample(sorted(VARIATIONS), rng.randrange(4)):
        content = VARIATIONS[name](rng, content)
    return content
