"""Which reader reads which medium: bytes → Document.

Place in the flow: ``detect`` names the medium; **media** picks the reader. Readers are imported when they are needed:
a child reads one file, and the libraries of all media together take longer to load than most files to read.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from parsers import detect, media_types
from parsers.document import Document
from parsers.report import ReadError

_IMAGES = ("image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp", "image/gif")
# What an office program must turn into DOCX or XLSX before a reader can read it.
CONVERTED = frozenset(
    {
        *(
            media_types.DOC,
            media_types.RTF,
            media_types.WORD_XML,
            media_types.FLAT_OPC,
            media_types.ODT,
            media_types.FLAT_ODT,
        ),
        *(media_types.ODS, media_types.FLAT_ODS, media_types.EXCEL_XML, media_types.XLSB),
    }
)


class Reader(NamedTuple):
    """A reader, by the name of its module below ``parsers.readers`` and of its function; called like the function."""

    module: str
    function: str

    def __call__(self, data: bytes) -> Document:
        """Read one file.

        :raises ReadError: what the reader raises.
        """
        read: Callable[[bytes], Document] = getattr(import_module(f"parsers.readers.{self.module}"), self.function)
        return read(data)


READERS: dict[str, Reader] = {
    media_types.TEXT: Reader("text", "read_text"),
    media_types.HTML: Reader("html", "read_html"),
    media_types.MHTML: Reader("mhtml", "read_mhtml"),
    **dict.fromkeys((media_types.DOCX, media_types.DOCM), Reader("word", "read_word")),
    **dict.fromkeys((media_types.XLSX, media_types.XLSM, media_types.XLS), Reader("sheet", "read_sheet")),
    media_types.PDF: Reader("portable", "read_portable"),
    **dict.fromkeys(_IMAGES, Reader("scan", "read_scan")),
}


def load(kind: str) -> None:
    """Import the reader of a medium before a file of it comes; not that of pictures, whose libraries start threads."""
    if kind in READERS and kind not in _IMAGES:
        import_module(f"parsers.readers.{READERS[kind].module}")


def read_document(data: bytes, name: str = "") -> Document:
    """Read one file by the medium that its bytes show.

    :param name: its name, for messages only.
    :raises ReadError: ``empty-file``, ``needs-conversion`` (an office program must convert it to DOCX first),
        ``password-protected``, ``unsupported-media-type``, and the reader's own codes.
    """
    if not data:
        raise ReadError("empty-file", "The file is empty.")
    kind = detect.media_type(data)
    reader = READERS.get(kind)
    if reader is not None:
        return reader(data)
    what = f"{name or 'The file'} is {media_types.describe(kind)} ({kind})"
    if kind == media_types.ENCRYPTED_OOXML:
        raise ReadError("password-protected", f"{what}; save it without a password.")
    if kind in CONVERTED:
        raise ReadError("needs-conversion", f"{what}; it must be converted to DOCX or XLSX first.")
    raise ReadError("unsupported-media-type", f"{what}; it cannot be read.")
