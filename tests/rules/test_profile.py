"""A profile as a file: the template is the default, mistakes are named, overrides fit the organs they name."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from rules import Finding, MonthDay, OrganFacts, OrganKind, OrganLevel, Profile, Severity, evaluate
from rules.profile_file import ProfileError, parse, template
from tests.rules.builder import clean, context, fill

TOWN = OrganFacts("城关镇人民政府", OrganKind.TOWNSHIP, OrganLevel.TOWNSHIP, "430602100")


def test_the_template_is_the_default() -> None:
    assert parse(template().encode()) == Profile()


def test_the_template_names_every_setting() -> None:
    named = set(re.findall(r"^(?:# )?(\w+) = |^# \[\[(\w+)\]\]|^\[(\w+)\]", template(), re.MULTILINE))
    assert set(Profile.__struct_fields__) <= {name for names in named for name in names}


def test_what_the_template_comments_out_is_right_too() -> None:
    # A comment in Chinese stays one.
    profile = parse(re.sub(r"^# (?=[\[\"\w-]+\]*(?: =|$))", "", template(), flags=re.MULTILINE | re.ASCII).encode())
    assert profile.township_deadline == MonthDay(1, 31)
    assert profile.severities == {"T2-FEE-DECIMALS": Severity.WARNING}
    own = profile.of(TOWN)
    assert own.township_deadline == MonthDay(2, 20)
    assert own.section_five_minimum == 60
    assert own.off == {"S5-NO-LASTYEAR", "S1-ASPECTS-MISSING"}
    assert own.severities == {"T2-FEE-DECIMALS": Severity.WARNING, "T3-CELL-BLANK": Severity.ERROR}
    assert own.overrides == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("offf = []", "offf"),
        ("fee_decimals = 'four'", "fee_decimals"),
        ("fee_decimals = -1", "fee_decimals"),
        ("near_copy_share = 1.5", "near_copy_share"),
        ("near_copy_share = 0.3", "near_copy_share"),
        ("off = ['X-NONE']", "X-NONE"),
        ("severities = {'X-NONE' = 'info'}", "X-NONE"),
        ("severities = {'T3-ROW-SUM' = 'fatal'}", "fatal"),
        ("department_deadline = {month = 2, day = 30}", "day is out of range"),
        ("department_deadline = {month = 2, day = 29}", "day is out of range"),
        ("[[overrides]]\noff = []", "needs levels"),
        ("[[overrides]]\ndivisions = ['43']", "43"),
        ("[[overrides]]\nlevels = ['city']\nsettings = {colour = 1}", "colour"),
        ("[[overrides]]\nlevels = ['city']\nsettings = {off = ['T3-ROW-SUM']}", "off"),
        ("[[overrides]]\nlevels = ['city']\non = ['X-NONE']", "X-NONE"),
        ("[[overrides]]\nlevels = ['city']\non = ['S1-LENGTH']\noff = ['S1-LENGTH']", "both on and off: S1-LENGTH"),
        ("[[overrides]]\ndivisions = ['439900']", "no such division: 439900"),
        # With what was probably meant, and where it stands.
        ("township_dedline = {month = 2, day = 1}", r"perhaps township_deadline\?"),
        ("[[overrides]]\nlevel = ['city']", r"overrides\[0\].*perhaps levels\?"),
        ("[[overrides]]\nlevels = ['town']", r"perhaps township\?"),
        ("off = ['T3-ROWSUM']", r"perhaps T3-ROW-SUM\?"),
        ("[[overrides]]\nlevels = ['city']\nsettings = {fee_decimals = 'x'}", r"settings: .*overrides\[0\]"),
        ("= 1", "line 1"),
    ],
)
def test_a_mistake_is_named(text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        parse(text.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ProfileError):
        parse(b"\xff\xfe")


@pytest.mark.parametrize(
    ("selectors", "fits"),
    [
        ("levels = ['township']", True),
        ("levels = ['county', 'township']", True),
        ("levels = ['county']", False),
        ("kinds = ['township']", True),
        ("divisions = ['430000']", True),
        ("divisions = ['430600']", True),
        ("divisions = ['430602']", True),
        ("divisions = ['430602100']", True),
        ("divisions = ['430602002', '440000']", False),
        ("divisions = ['430600']\nlevels = ['county']", False),
    ],
)
def test_an_override_is_for_the_organs_it_names(selectors: str, fits: bool) -> None:  # noqa: FBT001
    profile = parse(f"[[overrides]]\n{selectors}\nsettings = {{denial_share = 0.25}}".encode())
    assert profile.of(TOWN).denial_share == (Decimal("0.25") if fits else 0)


def test_of_an_organ_whose_place_is_not_known_no_division_fits() -> None:
    profile = parse(b"[[overrides]]\ndivisions = ['430600']\noff = ['T3-ROW-SUM']")
    assert profile.of(OrganFacts("民政局")).off == Profile().off


def test_a_later_override_goes_first() -> None:
    text = "\n".join(f"[[overrides]]\nlevels = ['township']\nsettings = {{fee_decimals = {n}}}" for n in (2, 6))
    assert parse(text.encode()).of(TOWN).fee_decimals == 6


def test_rules_go_by_the_profile_of_the_organ() -> None:
    profile = parse(b"[[overrides]]\nlevels = ['township']\noff = ['T3-ROW-SUM']")
    report = fill(clean(), {"applications.granted.total": 2})
    codes = [
        {outcome.rule for outcome in evaluate(context(report, profile=profile, organ=organ))} for organ in (TOWN, None)
    ]
    assert ["T3-ROW-SUM" in found for found in codes] == [False, True]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("levels = ['township']", (MonthDay(2, 20), Severity.INFO, True)),
        ("divisions = ['430602']", (MonthDay(2, 20), Severity.INFO, True)),
        ("levels = ['county']", (None, Severity.ERROR, False)),
        ("divisions = ['430603']", (None, Severity.ERROR, False)),
    ],
)
def test_deadlines_severities_and_rules_of_some_organs(
    selector: str, expected: tuple[MonthDay | None, Severity, bool]
) -> None:
    """All that an override may set reaches the rules, for the organs it names and no others."""
    text = (
        f"[[overrides]]\n{selector}\n"
        "settings = {township_deadline = {month = 2, day = 20}, section_one_maximum = 10}"
        "\non = ['S1-LENGTH']\nseverities = {'T3-ROW-SUM' = 'info'}"
    )
    report = fill(clean(), {"applications.granted.total": 2})
    found = evaluate(context(report, profile=parse(text.encode()), organ=TOWN))
    severities = {one.rule: one.severity for one in found if isinstance(one, Finding)}
    deadline, severity, on = expected
    assert parse(text.encode()).of(TOWN).township_deadline == deadline
    assert severities["T3-ROW-SUM"] is severity
    assert ("S1-LENGTH" in severities) is on
