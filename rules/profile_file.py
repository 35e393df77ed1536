"""A profile as a TOML file: the commented default, and the reading of one.

Place in the flow: file's bytes → **here** → ``Profile``. ``workers`` reads the file that the settings name.
"""

from __future__ import annotations

from importlib.resources import files

import msgspec

from rules.profile import Profile
from rules.registry import catalogue


class ProfileError(Exception):
    """The bytes are no profile; the text says what is wrong, for the person who wrote them."""


def template() -> str:
    """The default profile as TOML, every setting with a comment in Chinese."""
    return files("rules").joinpath("profile.toml").read_text(encoding="utf-8")


def parse(data: bytes) -> Profile:
    """The profile that a TOML file holds; what it leaves out has its default.

    :raises ProfileError: for bytes that are no TOML, a setting that does not exist, a value that does not fit, or the
        code of no rule.
    """
    try:
        profile = msgspec.toml.decode(data, type=Profile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProfileError(str(error)) from error
    known = {rule.code for rule in catalogue()}
    if strange := sorted(_codes(profile) - known):
        raise ProfileError(f"no such rule: {', '.join(strange)}; `nianbao rules` lists them")
    return profile


def _codes(profile: Profile) -> set[str]:
    """All codes of rules that a profile names."""
    named = {*profile.off, *profile.severities}
    for override in profile.overrides:
        named |= {*override.off, *override.on, *override.severities}
    return named
