"""Draws tables and wraps sentences for the text half of a mail.

Place in the flow: filters of ``templates/*.txt.j2``.
"""

from __future__ import annotations

from workers.mail.digest import DigestView
from workers.mail.east_asian import table, wrap
from workers.mail.excerpt import Excerpt, ExcerptCell

# RFC 5322, 2.1.1: lines should stay within 78 columns; a few are left for "> " in answers.
WIDTH = 76
INDENT = "   "
# Four Chinese characters, as the printed form breaks its heads (社会公益 / 组织); twice that where there is room.
_CELL_COLUMNS = 8
_FEW_COLUMNS = 3
# Below this a label breaks into too many lines.
_MIN_LABEL_COLUMNS = 16


def wrapped(text: str, indent: str = "") -> str:
    """The text in lines of at most ``WIDTH``, those after the first begun with ``indent``."""
    return "\n".join(wrap(text, WIDTH, indent))


def legend(excerpt: Excerpt) -> str:
    """What the signs of an excerpt mean and what was left out, e.g. ``▲标出不符之处。其余3行略。``."""
    marked = any(cell.marked for row in excerpt.rows for cell in row.cells)
    parts = [
        "▲标出所指之处" if marked else "",
        *excerpt.notes,
        f"其余{excerpt.rows_left_out}行略" if excerpt.rows_left_out else "",
    ]
    return "；".join(part for part in parts if part) + "。"


def drawn(excerpt: Excerpt) -> str:
    """The excerpt as a table of characters with its caption above and its legend below."""
    cell_columns = _CELL_COLUMNS * (2 if len(excerpt.columns) <= _FEW_COLUMNS else 1)
    label_columns = max(WIDTH - len(INDENT) - len(excerpt.columns) * (cell_columns + 2), _MIN_LABEL_COLUMNS)
    rows = [("项目", *excerpt.columns), *((row.label, *map(_text, row.cells)) for row in excerpt.rows)]
    lines = [excerpt.caption, *table(rows, label_columns, cell_columns), *wrap(legend(excerpt), WIDTH - len(INDENT))]
    return "\n".join(INDENT + line for line in lines)


def tallied(digest: DigestView) -> str:
    """The counts of each division as a table of characters."""
    rows = [("行政区划", *digest.heads)]
    rows += [
        (one.name, str(one.organ_count), *(str(count or "") for count in (*one.counts, one.resolved)))
        for one in digest.divisions
    ]
    return "\n".join(table(rows, WIDTH - len(digest.heads) * (_CELL_COLUMNS + 2), _CELL_COLUMNS))


def _text(cell: ExcerptCell) -> str:
    return f"▲{cell.text}" if cell.marked else cell.text
