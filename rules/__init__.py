"""Report, its organ, the profile → findings. Pure: no database, broker, network, clock or settings.

Importing the package registers all rules; ``catalogue()`` lists them, ``evaluate(context)`` puts a report to them.
"""

from rules import (  # importing a family registers its rules, in the catalogue's order
    arithmetic,
    blanks,
    cells,
    cross,
    cross_disclosure,
    doubts,
    identity,
    narrative,
    structure,
    structure_tables,
    time,
)
from rules.context import Context, Family
from rules.finding import Confidence, Finding, NotAssessable, Outcome, Passed, Place, Quote, Severity
from rules.organ import OrganFacts, OrganKind, OrganLevel, organ_facts
from rules.profile import MonthDay, Profile
from rules.registry import Fire, Rule, RuleError, Skip, Verdict, catalogue, evaluate, rule

__all__ = [
    "Confidence",
    "Context",
    "Family",
    "Finding",
    "Fire",
    "MonthDay",
    "NotAssessable",
    "OrganFacts",
    "OrganKind",
    "OrganLevel",
    "Outcome",
    "Passed",
    "Place",
    "Profile",
    "Quote",
    "Rule",
    "RuleError",
    "Severity",
    "Skip",
    "Verdict",
    "arithmetic",
    "blanks",
    "catalogue",
    "cells",
    "cross",
    "cross_disclosure",
    "doubts",
    "evaluate",
    "identity",
    "narrative",
    "organ_facts",
    "rule",
    "structure",
    "structure_tables",
    "time",
]
