"""Tables in text whose cells stand between other separators than pipes and tabs: commas, semicolons, slashes.

Place in the flow: lines of ``text`` → **lines with pipes**. Labels hold separators too (本年增/减, 一、本年新收…):
parts that make a label of the form only together are one cell.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from parsers.labels import row_wordings, wordings
from parsers.normalise import as_label
from parsers.numbers import Content, content

_SEPARATORS = "，,；;、/¦&"
# So many rows of the form, nearly all of which no table takes already, show what separates cells.
_LEAST_ROWS, _MOST_TAKEN = 5, 0.9
_SENTENCE = re.compile("[。！？|\t]")
# A label is divided into so many parts at most.
_MOST_PARTS = 5
# A number in one cell with a label, or with another number.
_HOLDS_COLUMNS = re.compile(r"[^\s\d] +\d[\d.,]*\Z|\A\d+ +\d")
# A stroke between two others stands for nothing, or parts empty cells: where it separates cells, nobody knows which.
_MARKED = re.compile(r"/\s*/\s*/")
_LEAST_NUMBERS, _MOST_TEXTS, _A_LABEL, _LEAST_HEADS = 2, 3, 60, 5


def with_pipes(lines: Sequence[str], tables: Container[int]) -> dict[int, str]:
    """The rows between other separators as rows between pipes, by the line (from 1) they stand in; none where none are.

    :param tables: the lines that are rows of tables already.
    """
    for separator in _SEPARATORS:
        holding = [(n, line) for n, line in enumerate(lines, start=1) if separator in line]
        if len(holding) < _LEAST_ROWS or (separator == "/" and any(_MARKED.search(line) for _, line in holding)):
            continue
        split = {n: _cells(line, separator) for n, line in holding}
        if sum(any(map(_HOLDS_COLUMNS.search, cells)) for cells in split.values()) >= _LEAST_ROWS:
            # Spaces separate the cells, and this is a mark for nothing.
            continue
        rows = [n for n, cells in split.items() if _is_row_of_the_form(cells)]
        taken = sum(n in tables for n in rows)
        if len(rows) >= _LEAST_ROWS and taken < _MOST_TAKEN * len(rows):
            return {n: f"| {' | '.join(cells)} |" for n, cells in split.items() if _is_row(cells)}
    return {}


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a line; none where it is a sentence, or has other separators as well."""
    if _SENTENCE.search(line):
        return []
    parts = [part.strip().strip('"') for part in line.split(separator)]
    cells: list[str] = []
    at = 0
    while at < len(parts):
        size = next((n for n in range(_MOST_PARTS, 1, -1) if _is_label(parts[at : at + n], separator)), 1)
        cells.append(separator.join(parts[at : at + size]))
        at += size
    return cells


def _is_label(parts: Sequence[str], separator: str) -> bool:
    return all(parts) and as_label(separator.join(parts)) in wordings()


def _is_row_of_the_form(cells: Sequence[str]) -> bool:
    """Whether these are the label of a row, and numbers or empty cells behind it."""
    labels = [i for i, cell in enumerate(cells) if as_label(cell) in row_wordings()]
    behind = cells[labels[-1] + 1 :] if labels else ()
    return bool(behind) and all(content(cell) is not Content.TEXT for cell in behind)


def _is_row(cells: Sequence[str]) -> bool:
    """Whether these are cells of a table: labels of the form, or numbers with few texts beside them."""
    texts = [cell for cell in cells if content(cell) is Content.TEXT]
    if len(cells) < _LEAST_NUMBERS or any(len(text) > _A_LABEL for text in texts):
        return False
    known = sum(as_label(text) in wordings() for text in texts)
    # A line of heads may begin with one that the form does not have: 项目, 办理情况.
    heads = known >= _LEAST_HEADS and known + 1 == len(texts) == len(cells)
    return known == len(texts) or heads or (len(texts) <= _MOST_TEXTS and len(cells) - len(texts) >= _LEAST_NUMBERS)
