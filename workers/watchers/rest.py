"""Whether a file in the inbox may be taken: unchanged for a while, open to no writer, and with its end.

Place in the flow: asked by ``folder`` of each file with each pass.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import Final

import msgspec

from workers.watchers.listing import identity_of
from workers.watchers.parking import Identity
from workers.watchers.wholeness import lacks_end
from workers.watchers.writers import is_being_written

# In a single run a person waits for the end.
_TORN_SECONDS_ONCE: Final = 10.0


class Patience(msgspec.Struct, frozen=True):
    """How long a file must be unchanged, and how long one that lacks its end; in seconds."""

    stable_seconds: float
    torn_seconds: float


class _Seen(msgspec.Struct, frozen=True):
    state: tuple[Identity | None, ...]
    since: float


class Rest:
    """How long each file has been as it is.

    :param beside: what must be at rest together with a file.
    :param clock: the time of day (UTC).
    :param monotonic: seconds that only grow.
    """

    def __init__(
        self,
        inbox: Path,
        beside: Callable[[str], Iterable[Path]],
        patience: Patience,
        *,
        clock: Callable[[], dt.datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._inbox = inbox
        self._beside = beside
        self._patience = patience
        self._clock = clock
        self._monotonic = monotonic
        self._seen: dict[str, _Seen] = {}

    def renew(self, present: Container[str]) -> None:
        """Forget the files that are gone."""
        self._seen = {name: seen for name, seen in self._seen.items() if name in present}

    def forget(self, name: str) -> None:
        """Begin anew with a file of this name."""
        self._seen.pop(name, None)

    def is_reached(self, name: str, identity: Identity, *, trust_age: bool) -> bool:
        """Whether a file may be taken.

        :param trust_age: believe the time of its last change; otherwise it must have been seen unchanged for as long,
            since copying may keep old times.
        """
        beside = list(self._beside(name))
        rested = self._rested(name, (identity, *map(identity_of, beside)), trust_age=trust_age)
        if rested < self._patience.stable_seconds:
            return False
        path = self._inbox / name
        if any(map(is_being_written, (path, *beside))):
            return False
        torn = self._patience.torn_seconds
        return rested >= (min(torn, _TORN_SECONDS_ONCE) if trust_age else torn) or not lacks_end(path)

    def _rested(self, name: str, state: tuple[Identity | None, ...], *, trust_age: bool) -> float:
        """For how many seconds nothing has changed."""
        now = self._monotonic()
        seen = self._seen.get(name)
        if seen is None or seen.state != state:
            seen = self._seen[name] = _Seen(state, now)
        rested = now - seen.since
        if not trust_age:
            return rested
        newest = max(part.modified_ns for part in state if part is not None) / 1e9
        return max(rested, self._clock().timestamp() - newest)
