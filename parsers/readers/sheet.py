"""Spreadsheets (XLSX, XLSM, XLS): bytes → Document.

Place in the flow: picked by ``parsers.read``; ODS comes here as converted by LibreOffice. Values are those stored when
the file was saved. Hidden sheets, rows and columns are not there: what a sheet does not show is not published,
but nothing is called absent beside it.
"""

from __future__ import annotations

import msgspec

from parsers.detect import media_type
from parsers.document import Document, Enclosure
from parsers.media_types import ENCRYPTED_OOXML, ODS, XLS, XLSX
from parsers.readers.sheet_beside import parted, without_counts
from parsers.readers.sheet_blocks import blocks_of
from parsers.readers.sheet_xls import read_xls
from parsers.readers.sheet_xlsx import read_xlsx
from parsers.report import ReadError


def read_sheet(data: bytes) -> Document:
    """Read a workbook.

    :raises ReadError: ``password-protected``, ``needs-conversion`` (ODS), ``damaged-file``, ``damaged-zip``,
        ``dtd-forbidden``, ``too-many-cells``, ``too-many-columns``, or another code of ``parsers.packages``.
    """
    pictures: list[Enclosure] = []
    kind = media_type(data)
    if kind == ODS:
        raise ReadError("needs-conversion", "An OpenDocument spreadsheet must be converted to XLSX first.")
    if kind == XLS:
        sheets = read_xls(data)
    elif data.startswith(b"PK"):
        kind, (sheets, pictures) = XLSX, read_xlsx(data)
    elif kind == ENCRYPTED_OOXML:
        raise ReadError("password-protected", "The file is protected by a password; get a copy without one.")
    else:
        raise ReadError("damaged-file", "The file is no workbook, or is damaged; get an undamaged copy.")
    parts = [part for sheet in sheets for part in parted(without_counts(sheet))]
    blocks = blocks_of(parts)
    enclosures = tuple(msgspec.structs.replace(one, block=len(blocks)) for one in pictures)
    return Document(kind, blocks, enclosures, hides=any(sheet.hides for sheet in (*sheets, *parts)))
