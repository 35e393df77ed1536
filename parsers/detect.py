"""What a file is, told from its bytes, never from its name.

Place in the flow: the first look at the bytes; picks the reader or ends with an error that names what is missing.
"""

from __future__ import annotations

TEXT = "text/plain"

# Magic bytes of what people drop into inboxes; longest first where one begins another.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "application/pdf", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "PNG image"),
    (b"\xff\xd8\xff", "image/jpeg", "JPEG image"),
    (b"GIF8", "image/gif", "GIF image"),
    (b"II*\x00", "image/tiff", "TIFF image"),
    (b"MM\x00*", "image/tiff", "TIFF image"),
    (b"PK\x03\x04", "application/zip", "ZIP, DOCX or XLSX"),
    (b"PK\x05\x06", "application/zip", "empty ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", "DOC, XLS or WPS"),
    (b"{\\rtf", "application/rtf", "RTF"),
    (b"\x1f\x8b", "application/gzip", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "7z"),
    (b"Rar!\x1a\x07", "application/vnd.rar", "RAR"),
    (b"MZ", "application/x-msdownload", "Windows program"),
    (b"\x7fELF", "application/x-executable", "program"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3", "SQLite database"),
)
_HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def media_type(data: bytes) -> str:
    """The media type of a file's bytes; ``text/plain`` for decodable text, ``application/octet-stream`` otherwise."""
    for magic, kind, _ in _MAGIC:
        if data.startswith(magic):
            return kind
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_HTML_STARTS):
        return "text/html"
    if data.startswith(_UTF16_BOMS):
        return TEXT
    return "application/octet-stream" if b"\x00" in data[:65_536] else TEXT


def describe(kind: str) -> str:
    """A media type in words, for error messages."""
    return next((words for _, known, words in _MAGIC if known == kind), kind)
