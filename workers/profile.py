"""The office's profile, read from the file that the settings name.

Place in the flow: the checks of ``runtime``, ``inspect`` and ``doctor``; what a profile may say is ``rules.profile``'s.
"""

from __future__ import annotations

import threading
from pathlib import Path

from rules.profile import Profile
from rules.profile_file import ProfileError, parse
from workers.settings import PREFIX, Settings, SettingsError
from workers.telemetry import get_logger

log = get_logger(__name__)


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


class ProfileFile:
    """The profile in force: read again when its file has changed, so that a worker need not be started anew.

    A file that has become unusable changes nothing: the profile before stays, and the log says so once a change.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._mark = _mark(settings.profile)
        self._profile = load_profile(settings)

    def current(self) -> Profile:
        """What the office wants by now."""
        with self._lock:
            if (mark := _mark(self._settings.profile)) != self._mark:
                self._mark = mark
                try:
                    self._profile = load_profile(self._settings)
                except SettingsError as error:
                    log.error("profile_not_read", reason=str(error))  # noqa: TRY400 - known: a trace says no more
                else:
                    log.info("profile_read", rules_off=sorted(self._profile.off))
            return self._profile


def _mark(path: Path | None) -> tuple[int, int] | None:
    """What changes with the file."""
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size) if found is not None else None
