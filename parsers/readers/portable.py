"""PDF: pages of text as text, pages that are pictures by recognition.

Place in the flow: picked by ``media`` for ``application/pdf``; hands on to ``pdf`` or to ``scan``.
"""

from __future__ import annotations

from parsers.document import Document
from parsers.readers.pdf import read_pdf
from parsers.report import ReadError

_IMAGE_ONLY = "image-only-pdf"


def read_portable(data: bytes) -> Document:
    """Read a PDF; where it has no text to speak of, recognise its pages.

    :raises ReadError: the codes of ``read_pdf`` but ``image-only-pdf``, and those of ``read_scanned_pages``.
    """
    try:
        return read_pdf(data)
    except ReadError as error:
        if error.code != _IMAGE_ONLY:
            raise
    # Recognition is an extra, and heavy: loaded only where it is needed.
    from parsers.readers.pdf_images import page_bitmaps  # noqa: PLC0415 - see above
    from parsers.readers.scan import read_scanned_pages  # noqa: PLC0415 - see above

    return read_scanned_pages(page_bitmaps(data))
