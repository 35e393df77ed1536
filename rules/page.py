"""The catalogue as values for programs and as a page of Markdown: docs/rules.md is what ``markdown`` returns.

Place in the flow: ``catalogue()`` → **here** → ``nianbao rules``.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from rules.profile import OFF_BY_DEFAULT
from rules.registry import Rule, catalogue

_HEAD = """# The rules

What is checked, by family. This page is made from the code: `nianbao rules --markdown > docs/rules.md`.

**Holds** is what is true of a report on which the rule does not fire, **formula** what is looked at, in short names;
**silent** is what must not be taken for a defect. A guard may make a case milder than its rule; a profile (`nianbao
rules --profile-template`) sets other severities and switches rules on or off, also for some levels, kinds of organ or
divisions only. A code never changes its meaning; a rule that is changed gets a higher version.

Tables are named by the section they stand in: T2 主动公开 (section two), T3 申请 (three), T4 复议诉讼 (four). *new*,
*carried_in*, *total_processed*, *carried_out* are rows of T3, D are its rows of results; (y-1) is the year before.

For every rule: a cell that is withheld or blank is no number, and a formula with one is not assessed; a rule that
cannot be assessed says why, and neither fires nor passes; one finding a rule and report, with all its places; what a
broader rule says, a narrower one does not repeat; zeros alone are no defect; headings, labels and cells are not
searched as text.
"""


def told(known: Rule) -> dict[str, Any]:
    """A rule for programs."""
    return {
        "code": known.code,
        "severity": known.severity.value,
        "version": known.version,
        "family": known.family.value,
        "holds": known.title,
        "formula": known.formula,
        "basis": known.basis,
        "guards": list(known.guards),
        "explained_by": list(known.explained_by),
        "companions": list(known.companions),
        "example": known.example,
        "off_by_default": known.code in OFF_BY_DEFAULT,
    }


def markdown() -> str:
    """The whole catalogue."""
    parts = [_HEAD]
    for family, rules in groupby(catalogue(), key=lambda known: known.family):
        parts.append(f"\n## {family.value.capitalize()}\n")
        parts.extend(paragraph(known) for known in rules)
    return "".join(parts)


def paragraph(known: Rule) -> str:
    """All that is known of a rule, as Markdown under a heading of its own."""
    off = ", off by default" if known.code in OFF_BY_DEFAULT else ""
    lines = [
        f"Holds: {known.title}",
        f"Formula: `{known.formula}`",
        *([f"Silent: {'; '.join(known.guards)}."] if known.guards else []),
        *([f"Told by, when they fire: {', '.join(known.explained_by)}."] if known.explained_by else []),
        *([f"The same fault may fire: {', '.join(known.companions)}."] if known.companions else []),
        f"Basis: {known.basis}",
        f"Fires: {known.example}",
    ]
    return f"\n### {known.code}\n\n{known.severity.value}, version {known.version}{off}\n\n" + "".join(
        f"- {line}\n" for line in lines
    )
