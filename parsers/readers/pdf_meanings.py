"""Tables of what the glyphs of a font mean, put right where they miscount themselves.

Place in the flow: ``pdf_streams`` → **pdf_meanings** → ``pdf_page``. PDFKit and what is made with it (pdfmake) announce
one range of meanings where there are two or more, for fonts with more than 256 characters in use. PDFium then takes
none of them, and the text of the whole file says nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

_RANGES = re.compile(rb"([0-9]{1,6})(\s+beginbfrange\b)(.*?)(?=(?:begin|end)bfrange|\Z)", re.DOTALL)
_RANGE = re.compile(rb"<[0-9A-Fa-f\s]*>\s*<[0-9A-Fa-f\s]*>\s*(?:\[[^\[\]]*\]|<[0-9A-Fa-f\s]*>)")
# What stands before it says who made the table, and may go where room is short.
_BEGIN = b"begincmap"
# The tables of all characters of Chinese have 200 KB.
_LARGEST = 1_000_000


def miscounts(content: bytes) -> bool:
    """Whether a stream is a table of meanings that has another number of ranges than it says."""
    return b"beginbfrange" in content and len(content) <= _LARGEST and _recounted(content) != content


def put_right(data: bytes, starts: Iterable[int]) -> bytes:
    """A file with the tables put right that miscount themselves, each in its place; as it was where one has no room.

    :param starts: where their packed streams start.
    """
    out = bytearray(data)
    for start in starts:
        inflate = zlib.decompressobj()
        content = _recounted(inflate.decompress(data[start:], _LARGEST))
        room = len(data) - start - len(inflate.unused_data)
        packed = (zlib.compress(part, 9) for part in (content, content[content.find(_BEGIN) :]))
        fitting = next((one for one in packed if inflate.eof and len(one) <= room), None)
        if fitting is None:
            return data
        # Nobody reads on behind the end of what is packed.
        out[start : start + room] = fitting.ljust(room, b"\0")
    return bytes(out)


def _recounted(content: bytes) -> bytes:
    return _RANGES.sub(lambda match: b"%d%s%s" % (len(_RANGE.findall(match[3])), match[2], match[3]), content)
