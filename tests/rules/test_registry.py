"""The catalogue is sound, and ``evaluate`` treats families, profiles, suppression and bugs as it says."""

from __future__ import annotations

import re

import pytest

from rules import Context, Family, Finding, NotAssessable, Passed, Profile, Severity, catalogue, evaluate, registry
from rules.registry import Fire, RuleError, Verdict, rule
from tests.rules.builder import BLANK, clean, context, fill


def test_every_rule_says_what_it_is() -> None:
    for known in catalogue():
        assert re.fullmatch(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+", known.code)
        assert known.version >= 1
        assert known.formula
        assert known.title
        assert re.search("[一-龥]", known.example)
        assert set(known.explained_by) <= {other.code for other in catalogue() if other.family is known.family}


def test_a_code_is_taken_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        rule(code="T3-ROW-SUM", severity=Severity.ERROR, family=Family.CELLS, basis="", formula="", example="")(
            lambda _: None
        )


def test_only_the_families_asked_for_are_evaluated() -> None:
    outcomes = evaluate(context(clean()), {Family.TIME})
    assert {outcome.rule for outcome in outcomes} == {r.code for r in catalogue() if r.family is Family.TIME}


def test_the_broad_rule_explains_the_narrow_one() -> None:
    outcomes = {outcome.rule: outcome for outcome in evaluate(context(fill(clean(), {"applications.*": BLANK})))}
    assert isinstance(outcomes["T3-ALL-BLANK"], Finding)
    assert outcomes["T3-CELL-BLANK"] == NotAssessable("T3-CELL-BLANK", "已由T3-ALL-BLANK说明", ("T3-ALL-BLANK",))


@pytest.mark.parametrize(
    ("year", "override", "expected"),
    [
        (2023, Severity.ERROR, Severity.ERROR),
        (2023, Severity.INFO, Severity.INFO),
        # A case that is milder by its own guard stays milder.
        (2020, Severity.ERROR, Severity.INFO),
    ],
)
def test_a_profile_sets_severities(year: int, override: Severity, expected: Severity) -> None:
    report = fill(clean(year=year), {"applications.granted.total": BLANK})
    profile = Profile(severities={"T3-CELL-BLANK": override})
    found = next(o for o in evaluate(context(report, profile=profile)) if o.rule == "T3-CELL-BLANK")
    assert isinstance(found, Finding)
    assert found.severity is expected


def test_a_rule_that_is_off_has_no_outcome() -> None:
    profile = Profile(off=frozenset({"T3-ROW-SUM"}))
    assert "T3-ROW-SUM" not in {outcome.rule for outcome in evaluate(context(clean(), profile=profile))}


def test_a_bug_in_a_rule_is_loud_and_names_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_context: Context) -> Verdict:
        raise ZeroDivisionError

    row_sum = registry._RULES["T3-ROW-SUM"]
    monkeypatch.setitem(registry._RULES, "T3-ROW-SUM", row_sum._replace(function=broken))
    with pytest.raises(RuleError, match="T3-ROW-SUM") as caught:
        evaluate(context(clean()))
    assert caught.value.code == "T3-ROW-SUM"
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_finding_carries_what_the_rule_is(monkeypatch: pytest.MonkeyPatch) -> None:
    row_sum = registry._RULES["T3-ROW-SUM"]
    changed = row_sum._replace(function=lambda _: Fire("不符。"), version=7)
    monkeypatch.setitem(registry._RULES, "T3-ROW-SUM", changed)
    found = next(o for o in evaluate(context(clean())) if o.rule == "T3-ROW-SUM")
    assert found == Finding("T3-ROW-SUM", Severity.ERROR, "不符。", row_sum.basis, version=7)
    assert not isinstance(found, Passed)
