"""T4 said number by number, each with its names before it: 行政复议 维持：0, 纠正：1 …; lines, lists, or rows.

Place in the flow: ``decode`` asks here where neither the form's order nor the table's heads tell anything of T4. Read
is only a section that holds nothing else: all fifteen, each once and in the form's order, each number right behind the
name of its outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.form import FORMS, OUTCOMES, Edition, TableName
from parsers.headings import Heading
from parsers.normalise import fold
from parsers.numbers import Content, content, number_cell
from parsers.regions import SECTION_OF
from parsers.report import BLANK, OK, Cell
from parsers.table_reading import Reading
from parsers.tokens import EMPTY, Token

_ROWS = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
_REVIEW, _DIRECT, _AFTER = (row.keys[0].rpartition(".")[0] for row in _ROWS)
# Above the two channels of litigation stands its own name, which is none of them.
_CHANNELS = {"行政复议": _REVIEW, "未经复议直接起诉": _DIRECT, "复议后起诉": _AFTER, "行政诉讼": ""}
_OUTCOMES = {column.label: column.key for column in OUTCOMES} | {
    column.label.removeprefix("结果").removeprefix("尚"): column.key for column in OUTCOMES
}
_OUTCOMES |= {"其他": OUTCOMES[2].key, "合计": OUTCOMES[-1].key}
# What may stand beside them and says nothing: heads of two columns, the unit.
_NOTHING = frozenset({"项目", "指标", "类别", "情况", "结果", "办理结果", "数量", "件数", "单位", "件", "数量(件)"})
_VALUES = frozenset({Content.NUMBER, Content.MARK})
_SIGNED = re.compile(r"[-+]\s*\d")
_NAMES = sorted({*_CHANNELS, *_OUTCOMES}, key=len, reverse=True)
_PIECE = re.compile(rf"({'|'.join(_NAMES)})|([^\s:,;、|·-]+)|(?<![^\s:,;、|])(-+)(?![^\s:,;、|])")


def read_in_words(tokens: Sequence[Token], headings: Sequence[Heading], reading: Reading | None) -> Reading | None:
    """T4 in the words of its section; None where these are any others, or do not name each number once.

    :param reading: what else was read of T4; where that tells anything, its words are not asked.
    """
    if reading is not None and any(cell.status in {OK, BLANK} for cell in reading.cells.values()):
        return None
    section = _section(tokens, headings)
    found: dict[str, Cell] = {}
    channel = outcome = ""
    for token in section:
        if token.what is EMPTY or _is_sentence(token):
            continue
        for piece in _pieces(token.text) if token.sure else ("?",):
            if piece in _CHANNELS and not outcome:
                channel = _CHANNELS[piece]
            elif piece in _OUTCOMES and channel and not outcome:
                outcome = _OUTCOMES[piece]
            elif outcome and content(piece) in _VALUES and (key := f"{channel}.{outcome}") not in found:
                column = next(column for column in OUTCOMES if column.key == outcome)
                found[key] = number_cell(piece, column.kind, column.key, token.where)
                outcome = ""
            elif piece not in _NOTHING or outcome:
                return None
    keys = [key for row in _ROWS for key in row.keys]
    if outcome or list(found) != keys:
        return None
    return Reading(found, frozenset(), len(keys), tokens.index(section[-1]) + 1)


def _section(tokens: Sequence[Token], headings: Sequence[Heading]) -> list[Token]:
    """What stands between the heading of T4's section and the next."""
    own = [heading.block for heading in headings if heading.number == SECTION_OF[TableName.PROCEEDINGS]]
    if len(own) != 1:
        return []
    end = min((heading.block for heading in headings if heading.block > own[0]), default=None)
    return [token for token in tokens if own[0] < token.block and (end is None or token.block < end)]


def _pieces(text: str) -> Iterator[str]:
    """Names and what stands between them and the signs that part them; a dash before a digit may be its sign."""
    if _SIGNED.search(fold(text)):
        yield "?"
    for match in _PIECE.finditer(fold(text)):
        yield match[0]


def _is_sentence(token: Token) -> bool:
    """Whether a text is a sentence without a number: it names none of the cells."""
    return "。" in token.text and not re.search(r"\d", fold(token.text))
