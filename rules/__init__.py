"""Report, its organ, the profile → findings. Pure: no database, broker, network, clock or settings.

Importing the package registers all rules; ``catalogue()`` lists them, ``evaluate(context)`` puts a report to them.
"""

from rules import (  # importing a family registers its rules, in the catalogue's order
    arithmetic,
    blanks,
    cells,
    coverage,
    cross,
    cross_disclosure,
    cross_proceedings,
    documents,
    doubts,
    drafting,
    history,
    identity,
    identity_organ,
    narrative,
    similarity,
    structure,
    structure_tables,
    time,
)
from rules.context import Context, Copy, Family, Neighbour, Subordinates
from rules.finding import Confidence, Finding, NotAssessable, Outcome, Passed, Place, Quote, Severity
from rules.organ import OrganFacts, OrganKind, OrganLevel, organ_facts
from rules.profile import MonthDay, Override, Profile
from rules.registry import Fire, Rule, RuleError, Skip, Verdict, catalogue, evaluate, rule

__all__ = [
    "Confidence",
    "Context",
    "Copy",
    "Family",
    "Finding",
    "Fire",
    "MonthDay",
    "Neighbour",
    "NotAssessable",
    "OrganFacts",
    "OrganKind",
    "OrganLevel",
    "Outcome",
    "Override",
    "Passed",
    "Place",
    "Profile",
    "Quote",
    "Rule",
    "RuleError",
    "Severity",
    "Skip",
    "Subordinates",
    "Verdict",
    "arithmetic",
    "blanks",
    "catalogue",
    "cells",
    "coverage",
    "cross",
    "cross_disclosure",
    "cross_proceedings",
    "documents",
    "doubts",
    "drafting",
    "evaluate",
    "history",
    "identity",
    "identity_organ",
    "narrative",
    "organ_facts",
    "rule",
    "similarity",
    "structure",
    "structure_tables",
    "time",
]
