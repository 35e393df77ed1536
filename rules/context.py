"""What a rule may look at: the report, who published it, what the supervisor demands. Values only, no clock.

Place in the flow: built by ``workers`` or ``inspect``, read by every rule.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from parsers.report import Report
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


class Context(msgspec.Struct, frozen=True):
    """Everything a rule may look at.

    :param organ: what the roster knows; None when the organ is not on it, then its name alone speaks.
    :param first_seen_on: the day a watcher first saw the publication, None when it came from elsewhere.
    :param predecessor: the same organ's report for the year before.
    """

    report: Report
    profile: Profile = Profile()
    organ: OrganFacts | None = None
    first_seen_on: dt.date | None = None
    predecessor: Report | None = None

    @property
    def facts(self) -> OrganFacts:
        """The roster's word on the organ, else what its name tells."""
        return self.organ or organ_facts(self.report.organ or "")
