"""Tables of what glyphs mean that announce fewer ranges than they have, as PDFKit's do."""

from __future__ import annotations

import zlib

import pytest

from parsers.readers.pdf import read_pdf
from parsers.readers.pdf_meanings import put_right
from parsers.readers.pdf_streams import refuse_damaged
from parsers.report import ReadError
from tests.parsers.test_pdf_reader import texts

SENTENCE = "根据政府信息公开条例的规定，现公布年度报告，数据截至12月31日。"


def table(ranges: int, announced: int) -> bytes:
    """The meanings of as many glyphs as a sentence has, in so many ranges, with what PDFKit says before them."""
    size = -(-len(SENTENCE) // ranges)
    lines = []
    for start in range(0, len(SENTENCE), size):
        codes = [f"<{ord(character):04x}>" for character in SENTENCE[start : start + size]]
        lines.append(f"<{start + 1:04x}> <{start + len(codes):04x}> [{' '.join(codes)}]")
    body = "\n".join(lines)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (UCS) /Supplement 0 >> def\n1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n"
        f"{announced} beginbfrange\n{body}\nendbfrange\nendcmap"
    ).encode()


def file_with(meanings: bytes) -> bytes:
    """A PDF of one page in a font of which only such a table says what its glyphs mean."""
    glyphs = "".join(f"{number:04x}" for number in range(1, len(SENTENCE) + 1))
    packed = zlib.compress(meanings)
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
    shown = zlib.compress(f"BT /F 12 Tf 60 700 Td <{glyphs}> Tj ET".encode())
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font 9 0 R >> >>",
        stream % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type0 /BaseFont/A /Encoding/Identity-H /DescendantFonts 10 0 R /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo 11 0 R /FontDescriptor 8 0 R >>",
        stream % (len(packed), packed),
        b"<< /Type /FontDescriptor /FontName /A /Flags 4 /Ascent 880 /Descent -120 /FontBBox [0 -120 1000 880] >>",
        b"<< /F 5 0 R >>",
        b"[6 0 R]",
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 12\n0000000000 65535 f \n%strailer\n<< /Size 12 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return out + end % (table, len(out))


@pytest.mark.parametrize(("ranges", "announced"), [(1, 1), (2, 2), (2, 1), (3, 1), (12, 1)])
def test_ranges_count_for_what_they_are(ranges: int, announced: int) -> None:
    assert texts(read_pdf(file_with(table(ranges, announced)))) == [SENTENCE]


def test_a_table_without_room_stays_as_it_was() -> None:
    data = file_with(table(2, 1))
    start = data.index(b"stream\n", data.index(b"7 0 obj")) + len(b"stream\n")
    tight = zlib.compress(table(2, 1)[table(2, 1).index(b"begincmap") :], 9)
    short = data[:start] + tight + data[start + len(tight) :]
    assert put_right(short, refuse_damaged(data).miscounting)[:start] == data[:start]
    assert put_right(b"", ()) == b""
    cut = data[: start + 20]
    assert put_right(cut, [start]) == cut


def test_a_file_of_such_meanings_alone_is_not_read_by_guess() -> None:
    """Without its table, the numbers of its glyphs say nothing."""
    with pytest.raises(ReadError):
        read_pdf(file_with(b"begincmap endcmap"))
