from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import docx
import openpyxl
import pytest
import xlwt
from hypothesis import example, given
from hypothesis import strategies as st

from parsers import media_types
from parsers.detect import media_type
from parsers.media_types import describe


def of(save: object) -> bytes:
    buffer = io.BytesIO()
    save.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def zipped(*members: tuple[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def typed(kind: str) -> bytes:
    """An OOXML package whose main part has an odd name, and which holds another package."""
    types = f'<Types><Override PartName="/x.xml" ContentType="application/{kind}"/></Types>'
    return zipped(("x.xml", "<x/>"), ("[Content_Types].xml", types), ("xl/embedded.xlsx", "PK"))


def flat(kind: str) -> bytes:
    """An OpenDocument in one file, as LibreOffice begins it: namespaces first."""
    spaces = " ".join(f'xmlns:n{i}="urn:oasis:names:tc:opendocument:xmlns:part{i}:1.0"' for i in range(100))
    return f'<?xml version="1.0"?>\n<office:document {spaces} office:mimetype="{kind}">'.encode()


def xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, 1)
    return of(book)


def tarred() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return buffer.getvalue()


_MAIL = "Received: from a by b\r\nFrom: a@b\r\nTo: c@d\r\nSubject: x\r\n\tfolded\r\nMIME-Version: 1.0\r\n"
_CHROME = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://x/\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="x"\r\n\r\n'
)
KINDS: dict[str, tuple[bytes, str]] = {
    "docx": (of(docx.Document()), media_types.DOCX),
    "docx with an odd main part": (
        typed("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
        media_types.DOCX,
    ),
    "docm": (typed("vnd.ms-word.document.macroEnabled.main+xml"), media_types.DOCM),
    "xlsx": (of(openpyxl.Workbook()), media_types.XLSX),
    "xlsm": (typed("vnd.ms-excel.sheet.macroEnabled.main+xml"), media_types.XLSM),
    "xlsb": (typed("vnd.ms-excel.sheet.binary.macroEnabled.main"), media_types.XLSB),
    "pptx": (typed("vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), media_types.PPTX),
    "odt": (zipped(("mimetype", media_types.ODT), ("content.xml", "")), media_types.ODT),
    "ods": (zipped(("mimetype", media_types.ODS), ("content.xml", "")), media_types.ODS),
    "ods that names itself late": (
        zipped(("META-INF/manifest.xml", ""), ("mimetype", media_types.ODS)),
        media_types.ODS,
    ),
    "archive that holds a type of its own": (zipped(("mimetype", "text/plain"), ("a.txt", "")), media_types.ZIP),
    "ofd": (zipped(("OFD.xml", "<x/>")), media_types.OFD),
    "archive that holds a document": (
        zipped(("a/[Content_Types].xml", ""), ("a/word/document.xml", "")),
        media_types.ZIP,
    ),
    "docx without its types": (zipped(("_rels/.rels", ""), ("word/document.xml", "")), media_types.DOCX),
    "docx with broken types": (zipped(("[Content_Types].xml", "<Types"), ("word/document.xml", "")), media_types.DOCX),
    "xlsx with broken types": (
        zipped(("xl/workbook.xml", ""), ("[Content_Types].xml", " " * 300_000)),
        media_types.XLSX,
    ),
    "xml": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<w:document xmlns:w="x"><w:p>', media_types.XML),
    "empty zip": (zipped(), media_types.ZIP),
    "zip cut off": (of(docx.Document())[:2000], media_types.ZIP),
    "xls": (xls(), media_types.XLS),
    "ole cut off": (xls()[:600], media_types.OLE),
    "rtf": (b"{\\rtf1\\ansi}", media_types.RTF),
    "rtf after spaces": (b"\xef\xbb\xbf \r\n{\\rtf1}", media_types.RTF),
    "pdf": (b"%PDF-1.7\n", media_types.PDF),
    "pdf after junk": (b"\x00junk\r\n%PDF-1.4\n1 0 obj\nstartxref\n0\n%%EOF", media_types.PDF),
    "text that speaks of PDF": ("文件以 %PDF- 开头".encode(), media_types.TEXT),
    "bmp": (b"BM\x46\x00\x00\x00" + bytes(4) + b"\x36\x00\x00\x00\x28\x00\x00\x00" + bytes(40), "image/bmp"),
    "text that begins with BM": (b"BM25 is a ranking function", media_types.TEXT),
    "webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    "heic": (b"\x00\x00\x00\x18ftypheic", "image/heic"),
    "mail": ((_MAIL + "Content-Type: multipart/related\r\n\r\nx").encode(), media_types.EML),
    "mail without a body": (_MAIL.encode(), media_types.EML),
    "mhtml by Word": (b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x', media_types.MHTML),
    "mhtml by Chrome": (_CHROME, media_types.MHTML),
    "text with colons": ("From: 县政府\nDate: 2023\n正文".encode(), media_types.TEXT),
    "text with one header": (b"Subject: x\n\nbody", media_types.TEXT),
    "gzip": (gzip.compress(b"text"), media_types.GZIP),
    "tar": (tarred(), media_types.TAR),
    "tar.gz": (gzip.compress(tarred()), media_types.TAR_GZIP),
    "word 2003": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument>',
        media_types.WORD_XML,
    ),
    "excel 2003": (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook>', media_types.EXCEL_XML),
    "excel 2003 without its instruction": (
        b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>',
        media_types.EXCEL_XML,
    ),
    "odt in one file": (flat(media_types.ODT), media_types.FLAT_ODT),
    "ods in one file": (flat(media_types.ODS), media_types.FLAT_ODS),
    "flat opc": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<pkg:package xmlns:pkg="x">',
        media_types.FLAT_OPC,
    ),
    "html": (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", media_types.HTML),
    "xhtml": (b'<?xml version="1.0"?><html>', media_types.HTML),
    "text": ("年度报告".encode(), media_types.TEXT),
    "utf-16": ("年度报告".encode("utf-16"), media_types.TEXT),
    "bytes": (b"\x01\x00\x02", "application/octet-stream"),
    "nothing": (b"", media_types.TEXT),
}


@pytest.mark.parametrize("name", KINDS)
def test_tells_what_it_is(name: str) -> None:
    data, kind = KINDS[name]
    assert media_type(data) == kind


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"text", "bytes", "nothing", "utf-16"}))
def test_says_it_in_words(name: str) -> None:
    kind = KINDS[name][1]
    assert kind == media_types.TEXT or describe(kind) != kind


def test_an_unknown_type_stands_for_itself() -> None:
    assert describe("application/x-none") == "application/x-none"


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 5_000), st.binary(max_size=8), st.integers(0, 5_000))
@example("docx", 0, b"PK\x05\x06", 0)
def test_junk_never_raises(name: str, at: int, junk: bytes, cut: int) -> None:
    data = bytearray(KINDS[name][0])
    data[at : at + len(junk)] = junk
    assert isinstance(media_type(bytes(data[: len(data) - cut])), str)
    assert isinstance(media_type(KINDS[name][0][:4] + junk), str)
