"""Excerpts of real reports: their texts give no error and no warning that is not true.

The excerpts are cut, most of them behind table two or three, so that only the rules on texts, names and dates count.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import parsers
from rules import Context, Family, Finding, Severity, evaluate

SHARED = os.environ.get("NIANBAO_SHARED")
EXCERPTS = sorted(Path(SHARED, "layouts").glob("*.txt")) if SHARED else []
FAMILIES = {Family.CROSS, Family.NARRATIVE, Family.IDENTITY, Family.TIME}
# What is really wrong with them: a page dated before its year was over, 331+61 that is said to be 372, and a section
# five of which there is only the heading.
TRUE = {("039", "TIME-TOO-EARLY"), ("075", "N-SUM"), ("101", "S5-NO-PROBLEM"), ("101", "S5-NO-MEASURE")}

pytestmark = pytest.mark.skipif(not EXCERPTS, reason="NIANBAO_SHARED names no folder with layouts of real reports")


@pytest.mark.parametrize("path", EXCERPTS, ids=lambda path: path.stem)
def test_the_text_gives_no_false_alarm(path: Path) -> None:
    try:
        report = parsers.read(path.read_bytes(), path.name)
    except parsers.ReadError:
        pytest.skip("cut before anything that makes it a report")
    found = {
        outcome.rule
        for outcome in evaluate(Context(report), FAMILIES)
        if isinstance(outcome, Finding) and outcome.severity is not Severity.INFO
    }
    if all(section.number != 6 for section in report.sections):
        found.discard("S6-FEE-STATEMENT-MISSING")
    assert {(path.stem, rule) for rule in found} <= TRUE
