"""Old office formats made new by LibreOffice: DOC, WPS, RTF and others become DOCX, old sheets XLSX.

Place in the flow: bytes → **here** → bytes that ``parsers.readers.word`` or ``sheet`` reads. The program runs under
limits (``office_child``), with a profile of its own that forbids macros and links, without secrets in its environment,
and with its process group killed at the end.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import olefile

from parsers import media_types
from parsers.report import ReadError
from workers.scratch import scratch

MIB = 1024 * 1024
CHILD = Path(__file__).with_name("office_child.py")
PROGRAMS = ("soffice", "libreoffice")
# LibreOffice ends so after it has made itself at home in a new profile, and wants to be started again.
_RESTART = frozenset({79, 81})


class OfficeLimits(msgspec.Struct, frozen=True):
    """What one run may use: bytes a file, memory (address space), seconds of processor and wall."""

    input_bytes: int = 64 * MIB
    output_bytes: int = 64 * MIB
    memory_bytes: int = 2048 * MIB
    cpu_seconds: int = 60
    wall_seconds: float = 90.0


class _Route(NamedTuple):
    """How a type is converted: extension, import filter, target, and the Debian package that can."""

    extension: str
    reads: str
    writes: str
    package: str


_TO_DOCX, _TO_XLSX = "docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML"
_WRITER, _CALC = "libreoffice-writer", "libreoffice-calc"
_ROUTES = {
    media_types.DOC: _Route("doc", "MS Word 97", _TO_DOCX, _WRITER),
    media_types.RTF: _Route("rtf", "Rich Text Format", _TO_DOCX, _WRITER),
    media_types.WORD_XML: _Route("xml", "MS Word 2003 XML", _TO_DOCX, _WRITER),
    media_types.FLAT_OPC: _Route("xml", "MS Word 2007 XML", _TO_DOCX, _WRITER),
    media_types.ODT: _Route("odt", "writer8", _TO_DOCX, _WRITER),
    media_types.FLAT_ODT: _Route("fodt", "OpenDocument Text Flat XML", _TO_DOCX, _WRITER),
    media_types.ODS: _Route("ods", "calc8", _TO_XLSX, _CALC),
    media_types.FLAT_ODS: _Route("fods", "OpenDocument Spreadsheet Flat XML", _TO_XLSX, _CALC),
    media_types.XLSB: _Route("xlsb", "Calc MS Excel 2007 Binary", _TO_XLSX, _CALC),
    media_types.EXCEL_XML: _Route("xml", "MS Excel 2003 XML", _TO_XLSX, _CALC),
}
CONVERTIBLE = frozenset(_ROUTES)

# No macro runs, no link is followed or updated, and whatever tries the network anyhow meets a proxy that is not there.
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    + "</oor:items>\n"
)


def find_program(named: str | None = None) -> Path | None:
    """LibreOffice: the program of that name or path, else the one on the PATH; None where there is none."""
    found = next((path for name in ([named] if named else PROGRAMS) if (path := shutil.which(name))), None)
    if found is None:
        return None
    # The script on the PATH only starts this one, as a child that would not die with us.
    binary = Path(found).resolve().with_name("soffice.bin")
    return binary if os.access(binary, os.X_OK) else Path(found)


def convert(data: bytes, media_type: str, program: str | None = None, limits: OfficeLimits | None = None) -> bytes:
    """Convert one file to DOCX or XLSX.

    :param media_type: one of ``CONVERTIBLE``, as ``parsers.media_types`` has it.
    :param program: name or path of LibreOffice; by default it is looked for on the PATH.
    :raises ReadError: ``needs-libreoffice``, ``unsupported-media-type``, ``password-protected``, ``damaged-file``,
        ``too-large`` or ``timeout``.
    :raises OSError: when no process can be started: not the file's fault.
    """
    result = convert_many([(data, media_type)], program, limits)[0]
    if isinstance(result, ReadError):
        raise result
    return result


def convert_many(
    files: Sequence[tuple[bytes, str]], program: str | None = None, limits: OfficeLimits | None = None
) -> list[bytes | ReadError]:
    """Convert several files, those of one type in one run; each comes out as ``convert`` would answer for it."""
    limits = limits or OfficeLimits()
    results: list[bytes | ReadError] = [_refusal(data, kind, limits) or b"" for data, kind in files]
    waiting = [index for index, result in enumerate(results) if not isinstance(result, ReadError)]
    for route in {_ROUTES[files[index][1]] for index in waiting}:
        group = [index for index in waiting if _ROUTES[files[index][1]] == route]
        found = _run_alone_if_lost(route, [files[index][0] for index in group], program, limits)
        for index, result in zip(group, found, strict=True):
            results[index] = result
    return results


def _refusal(data: bytes, kind: str, limits: OfficeLimits) -> ReadError | None:
    """Why a file need not be tried."""
    if kind not in _ROUTES:
        return ReadError("unsupported-media-type", f"{media_types.describe(kind)} is not converted")
    if len(data) > limits.input_bytes:
        return ReadError("too-large", f"{len(data):,} bytes; at most {limits.input_bytes:,} are read")
    if _has_password(data, kind):
        return ReadError("password-protected", "The file is protected by a password; get a copy without one.")
    return None


def _has_password(data: bytes, kind: str) -> bool:
    if kind in {media_types.ODT, media_types.ODS}:
        return b"manifest:encryption-data" in data or b"encrypted-package" in data
    if kind != media_types.DOC:
        return False
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole, ole.openstream("WordDocument") as stream:
            head = stream.read(12)
    except Exception:  # noqa: BLE001 - olefile raises whatever damaged bytes lead it to; LibreOffice will say more
        return False
    # fEncrypted of the file information block.
    return len(head) == 12 and bool(head[11] & 1)


def _run_alone_if_lost(
    route: _Route, files: list[bytes], program: str | None, limits: OfficeLimits
) -> list[bytes | ReadError]:
    """One run for all; a file that ended the run for the others is found by trying those without a result alone."""
    results = _run(route, files, program, limits)
    if len(files) == 1:
        return results
    return [
        _run(route, [data], program, limits)[0] if isinstance(result, ReadError) else result
        for data, result in zip(files, results, strict=True)
    ]


def _run(route: _Route, files: list[bytes], program: str | None, limits: OfficeLimits) -> list[bytes | ReadError]:
    binary = find_program(program)
    if binary is None:
        missing = ReadError("needs-libreoffice", f"Cannot read this format: install LibreOffice ({route.package}).")
        return [missing] * len(files)
    with scratch() as name:
        folder = Path(name)
        sources = [folder / f"{index}.{route.extension}" for index in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        failure = _soffice(binary, route, sources, folder, limits)
        return [_result(folder / "out" / f"{source.stem}.{route.writes[:4]}", failure, limits) for source in sources]


def _soffice(binary: Path, route: _Route, sources: list[Path], folder: Path, limits: OfficeLimits) -> ReadError | None:
    """Run the program; why it ended early, if it did."""
    command = [
        str(binary),
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        f"--infilter={route.reads}",
        "--convert-to",
        route.writes,
        "--outdir",
        str(folder / "out"),
        *map(str, sources),
    ]
    try:
        code = _child(command, folder, limits)
        if code in _RESTART:
            code = _child(command, folder, limits)
    except subprocess.TimeoutExpired:
        return ReadError("timeout", f"LibreOffice took longer than {limits.wall_seconds:g} s")
    if code in {-signal.SIGXCPU, -signal.SIGALRM}:
        return ReadError("timeout", "LibreOffice took more time than allowed")
    return None if code == 0 else ReadError("damaged-file", f"LibreOffice ended with status {code}")


def _child(command: list[str], folder: Path, limits: OfficeLimits) -> int:
    job = {
        "command": command,
        "path": str(Path(__file__).parents[1]),
        "parent": os.getpid(),
        "memory": limits.memory_bytes,
        "bytes": limits.output_bytes,
        "cpu": limits.cpu_seconds,
        "wall": limits.wall_seconds,
    }
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and script; arguments as a list, no shell
        [sys.executable, "-I", "-S", "-B", str(CHILD), json.dumps(job)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "LC_ALL": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
        },
        start_new_session=True,
    )
    try:
        return child.wait(limits.wall_seconds)
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _result(path: Path, failure: ReadError | None, limits: OfficeLimits) -> bytes | ReadError:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return failure or ReadError("damaged-file", "LibreOffice cannot open the file; it is damaged or locked.")
    if size >= limits.output_bytes:
        return ReadError("too-large", f"the converted file has more than {limits.output_bytes:,} bytes")
    data = path.read_bytes()
    return data if data.startswith(b"PK") else failure or ReadError("damaged-file", "LibreOffice wrote no document.")
