"""Whether a PDF has all that its pages are drawn by: streams that end as they should, and no content that is missing.

Place in the flow: bytes → **here** → ``pdf_page``. PDFium draws as much of a damaged page as it can; numbers that
are missing then would read as left out by the organ, and digits of a damaged stream may be others.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_meanings import miscounts
from parsers.readers.pdf_tree import Section, Told, pages_told
from parsers.report import ReadError

# What the streams of a file, and one of them, may unpack to, pictures left out: a large font has 20 MB.
MAX_BYTES = 128 * 1024 * 1024
MAX_STREAM = 32 * 1024 * 1024
MAX_STREAMS = 20_000
# So much is unpacked at a time; of the first piece little, since most streams are small.
_CHUNK, _FIRST_CHUNK = 64 * 1024, 2 * 1024
# The dictionary in front of a stream is looked for so far back.
_LONGEST_HEAD = 4_096
# So long is the number of an object at most, with what stands between it and the word.
_LONGEST_NUMBER = 64
_STREAM = re.compile(rb">>\s{0,8}stream(?:\r\n|\n|\r)")
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})\s+[0-9]{1,5}\s+obj(?![A-Za-z])")
_ARRAY = re.compile(rb"obj\s*\[")
_CONTENTS = re.compile(rb"/Contents\s*(?:\[([^\[\]/]*)\]|([0-9]{1,10}\s+[0-9]{1,5}\s+R))")
_REFERENCE = re.compile(rb"([0-9]{1,10})\s+[0-9]{1,5}\s+R")
_FILTERS = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|/(\w+))")
_PAGE, _REFERENCES = re.compile(rb"/Type\s*/Page(?![A-Za-z])"), re.compile(rb"\[([0-9R\s]{5,20000})\]")
# Of streams that are no page's content; and what shows text in one that is.
_SAYS_WHAT, _SHOWS_TEXT = (
    re.compile(rb"/(?:Type|Subtype|PatternType|Length1)(?![A-Za-z])"),
    re.compile(rb"[)>\]]\s*T[jJ]\s"),
)
# Of what shows text, what shows none: empty strings and bare distances.
_SHOWS_NOTHING = re.compile(rb"(?:\(\s*\)|<\s*>|\[(?:[^\[\]()<>]|\(\s*\)|<\s*>)*\])\s*T[jJ]\s")
_PICTURE, _OBJECTS = re.compile(rb"/Subtype\s*/Image"), re.compile(rb"/Type\s*/ObjStm")
_HOW_MANY, _FIRST = re.compile(rb"/N\s+([0-9]{1,6})"), re.compile(rb"/First\s+([0-9]{1,8})")
_KNOWN_FILTERS = frozenset(
    f"{name}Decode".encode()
    for name in ("Flate", "LZW", "ASCII85", "ASCIIHex", "RunLength", "CCITTFax", "JBIG2", "DCT", "JPX")
) | {b"Crypt"}
# So much of a stream shows whether it is packed.
_BEGINNING, _LEAST_UNPACKED = 1_024, 64
# Those that tell whether what they packed is still the same.
_PROVEN = ([b"FlateDecode"], [b"ASCII85Decode", b"FlateDecode"])


class _Stream(NamedTuple):
    """One stream: its object's number, the bytes of its dictionary, where it starts in the file, and its filters."""

    number: int
    head: bytes
    start: int
    filters: list[bytes]


def refuse_damaged(data: bytes) -> Told:
    """Refuse a PDF of which a part is missing or changed; else say what it says of its pages.

    Encrypted files cannot be looked into so.

    :raises ReadError: ``damaged-pdf``, or ``too-complex`` for what unpacks to out of all proportion.
    """
    if b"/Encrypt" in data:
        return Told()
    left = MAX_BYTES
    # What may be a page's content: streams, and arrays of them, which may stand in streams of objects.
    found = set(_arrays(data))
    told = [Section(data)]
    texts: set[int] = set()
    shows: dict[int, int] = {}
    miscounting: list[int] = []
    for stream in _streams(data):
        found.add(stream.number)
        if not _KNOWN_FILTERS.issuperset(stream.filters) or _is_packed_unsaid(data, stream):
            raise _damaged("nobody knows how a part of it is packed.")
        if stream.filters not in _PROVEN or _PICTURE.search(stream.head):
            continue
        may_be_page = not _SAYS_WHAT.search(stream.head)
        length, content = _content(data, stream, min(left, MAX_STREAM), keep=may_be_page)
        left -= length
        miscounting += [stream.start] if len(stream.filters) == 1 and miscounts(content) else []
        if may_be_page and (several := _shown(content)):
            texts.add(stream.number)
            shows[stream.number] = several - len(_SHOWS_NOTHING.findall(content))
        elif not may_be_page and content:
            section = _held(stream, content)
            found.update(section.numbers)
            told.append(section)
    everything = [section.text for section in told]
    if not {number for text in everything for number in _contents(text)} <= found or _is_ownerless(texts, everything):
        raise _damaged("the content of a page is missing.")
    return pages_told(told, shows)._replace(miscounting=tuple(miscounting))


def _shown(content: bytes) -> int:
    """How many texts a content shows, empty ones included."""
    # The glyphs of fonts that are drawn like pages show none, and there are megabytes of them.
    return len(_SHOWS_TEXT.findall(content)) if b"Tj" in content or b"TJ" in content else 0


def _arrays(data: bytes) -> Iterator[int]:
    """The numbers of the objects that are arrays."""
    for match in _ARRAY.finditer(data):
        begin = max(match.start() - _LONGEST_NUMBER, 0)
        owner = _owner(data[begin : match.start() + 3])
        if owner is not None and begin + owner.end() == match.start() + 3:
            yield int(owner[1])


def _is_packed_unsaid(data: bytes, stream: _Stream) -> bool:
    """Whether a stream of which nobody says that it is packed is: its page would be drawn empty."""
    if stream.filters or _PICTURE.search(stream.head):
        return False
    begin = data[stream.start : stream.start + _BEGINNING]
    if len(begin) < 2 or begin[0] & 0xF != zlib.DEFLATED or int.from_bytes(begin[:2]) % 31:
        return False
    try:
        return len(zlib.decompressobj().decompress(begin)) >= _LEAST_UNPACKED
    except zlib.error:
        return False


def _is_ownerless(texts: set[int], told: Sequence[bytes]) -> bool:
    """Whether a text is no page's while a page has none: it lost the word for it. An empty page alone is no damage."""
    pages = sum(len(_PAGE.findall(text)) for text in told)
    if pages <= sum(len(_CONTENTS.findall(text)) for text in told):
        return False
    owned = {number for text in told for number in _contents(text)}
    owned.update(int(n) for text in told for several in _REFERENCES.findall(text) for n in _REFERENCE.findall(several))
    return not texts <= owned


def _damaged(what: str) -> ReadError:
    return ReadError("damaged-pdf", f"The PDF is damaged: {what} Get an undamaged copy.")


def _streams(data: bytes) -> Iterator[_Stream]:
    for count, match in enumerate(_STREAM.finditer(data)):
        if count == MAX_STREAMS:
            raise ReadError("too-complex", f"The PDF has more than {MAX_STREAMS:,} parts; print it anew.")
        begin = max(match.start() - _LONGEST_HEAD, 0)
        before = data[begin : match.start() + 2]
        owner = _owner(before)
        if owner is not None:
            head = before[owner.end() :]
            packed = _FILTERS.search(head)
            filters = re.findall(rb"\w+", packed[1] or packed[2] or b"") if packed else []
            yield _Stream(int(owner[1]), head, match.end(), filters)


def _owner(before: bytes) -> re.Match[bytes] | None:
    """The last object that begins in what stands before a stream."""
    at = len(before)
    while (at := before.rfind(b"obj", 0, at)) >= 0:
        owner = next(iter(deque(_OBJECT.finditer(before, max(at - _LONGEST_NUMBER, 0), at + 4), 1)), None)
        if owner is not None and owner.end() == at + 3:
            return owner
    return None


def _content(data: bytes, stream: _Stream, most: int, *, keep: bool) -> tuple[int, bytes]:
    """How long a stream is, unpacked, and what it holds; of fonts and the like nothing is kept."""
    length, pieces = 0, list[bytes]()
    keep = keep or _OBJECTS.search(stream.head) is not None
    for piece in _unpacked(data, stream, most):
        length += len(piece)
        if keep:
            pieces.append(piece)
    return length, b"".join(pieces)


def _unpacked(data: bytes, stream: _Stream, most: int) -> Iterator[bytes]:
    """What a stream holds, piece by piece.

    :raises ReadError: where it does not end as it should, or is longer than ``most`` bytes.
    """
    start = stream.start
    if len(stream.filters) > 1:
        data, start = _from_ascii(data, start), 0
    inflate = zlib.decompressobj()
    try:
        stop = start
        while stop < len(data):
            at, stop = stop, stop + (_FIRST_CHUNK if stop == start else _CHUNK)
            packed = data[at:stop]
            while packed:
                piece = inflate.decompress(packed, _CHUNK)
                packed = inflate.unconsumed_tail
                most -= len(piece)
                if most < 0:
                    raise ReadError(
                        "too-complex", "What the PDF holds unpacks to far more than a report has; print it anew."
                    )
                yield piece
                if inflate.eof:
                    return
    except zlib.error as error:
        raise _damaged(f"a part of it does not unpack ({error}).") from error
    raise _damaged("a part of it is cut off.")


def _from_ascii(data: bytes, start: int) -> bytes:
    import base64  # noqa: PLC0415 - 1.5 ms, and few files need it

    end = data.find(b"~>", start)
    try:
        return base64.a85decode(data[start : end if end >= 0 else len(data)].strip().removeprefix(b"<~"))
    except ValueError as error:
        raise _damaged(f"a part of it does not unpack ({error}).") from error


def _held(stream: _Stream, content: bytes) -> Section:
    """What an object stream holds: pairs of number and place at its beginning, then the objects."""
    match, first = _HOW_MANY.search(stream.head), _FIRST.search(stream.head)
    count = int(match[1]) if match else 0
    words = content.split(None, 2 * count)[: 2 * count]
    pairs = [(int(number), int(at)) for number, at in pairwise(words) if number.isdigit() and at.isdigit()][::2]
    begin = int(first[1]) if first else 0
    return Section(content, [number for number, _ in pairs], [begin + at for _, at in pairs])


def _contents(text: bytes) -> Iterator[int]:
    """The numbers of the objects that pages name as their content."""
    for several, one in _CONTENTS.findall(text):
        yield from (int(number) for number in _REFERENCE.findall(several or one))
