"""The reference reports fire what they must, and no error or warning besides."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import parsers
from rules import Context, Finding, Severity, catalogue, evaluate

SHARED = os.environ.get("NIANBAO_SHARED")
GOLD = sorted(Path(SHARED, "gold").glob("*.json")) if SHARED else []
# Rules that need other years or other organs; they are no part of this catalogue.
_HISTORY = ("Y-", "P-", "C-")

pytestmark = pytest.mark.skipif(not GOLD, reason="NIANBAO_SHARED names no folder of reference reports")


def read(path: Path) -> tuple[dict[str, Any], dict[str, Finding]]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    source = path.parent.parent / "seeds" / gold["file"]
    outcomes = evaluate(Context(parsers.read(source.read_bytes(), source.name)))
    return gold, {outcome.rule: outcome for outcome in outcomes if isinstance(outcome, Finding)}


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem[:3])
def test_fires_what_it_must_and_nothing_worse(path: Path) -> None:
    gold, found = read(path)
    expected = {must["code"]: must["severity"] for must in gold["must_fire"]}
    assert {code: found[code].severity.value for code in expected if code in found} == expected
    low = {must["code"] for must in gold["must_fire"] if must.get("confidence", "").startswith("low")}
    assert low <= {code for code in expected if found[code].confidence.value == "low"}
    silent = {code for code in gold["must_not_fire"] if "@" not in code}
    assert not (silent - set(expected)) & set(found)
    grave = {code for code, finding in found.items() if finding.severity is not Severity.INFO}
    assert grave <= set(expected) | set(gold["not_asserted"])


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem[:3])
def test_every_code_of_the_reference_is_in_the_catalogue(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    named = {must["code"] for must in gold["must_fire"]} | {code.split("@")[0] for code in gold["must_not_fire"]}
    assert {code for code in named if not code.startswith(_HISTORY)} <= {rule.code for rule in catalogue()}


@pytest.mark.parametrize(
    ("seed", "code", "places"),
    [
        ("001", "T3-ROW-SUM", [("0", "11")]),
        ("001", "T3-COL-SUM", [("11", "0")]),
        ("001", "T3-BALANCE", [("11", "0")]),
        ("002", "T3-COL-SUM", [("1", "0"), ("1", "0")]),
        ("002", "T3-BALANCE", [("1", "0"), ("1", "0")]),
        ("002", "T3-PROCESSED-EXCEEDS", [("不超过0", "1")]),
    ],
)
def test_numbers(seed: str, code: str, places: list[tuple[str, str]]) -> None:
    path = next(path for path in GOLD if path.stem.startswith(seed))
    _, found = read(path)
    assert [(place.expected, place.actual) for place in found[code].places] == places
