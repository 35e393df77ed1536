"""All files of one reading that LibreOffice must convert first, within one span of time.

Place in the flow: ``sandbox`` → **here** → ``office``; what comes back goes into the next child.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from parsers.opened import Conversions, Wanted
from parsers.report import ReadError

# So many a run: it takes little longer than one, and each is tried again alone where one of them ends the run.
_AT_A_TIME = 5
_LEAST_SECONDS = 10.0


def convert_all(wanted: Sequence[Wanted], seconds: float, program: str | None = None) -> Conversions:
    """Each of these files as DOCX, or why there is none, by its sha256.

    :param seconds: for all together; what is not done then has timed out. Files of the last run may take as long again.
    :param program: name or path of LibreOffice; by default it is looked for on the PATH.
    :raises OSError: when no process can be started: not the files' fault.
    """
    if not wanted:
        return {}
    from workers import office  # noqa: PLC0415 - few files need it

    deadline = time.monotonic() + seconds
    at_a_time = min(len(wanted), _AT_A_TIME)
    share = seconds if at_a_time == 1 else max(seconds / (at_a_time + 1), _LEAST_SECONDS)
    limits = office.OfficeLimits(wall_seconds=share)
    made: dict[str, bytes | tuple[str, str]] = {}
    for start in range(0, len(wanted), at_a_time):
        files = wanted[start : start + at_a_time]
        results: Sequence[bytes | ReadError] = [ReadError("timeout", "there was no time left to convert it")] * len(
            files
        )
        if time.monotonic() < deadline:
            results = office.convert_many([(file.data, file.media_type) for file in files], program, limits)
        for file, result in zip(files, results, strict=True):
            made[file.sha256] = (result.code, result.message) if isinstance(result, ReadError) else result
    return made
