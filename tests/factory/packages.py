"""Office packages made the same for the same seed: libraries write the time of day into them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

DATE = (2024, 1, 2, 3, 4, 6)
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def repacked(data: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """A package with fixed dates.

    :param change: from a part's name and bytes its new bytes.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _TIME.sub(b"2024-01-02T03:04:06Z", part)
            target.writestr(zipfile.ZipInfo(name, DATE), change(name, part), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
