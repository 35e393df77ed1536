"""What a rule says: a Finding, "passed", or "not assessable, because". Values only.

Place in the flow: built by ``rules.registry`` from what a rule says; stored as alerts, printed by ``inspect``, mailed.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from parsers.report import Where


class Severity(StrEnum):
    """How bad a finding is, ordered by ``rank``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 2 for error: greater is worse."""
        return {"info": 0, "warning": 1, "error": 2}[self.value]


class Confidence(StrEnum):
    """Low when the reading itself, not the report, may be at fault (guard G2)."""

    HIGH = "high"
    LOW = "low"


class Quote(msgspec.Struct, frozen=True):
    """A fragment of the source that shows the finding, and where it stands."""

    text: str
    where: Where | None = None


class Place(msgspec.Struct, frozen=True):
    """One place where a rule fails: the cells concerned, what stands there, what should, and the sum written out.

    One finding may have many (guard G4). ``formula`` is for people, e.g. ``11+0=11，0+0=0``.
    """

    cells: tuple[str, ...] = ()
    expected: str | None = None
    actual: str | None = None
    formula: str | None = None


class Finding(msgspec.Struct, frozen=True):
    """A rule that fires, once a report. ``message`` is a Chinese sentence an official can act on."""

    rule: str
    severity: Severity
    message: str
    basis: str
    confidence: Confidence = Confidence.HIGH
    places: tuple[Place, ...] = ()
    quotes: tuple[Quote, ...] = ()
    version: int = 1

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells concerned, in order, each once."""
        return tuple(dict.fromkeys(key for place in self.places for key in place.cells))


class NotAssessable(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule that can neither fire nor pass, and why (Chinese, for people).

    :param explained_by: the broader rules that fired instead (guard G5): the fault is there, but theirs to tell.
    """

    rule: str
    why: str
    explained_by: tuple[str, ...] = ()


class Passed(msgspec.Struct, frozen=True):
    """A rule that was assessed and holds."""

    rule: str


Outcome = Finding | NotAssessable | Passed
