"""Whether the stored result of a formula is the one that it has: sums of whole numbers on its own sheet, no more.

Place in the flow: ``sheet_xlsx`` asks **here** where a program calculated nothing and asks the next one to. Nothing is
filled in from here: a result that was not stored was published by nobody.
"""

from __future__ import annotations

import re

from parsers.readers.sheet_places import area_of, place_of

# Cells that all formulas of a sheet may look at.
_MOST_LOOKS = 200_000
_MOST_DEPTH = 50
_LONGEST = 300
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_TOKEN = re.compile(r"\s*(SUM\(|\)|,|[+-]|\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?|\d{1,15}(?![\d.]))\s*")

Place = tuple[int, int]


class _UnknownError(Exception):
    """The result of a formula cannot be told here."""


class Formulas:
    """The cells of a sheet by their places: whole numbers, formulas, and what else holds something.

    A text without digits is no part of a sum; any other text, a fraction or an error may be.
    """

    def __init__(self) -> None:
        self.formulas: dict[Place, str] = {}
        self._numbers: dict[Place, int] = {}
        self._other: set[Place] = set()
        self._texts: set[Place] = set()
        self._results: dict[Place, int | None] = {}
        self._looks = 0

    def note(self, place: Place, stored: str, formula: str | None, *, is_number: bool) -> None:
        """Take down a cell.

        :param stored: its number or text.
        """
        if formula is not None:
            self.formulas[place] = formula if len(formula) <= _LONGEST else ""
        elif is_number and _WHOLE.fullmatch(stored):
            self._numbers[place] = int(stored)
        elif is_number or any(map(str.isdigit, stored)):
            self._other.add(place)
        else:
            self._texts.add(place)

    def result(self, place: Place) -> int | None:
        """What the formula in a place comes to; None where that is not known."""
        try:
            return self._value(place, 0)
        except (_UnknownError, RecursionError):
            return None

    def _value(self, place: Place, depth: int) -> int:
        """The number in a place; an empty cell is 0."""
        self._looks += 1
        if self._looks > _MOST_LOOKS or depth > _MOST_DEPTH or place in self._other:
            raise _UnknownError
        if place not in self.formulas:
            return self._numbers.get(place, 0)
        if place not in self._results:
            # Until it is known, so that a formula that needs itself finds no end.
            self._results[place] = None
            self._results[place] = _Sum(self, self.formulas[place], depth).total()
        found = self._results[place]
        if found is None:
            raise _UnknownError
        return found

    def referred(self, reference: str, depth: int, *, in_sum: bool) -> int:
        """What a cell, or all cells of a range, come to."""
        if ":" not in reference and not in_sum:
            place = place_of(reference)
            if place is None or place in self._texts:
                raise _UnknownError
            return self._value(place, depth)
        area = area_of(reference)
        if area is None or not in_sum or (area.bottom - area.top + 1) * (area.right - area.left + 1) > _MOST_LOOKS:
            raise _UnknownError
        columns = range(area.left, area.right + 1)
        return sum(self._value((row, column), depth) for row in range(area.top, area.bottom + 1) for column in columns)


class _Sum:
    """One formula, read from left to right."""

    def __init__(self, sheet: Formulas, text: str, depth: int) -> None:
        self._sheet = sheet
        self._depth = depth + 1
        self._tokens: list[str] = []
        place = 0
        text = text.upper()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise _UnknownError
            self._tokens.append(match[1])
            place = match.end()
        self._at = 0

    def total(self) -> int:
        found = self._terms(in_sum=False)
        if self._at < len(self._tokens):
            raise _UnknownError
        return found

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""

    def _terms(self, *, in_sum: bool) -> int:
        """Terms with signs between them: ``A1+B1-SUM(C1:D1)``, or what stands between two commas of a sum."""
        found = self._term(alone=in_sum)
        while self._tokens[self._at : self._at + 1] in (["+"], ["-"]):
            sign = 1 if self._next() == "+" else -1
            found += sign * self._term(alone=False)
        return found

    def _term(self, *, alone: bool) -> int:
        piece = self._next()
        if piece == "SUM(":
            found = self._terms(in_sum=True)
            while (closing := self._next()) == ",":
                found += self._terms(in_sum=True)
            if closing != ")":
                raise _UnknownError
            return found
        if piece.isdecimal():
            return int(piece)
        if not piece or piece in "+-,)":
            raise _UnknownError
        following = self._tokens[self._at : self._at + 1]
        in_sum = alone and following in ([","], [")"])
        return self._sheet.referred(piece, self._depth, in_sum=in_sum)
