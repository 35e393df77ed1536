"""What adds up in the form, as data: the identities that the cells of T3 and T4 take part in.

Place in the flow: used by ``table_applications``, ``table_proceedings``, ``lost_cells`` and ``recognised`` to tell
readings apart. Never to repair: a sum that does not hold in the source is for the rules to report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from parsers.form import Row
from parsers.report import Number

_NEW, _IN = "applications.new_received", "applications.carried_in"
_TOTAL, _OUT = "applications.result_total", "applications.carried_out"
# Rows of so many columns end with their total.
LEAST_OF_A_SUM = 5
# The rows of T3 that are no dispositions.
CLOSING = frozenset({_NEW, _IN, _TOTAL, _OUT})


class Identity(NamedTuple):
    """The sum of the cells ``left`` equals the sum of the cells ``right``; both are cell keys."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All cells that take part."""
        return self.left + self.right


def row_identities(rows: Iterable[Row]) -> list[Identity]:
    """The last cell of each row is the sum of the others (applicants of T3, outcomes of T4)."""
    return [Identity(row.keys[:-1], row.keys[-1:]) for row in rows]


def column_identities(rows: Sequence[Row]) -> tuple[Identity, ...]:
    """For each column of T3: dispositions = （七）总计, and 一 + 二 = （七）总计 + 四 (printed in the form itself)."""
    return _column_identities(*_names(rows))


def disposition_identities(rows: Sequence[Row]) -> tuple[Identity, ...]:
    """For each column of T3: the dispositions = （七）总计."""
    return _disposition_identities(*_names(rows))


def _names(rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the rows and of their columns."""
    return tuple(row.key for row in rows), tuple(column.key for column in rows[0].columns)


# A table is one of two, or lacks some columns.
@lru_cache(maxsize=64)
def _column_identities(rows: tuple[str, ...], columns: tuple[str, ...]) -> tuple[Identity, ...]:
    closing = [
        Identity((f"{_NEW}.{column}", f"{_IN}.{column}"), (f"{_TOTAL}.{column}", f"{_OUT}.{column}"))
        for column in columns
    ]
    pairs = zip(_disposition_identities(rows, columns), closing, strict=True)
    return tuple(identity for pair in pairs for identity in pair)


@lru_cache(maxsize=64)
def _disposition_identities(rows: tuple[str, ...], columns: tuple[str, ...]) -> tuple[Identity, ...]:
    dispositions = [key for key in rows if key not in CLOSING]
    return tuple(
        Identity(tuple(f"{key}.{column}" for key in dispositions), (f"{_TOTAL}.{column}",)) for column in columns
    )


def holds(identity: Identity, values: Mapping[str, Number | None]) -> bool | None:
    """Whether an identity holds; None where a value is not known."""
    left = [values.get(key) for key in identity.left]
    right = [values.get(key) for key in identity.right]
    if None in left or None in right:
        return None
    return sum(v for v in left if v is not None) == sum(v for v in right if v is not None)


def derive(identities: Iterable[Identity], values: Mapping[str, Number | None]) -> dict[str, Number | None]:
    """The values with those filled in that an identity leaves only one number for, again and again.

    A value derived as negative stays None: nothing of the form is.
    """
    known = dict(values)
    waiting = list(identities)
    while True:
        left = []
        for identity in waiting:
            missing = [key for key in identity.keys if known.get(key) is None]
            if len(missing) == 1:
                _fill(identity, missing[0], known)
            elif missing:
                left.append(identity)
        if len(left) == len(waiting):
            return known
        waiting = left


def _fill(identity: Identity, key: str, known: dict[str, Number | None]) -> None:
    here, there = (identity.left, identity.right) if key in identity.left else (identity.right, identity.left)
    value = sum(known[k] or 0 for k in there) - sum(known[k] or 0 for k in here if k != key)
    if value >= 0:
        known[key] = value
