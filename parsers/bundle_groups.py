"""What the files of a bundle are to each other: reports of their own, one report and its attachments, copies.

Place in the flow: ``bundle`` → **here**. In doubt two files are two reports: nobody's numbers then get into another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import msgspec

from parsers.bundle_parts import joined, tables_of
from parsers.document import Document
from parsers.normalise import fold, squash
from parsers.organ_names import name_at_start
from parsers.report import OK, Report, contradicts

# Less running text than that is no report's: it is what stands around tables.
_LEAST_TEXT = 120
# A text of fewer sections, without tables, is no report beside others.
_LEAST_SECTIONS = 3
# Copies agree in nearly every number that is not 0; some may be misread or corrected.
_LEAST_AGREEMENT = 0.9
# So many different numbers, all equal, make a copy of what does not say whose it is.
_LEAST_PROOF = 6
# Of the runs of so many characters in the shorter text, the share that the other one has too.
_SHINGLE = 8
_LEAST_SHARED = 0.6
# The same where nothing else says that two texts are of one report.
_SURELY_SHARED = 0.9
_TEXT_COMPARED = 20_000
_NOT_CHINESE = re.compile(r"[^\u4e00-\u9fff]+")
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_NAMES_DIVISION = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:[省市县区旗州盟镇乡]|街道)")
_YEAR_WORD = re.compile(r"^年度?")


class Unit(msgspec.Struct, frozen=True, eq=False):
    """What is one report for all that is known.

    ``files`` are the indices of its files in the bundle, ``documents`` what was read of them (pages that are files of
    their own are one Document), ``report`` what they say together, ``name`` that of the first file; ``copies`` are the
    same report in other media.
    """

    files: tuple[int, ...]
    documents: tuple[Document, ...]
    report: Report
    name: str = ""
    copies: tuple[Unit, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of its first file."""
        return self.name.rpartition("/")[0]

    @property
    def all_files(self) -> tuple[int, ...]:
        """The indices of its files and of those of its copies."""
        return self.files + tuple(index for copy in self.copies for index in copy.files)


def group(units: Sequence[Unit]) -> list[Unit]:
    """Put together what belongs together; in the order of the bundle.

    A letter that only speaks of the reports beside it is left out.

    :param units: one a file that reads as a report or a part of one.
    """
    found = _with_copies(_with_attachments(list(units)))
    return [unit for unit in found if not _is_letter(unit.report)] or found


def _is_letter(report: Report) -> bool:
    return not tables_of(report) and len({section.number for section in report.sections}) < _LEAST_SECTIONS


def _with_attachments(units: list[Unit]) -> list[Unit]:
    """Text and tables that stand in different files, joined where only one way to join them exists."""
    for scope in _scopes(units):
        inside = [unit for unit in scope if unit in units]
        texts = [unit for unit in inside if not tables_of(unit.report)]
        tables = [unit for unit in inside if tables_of(unit.report) and not _has_text(unit.report)]
        parts = texts + tables
        has_whole_ones = len(parts) < len(inside)
        if len(texts) > 1 or not tables or len(parts) < 2 or has_whole_ones or not _fit(parts):
            continue
        files = tuple(index for unit in parts for index in unit.files)
        documents = tuple(document for unit in parts for document in unit.documents)
        one = Unit(files, documents, joined([unit.report for unit in parts]), parts[0].name)
        units = sorted([one, *(unit for unit in units if unit not in parts)], key=lambda unit: min(unit.files))
    return units


def _scopes(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The bundle as a whole, then folder by folder, then in each what names one and the same organ, and its division.

    民政局 alone may be that of any county beside.
    """
    yield list(units)
    folders = [
        [unit for unit in units if unit.folder == folder] for folder in dict.fromkeys(unit.folder for unit in units)
    ]
    yield from folders
    for folder in folders:
        named: dict[str, list[Unit]] = {}
        for unit in folder:
            organs = _organs(unit, _lines(unit, with_folder=False))
            if len(organs) == 1 and _NAMES_DIVISION.match(squash(name := next(iter(organs)))):
                named.setdefault(squash(name), []).append(unit)
        yield from named.values()


def _fit(units: Sequence[Unit]) -> bool:
    """Whether no two of them show the same table or name different organs or years, in whatever place."""
    return all(
        tables_of(one.report).keys().isdisjoint(tables_of(other.report)) and _may_be_of_one(one, other)
        for one, other in combinations(units, 2)
    )


def _may_be_of_one(one: Unit, other: Unit) -> bool:
    # A folder's name says nothing on files that share it, and all where they do not.
    lines, others = (_lines(unit, with_folder=one.folder != other.folder) for unit in (one, other))
    years, other_years = _years(one, lines), _years(other, others)
    return all(_same_name(a, b) for a in _organs(one, lines) for b in _organs(other, others)) and (
        years == other_years or not (years and other_years)
    )


def _organs(unit: Unit, lines: Sequence[str]) -> frozenset[str]:
    """The organ it is about or, where that is not said, all that it may name: in its file's name, around its tables."""
    if unit.report.organ is not None:
        return frozenset({unit.report.organ})
    pieces = (piece for line in lines for piece in _NOT_CHINESE.split(line))
    return frozenset(name for piece in pieces if (name := name_at_start(_YEAR_WORD.sub("", piece))) is not None)


def _years(unit: Unit, lines: Sequence[str]) -> frozenset[int]:
    """Likewise for the year."""
    if unit.report.year is not None:
        return frozenset({unit.report.year})
    return frozenset(int(year) for line in lines for year in _YEAR.findall(line))


def _lines(unit: Unit, *, with_folder: bool) -> list[str]:
    report = unit.report
    name = unit.name if with_folder else unit.name.rpartition("/")[2]
    return [name, *(paragraph.text for paragraph in (*report.front, *report.paragraphs, *report.back))]


def _has_text(report: Report) -> bool:
    return sum(len(paragraph.text) for paragraph in report.paragraphs) >= _LEAST_TEXT


def _differ(one: Report, other: Report) -> bool:
    """Whether they say that they are about different organs or years."""
    years = one.year is not None and other.year is not None and one.year != other.year
    return years or (one.organ is not None and other.organ is not None and not _same_name(one.organ, other.organ))


def _same_name(one: str, other: str) -> bool:
    """岳阳县民政局 may be called 民政局 in the other file; above a table only 岳阳县 may stand."""
    one, other = (re.sub(r"\s", "", fold(name)) for name in (one, other))
    return one in other or other in one


def _with_copies(units: list[Unit]) -> list[Unit]:
    """The same report in two media is one: that with the most numbers counts, the others are compared with it."""
    found: list[list[Unit]] = []
    for unit in units:
        same = next((known for known in found if all(_is_copy(unit.report, other.report) for other in known)), None)
        if same is None:
            found.append([unit])
        else:
            same.append(unit)
    return [_best_first(copies) for copies in found]


def _best_first(copies: list[Unit]) -> Unit:
    ranked = sorted(copies, key=lambda unit: -_certain(unit.report))
    return msgspec.structs.replace(ranked[0], copies=tuple(ranked[1:]))


def _certain(report: Report) -> int:
    return sum(cell.status is OK for cell in report.cells.values())


def _is_copy(one: Report, other: Report) -> bool:
    """Whether two files hold the same report: the same organ's and year's, or the same numbers, and not another's.

    The same name is no proof: two counties have a 民政局 each. What both say must be the same as well.
    """
    if _differ(one, other):
        return False
    shared = _shared_text(one, other)
    if shared is not None and shared < _LEAST_SHARED:
        return False
    pairs = [(cell, other.cells[key]) for key, cell in one.cells.items() if key in other.cells]
    numbers = [(a.value, b.value) for a, b in pairs if a.status is b.status is OK and (a.value or b.value)]
    named = None not in {one.organ, other.organ, one.year, other.year}
    if named and numbers:
        return sum(a == b for a, b in numbers) >= _LEAST_AGREEMENT * len(numbers)
    # Zeros prove nothing, and a page without tables has no numbers: then the text must do.
    told = shared is not None and (named or shared >= _SURELY_SHARED)
    return (told or len({a for a, _ in numbers}) >= _LEAST_PROOF) and not any(contradicts(a, b) for a, b in pairs)


def _shared_text(one: Report, other: Report) -> float | None:
    """How much of the shorter text stands in the other one; None where one of them has none.

    Less than all is what recognition and line breaks do to it.
    """
    if not (_has_text(one) and _has_text(other)):
        return None
    fewer, more = sorted((_shingles(one), _shingles(other)), key=len)
    return len(fewer & more) / len(fewer) if fewer else None


def _shingles(report: Report) -> frozenset[str]:
    text = squash("".join(paragraph.text for paragraph in report.paragraphs))[:_TEXT_COMPARED]
    return frozenset(text[i : i + _SHINGLE] for i in range(len(text) - _SHINGLE + 1))
