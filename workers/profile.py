"""The office's profile, read from the file that the settings name.

Place in the flow: the checks of ``runtime``, ``inspect`` and ``doctor``; what a profile may say is ``rules.profile``'s.
"""

from __future__ import annotations

from rules.profile import Profile
from rules.profile_file import ProfileError, parse
from workers.settings import PREFIX, Settings, SettingsError


def load_profile(settings: Settings) -> Profile:
    """The profile the settings name, or the defaults, which are those of the law.

    :raises SettingsError: when the file cannot be read or holds what no profile has.
    """
    if settings.profile is None:
        return Profile()
    try:
        return parse(settings.profile.read_bytes())
    except OSError as error:
        raise SettingsError(f"{PREFIX}PROFILE: cannot read {settings.profile}: {error.strerror}") from error
    except ProfileError as error:
        raise SettingsError(f"{PREFIX}PROFILE: {settings.profile}: {error}") from error
