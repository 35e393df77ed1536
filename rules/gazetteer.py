"""The divisions of China to the townships: which of them an organ's name places it in, and how two of them are related.

Place in the flow: asked by the identity rules, by the roster (division of an organ) and by the checks (subordinates).
Names alone decide little: 88 townships are called 城关镇. What is not certain is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import msgspec

from parsers.normalise import fold
from rules import gazetteer_data
from rules.organ import OrganLevel, tells_its_place


class Division(msgspec.Struct, frozen=True, gc=False):
    """One division.

    :param code: GB/T 2260: 430000 a province, 430600 a city, 430602 a county or district, 430602001 a
        township or street.
    :param parent: code of the division it lies in; None for a province.
    """

    code: str
    name: str
    level: OrganLevel
    parent: str | None


class Relation(StrEnum):
    """What one division is to another."""

    SAME = "same"
    SUPERIOR = "superior"
    SUBORDINATE = "subordinate"
    SIBLING = "sibling"
    OTHER = "other"


# In the names of autonomous divisions, which are called without them: 海北藏族自治州 is 海北州 as well.
_PEOPLES = (
    r"(?:朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|满|瑶|畲|黎|佤|拉祜|布朗|纳西|怒|独龙|普米|仡佬|水|毛南"
    r"|仫佬|京|东乡|保安|撒拉|裕固|土|达斡尔|鄂温克|各|蒙古|哈萨克)族|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克|鄂伦春|维吾尔"
)
_AUTONOMOUS = re.compile(rf"(?P<name>.+?)(?:{_PEOPLES})+自治(?P<suffix>[州县旗])")
_PROVINCE = re.compile(r"(?P<name>.+?)(?:省|市|(?:壮族|回族|维吾尔)?自治区)")
# What may stand before the first division of an organ's name, and between two.
_BEFORE = re.compile(r"国家[一-龥]{2,4}总局|中华人民共和国|中国共产党")
_BETWEEN = re.compile(r"人民政府|政府")
_LONGEST = 20
# 区审计局, as the organs of a district call each other; no part of 市场监督管理局.
_OWN_LEVEL = re.compile(r"[本我]?[省市州盟县旗区](?![场政域划委])")


class Gazetteer:
    """All divisions, by code and by name."""

    def __init__(self, divisions: Iterator[Division]) -> None:
        self._by_code: dict[str, Division] = {}
        self._by_name: dict[str, list[Division]] = {}
        # 湖南 for 湖南省: only before another division, since 湖南镇 is none of the province's organs.
        self._short_provinces: dict[str, Division] = {}
        for division in divisions:
            self._by_code[division.code] = division
            for name in self.names(division):
                self._by_name.setdefault(name, []).append(division)
            if division.parent is None and (match := _PROVINCE.fullmatch(division.name)):
                self._short_provinces[match["name"]] = division

    def __iter__(self) -> Iterator[Division]:
        """All divisions, by code."""
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Division | None:
        """The division of that code, written with or without the zeros behind it (4306 is 430600)."""
        return self._by_code.get(code if len(code) > 6 else code.ljust(6, "0"))

    def find(self, said: str, within: str | None = None) -> Division | None:
        """The division that a person means by its code, its name, or its name and those it lies in.

        :param within: as in ``locate``.
        :return: None when nothing or several are called so.
        """
        return self.get(said) if said.isdigit() else self.locate(said, within)

    def named(self, name: str) -> tuple[Division, ...]:
        """All divisions of that name, from the largest; short names of autonomous ones (海北州) too."""
        return tuple(sorted(self._by_name.get(name, ()), key=lambda division: len(self.path(division))))

    def names(self, division: Division) -> tuple[str, ...]:
        """All names of a division, e.g. 阿坝藏族羌族自治州 and 阿坝州; of a zone also without its city's."""
        above = self._by_code.get(division.parent) if division.parent is not None else None
        return tuple(_names(division.name, above.name if above else ""))

    def path(self, division: Division) -> tuple[Division, ...]:
        """The divisions it lies in, from the province down, and itself."""
        above = self._by_code.get(division.parent) if division.parent else None
        return (*self.path(above), division) if above else (division,)

    def full_name(self, division: Division) -> str:
        """E.g. 湖南省岳阳市岳阳楼区."""
        full = ""
        for part in self.path(division):
            # Of zones, the statistics repeat it: 岳阳市屈原管理区 in 岳阳市.
            above = self._by_code.get(part.parent) if part.parent else None
            full += part.name.removeprefix(above.name) if above else part.name
        return full

    def places(self, organ: str) -> tuple[Division, ...]:
        """The smallest divisions that an organ's name fits: one, none, or of 城关镇 many."""
        return self._split(organ)[1]

    def locate(self, organ: str, within: str | None = None) -> Division | None:
        """The smallest division that an organ's name places it in for certain.

        >>> gazetteer().locate("岳阳市民政局").code
        '430600'

        :param within: code of a division that it is known to lie in, e.g. its superior's: which of many 城关镇.
        :return: None when the name has no division, or fits several and ``within`` does not decide.
        """
        found = self.places(organ)
        outer = self.get(within) if within is not None and len(found) > 1 else None
        if outer is not None:
            found = tuple(division for division in found if outer in self.path(division))
        return found[0] if len(found) == 1 else None

    def placed(self, organ: str) -> tuple[Division, str] | None:
        """The division that an organ's name places it in for certain, and the name without divisions.

        What is equal is the same organ, however many divisions its name begins with.

        >>> gazetteer().placed("湖南省岳阳市民政局") == gazetteer().placed("岳阳市民政局")
        True
        """
        rest, found = self._split(organ)
        return (found[0], rest) if len(found) == 1 else None

    def relation(self, of: str, to: str) -> Relation:
        """What the division of one code is to that of another; siblings have the same parent.

        >>> gazetteer().relation("430600", "430602")
        <Relation.SUPERIOR: 'superior'>
        """
        one, other = self.get(of), self.get(to)
        if one is None or other is None:
            return Relation.OTHER
        if one == other:
            return Relation.SAME
        if one in self.path(other):
            return Relation.SUPERIOR
        if other in self.path(one):
            return Relation.SUBORDINATE
        return Relation.SIBLING if one.parent == other.parent and one.level is other.level else Relation.OTHER

    def _split(self, organ: str) -> tuple[str, tuple[Division, ...]]:
        """An organ's name without the divisions it begins with, and the smallest of these that it fits."""
        plain = "".join(fold(organ).split())
        match = _BEFORE.match(plain)
        start = match.end() if match else 0
        reached, ends = self._chains(plain, start, None)
        return plain[:start] + plain[reached:], tuple(ends)

    def _chains(self, text: str, start: int, within: Division | None) -> tuple[int, list[Division]]:
        """How far the longest chains reach, and where they end."""
        best, ends = start, list[Division]()
        for length in range(2, min(_LONGEST, len(text) - start) + 1):
            name = text[start : start + length]
            steps = [(division, True) for division in self._by_name.get(name, ())]
            if within is None and name in self._short_provinces:
                steps.append((self._short_provinces[name], False))
            for division, may_end in steps:
                if within is not None and within not in self.path(division):
                    continue
                reached, last = self._after(text, start + length, division)
                if not last and may_end:
                    reached, last = start + length, [division]
                if last and reached > best:
                    best, ends = reached, []
                if last and reached == best:
                    ends += [end for end in last if end not in ends]
        return best, ends

    def _after(self, text: str, start: int, division: Division) -> tuple[int, list[Division]]:
        match = _BETWEEN.match(text, start)
        reached, last = self._chains(text, match.end() if match else start, division)
        return reached, [end for end in last if end != division]


def _names(name: str, above: str) -> Iterator[str]:
    """A division's name, the short one of an autonomous division, and that of a zone without the city's before it."""
    yield name
    if "自治" in name and (match := _AUTONOMOUS.fullmatch(name)):
        yield match["name"] + match["suffix"]
    if above and name.startswith(above) and len(name) > len(above) + 1:
        yield name.removeprefix(above)


def _divisions() -> Iterator[Division]:
    seen: set[str] = set()
    for code, name in gazetteer_data.read()[1]:
        seen.add(code)
        yield Division(code, name, _level(code), _parent(code, seen))


def _parent(code: str, seen: set[str]) -> str | None:
    """430602001 lies in 430602, that in 430600, that in 430000; 429004 in 420000, since there is no 429000."""
    for above in (code[:6], f"{code[:4]}00", f"{code[:2]}0000"):
        if above != code and above in seen:
            return above
    return None


def _level(code: str) -> OrganLevel:
    if len(code) > 6:
        return OrganLevel.TOWNSHIP
    if code.endswith("0000"):
        return OrganLevel.PROVINCE
    return OrganLevel.CITY if code.endswith("00") else OrganLevel.COUNTY


def names_one_organ(name: str) -> bool:
    """Whether a name tells its organ from all others, as 城关镇人民政府, 鼓楼区民政局 and 应急管理局 do not.

    Names of places that the gazetteer does not know (a zone, a division of former years) are taken at their word.
    """
    places = gazetteer().places(name)
    return len(places) == 1 if places else tells_its_place(name)


def name_within(name: str, division: Division) -> str:
    """A name with as many divisions before it as tell it from its namesakes.

    >>> name_within("城关镇人民政府", gazetteer().locate("嵩县"))
    '嵩县城关镇人民政府'

    :param division: the one that the organ belongs to, or a larger one that holds just one place of the name.
    """
    if names_one_organ(name):
        return name
    known = gazetteer()
    places = known.places(name)
    own = division if division in places else known.locate(name, division.code)
    meant = own or division
    # The division itself is in the name already, unless the name has none: 区审计局 has not even that of 鼓楼区.
    above = [part.name for part in (known.path(own)[:-1] if own else known.path(division))]
    full = _OWN_LEVEL.sub("", name) if not places else name
    while above:
        full = f"{above.pop()}{full}"
        if known.locate(full) == meant:
            break
    return full


@cache
def gazetteer() -> Gazetteer:
    """The divisions of the package's file; read once a process."""
    return Gazetteer(_divisions())
