"""Archives and mails: which of their files are reports, and what each is to the others.

Place in the flow: bytes → **open_file**, in the sandbox's child → one Report, or the files that become documents of
their own. Files that only LibreOffice can open are asked for first: ``Opened.wanted``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from parsers.bundle_files import NOT_ONE, File, agree, files_of, told_of
from parsers.bundle_groups import Unit, group
from parsers.bundle_parts import compared, count_tables, one_after_the_other, with_hints, with_part
from parsers.bundle_zip import packed
from parsers.detect import media_type
from parsers.document import Document
from parsers.identity import Hints
from parsers.media import CONVERTED, read_document
from parsers.media_types import describe
from parsers.opened import Conversions, Found, Opened, Role, Wanted, sha256_of
from parsers.readers.archive import ARCHIVES
from parsers.readers.archive_budget import Member
from parsers.reading import NO_HINTS, interpret
from parsers.report import ReadError, Report

_REASONS_SHOWN = 5


def open_file(data: bytes, name: str = "", hints: Hints = NO_HINTS, converted: Conversions | None = None) -> Opened:
    """Read a file of any kind: a report, or a bundle of files.

    :param data: the bytes of the file.
    :param name: its name, for messages only.
    :param hints: what is known besides; organ and year count only where there is one report.
    :param converted: what became of the files asked for before.
    :raises ReadError: as ``media.read_document``, ``reading.interpret`` and ``archive.unpack`` do; of a bundle without
        any report the code that all of its unread files have, or ``unreadable-members``, or ``not-an-annual-report``;
        of one with a wrong sidecar ``invalid-hints``.
    """
    converted = converted or {}
    kind = media_type(data)
    if kind not in ARCHIVES:
        if kind in CONVERTED and sha256_of(data) not in converted:
            return Opened(wanted=(Wanted(sha256_of(data), kind, data),))
        return Opened(interpret(_load(data, kind, name, converted), hints))
    files = files_of(data, kind, name)
    wanted = {file.sha256: file for file in files if file.kind in CONVERTED and file.sha256 not in converted}
    if wanted:
        return Opened(wanted=tuple(Wanted(file.sha256, file.kind, file.data) for file in wanted.values()))
    for file in files:
        _read(file, converted)
    units = group(_units(files))
    _say_why(files, {index for unit in units for index in unit.all_files})
    return _opened(files, units, hints)


def list_files(data: bytes, name: str = "") -> Opened:
    """The files of a bundle that may be reports, unread: for a bundle in which one of them breaks the reading.

    :raises ReadError: as ``archive.unpack`` does, and ``not-an-annual-report`` for what is no bundle.
    """
    kind = media_type(data)
    if kind not in ARCHIVES:
        raise ReadError(NOT_ONE, "It is no archive.")
    files = files_of(data, kind, name)
    for file in files:
        file.error = file.error or ReadError("unread", "It has not been read.")
    return Opened(
        found=tuple(
            file.found(Role.REPORT, data=file.data) if file.role is Role.UNREAD else file.found(Role.OTHER)
            for file in files
        )
    )


def _load(data: bytes, kind: str, name: str, converted: Conversions) -> Document:
    if kind not in CONVERTED:
        return read_document(data, name)
    made = converted[sha256_of(data)]
    if not isinstance(made, bytes):
        raise ReadError(*made)
    from parsers.old_office import refuse_damaged  # noqa: PLC0415 - few files need it

    refuse_damaged(data, kind)
    return msgspec.structs.replace(read_document(made, name), media_type=kind)


def _read(file: File, converted: Conversions) -> None:
    """Read one member; whatever is wrong with it is its own."""
    if file.error is not None:
        return
    try:
        file.document = _load(file.data, file.kind, file.name, converted)
    except ReadError as error:
        file.error = error
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug that one file brings out must not cost the others
        file.error = ReadError("crashed", f"{type(error).__name__}: {error}")


def _units(files: Sequence[File]) -> list[Unit]:
    """The files that are reports or parts of one. Pictures side by side are the pages of one, if they are any."""
    before, tables = [], 0
    for file in files:
        before.append(tables)
        tables += count_tables(file.document) if file.document is not None else 0
    units: list[Unit] = []
    done: set[int] = set()
    for pages in _picture_folders(files):
        if (
            len(pages) > 1
            and agree(files, pages)
            and (unit := _unit(files, pages, before))
            and max(_copies(unit.report), default=1) == 1
        ):
            units.append(unit)
            done |= set(pages)
    for index, file in enumerate(files):
        if index not in done and file.document is not None and (unit := _unit(files, (index,), before)):
            units.append(unit)
    for unit in units:
        for index in unit.files:
            files[index].error = None
    return sorted(units, key=lambda unit: unit.files)


def _say_why(files: Sequence[File], of_reports: set[int]) -> None:
    """The reason of each file that reads as something and is no report beside the others."""
    for index, file in enumerate(files):
        if index not in of_reports and file.error is None:
            file.error = ReadError(NOT_ONE, "It speaks of a report and holds none.")


def _copies(report: Report) -> list[int]:
    return [table.copies for table in report.tables]


def _picture_folders(files: Sequence[File]) -> list[tuple[int, ...]]:
    """The pictures of each folder in the order of the numbers in their names."""
    folders: dict[str, list[int]] = {}
    for index, file in enumerate(files):
        if file.kind.startswith("image/") and file.document is not None:
            folders.setdefault(file.folder, []).append(index)
    return [tuple(sorted(found, key=lambda index: _natural(files[index].name))) for found in folders.values()]


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in re.split(r"(\d{1,9})", name)]


def _unit(files: Sequence[File], indices: tuple[int, ...], before: Sequence[int]) -> Unit | None:
    """What these files are as one report; None, with the reason as their error, when they are none."""
    documents = [
        with_part(document, files[index].name, before[index])
        for index in indices
        if (document := files[index].document) is not None
    ]
    try:
        document = one_after_the_other(documents)
        return Unit(indices, (document,), interpret(document, told_of(files, indices)), files[indices[0]].name)
    except ReadError as error:
        for index in indices:
            files[index].error = error
        return None


def _opened(files: Sequence[File], units: Sequence[Unit], hints: Hints) -> Opened:
    if not units:
        raise _nothing(files)
    if len(units) == 1:
        told, known = told_of(files, units[0].all_files), told_of(files, units[0].all_files, hints)
        return Opened(_report(units[0], known), _besides(files, units), told)
    # Which of several reports an organ or a year is meant for, nobody has said.
    hints = msgspec.structs.replace(hints, organ=None, year=None)
    return Opened(found=(*(_of_its_own(files, unit, hints) for unit in units), *_besides(files, units)))


def _report(unit: Unit, hints: Hints) -> Report:
    if len(unit.documents) == 1 and not unit.copies:
        return interpret(unit.documents[0], hints)
    return with_hints(compared(unit.report, [copy.report for copy in unit.copies]), hints)


def _of_its_own(files: Sequence[File], unit: Unit, hints: Hints) -> Found:
    """One of several reports: its file or, where it stands in several, an archive of these alone."""
    first = files[unit.files[0]]
    told = told_of(files, unit.all_files)
    hints = told_of(files, unit.all_files, hints)
    if _is_one_file(files, unit) and first.document is not None:
        return first.found(Role.REPORT, data=first.data, report=interpret(first.document, hints), hints=told)
    members = [Member(files[index].name, files[index].data) for index in sorted(unit.all_files)]
    data = packed(members)
    name = f"{first.name}等{len(members)}个文件"
    return Found(
        name,
        media_type(data),
        sha256_of(data),
        len(data),
        Role.REPORT,
        data=data,
        report=_report(unit, hints),
        hints=told,
    )


def _is_one_file(files: Sequence[File], unit: Unit) -> bool:
    """Whether a report stands in one file, however often that lies in the bundle."""
    return len({files[index].sha256 for index in unit.all_files}) == 1


def _besides(files: Sequence[File], units: Sequence[Unit]) -> tuple[Found, ...]:
    """All files but those that are a report of their own."""
    roles = {index: Role.COPY for unit in units for index in unit.all_files}
    roles |= {index: Role.PART for unit in units for index in unit.files}
    alone = {unit.files[0] for unit in units if _is_one_file(files, unit)} if len(units) > 1 else set()
    found = []
    for index, file in enumerate(files):
        role = roles.get(index, file.role)
        if index not in alone:
            found.append(file.found(role, data=file.data if role is Role.UNREAD else b""))
    return tuple(found)


def _nothing(files: Sequence[File]) -> ReadError:
    """Why there is no report in a bundle."""
    unread = [file for file in files if file.role is Role.UNREAD] or list(files)
    codes = {file.error.code for file in unread if file.error is not None}
    code = codes.pop() if len(codes) == 1 else "unreadable-members" if unread[0].role is Role.UNREAD else NOT_ONE
    reasons = [
        f"{file.name} ({describe(file.kind)}): {file.error.message}" for file in unread if file.error is not None
    ]
    more = f" … and {len(reasons) - _REASONS_SHOWN} more" if len(reasons) > _REASONS_SHOWN else ""
    return ReadError(
        code, f"None of its {len(files)} files is an annual report. {' '.join(reasons[:_REASONS_SHOWN])}{more}"
    )
