"""From bytes to text: which encoding a source is in, told from the bytes and never from what it declares.

Place in the flow: the first step of every reader of text (plain, HTML, MHTML). Declarations are missing or lie, so they
are not looked at; nothing is repaired.
"""

from __future__ import annotations

import codecs
import re

from parsers.report import ReadError

# The BOM of UTF-32 begins like that of UTF-16, so it comes first.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Decoded by the wrong table, Chinese text turns into rare characters; these are in any annual report.
_COMMON = re.compile("公开|公開|信息|資訊|政府|情况|情況")
# How much of a file may be valid UTF-8 before its faults count as damage rather than as another encoding.
_MOSTLY = 0.9
# What a disk or a download leaves of a block that it lost: readers pass over it, and join what stood around.
_LOST = bytes(8)
# UTF-16 without a BOM: so many of the bytes at one parity are NUL (in tags, digits and line ends), at the other few
# (in 一, U+4E00).
_PROBE = 4_096
_NUL_SHARE = 0.1
_FEW = 0.25


def decode_text(data: bytes) -> str:
    """The text of a file: by its BOM, else strict UTF-8, else strict GB18030 or Big5; never repaired.

    :raises ReadError: ``empty-file``, ``damaged-file``, ``damaged-utf8`` or ``undecodable-text``.
    """
    if not data.strip():
        raise ReadError("empty-file", "The file is empty or holds only white space.")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    encoding_without_bom = _utf16(data)
    if encoding_without_bom is not None:
        return _strict(data, encoding_without_bom)
    if _LOST in data:
        raise ReadError("damaged-file", "A part of the text is lost; get an undamaged copy.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = error
    # Two readings may both be valid; the right one has the common words.
    readings = [text for encoding in ("gb18030", "big5") if (text := _decoded(data, encoding)) is not None]
    best = max(readings, key=lambda text: len(_COMMON.findall(text)), default="")
    if _COMMON.search(best):
        return best.removeprefix("\ufeff")
    valid = data.decode("utf-8", errors="ignore")
    if len(valid.encode()) >= _MOSTLY * len(data):
        raise ReadError(
            "damaged-utf8", f"The text is UTF-8, but damaged at byte {fault.start}; get an undamaged copy."
        ) from fault
    raise ReadError("undecodable-text", "The text is neither UTF-8 nor GB18030 nor Big5.") from fault


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            "undecodable-text", f"The file says it is {encoding}, but byte {error.start} is not."
        ) from error


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes) -> str | None:
    """The byte order of UTF-16 that has no BOM; None for all else."""
    head = data[:_PROBE]
    if b"\x00" not in head or len(data) % 2:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    least = _NUL_SHARE * len(head) / 2
    if odd >= least and even <= _FEW * odd:
        encoding = "utf-16-le"
    elif even >= least and odd <= _FEW * even:
        encoding = "utf-16-be"
    else:
        return None
    text = _decoded(data, encoding)
    return encoding if text is not None and _COMMON.search(text) else None
