"""What a rule may look at: the report, who published it, what the supervisor demands. Values only, no clock.

Place in the flow: built by ``workers`` or ``inspect``, read by every rule. What is None is not known; a rule that needs
it then says that it cannot be assessed.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from parsers.report import Number, Report
from rules.organ import OrganFacts, organ_facts
from rules.profile import Profile


class Family(StrEnum):
    """Groups of rules that are evaluated together, one task each."""

    STRUCTURE = "structure"
    CELLS = "cells"
    ARITHMETIC = "arithmetic"
    CROSS = "cross"
    NARRATIVE = "narrative"
    IDENTITY = "identity"
    TIME = "time"
    HISTORY = "history"
    SIMILARITY = "similarity"
    COVERAGE = "coverage"


class Neighbour(msgspec.Struct, frozen=True):
    """Another organ's report for the same year that the index of signatures found to be near (``similarity``)."""

    organ: str
    report: Report


class Copy(msgspec.Struct, frozen=True):
    """Another document for the same organ and year: an earlier version, or the same report on another site.

    :param place: where it was found, as a person would say it: a host, a file's name.
    :param seen_on: the day it was first seen.
    """

    report: Report
    place: str
    seen_on: dt.date | None = None


class WebPage(msgspec.Struct, frozen=True):
    """A page of the organ's own sites on which the report was published.

    :param gone_since: the day on which it was found to be no longer there; None as long as it is.
    """

    url: str
    gone_since: dt.date | None = None


class Subordinates(msgspec.Struct, frozen=True):
    """What the reports of a government's subordinate organs add up to, vertical agencies left out.

    :param expected: subordinate organs of the roster that must have a report for the year.
    :param counted: those whose report is there, with every one of ``coverage.AGGREGATE_KEYS`` certain.
    :param sums: key → sum over the reports counted.
    """

    expected: int
    counted: int
    sums: dict[str, Number]


class Context(msgspec.Struct, frozen=True):
    """Everything a rule may look at.

    :param organ: what the roster knows; None when the organ is not on it, then its name alone speaks.
    :param first_seen_on: the day by which the report is known to have been public: a watcher saw it, or an earlier
        version says so. None when neither is known.
    :param predecessor: the same organ's report for the year before.
    :param reorganised: the organ was merged, split or renamed since the year before (roster).
    :param neighbours: near reports of other organs for the same year; None when no index was asked.
    :param copies: other documents for the same organ and year; None when no database was asked.
    :param pages: where the report was seen on the web; None when no database was asked.
    :param subordinates: only for a government that the roster gives subordinates.
    """

    report: Report
    profile: Profile = Profile()
    organ: OrganFacts | None = None
    first_seen_on: dt.date | None = None
    predecessor: Report | None = None
    reorganised: bool = False
    neighbours: tuple[Neighbour, ...] | None = None
    copies: tuple[Copy, ...] | None = None
    pages: tuple[WebPage, ...] | None = None
    subordinates: Subordinates | None = None

    @property
    def facts(self) -> OrganFacts:
        """The roster's word on the organ, else what its name tells."""
        return self.organ or organ_facts(self.report.organ or "")

    @property
    def settings(self) -> Profile:
        """The profile as it is for this organ."""
        return self.profile.of(self.facts)
