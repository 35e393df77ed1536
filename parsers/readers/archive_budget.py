"""What an archive may hold, however deep it is nested, and under which names its members go.

Place in the flow: shared by the readers of archives and mails; one ``Budget`` a file that was taken in.
"""

from __future__ import annotations

import re

import msgspec

from parsers.report import ReadError

MAX_MEMBERS = 2000
MAX_DEPTH = 3
MAX_BYTES = 128 * 1024 * 1024
# Office files compress some 20 times, a page of spaces 100 times; a bomb a thousand times.
MAX_RATIO = 250
_UNSUSPICIOUS_BYTES = 32 * 1024 * 1024
_LONGEST_NAME = 400

# What systems and programs leave in archives; none of it is the sender's.
_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_JUNK_STARTS = ("~$", "._")
_JUNK_FOLDERS = frozenset({"__macosx", "@eadir"})
_DRIVE = re.compile(r"^[A-Za-z]:")


class Member(msgspec.Struct, frozen=True):
    """A file within a file: its name with those of the archives and folders around it, and its bytes.

    ``error`` says why an archive within the archive was not opened; its bytes are those of the archive then.
    """

    name: str
    data: bytes
    error: tuple[str, str] | None = None


class Budget:
    """What is left of what one file may hold, over all archives within it.

    :param packed: size of the file.
    """

    def __init__(self, packed: int) -> None:
        self._members = MAX_MEMBERS
        self._bytes = min(MAX_BYTES, max(_UNSUSPICIOUS_BYTES, packed * MAX_RATIO))

    @property
    def left(self) -> int:
        """How many bytes may still come out."""
        return self._bytes

    def take(self, size: int) -> None:
        """Count one member of that size.

        :raises ReadError: ``too-many-members`` or ``package-too-large``.
        """
        self._members -= 1
        self._bytes -= size
        if self._members < 0:
            raise too_many()
        if self._bytes < 0:
            raise too_large()


def too_many() -> ReadError:
    """The refusal of an archive of very many files."""
    return ReadError("too-many-members", f"It holds more than {MAX_MEMBERS:,} files.")


def too_large() -> ReadError:
    """The refusal of an archive whose content is out of all proportion."""
    return ReadError(
        "package-too-large",
        f"Unpacked it is larger than {MAX_BYTES // 1024**2} MB, or more than {MAX_RATIO} times its size.",
    )


def too_deep() -> ReadError:
    """The refusal of archives within archives within archives."""
    return ReadError("archive-too-deep", f"Archives stand within each other more than {MAX_DEPTH} deep.")


def is_junk(name: str) -> bool:
    """Whether a member is none of the sender's files."""
    *folders, last = name.lower().split("/")
    return last in _JUNK_NAMES or last.startswith(_JUNK_STARTS) or not _JUNK_FOLDERS.isdisjoint(folders)


def text_of(raw: bytes) -> str:
    """A member's name from its bytes: UTF-8, else GB 18030, else the DOS code page that the formats assume."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def safe_name(name: str) -> str:
    """A name that leads nowhere: no root, drive or ``..``; ``/`` between folders; printable, of bounded length.

    Nothing is ever written under it; it names the member to people.
    """
    parts = [_DRIVE.sub("", part).strip() for part in name.replace("\\", "/").split("/")]
    kept = "/".join(part for part in parts if part not in {"", ".", ".."})
    shown = "".join(char if char.isprintable() or char == "\u3000" else "\ufffd" for char in kept)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME // 2]}…{shown[-_LONGEST_NAME // 2 :]}"
