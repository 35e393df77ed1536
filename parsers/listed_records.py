"""Lines that say numbers behind their heads (自然人：5), and the labels whose rows these are.

Place in the flow: used by ``listed``. A row of the form is its label, on a line of its own or before its first number,
and the pairs of head and number that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from parsers.document import GRID, ROW, Block
from parsers.form import APPLICANTS, OUTCOMES, TableName
from parsers.labels import SEQUENCES, Role
from parsers.normalise import as_label, fold

_SLOTS = {table: [slot for slot in SEQUENCES[table] if slot.role is Role.COLUMN] for table in TableName}
_COLUMNS = {table: frozenset(word for slot in slots for word in slot.variants) for table, slots in _SLOTS.items()}
# The columns in the order of the form, each at its first place; T3 has 总计 in two, and it is the last.
_PLACES = {
    TableName.DISCLOSURE: dict.fromkeys(word for slot in _SLOTS[TableName.DISCLOSURE] for word in slot.variants),
    TableName.APPLICATIONS: dict.fromkeys(as_label(column.label) for column in APPLICANTS),
    TableName.PROCEEDINGS: dict.fromkeys(as_label(column.label) for column in OUTCOMES),
}
_ORDER = {table: {word: place for place, word in enumerate(words)} for table, words in _PLACES.items()}
# Words that as_label makes one.
_SPELT = (("上年", "上一?年度?"), ("本年", "本年度?"), ("其他", "其[他它]"), ("总计", "[总合]计"))
# Only what rose or fell has a sign.
_SIGN = "(?:(?<=减)[+-]|(?<=减[:=])[+-]|(?<=减[:=] )[+-])?"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*(?:万元|元|件|条|宗|次)?(?:\((?![\d\s]*\))[^()]{1,60}\))?"
_MARK = "无|[-—–/]{1,2}"


def _spelt(word: str) -> str:
    pattern = re.escape(word)
    for one, spellings in _SPELT:
        pattern = pattern.replace(one, spellings)
    return pattern


_BEGINNINGS = "".join(sorted({word[0] for words in _COLUMNS.values() for word in words}))
_HEADS = "|".join(map(_spelt, sorted(chain.from_iterable(_COLUMNS.values()), key=len, reverse=True)))
# A head, its unit in brackets, and its number; where a colon says that one follows, there may be nothing in its place.
_PAIR = re.compile(
    rf"(?=[{_BEGINNINGS}])(?P<head>(?:{_HEADS})(?:\((?:单位)?:?(?:万元|元|件)[^()\d]{{0,9}}\))?)[)\]】]?\s*(?:[:=]\s*)?(?P<number>"
    rf"{_SIGN}(?:{_NUMBER})(?=$|[\s,;。、)|]|{_HEADS})"
    rf"|(?:{_MARK})(?=$|[\s,;。、)|])|(?:(?<=[:=])|(?<=[:=] ))(?=$|[,;。、|]))"
)
_ALSO_ROWS = frozenset(map(as_label, ("其他", "总计")))
_BETWEEN = re.compile(r"[\s,;。、)|.]*")
_AROUND = " \t\u3000-—*•·#【】[]|"
_AT_END = f"{_AROUND}:(（="
_LONGEST = 90
# What as_label makes of a unit behind a head is part of some heads, and not of others.
_UNIT = re.compile(r"\((?!单位)[^()]*\)$")
# Of no row; what follows belongs to none.
_MOST_PAIRS = 30
# A label and its number.
_CELLS = 2


class Pair(NamedTuple):
    """A head as printed, the number behind it, and the block that holds the number."""

    head: str
    number: str
    block: int


class Record(NamedTuple):
    """A row of a table, or a label without numbers: the label, its pairs, and the blocks that hold them."""

    label: str
    pairs: tuple[Pair, ...]
    blocks: tuple[int, ...]

    @property
    def in_order(self) -> bool:
        """Whether its heads come in the order of the form; two exchanged may stand before each other's numbers."""
        order = [_ORDER[self.table].get(head, 0) for head in self.heads] if self.table else []
        return order == sorted(set(order))

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads in the form in which they are compared."""
        return tuple(map(_head, self.pairs))

    @property
    def table(self) -> TableName | None:
        """The table that has all of the heads as columns."""
        return next((table for table in TableName if self.pairs and _COLUMNS[table].issuperset(self.heads)), None)


def _head(pair: Pair) -> str:
    return as_label(_UNIT.sub("", pair.head))


def records_of(blocks: Sequence[Block]) -> Iterator[Record]:
    """The records in the order of their blocks, labels without pairs among them."""
    label = Record("", (), ())
    for i, block in enumerate(blocks):
        line = _line(block, i)
        if line is None:
            if label.blocks:
                yield label
            label = Record("", (), ())
        elif not line.pairs or (line.label and as_label(line.label) != as_label(label.label)):
            if label.blocks:
                yield label
            label = line
        elif label.blocks and len(label.pairs) < _MOST_PAIRS:
            label = Record(label.label, (*label.pairs, *line.pairs), (*label.blocks, i))
    if label.blocks:
        yield label


def _line(block: Block, index: int) -> Record | None:
    """What a line says: a label, pairs, or both; None where it says something else."""
    if block.kind is GRID or (block.kind is ROW and len(block.cells) > _CELLS):
        return None
    text = fold(block.text).strip()
    pairs = list(_PAIR.finditer(text))
    if len(pairs) == 1 and not pairs[0]["number"] and as_label(pairs[0]["head"]) in _ALSO_ROWS and pairs[0].start():
        # 3.其他: and (七)总计: are labels.
        pairs = []
    if not text or (not pairs and (len(text) > _LONGEST or "。" in text)):
        return None
    if not pairs:
        return Record(text.strip(_AT_END), (), (index,))
    edges = [pairs[0].end(), *chain.from_iterable(pair.span() for pair in pairs[1:]), len(text)]
    gaps = (text[start:stop] for start, stop in zip(edges[::2], edges[1::2], strict=True))
    label = text[: pairs[0].start()].strip(_AT_END)
    if len(label) > _LONGEST or "。" in label or not all(map(_BETWEEN.fullmatch, gaps)):
        return None
    return Record(label, tuple(Pair(pair["head"], pair["number"], index) for pair in pairs), (index,))


def may_hold_pair(block: Block) -> bool:
    """Whether a line says a number behind its head."""
    return block.kind is not GRID and _PAIR.search(fold(block.text)) is not None
