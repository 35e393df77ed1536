"""What a file is, told from its bytes, never from its name.

Place in the flow: the first look at the bytes; picks the reader or ends with an error that names what is missing.
Containers are looked into as far as their directory: a ``.doc`` may be Word, RTF, HTML, XML or a ZIP. Nothing raises.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator

from parsers.media_types import (
    DOC,
    DOCM,
    DOCX,
    EML,
    ENCRYPTED_OOXML,
    EXCEL_XML,
    FLAT_ODS,
    FLAT_ODT,
    FLAT_OPC,
    GZIP,
    HTML,
    MHTML,
    MSG,
    OFD,
    OLE,
    PDF,
    PPT,
    PPTX,
    RTF,
    TAR,
    TAR_GZIP,
    TEXT,
    TNEF,
    UNKNOWN,
    WORD_XML,
    XLS,
    XLSB,
    XLSM,
    XLSX,
    XML,
    ZIP,
)
from parsers.readers.html_signs import PROBE, looks_like_html

# Magic bytes of what people drop into inboxes; longest first where one begins another.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b", GZIP),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_HEAD = 4_096


def media_type(data: bytes) -> str:
    """The media type of a file's bytes; ``text/plain`` for decodable text, ``application/octet-stream`` otherwise."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            look = _CONTAINERS.get(kind)
            return look(data) if look else kind
    for recognise in (_picture, _tar, _mail, _markup, _late_magic):
        if kind_found := recognise(data):
            return kind_found
    if data.startswith(_UTF16_BOMS):
        return TEXT
    return UNKNOWN if b"\x00" in data[:65_536] else TEXT


def _head(data: bytes) -> bytes:
    return data[:_HEAD].removeprefix(_BOM).lstrip()


def _picture(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    # Two letters are no magic: the size of the header behind them must be one that exists.
    if (
        data[:2] == b"BM"
        and data[6:10] == bytes(4)
        and data[15:18] == bytes(3)
        and data[14] in {12, 40, 52, 56, 108, 124}
    ):
        return "image/bmp"
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"msf1"}:
        return "image/heic"
    return None


def _tar(data: bytes) -> str | None:
    return TAR if data[257:262] == b"ustar" else None


# The root of an OpenDocument declares some thirty namespaces before it says what it is.
_XML_HEAD = 16_384
_XML_KINDS = (
    (re.compile(rb'<\?mso-application\s+progid="Excel\.Sheet"'), EXCEL_XML),
    (re.compile(rb'<(\w+:)?Workbook\b[^>]*"urn:schemas-microsoft-com:office:spreadsheet"'), EXCEL_XML),
    (re.compile(rb'<office:document\b[^>]*office:mimetype="application/vnd\.oasis\.opendocument\.text"'), FLAT_ODT),
    (re.compile(rb'<office:document\b[^>]*office:mimetype="application/vnd\.oasis\.opendocument\.sp'), FLAT_ODS),
    (re.compile(rb"<pkg:package\b"), FLAT_OPC),
    (re.compile(rb'<\?mso-application\s+progid="Word\.Document"|<w:wordDocument\b'), WORD_XML),
)


def _markup(data: bytes) -> str | None:
    head = _head(data)
    if head.startswith(b"<?xml"):
        kind = next((kind for pattern, kind in _XML_KINDS if pattern.search(data[:_XML_HEAD])), None)
        if kind:
            return kind
    if looks_like_html(data[:PROBE]):
        return HTML
    # Its tags would read as text.
    return XML if head.startswith(b"<?xml") else None


_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):(?: .*|)|[ \t].*")
# What mailboxes keep before each message.
_MBOX = re.compile(rb"\AFrom \S+ [^\n]*\d{4}[^\n]*\n")
# Headers of a message that no running text begins with, and those that only a message which was sent has.
_MAIL_HEADERS = frozenset(
    b"from to cc subject date mime-version message-id received return-path delivered-to content-type "
    b"content-location content-transfer-encoding snapshot-content-location x-mailer reply-to sender "
    b"dkim-signature".split()
)
_SENT_HEADERS = frozenset(b"to cc received return-path delivered-to message-id".split())
_PROOF_HEADERS = frozenset(b"mime-version message-id received return-path".split())


def _mail(data: bytes) -> str | None:
    """Messages and web archives: the lines before the first blank one are headers, and one of them is proof."""
    names: set[bytes] = set()
    head = _MBOX.sub(b"", _head(data).replace(b"\r\n", b"\n"))
    lines = head.partition(b"\n\n")[0].split(b"\n")
    for line in lines[:-1] if b"\n\n" not in head else lines:
        match = _HEADER_LINE.fullmatch(line)
        if match is None:
            return None
        if match[1]:
            names.add(match[1].lower())
    known = names & _MAIL_HEADERS
    if len(known) < 2 or not (known & _PROOF_HEADERS or {b"from", b"date", b"subject"} <= known):
        return None
    related = re.search(rb"(?im)^content-type:\s*multipart/related", head)
    return MHTML if related and not names & _SENT_HEADERS else EML


def _late_magic(data: bytes) -> str | None:
    """Formats whose readers forgive some bytes before the magic ones."""
    if _head(data).startswith(b"{\\rtf"):
        return RTF
    return PDF if b"%PDF-" in data[:1024] and b"startxref" in data[-4_096:] else None


def _gzip(data: bytes) -> str:
    start = _inflate(data[:65_536], 512, zlib.MAX_WBITS | 16)
    return TAR_GZIP if start[257:262] == b"ustar" else GZIP


def _inflate(data: bytes, most: int, window: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(data, most)
    except zlib.error:
        return b""


_OLE_STREAMS = (
    ("EncryptedPackage", ENCRYPTED_OOXML),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("__properties_version1.0", MSG),
)


def _ole(data: bytes) -> str:
    """Which program's, by the streams at the root: an embedded document has its own storage further down."""
    # It brings logging with it: a tenth of what a child imports.
    import olefile  # noqa: PLC0415 - see above

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return next((kind for name, kind in _OLE_STREAMS if ole.exists(name)), OLE)
    except Exception:  # noqa: BLE001 - olefile raises whatever damaged bytes lead it to; the reader will say more
        return OLE


_CENTRAL_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 2_000
_MOST_TYPES_BYTES = 256 * 1024
_MAIN_PARTS = (
    (re.compile(rb"wordprocessingml\.(document|template)\.main\+xml"), DOCX),
    (re.compile(rb"ms-word\.(document|template)\.macroEnabled(Template)?\.main\+xml"), DOCM),
    (re.compile(rb"spreadsheetml\.(sheet|template)\.main\+xml"), XLSX),
    (re.compile(rb"ms-excel\.(sheet|template)\.macroEnabled\.main\+xml"), XLSM),
    (re.compile(rb"ms-excel\.sheet\.binary\.macroEnabled\.main"), XLSB),
    (re.compile(rb"presentationml\.(presentation|slideshow|template)\.main\+xml"), PPTX),
)
# Where a damaged package does not say what it is: its parts, taken for files of an archive, would read as nonsense.
_USUAL_NAMES = {b"word/document.xml": DOCX, b"xl/workbook.xml": XLSX, b"ppt/presentation.xml": PPTX}
# Where a package says what it is. That of OpenDocument should be the first member, and is not with all writers.
_TELLING_NAMES = frozenset({b"[Content_Types].xml", b"mimetype"})
_ODF_TYPE = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation|graphics)")


def _zip(data: bytes) -> str:
    """Which package: OpenDocument says so in a member of its own, OOXML in its content types, OFD by its one root."""
    if data[30:38] == b"mimetype" and (match := _ODF_TYPE.match(data, 38)):
        return match[0].decode()
    usual = ZIP
    for name, start, method, size in _entries(data):
        if name == b"OFD.xml":
            return OFD
        usual = _USUAL_NAMES.get(name.lower(), usual)
        if name in _TELLING_NAMES:
            packed = data[start : start + size]
            told = packed if method == 0 else _inflate(packed, _MOST_TYPES_BYTES, -zlib.MAX_WBITS)
            if name == b"mimetype" and (match := _ODF_TYPE.match(told)):
                return match[0].decode()
            if kind := next((kind for pattern, kind in _MAIN_PARTS if pattern.search(told)), None):
                return kind
    return usual


def _entries(data: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, start of the data, compression method and packed size of the members in the directory of a ZIP file."""
    end = data.rfind(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    place = end - size if 0 <= size <= end else -1
    for _ in range(_MOST_ENTRIES):
        if place < 0 or data[place : place + 4] != _CENTRAL_ENTRY:
            return
        method, packed, local = (_number(data, place + at, width) for at, width in ((10, 2), (20, 4), (42, 4)))
        lengths = [_number(data, place + at, 2) for at in (28, 30, 32)]
        start = local + 30 + _number(data, local + 26, 2) + _number(data, local + 28, 2)
        yield data[place + 46 : place + 46 + lengths[0]], start, method, packed
        place += 46 + sum(lengths)


def _number(data: bytes, start: int, width: int) -> int:
    return int.from_bytes(data[start : start + width], "little")


_CONTAINERS: dict[str, Callable[[bytes], str]] = {ZIP: _zip, OLE: _ole, GZIP: _gzip}
