"""Automatic numbers of Word paragraphs: "一、" before a heading is often no text, but counted by the program.

Place in the flow: ``word_text`` asks for the label of each numbered paragraph, in reading order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from parsers.readers.word_styles import VAL, Styles, W, integer, is_on

_DIGITS = "〇一二三四五六七八九"
_LEVELS = 9


class _Level(NamedTuple):
    start: int = 1
    kind: str = "decimal"
    template: str = ""
    spaced: bool = True
    legal: bool = False
    restarts: bool = True
    style: str | None = None


class _List(NamedTuple):
    abstract: str
    starts: dict[int, int]
    levels: dict[int, _Level]


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        links: dict[str, str] = {}
        for element in root if root is not None else ():
            if element.tag == f"{W}abstractNum":
                name = element.get(f"{W}abstractNumId", "")
                self._abstract[name] = _levels(element)
                if (link := element.find(f"{W}numStyleLink")) is not None:
                    links[name] = link.get(VAL, "")
            elif element.tag == f"{W}num":
                self._lists[element.get(f"{W}numId", "")] = _list(element)
        for name, style in links.items():
            target = styles.link(style)
            found = self._lists.get(target.number or "") if target else None
            if found is not None and found.abstract in self._abstract:
                self._abstract[name] = self._abstract[found.abstract]

    def label(self, number: str, level: int | None, style: str | None) -> str:
        """Count one paragraph of a list and give its label, with the space behind it if any; empty for bullets.

        :param level: None where only the style links the paragraph to the list.
        """
        found = self._lists.get(number)
        if found is None or found.abstract not in self._abstract:
            return ""
        levels = {**self._abstract[found.abstract], **found.levels}
        if level is None:
            level = next((at for at, one in levels.items() if style and one.style == style), 0)
        counts = self._counts.setdefault(found.abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            counts.update({at: start - 1 for at, start in found.starts.items()})
        own = levels.get(level)
        if own is None:
            return ""
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [at for at in counts if at > level and levels.get(at, own).restarts]:
            del counts[deeper]
        return _written(own, levels, counts)


def _written(own: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    def one(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        level = levels.get(at, own)
        return numeral(counts.get(at, level.start), "decimal" if own.legal and level.kind != "none" else level.kind)

    if own.kind == "bullet" or not own.template:
        return ""
    text = re.sub("%([1-9])", one, own.template)
    # After "1." a space keeps the label from becoming part of a number; "一、" and "（一）" need none.
    return text + " " if own.spaced and text[-1:] not in "、）)：　 " else text


def _levels(element: etree._Element) -> dict[int, _Level]:
    return {integer(level.get(f"{W}ilvl"), 0) % _LEVELS: _level(level) for level in element.findall(f"{W}lvl")}


def _level(element: etree._Element) -> _Level:
    def value(name: str) -> str | None:
        child = element.find(f"{W}{name}")
        return None if child is None else child.get(VAL, "")

    legal = element.find(f"{W}isLgl")
    kind = element.find(f".//{W}numFmt")
    return _Level(
        integer(value("start"), 0 if element.find(f"{W}start") is None else 1),
        "decimal" if kind is None else kind.get(VAL, "decimal"),
        value("lvlText") or "",
        value("suff") != "nothing",
        legal is not None and is_on(legal.get(VAL)),
        value("lvlRestart") != "0",
        value("pStyle"),
    )


def _list(element: etree._Element) -> _List:
    abstract = element.find(f"{W}abstractNumId")
    starts, levels = {}, {}
    for override in element.findall(f"{W}lvlOverride"):
        at = integer(override.get(f"{W}ilvl"), 0) % _LEVELS
        start, level = override.find(f"{W}startOverride"), override.find(f"{W}lvl")
        if start is not None:
            starts[at] = integer(start.get(VAL), 1)
        if level is not None:
            levels[at] = _level(level)
    return _List("" if abstract is None else abstract.get(VAL, ""), starts, levels)


def numeral(number: int, kind: str) -> str:
    """A number as a list writes it; empty for kinds and sizes that are not known, so that no label is guessed."""
    write = _WRITERS.get(kind)
    return write(number) if write else ""


def _counting(number: int) -> str:
    if not 0 < number < 100:
        return ""
    tens, ones = divmod(number, 10)
    digit = _DIGITS[ones] if ones else ""
    return digit if not tens else ("" if tens == 1 else _DIGITS[tens]) + "十" + digit


def _from(first: str, size: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= size else ""


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else ""


def _roman(number: int) -> str:
    if not 0 < number < 40:
        return ""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "none": lambda _: "",
    "decimalZero": "{:02}".format,
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "koreanDigital2": _counting,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": _one_of("壹贰叁肆伍陆柒捌玖拾"),
    "ideographLegalTraditional": _one_of("壹貳參肆伍陸柒捌玖拾"),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "upperLetter": _from("A", 26),
    "lowerLetter": _from("a", 26),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}
