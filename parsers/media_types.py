"""The media types of files, as ``detect`` tells them and readers ask for them, and what they are called.

Place in the flow: names only; part of ``detect``.
"""

from __future__ import annotations

TEXT = "text/plain"
UNKNOWN = "application/octet-stream"
HTML = "text/html"
MHTML = "multipart/related"
EML = "message/rfc822"
PDF = "application/pdf"
RTF = "application/rtf"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
ENCRYPTED_OOXML = "application/x-encrypted-ooxml"
OLE = "application/x-ole-storage"
ZIP = "application/zip"
GZIP = "application/gzip"
TAR = "application/x-tar"
TAR_GZIP = "application/x-compressed-tar"
TNEF = "application/vnd.ms-tnef"
MSG = "application/vnd.ms-outlook"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCM = "application/vnd.ms-word.document.macroenabled.12"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSM = "application/vnd.ms-excel.sheet.macroenabled.12"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OFD = "application/ofd"
# Word 2003 XML, and the parts of a DOCX in one XML file; neither has a registered type.
WORD_XML = "application/x-word-2003-xml"
FLAT_OPC = "application/x-word-flat-opc"
EXCEL_XML = "application/x-excel-2003-xml"
# OpenDocument in one XML file.
FLAT_ODT = "application/vnd.oasis.opendocument.text-flat-xml"
FLAT_ODS = "application/vnd.oasis.opendocument.spreadsheet-flat-xml"
XML = "application/xml"

_WORDS = {
    DOC: "DOC or WPS",
    XLS: "XLS or ET",
    PPT: "PowerPoint",
    ENCRYPTED_OOXML: "DOCX or XLSX with a password",
    OLE: "OLE compound file",
    DOCX: "DOCX",
    DOCM: "DOCX with macros",
    XLSX: "XLSX",
    XLSM: "XLSX with macros",
    XLSB: "XLSB",
    PPTX: "PowerPoint",
    ODT: "OpenDocument text",
    ODS: "OpenDocument spreadsheet",
    FLAT_ODT: "OpenDocument text in one XML file",
    FLAT_ODS: "OpenDocument spreadsheet in one XML file",
    OFD: "OFD",
    WORD_XML: "Word 2003 XML",
    FLAT_OPC: "Word XML",
    EXCEL_XML: "Excel 2003 XML",
    XML: "XML",
    HTML: "HTML",
    MHTML: "web archive (MHTML)",
    EML: "e-mail message",
    ZIP: "ZIP archive",
    TAR: "tar archive",
    TAR_GZIP: "tar.gz archive",
    MSG: "Outlook message",
    UNKNOWN: "of an unknown type",
    PDF: "PDF",
    "image/png": "PNG image",
    "image/jpeg": "JPEG image",
    "image/gif": "GIF image",
    "image/tiff": "TIFF image",
    RTF: "RTF",
    GZIP: "gzip",
    TNEF: "winmail.dat (TNEF)",
    "application/x-bzip2": "bzip2",
    "application/x-xz": "xz",
    "application/x-7z-compressed": "7z",
    "application/vnd.rar": "RAR",
    "application/x-msdownload": "Windows program",
    "application/x-executable": "program",
    "application/vnd.sqlite3": "SQLite database",
    "image/bmp": "BMP image",
    "image/webp": "WebP image",
    "image/heic": "HEIC image",
}


def describe(kind: str) -> str:
    """A media type in words, for error messages."""
    return _WORDS.get(kind, kind)
