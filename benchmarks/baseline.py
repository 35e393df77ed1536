"""What every reading is compared with: the least that any reader has to do, which knows nothing of the form."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

BASELINE: Final = "unpack, decode, find numbers"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def find_numbers(source: bytes) -> int:
    """How many numbers a file shows, its parts unpacked where it is a ZIP; each byte is taken for a character."""
    if not source.startswith(b"PK"):
        return len(_NUMBER.findall(source.decode("latin-1")))
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        return sum(find_numbers(archive.read(name)) for name in archive.namelist())
