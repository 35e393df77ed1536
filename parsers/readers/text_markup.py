"""Tables in text in the markup of document programs, merged cells included: wikis, AsciiDoc, reStructuredText, LaTeX.

Place in the flow: lines of ``text_notations`` → **rows between pipes**. A merged cell stands in the first of the places
that it covers, the others are empty, as converters print them; where the other lines of a table stood, a rule stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

MAX_COLUMNS, MAX_ROWS = 60, 400
RULE = "|---|"


class Cell(NamedTuple):
    """A cell as the markup has it: its line, its text, and how many columns and rows it covers."""

    line: int
    text: str
    columns: int = 1
    rows: int = 1


Row = list[Cell]


def rows_of_markup(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The index of the line in which each row begins, with the row between pipes; of all other lines a rule."""
    at = 0
    while at < len(lines):
        found = next((kind for kind in _KINDS if lines[at].lstrip().startswith(kind.begins)), None)
        stop = found.stop(lines, at) if found else at
        rows = list(found.rows(lines, at, stop)) if found and stop > at else []
        if rows:
            texts = {row[0].line: texts for row, texts in zip(rows, _spread(rows), strict=True) if row}
            yield from ((i, _between_pipes(texts[i]) if i in texts else RULE) for i in range(at, stop))
        at = max(stop, at + 1)


def _between_pipes(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _spread(rows: Sequence[Row]) -> list[list[str]]:
    """The texts of the rows with an empty one in each place that a merged cell covers besides its first."""
    covered: set[tuple[int, int]] = set()
    out: list[list[str]] = []
    for i, row in enumerate(rows):
        texts: list[str] = []
        for cell in row:
            while (i, len(texts)) in covered:
                texts.append("")
            start = len(texts)
            for n in range(1, min(cell.rows, MAX_ROWS)):
                covered.update((i + n, start + k) for k in range(min(cell.columns, MAX_COLUMNS)))
            texts += [cell.text, *[""] * (min(cell.columns, MAX_COLUMNS) - 1)]
        while (i, len(texts)) in covered:
            texts.append("")
        out.append(texts)
    return out


_ADOC_CELL = re.compile(r"(?:^|(?<=\s))(?:(\d+)?(?:\.(\d+))?\+)?[<^>.a-z]{0,3}\|")
_ADOC_COLS = re.compile(r'cols="?(?:(\d+)\*|([^"\]]*))')


def _adoc_rows(lines: Sequence[str], at: int, stop: int) -> Iterator[Row]:
    """Cells fill the columns from left to right; how many these are, the line above says, or the first cells."""
    cells: list[Cell] = []
    first: int | None = None
    for i in range(at + 1, stop - 1):
        marks = list(_ADOC_CELL.finditer(lines[i]))
        if cells and not marks and not lines[i].strip() and first is None:
            first = sum(cell.columns for cell in cells)
        if cells and not marks and lines[i].strip():
            cells[-1] = cells[-1]._replace(text=f"{cells[-1].text} {lines[i].strip()}".strip())
        ends = [*(mark.start() for mark in marks[1:]), len(lines[i])]
        new = [
            Cell(i, lines[i][mark.end() : end].strip(), int(mark[1] or 1), int(mark[2] or 1))
            for mark, end in zip(marks, ends, strict=False)
        ]
        cells += new
        if len(new) > 1 and first is None:
            first = sum(cell.columns for cell in cells)
    said = _ADOC_COLS.search(lines[at - 1]) if at else None
    width = (int(said[1]) if said[1] else said[2].count(",") + 1) if said else first or 0
    yield from _filled(cells, width)


def _filled(cells: Sequence[Cell], width: int) -> Iterator[Row]:
    """The cells in rows of so many columns."""
    reach: dict[int, int] = {}
    row: Row = []
    number = used = 0
    for cell in cells:
        if row and used + reach.get(number, 0) >= width:
            yield row
            row, used, number = [], 0, number + 1
        row.append(cell)
        used += cell.columns
        for n in range(1, min(cell.rows, MAX_ROWS)):
            reach[number + n] = reach.get(number + n, 0) + cell.columns
    if row:
        yield row


_WIKI_ATTRIBUTES = re.compile(r"[^|\[\]=]*=[^|\[\]]*\|(?!\|)")
_SPAN = re.compile(r"(col|row)span\s*=\s*\"?'?(\d{1,3})", re.IGNORECASE)


def _wiki_rows(lines: Sequence[str], at: int, stop: int) -> Iterator[Row]:
    row: Row = []
    for i in range(at + 1, stop - 1):
        line = lines[i].strip()
        if line.startswith("|-"):
            if row:
                yield row
            row = []
        elif line[:1] in {"|", "!"} and not line.startswith("|+"):
            row += [_wiki_cell(i, text) for text in re.split(r"\|\||!!", line[1:])]
        elif row and line:
            row[-1] = row[-1]._replace(text=f"{row[-1].text} {line}")
    if row:
        yield row


def _wiki_cell(line: int, text: str) -> Cell:
    attributes = _WIKI_ATTRIBUTES.match(text)
    spans = {name.lower(): int(count) for name, count in _SPAN.findall(attributes[0])} if attributes else {}
    own = text[attributes.end() :] if attributes else text
    return Cell(line, own.strip(), spans.get("col", 1), spans.get("row", 1))


_RST_ITEM = re.compile(r"\s+(\*\s+)?-(?:\s+(.*))?")


def _rst_rows(lines: Sequence[str], at: int, stop: int) -> Iterator[Row]:
    row: Row = []
    for i in range(at + 1, stop):
        item = _RST_ITEM.fullmatch(lines[i])
        if item and item[1] and row:
            yield row
            row = []
        if item:
            row.append(Cell(i, (item[2] or "").strip()))
        elif row and lines[i].strip():
            row[-1] = row[-1]._replace(text=f"{row[-1].text} {lines[i].strip()}")
    if row:
        yield row


_TEX_RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule)|\\(?:cline|cmidrule)\{[^{}]*\}")
_TEX_SPAN = re.compile(r"\\multicolumn\{(\d{1,3})\}\{[^{}]*\}\{(.*)\}")
_TEX_ROWS = re.compile(r"\\multirow\{[^{}]*\}\{[^{}]*\}\{(.*)\}")
_TEX_BOLD = re.compile(r"\\text(?:bf|it|rm)\{([^{}]*)\}")


def _tex_rows(lines: Sequence[str], at: int, stop: int) -> Iterator[Row]:
    """Rows end with two strokes; what several rows cover is written out as empty cells."""
    text, line = "", at + 1
    for i in range(at + 1, stop - 1):
        line = line if text.strip() else i
        text += " " + _TEX_RULES.sub("", lines[i])
        if "\\\\" in text:
            row, _, text = text.partition("\\\\")
            yield [_tex_cell(line, cell) for cell in re.split(r"(?<!\\)&", row)]


def _tex_cell(line: int, text: str) -> Cell:
    text = _TEX_BOLD.sub(r"\1", text.strip())
    merged = _TEX_SPAN.fullmatch(text)
    text = merged[2] if merged else text
    high = _TEX_ROWS.fullmatch(text)
    return Cell(line, (high[1] if high else text).strip(), int(merged[1]) if merged else 1)


def _behind(ends: str) -> Callable[[Sequence[str], int], int]:
    """Finds where a table stops whose last line begins so; none where that line is missing."""

    def stop(lines: Sequence[str], at: int) -> int:
        return next((i + 1 for i in range(at + 1, len(lines)) if lines[i].lstrip().startswith(ends)), at)

    return stop


def _indented(lines: Sequence[str], at: int) -> int:
    return next((i for i in range(at + 1, len(lines)) if lines[i].strip() and lines[i][:1] not in " \t"), len(lines))


class _Kind(NamedTuple):
    """A markup: how its tables begin, where they stop, and their rows."""

    begins: str
    stop: Callable[[Sequence[str], int], int]
    rows: Callable[[Sequence[str], int, int], Iterator[Row]]


_KINDS = (
    _Kind("|===", _behind("|==="), _adoc_rows),
    _Kind("{|", _behind("|}"), _wiki_rows),
    _Kind(".. list-table::", _indented, _rst_rows),
    _Kind("\\begin{tabular", _behind("\\end{tabular"), _tex_rows),
    _Kind("\\begin{longtable", _behind("\\end{longtable"), _tex_rows),
)
BEGINNINGS = tuple(kind.begins for kind in _KINDS)
