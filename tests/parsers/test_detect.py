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

from parsers import detect
from parsers.detect import describe, media_type


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
    "docx": (of(docx.Document()), detect.DOCX),
    "docx with an odd main part": (
        typed("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
        detect.DOCX,
    ),
    "docm": (typed("vnd.ms-word.document.macroEnabled.main+xml"), detect.DOCM),
    "xlsx": (of(openpyxl.Workbook()), detect.XLSX),
    "xlsm": (typed("vnd.ms-excel.sheet.macroEnabled.main+xml"), detect.XLSM),
    "xlsb": (typed("vnd.ms-excel.sheet.binary.macroEnabled.main"), detect.XLSB),
    "pptx": (typed("vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), detect.PPTX),
    "odt": (zipped(("mimetype", detect.ODT), ("content.xml", "")), detect.ODT),
    "ods": (zipped(("mimetype", detect.ODS), ("content.xml", "")), detect.ODS),
    "ods that names itself late": (zipped(("META-INF/manifest.xml", ""), ("mimetype", detect.ODS)), detect.ODS),
    "archive that holds a type of its own": (zipped(("mimetype", "text/plain"), ("a.txt", "")), detect.ZIP),
    "ofd": (zipped(("OFD.xml", "<x/>")), detect.OFD),
    "archive that holds a document": (zipped(("a/[Content_Types].xml", ""), ("a/word/document.xml", "")), detect.ZIP),
    "docx without its types": (zipped(("_rels/.rels", ""), ("word/document.xml", "")), detect.DOCX),
    "docx with broken types": (zipped(("[Content_Types].xml", "<Types"), ("word/document.xml", "")), detect.DOCX),
    "xlsx with broken types": (zipped(("xl/workbook.xml", ""), ("[Content_Types].xml", " " * 300_000)), detect.XLSX),
    "xml": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<w:document xmlns:w="x"><w:p>', detect.XML),
    "empty zip": (zipped(), detect.ZIP),
    "zip cut off": (of(docx.Document())[:2000], detect.ZIP),
    "xls": (xls(), detect.XLS),
    "ole cut off": (xls()[:600], detect.OLE),
    "rtf": (b"{\\rtf1\\ansi}", detect.RTF),
    "rtf after spaces": (b"\xef\xbb\xbf \r\n{\\rtf1}", detect.RTF),
    "pdf": (b"%PDF-1.7\n", detect.PDF),
    "pdf after junk": (b"\x00junk\r\n%PDF-1.4\n1 0 obj\nstartxref\n0\n%%EOF", detect.PDF),
    "text that speaks of PDF": ("文件以 %PDF- 开头".encode(), detect.TEXT),
    "bmp": (b"BM\x46\x00\x00\x00" + bytes(4) + b"\x36\x00\x00\x00\x28\x00\x00\x00" + bytes(40), "image/bmp"),
    "text that begins with BM": (b"BM25 is a ranking function", detect.TEXT),
    "webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    "heic": (b"\x00\x00\x00\x18ftypheic", "image/heic"),
    "mail": ((_MAIL + "Content-Type: multipart/related\r\n\r\nx").encode(), detect.EML),
    "mail without a body": (_MAIL.encode(), detect.EML),
    "mhtml by Word": (b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x', detect.MHTML),
    "mhtml by Chrome": (_CHROME, detect.MHTML),
    "text with colons": ("From: 县政府\nDate: 2023\n正文".encode(), detect.TEXT),
    "text with one header": (b"Subject: x\n\nbody", detect.TEXT),
    "gzip": (gzip.compress(b"text"), detect.GZIP),
    "tar": (tarred(), detect.TAR),
    "tar.gz": (gzip.compress(tarred()), detect.TAR_GZIP),
    "word 2003": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument>',
        detect.WORD_XML,
    ),
    "excel 2003": (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook>', detect.EXCEL_XML),
    "excel 2003 without its instruction": (
        b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>',
        detect.EXCEL_XML,
    ),
    "odt in one file": (flat(detect.ODT), detect.FLAT_ODT),
    "ods in one file": (flat(detect.ODS), detect.FLAT_ODS),
    "flat opc": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<pkg:package xmlns:pkg="x">',
        detect.FLAT_OPC,
    ),
    "html": (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", detect.HTML),
    "xhtml": (b'<?xml version="1.0"?><html>', detect.HTML),
    "text": ("年度报告".encode(), detect.TEXT),
    "utf-16": ("年度报告".encode("utf-16"), detect.TEXT),
    "bytes": (b"\x01\x00\x02", "application/octet-stream"),
    "nothing": (b"", detect.TEXT),
}


@pytest.mark.parametrize("name", KINDS)
def test_tells_what_it_is(name: str) -> None:
    data, kind = KINDS[name]
    assert media_type(data) == kind


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"text", "bytes", "nothing", "utf-16"}))
def test_says_it_in_words(name: str) -> None:
    kind = KINDS[name][1]
    assert kind == detect.TEXT or describe(kind) != kind


def test_an_unknown_type_stands_for_itself() -> None:
    assert describe("application/x-none") == "application/x-none"


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 5_000), st.binary(max_size=8), st.integers(0, 5_000))
@example("docx", 0, b"PK\x05\x06", 0)
def test_junk_never_raises(name: str, at: int, junk: bytes, cut: int) -> None:
    data = bytearray(KINDS[name][0])
    data[at : at + len(junk)] = junk
    assert isinstance(media_type(bytes(data[: len(data) - cut])), str)
    assert isinstance(media_type(KINDS[name][0][:4] + junk), str)
