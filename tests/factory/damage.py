"""Kinds of damage that copying and conversion do to a text: each takes lines and breaks one thing, reproducibly.

None of them changes a number into another one that stands alone in its place: what the source says wrongly, no reader
can know.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Lines = list[str]
Damage = Callable[[random.Random, Lines], None]
_NUMBER_LINE = re.compile(r"^[|\s]*[\d.]+[|\s]*$")
_HAS_NUMBER = re.compile(r"\d")
_LABEL = re.compile(r"[\u4e00-\u9fff]{4,}")


def _table_range(lines: Lines) -> tuple[int, int]:
    start = next(i for i, line in enumerate(lines) if line.startswith("二、"))
    stop = next(i for i, line in enumerate(lines) if line.startswith("五、"))
    return start + 1, stop


def _pick(rng: random.Random, lines: Lines, good: Callable[[str], object]) -> int | None:
    start, stop = _table_range(lines)
    found = [i for i in range(start, stop) if good(lines[i])]
    return rng.choice(found) if found else None


def _at(good: Callable[[str], object], change: Callable[[random.Random, Lines, int], None]) -> Damage:
    def damage(rng: random.Random, lines: Lines) -> None:
        index = _pick(rng, lines, good)
        if index is not None:
            change(rng, lines, index)

    return damage


def _delete(_: random.Random, lines: Lines, i: int) -> None:
    del lines[i]


def _double(_: random.Random, lines: Lines, i: int) -> None:
    lines.insert(i, lines[i])


def _join_next(_: random.Random, lines: Lines, i: int) -> None:
    if i + 1 < len(lines):
        lines[i : i + 2] = [lines[i] + lines[i + 1]]


def _split_line(rng: random.Random, lines: Lines, i: int) -> None:
    cut = rng.randrange(1, max(2, len(lines[i])))
    lines[i : i + 1] = [lines[i][:cut], lines[i][cut:]]


def _cut_label_end(rng: random.Random, lines: Lines, i: int) -> None:
    match = _LABEL.search(lines[i])
    if match:
        keep = rng.randrange(1, len(match[0]))
        lines[i] = lines[i][: match.start() + keep] + lines[i][match.end() :]


def _typo(rng: random.Random, lines: Lines, i: int) -> None:
    match = _LABEL.search(lines[i])
    if match:
        at = rng.randrange(match.start(), match.end())
        lines[i] = lines[i][:at] + "错" + lines[i][at + 1 :]


def _drop_cell(rng: random.Random, lines: Lines, i: int) -> None:
    separator = "|" if "|" in lines[i] else "\t"
    cells = lines[i].split(separator)
    if len(cells) > 2:
        del cells[rng.randrange(len(cells))]
        lines[i] = separator.join(cells)


def _add_cell(rng: random.Random, lines: Lines, i: int) -> None:
    separator = "|" if "|" in lines[i] else "\t"
    cells = lines[i].split(separator)
    if len(cells) > 2:
        cells.insert(rng.randrange(len(cells)), "")
        lines[i] = separator.join(cells)


def _insert(text: str) -> Callable[[random.Random, Lines, int], None]:
    def change(_: random.Random, lines: Lines, i: int) -> None:
        lines.insert(i, text)

    return change


def _spaced_digits(_: random.Random, lines: Lines, i: int) -> None:
    lines[i] = re.sub(r"(\d)(\d)", r"\1 \2", lines[i], count=1)


def _glue(_: random.Random, lines: Lines, i: int) -> None:
    lines[i] = re.sub(r"(\d)[ |\t]+(\d)", r"\1\2", lines[i])


def _broken_number(_: random.Random, lines: Lines, i: int) -> None:
    match = re.search(r"\d\d", lines[i])
    if match:
        cut = match.start() + 1
        lines[i : i + 1] = [lines[i][:cut], lines[i][cut:]]


def _swap(_: random.Random, lines: Lines, i: int) -> None:
    if i + 1 < len(lines):
        lines[i], lines[i + 1] = lines[i + 1], lines[i]


def _heads_again(rng: random.Random, lines: Lines) -> None:
    start, stop = _table_range(lines)
    heads = [i for i in range(start, stop) if "自然人" in lines[i]]
    if heads:
        at = rng.randrange(heads[0] + 8, stop) if heads[0] + 8 < stop else stop
        lines[at:at] = lines[heads[0] - 1 : heads[0] + 3]


def _drop_zeros(_: random.Random, lines: Lines) -> None:
    lines[:] = [line for line in lines if line.strip(" |") != "0"]


def _dedupe(_: random.Random, lines: Lines) -> None:
    lines[:] = list(dict.fromkeys(lines))


def _truncate(rng: random.Random, lines: Lines) -> None:
    start, stop = _table_range(lines)
    del lines[rng.randrange(start, stop) :]


def _numbers_last(_: random.Random, lines: Lines) -> None:
    """All labels of the tables first, then all numbers: columns read one after the other."""
    start, stop = _table_range(lines)
    body = lines[start:stop]
    lines[start:stop] = [x for x in body if not _NUMBER_LINE.match(x)] + [x for x in body if _NUMBER_LINE.match(x)]


def _lose_page(rng: random.Random, lines: Lines) -> None:
    start, stop = _table_range(lines)
    at = rng.randrange(start, stop)
    del lines[at : at + rng.randrange(5, 40)]


def _flatten(_: random.Random, lines: Lines) -> None:
    start, stop = _table_range(lines)
    lines[start:stop] = [" ".join(lines[start:stop])]


_any_line = bool
_numbers: Callable[[str], object] = _HAS_NUMBER.search
_labels: Callable[[str], object] = _LABEL.search

DAMAGES: dict[str, Damage] = {
    "line deleted": _at(_any_line, _delete),
    "number line deleted": _at(_numbers, _delete),
    "label line deleted": _at(_labels, _delete),
    "line doubled": _at(_any_line, _double),
    "number line doubled": _at(_numbers, _double),
    "lines joined": _at(_any_line, _join_next),
    "number joined to next line": _at(_numbers, _join_next),
    "line split": _at(_labels, _split_line),
    "row split": _at(_numbers, _split_line),
    "label cut": _at(_labels, _cut_label_end),
    "typo in label": _at(_labels, _typo),
    "cell dropped": _at(_numbers, _drop_cell),
    "cell added": _at(_numbers, _add_cell),
    "page number": _at(_any_line, _insert("- 3 -")),
    "bare page number": _at(_labels, _insert("3")),
    "page header": _at(_any_line, _insert("云溪县民政局政府信息公开工作年度报告")),
    "sentence in table": _at(_any_line, _insert("本年度共收到申请3件，均已办结。")),
    "extra row": _at(_labels, _insert("其中：网上申请 | 2 | 0 | 0 | 0 | 0 | 0 | 2 |")),
    "digits spaced": _at(_numbers, _spaced_digits),
    "numbers glued": _at(_numbers, _glue),
    "number broken": _at(_numbers, _broken_number),
    "label swapped with next line": _at(_labels, _swap),
    "heads again": _heads_again,
    "zeros dropped": _drop_zeros,
    "repeats dropped": _dedupe,
    "truncated": _truncate,
    "numbers after labels": _numbers_last,
    "page lost": _lose_page,
    "flattened": _flatten,
}


def damage(name: str, seed: int, lines: Lines) -> Lines:
    """A damaged copy of the lines."""
    copy = list(lines)
    DAMAGES[name](random.Random(seed), copy)  # noqa: S311 - reproducible test data
    return copy
