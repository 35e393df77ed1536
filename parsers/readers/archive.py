"""Archives and mails: the files in them, those of archives within them included.

Place in the flow: bytes → **unpack** → ``bundle``, which reads the members and says what they are to each other.
Nothing is written anywhere; all that is nested shares one budget of members, bytes and depth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from parsers.detect import media_type
from parsers.media_types import EML, GZIP, TAR, TAR_GZIP, TNEF, ZIP
from parsers.readers.archive_budget import MAX_DEPTH, Budget, Member, too_deep
from parsers.report import ReadError

_UNREAD = {
    "application/x-7z-compressed": "7z",
    "application/vnd.rar": "RAR",
    "application/x-bzip2": "bzip2",
    "application/x-xz": "xz",
}
ARCHIVES = frozenset({ZIP, TAR, TAR_GZIP, GZIP, EML, TNEF, *_UNREAD})
# What no member survives; whatever else stands in the way of an archive within the archive is that one's alone.
_OF_ALL = frozenset({"too-many-members", "member-too-large", "package-too-large", "zip-bomb", "archive-too-deep"})


def unpack(data: bytes, kind: str, name: str = "") -> tuple[Member, ...]:
    """The files in an archive or a mail, in its order; an archive within it gives its own files in its place.

    :param kind: its media type, one of ``ARCHIVES``.
    :param name: its name, from which gzip takes that of its one file.
    :raises ReadError: ``too-many-members``, ``member-too-large``, ``package-too-large``, ``zip-bomb`` or
        ``archive-too-deep``, for what is nested too. Of the archive itself also ``empty-archive``, ``damaged-zip``,
        ``damaged-archive``, ``password-protected``, ``unsupported-archive``, ``unsupported-compression``,
        ``unsafe-member-name`` or ``duplicate-member``; one within it that cannot be opened is a member with an
        ``error``.
    """
    members = tuple(_named_apart(_members(Member(name, data), kind, Budget(len(data)), 1)))
    if not members:
        raise ReadError("empty-archive", "There is no file in it.")
    return members


def _named_apart(members: Iterable[Member]) -> Iterator[Member]:
    """The members, the second of a name as ``name (2)``: mails often have two 附件.xlsx."""
    times: Counter[str] = Counter()
    for member in members:
        times[member.name] += 1
        if times[member.name] == 1:
            yield member
        else:
            stem, dot, ending = member.name.rpartition(".")
            yield Member(
                f"{stem or ending} ({times[member.name]}){dot}{ending if stem else ''}", member.data, member.error
            )


def _members(archive: Member, kind: str, budget: Budget, depth: int) -> Iterator[Member]:
    if depth > MAX_DEPTH:
        raise too_deep()
    for member in _opened(archive, kind, budget, depth):
        inner = media_type(member.data)
        if inner not in ARCHIVES:
            yield member
            continue
        try:
            found = list(_members(member, inner, budget, depth + 1))
        except ReadError as error:
            if error.code in _OF_ALL:
                raise
            yield Member(member.name, member.data, (error.code, error.message))
        else:
            # The one file that gzip holds stands in no folder, and nobody put one into a winmail.dat.
            folder = "" if inner in {GZIP, TNEF} else f"{member.name}/"
            yield from (Member(folder + one.name, one.data, one.error) for one in found)


def _opened(archive: Member, kind: str, budget: Budget, depth: int) -> Iterator[Member]:
    """The members of one archive. What opens it is imported here: most files are none.

    :raises ReadError: as ``unpack`` does.
    """
    if kind == ZIP:
        from parsers.readers.archive_zip import members_of_zip  # noqa: PLC0415 - see above

        return members_of_zip(archive.data, budget)
    if kind == EML:
        from parsers.readers.archive_mail import members_of_mail  # noqa: PLC0415 - see above

        return members_of_mail(archive.data, budget, depth)
    if kind == TNEF:
        from parsers.readers.archive_tnef import members_of_tnef  # noqa: PLC0415 - see above

        return members_of_tnef(archive.data, budget)
    if kind in _UNREAD:
        raise ReadError("unsupported-archive", f"{_UNREAD[kind]} archives are not read; pack the files as ZIP.")
    from parsers.readers.archive_tar import member_of_gzip, members_of_tar  # noqa: PLC0415 - see above

    if kind == GZIP:
        return iter((member_of_gzip(archive.data, archive.name, budget),))
    # A tar.gz is one archive, not two: its content counts once.
    plain = member_of_gzip(archive.data, "", Budget(len(archive.data))).data if kind == TAR_GZIP else archive.data
    return members_of_tar(plain, budget)
