"""CSV files that people bring: decoded, their header checked, read line by line, every wrong line named.

Place in the flow: ``nianbao subscriptions import`` and ``nianbao sites import``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from workers.cli.errors import CommandError
from workers.spreadsheet import csv_text

# The first so many wrong lines are named; a file of another kind has thousands.
SHOWN = 20

E = TypeVar("E")


def read_lines(
    path: Path, columns: Collection[str], needed: Collection[str], entry: Callable[[dict[str, str]], E]
) -> list[E]:
    """What ``entry`` makes of each line; it gets all columns, those the file lacks as "", and raises ValueError.

    :raises CommandError: naming the lines that are wrong; then none is taken.
    """
    try:
        text = csv_text(path.read_bytes())
    except ValueError as error:
        raise CommandError(f"{path}: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    heads = [head.strip().lower() for head in reader.fieldnames or ()]
    wrong = [f"  there is no column {name}" for name in needed if name not in heads]
    wrong += [f"  unknown column: {head}" for head in heads if head not in columns]
    if wrong:
        raise CommandError("\n".join([f"{path}: the header may have: {', '.join(columns)}", *wrong[:SHOWN]]))
    reader.fieldnames = heads
    entries: list[E] = []
    try:
        for row in reader:
            try:
                if None in row:
                    raise ValueError("it has more fields than the header")  # noqa: TRY301 - one way out
                entries.append(entry(dict.fromkeys(columns, "") | {k: (v or "").strip() for k, v in row.items()}))
            except ValueError as error:
                wrong.append(f"  line {reader.line_num}: {error}")
    except csv.Error as error:
        wrong.append(f"  line {reader.line_num}: {error}")
    if wrong:
        more = [f"  and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        raise CommandError("\n".join([f"{path}: nothing was taken, these lines are wrong:", *wrong[:SHOWN], *more]))
    return entries
