"""The roster as a file: a CSV file or a workbook, with columns in English or Chinese, read into rows of plain text.

Place in the flow: ``nianbao roster import`` → **here** → ``roster_rows``; ``nianbao roster export`` writes the same.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from workers.cli.errors import CommandError
from workers.spreadsheet import csv_text

# Column → how a roster of the office may call it; the first is what ``export`` writes with Chinese heads.
COLUMNS: Final = {
    "name": ("机关名称", "机关全称", "单位名称", "名称"),
    "kind": ("类别", "机关类别"),
    "level": ("层级", "行政层级"),
    "division_code": ("行政区划代码", "区划代码"),
    "division": ("行政区划", "所属地区", "所属县区", "所在地"),
    "superior": ("上级机关", "主管机关", "上级"),
    "aliases": ("别名", "曾用名", "简称"),
    "official_site": ("官方网站", "网站", "网址"),
    "exempt": ("免公布", "无须公布"),
    "founded_on": ("成立日期",),
    "abolished_on": ("撤销日期",),
    "successor": ("承继机关", "并入机关", "更名为"),
}
_BY_HEAD: Final = {head: column for column, heads in COLUMNS.items() for head in (column, *heads)}
LARGEST: Final = 50_000_000


class Row(msgspec.Struct, frozen=True):
    """One line: its number in the file, and column → text; ``surplus`` when it has more fields than the header."""

    line: int
    given: dict[str, str]
    surplus: bool = False


def read_rows(path: Path) -> list[Row]:
    """All lines of the file that are not empty.

    :raises CommandError: when it cannot be read as a table with the columns of a roster.
    """
    if path.stat().st_size > LARGEST:
        raise CommandError(f"{path}: more than {LARGEST // 1_000_000} MB is no roster")
    data = path.read_bytes()
    table = _workbook(path, data) if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else _csv(path, data)
    first = next(table, None)
    heads = [_BY_HEAD.get("".join(head.split()).lower(), head) for head in (first[1] if first else ())]
    while heads and not heads[-1]:
        heads.pop()
    unknown = [head for head in heads if head not in COLUMNS]
    if "name" not in heads or unknown or len(set(heads)) < len(heads):
        said = (
            f"unknown columns: {', '.join(unknown)}" if unknown else "the column name is missing, or one stands twice"
        )
        names = ", ".join(f"{column} ({chinese[0]})" for column, chinese in COLUMNS.items())
        raise CommandError(f"{path}: {said}; the header may have the columns {names}")
    return [
        Row(line, dict(zip(heads, fields, strict=False)), surplus=any(fields[len(heads) :]))
        for line, fields in table
        if any(fields)
    ]


def write_rows(rows: Iterable[dict[str, str]], *, chinese: bool) -> str:
    """The text of a CSV file that ``read_rows`` reads; spreadsheets know it as UTF-8 by its first character."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads[0] if chinese else column for column, heads in COLUMNS.items())
    writer.writerows([row[column] for column in COLUMNS] for row in rows)
    return f"\ufeff{out.getvalue()}"


def _csv(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = csv_text(data)
    except ValueError as error:
        raise CommandError(f"{path}: it is no workbook, and {error}") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for fields in reader:
            yield reader.line_num, [field.strip() for field in fields]
    except csv.Error as error:
        raise CommandError(f"{path}: line {reader.line_num}: {error}") from error


def _workbook(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        rows: Sequence[Sequence[Any]] = (
            CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise CommandError(f"{path}: the workbook cannot be read: {error}") from error
    for line, fields in enumerate(rows, start=1):
        yield line, [_plain(field) for field in fields]


def _plain(field: object) -> str:
    """A cell as it would stand in a CSV file: spreadsheets make numbers of codes, and dates of dates."""
    if isinstance(field, bool):
        return "yes" if field else "no"
    if isinstance(field, float) and field.is_integer():
        return str(int(field))
    if isinstance(field, dt.datetime):
        return field.date().isoformat()
    return "" if field is None else str(field).strip()
