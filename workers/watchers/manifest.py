"""A manifest ``manifest.csv`` (``清单.csv``): what is known from elsewhere of the files in its folder, a row a file.

Place in the flow: read by ``beside`` for the folder watcher; each row becomes the parsers' ``Hints``, as strictly as a
sidecar would.
"""

from __future__ import annotations

import csv
import io
from pathlib import PurePosixPath
from typing import Final

from parsers import Hints, sidecar
from parsers.report import ReadError
from workers.spreadsheet import csv_text

NAMES: Final = frozenset({"manifest.csv", "清单.csv"})
MAX_BYTES: Final = 32 * 1024 * 1024
FILE: Final = "file"
# Heads of the columns, folded to lower case; any order, all but the file's may be missing.
_COLUMNS: Final = {
    **dict.fromkeys(("file", "文件", "文件名"), FILE),
    **dict.fromkeys(("url", "网址", "链接", "来源网址"), "url"),
    **dict.fromkeys(("published_on", "发布日期", "公开日期"), "published_on"),
    **dict.fromkeys(("organ", "机关", "机关名称", "单位", "单位名称"), "organ"),
    **dict.fromkeys(("division", "行政区划", "行政区划代码", "区划"), "division"),
    **dict.fromkeys(("year", "年度", "年份"), "year"),
}
Row = Hints | ReadError


def parse(data: bytes) -> dict[str, Row]:
    """The hints of each file that a manifest names, or what is wrong with its row.

    :param data: CSV with a line of heads, in UTF-8 (with or without a byte order mark) or GB18030.
    :return: by path within the manifest's folder, with slashes.
    :raises ReadError: ``invalid-manifest``.
    """
    if len(data) > MAX_BYTES:
        raise ReadError("invalid-manifest", f"the manifest is larger than {MAX_BYTES:,} bytes")
    try:
        text = csv_text(data)
    except ValueError as error:
        raise ReadError("invalid-manifest", f"the manifest cannot be read: {error}") from error
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: dict[str, Row] = {}
    try:
        keys = _keys(next(lines, []))
        for values in lines:
            row = {key: value.strip() for key, value in zip(keys, values, strict=False) if value.strip()}
            if not row:
                continue
            name = _path(row.pop(FILE, ""), lines.line_num)
            if name in found:
                raise ReadError("invalid-manifest", f"line {lines.line_num}: {name} is named a second time")
            found[name] = _hints(row, lines.line_num, extra=any(values[len(keys) :]))
    except csv.Error as error:
        raise ReadError("invalid-manifest", f"line {lines.line_num}: {error}") from error
    return found


def _keys(heads: list[str]) -> list[str]:
    heads = [head.strip() for head in heads]
    while heads and not heads[-1]:
        heads.pop()  # spreadsheets write the width of their longest row
    keys = [_COLUMNS.get(head.lower()) for head in heads]
    if strange := [head for head, key in zip(heads, keys, strict=True) if key is None]:
        raise ReadError("invalid-manifest", f"line 1: no such column: {', '.join(strange)}")
    known = [key for key in keys if key is not None]
    if FILE not in known or len(set(known)) < len(known):
        raise ReadError("invalid-manifest", "line 1: one column must name the file, and none may stand twice")
    return known


def _path(value: str, line: int) -> str:
    """A path within the manifest's folder; of another it could give hints to what is none of its business."""
    path = PurePosixPath(value.replace("\\", "/"))
    if not value or path.is_absolute() or ".." in path.parts:
        raise ReadError("invalid-manifest", f"line {line}: the file must be a path within the manifest's folder")
    return path.as_posix()


def _hints(row: dict[str, str], line: int, *, extra: bool) -> Row:
    if extra:
        return ReadError("invalid-hints", f"line {line} of the manifest has more values than there are columns")
    year = row.get("year")
    try:
        return sidecar.hints_from(row | ({"year": int(year)} if year and year.isdecimal() else {}))
    except ReadError as error:
        return ReadError(error.code, f"line {line} of the manifest: {error.message}")
