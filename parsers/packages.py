"""ZIP packages opened safely: bounded, and nothing in them taken at its word.

Place in the flow: under the readers of office documents and of archives, which ask for members by name. What a member
unpacks to is counted while it is unpacked; the sizes a package declares only serve to refuse it early.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import msgspec

from parsers.report import ReadError

_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_CENTRAL_ENTRY = b"PK\x01\x02"
_END = b"PK\x05\x06"
_ODD_NAME = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|[\x00-\x1f\x7f]")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class PackageLimits(msgspec.Struct, frozen=True):
    """What one package may hold. ``ratio`` is bytes unpacked per byte packed, once ``ratio_from`` bytes are out."""

    members: int = 2_000
    member_bytes: int = 64 * 1024 * 1024
    total_bytes: int = 256 * 1024 * 1024
    ratio: int = 200
    ratio_from: int = 4 * 1024 * 1024


class Package:
    """The members of a ZIP file, by name.

    :raises ReadError: at once ``damaged-zip``, ``too-many-members``, ``unsafe-member-name`` or ``duplicate-member``;
        from ``read`` besides ``missing-member``, ``password-protected``, ``unsupported-compression``,
        ``member-too-large``, ``package-too-large`` or ``zip-bomb``.
    """

    def __init__(self, data: bytes, limits: PackageLimits | None = None) -> None:
        self._limits = limits or PackageLimits()
        self._unpacked = 0
        if _count_entries(data) > self._limits.members:
            raise ReadError("too-many-members", f"The package has more than {self._limits.members} members.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, OSError) as error:
            raise _damaged(error) from error
        self._members = _by_name(self._zip.infolist())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members that are files, in the order of the package's directory."""
        return tuple(self._members)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of one member; what all calls unpack together counts towards the package's limit.

        :raises ReadError: see the class.
        """
        info = self._member(name)
        self._check_declared(info)
        chunks: list[bytes] = []
        size = 0
        for chunk in self._unpack(info):
            size += len(chunk)
            self._unpacked += len(chunk)
            self._check_size(info, size)
            chunks.append(chunk)
        return b"".join(chunks)

    def _member(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._members[name]
        except KeyError:
            raise ReadError("missing-member", f"The package has no member {name}.") from None

    def _check_declared(self, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & _ENCRYPTED:
            raise ReadError("password-protected", "The package is encrypted; get a copy without a password.")
        if info.compress_type not in _METHODS:
            raise ReadError("unsupported-compression", f"A member is compressed by method {info.compress_type}.")
        self._check_size(info, info.file_size)

    def _check_size(self, info: zipfile.ZipInfo, size: int) -> None:
        limits = self._limits
        if size > limits.member_bytes:
            raise ReadError("member-too-large", f"A member unpacks to more than {limits.member_bytes:,} bytes.")
        if self._unpacked > limits.total_bytes:
            raise ReadError("package-too-large", f"The package unpacks to more than {limits.total_bytes:,} bytes.")
        if size > limits.ratio_from and size > limits.ratio * max(info.compress_size, 1):
            raise ReadError("zip-bomb", f"A member unpacks to more than {limits.ratio} times its size.")

    def _unpack(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            ValueError,
            EOFError,
            OSError,
        ) as error:
            raise _damaged(error) from error


def _damaged(error: Exception) -> ReadError:
    return ReadError("damaged-zip", f"The package is damaged ({error}); get an undamaged copy.")


def _count_entries(data: bytes) -> int:
    """How many entries the directory at the end has at most; ``zipfile`` would build objects for all of them first."""
    end = data.rfind(_END)
    if end < 0:
        return 0
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    return data.count(_CENTRAL_ENTRY, max(end - size, 0) if size < end else 0, end)


def _by_name(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files by name.

    :raises ReadError: ``unsafe-member-name`` or ``duplicate-member``.
    """
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = _name(info)
        if _ODD_NAME.search(name) or "\x00" in info.orig_filename:
            raise ReadError("unsafe-member-name", f"The package has a member named {name!r:.200}.")
        if name in members:
            raise ReadError("duplicate-member", f"The package has two members named {name!r:.200}.")
        if not name.endswith("/"):
            members[name] = info
    return members


def _name(info: zipfile.ZipInfo) -> str:
    """The name with slashes. Without the flag for UTF-8 it is in the code page of its maker, here mostly GB18030."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").removeprefix("./")
