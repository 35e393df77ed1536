"""Web archives (``.mht``, ``.mhtml``; "single file web page" of office programs): bytes → Document.

Place in the flow: picked by ``parsers.read`` for ``multipart/related``. The page in the archive is read as any page,
what its frames show in their place.
"""

from __future__ import annotations

from email import errors
from email.message import Message

from parsers.document import Document
from parsers.encoding import decode_text
from parsers.readers.html import read_page
from parsers.readers.mhtml_frames import with_frames
from parsers.readers.mime import content_of, parsed
from parsers.readers.mime_torn import is_torn
from parsers.report import ReadError

MHTML = "multipart/related"
# An archive nests two or three levels; the parser recurses once a level.
MAX_MULTIPARTS = 50
MAX_PARTS = 10_000
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# What the parser notes when content was lost and the rest decoded all the same.
_LOSSES = (
    errors.InvalidBase64CharactersDefect,
    errors.InvalidBase64LengthDefect,
    errors.InvalidBase64PaddingDefect,
)


def read_mhtml(data: bytes) -> Document:
    """Read the page of a web archive.

    :raises ReadError: ``damaged-archive``, ``archive-without-page``, ``archive-too-large``, or as ``read_html``.
    """
    if not data.strip():
        raise ReadError("empty-file", "The file is empty or holds only white space.")
    lowered = data.lower()
    if lowered.count(b"multipart/") > MAX_MULTIPARTS or lowered.count(b"content-type:") > MAX_PARTS:
        raise ReadError("archive-too-large", "The web archive has more parts than that of any page.")
    archive = parsed(data.lstrip())
    page = _page(archive)
    if page is None:
        raise ReadError("archive-without-page", "The web archive holds no HTML page.")
    is_cut = any(isinstance(defect, errors.CloseBoundaryNotFoundDefect) for defect in archive.defects)
    is_torn_apart = any(is_torn(part) for part in archive.walk() if part.is_multipart())
    last = _parts(archive)[-1]

    def text_of(part: Message) -> str:
        content = content_of(part)
        is_incomplete = any(isinstance(defect, _LOSSES) for defect in part.defects) or is_torn_apart
        if is_incomplete or (is_cut and part is last):
            raise ReadError("damaged-archive", "The page in the web archive is incomplete; get an undamaged copy.")
        return decode_text(content)

    return read_page(with_frames(text_of(page), page, _pages(archive), text_of), MHTML)


def _pages(archive: Message) -> list[Message]:
    return [part for part in _parts(archive) if part.get_content_type() in _HTML_TYPES]


def _page(archive: Message) -> Message | None:
    """The page: the part that the archive names as its start, else the first that is HTML."""
    pages = _pages(archive)
    start = archive.get_param("start")
    named = [part for part in pages if isinstance(start, str) and str(part.get("Content-ID", "")).strip() == start]
    return next(iter(named or pages), None)


def _parts(archive: Message) -> list[Message]:
    return [part for part in archive.walk() if not part.is_multipart()]
