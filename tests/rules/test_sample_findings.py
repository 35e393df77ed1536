"""The sample reports fire what their authors planted, and nothing else of severity error or warning."""

import json
from pathlib import Path

import pytest

import parsers
import rules
from rules.finding import Finding, Severity

SAMPLES = Path(__file__).parent.parent / "samples"
SOURCES = {path.stem: path for path in sorted(SAMPLES.iterdir()) if path.suffix not in {".json", ".md"}}


@pytest.mark.parametrize("name", list(SOURCES))
def test_fires_exactly_what_was_planted(name: str) -> None:
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    report = parsers.read(SOURCES[name].read_bytes(), SOURCES[name].name)
    findings = [outcome for outcome in rules.evaluate(rules.Context(report)) if isinstance(outcome, Finding)]
    infos = {finding.rule for finding in findings if finding.severity is Severity.INFO}
    assert sorted(finding.rule for finding in findings if finding.rule not in infos) == expected["fires"]
    assert set(expected["must_fire_info"]) <= infos
