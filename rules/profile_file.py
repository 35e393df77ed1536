"""A profile as a TOML file: the commented default, and the reading of one.

Place in the flow: file's bytes → **here** → ``Profile``. ``workers`` reads the file that the settings name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from importlib.resources import files

import msgspec

from rules.finding import Severity
from rules.gazetteer import gazetteer
from rules.organ import OrganKind, OrganLevel
from rules.profile import MonthDay, Override, Profile
from rules.registry import catalogue


class ProfileError(Exception):
    """The bytes are no profile; the text says what is wrong, for the person who wrote them."""


def template() -> str:
    """The default profile as TOML, every setting with a comment in Chinese."""
    return files("rules").joinpath("profile.toml").read_text(encoding="utf-8")


def parse(data: bytes) -> Profile:
    """The profile that a TOML file holds; what it leaves out has its default.

    :raises ProfileError: for bytes that are no TOML, a setting that does not exist, a value that does not fit, or the
        code of no rule or of no division.
    """
    try:
        profile = msgspec.toml.decode(data, type=Profile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProfileError(_told(str(error))) from error
    known = {rule.code for rule in catalogue()}
    if strange := sorted(_codes(profile) - known):
        hints = [_nearest(code, known) for code in strange]
        raise ProfileError(
            f"no such rule: {', '.join(map(''.join, zip(strange, hints, strict=True)))}; `nianbao rules` lists them"
        )
    places = {code for override in profile.overrides for code in override.divisions}
    if strange := sorted(code for code in places if gazetteer().get(code) is None):
        raise ProfileError(f"no such division: {', '.join(strange)}; codes are those of GB/T 2260, e.g. 430600")
    return profile


_UNKNOWN = re.compile(r"unknown field `(?P<name>\w+)`")
_CHOICE = re.compile(r"Invalid enum value '(?P<value>[^']*)'")
_NAMES = (*Profile.__struct_fields__, *Override.__struct_fields__, *MonthDay.__struct_fields__)
_VALUES = tuple(member.value for kind in (Severity, OrganLevel, OrganKind) for member in kind)


def _told(error: str) -> str:
    """What the decoder says, with the name or value that was probably meant."""
    if match := _UNKNOWN.search(error):
        return f"{error}{_nearest(match['name'], _NAMES)}; `nianbao rules --profile-template` shows all settings"
    if match := _CHOICE.search(error):
        return f"{error}{_nearest(match['value'], _VALUES)}; `nianbao rules --profile-template` shows all values"
    return error


def _nearest(name: str, names: Iterable[str]) -> str:
    found = difflib.get_close_matches(name, list(names), n=1)
    return f" (perhaps {found[0]}?)" if found else ""


def _codes(profile: Profile) -> set[str]:
    """All codes of rules that a profile names."""
    named = {*profile.off, *profile.severities}
    for override in profile.overrides:
        named |= {*override.off, *override.on, *override.severities}
    return named
