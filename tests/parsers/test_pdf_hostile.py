"""PDFs that are broken, locked or made to hurt end in a clear error, in bounded time."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from parsers.readers import pdf_objects, pdf_page
from parsers.readers.pdf import read_pdf
from parsers.report import ReadError
from tests.factory.pdf_strip import FONT


def pdf(draw: Callable[[Canvas], None], pages: int = 1, password: str | None = None) -> bytes:
    out = io.BytesIO()
    lock = None if password is None else StandardEncryption(password, "owner")
    canvas = Canvas(out, pagesize=(595, 842), invariant=1, encrypt=lock)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def sentence(canvas: Canvas) -> None:
    canvas.setFont(FONT, 12)
    canvas.drawString(60, 700, "本年度我局按照条例规定做好政府信息公开各项工作，公开渠道保持畅通，没有责任追究。")


def raw(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(out),
    )


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
TREE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def page(more: bytes, box: bytes = b"0 0 595 842") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%b]%b>>" % (box, more)


def many_lines(canvas: Canvas) -> None:
    sentence(canvas)
    for k in range(3_000):
        canvas.line(0, k / 4, 595, k / 4)


def crossing_lines(canvas: Canvas) -> None:
    sentence(canvas)
    for k in range(180):
        canvas.line(0, 4.6 * k, 595, 4.6 * k)
        canvas.line(4.6 * min(k, 129), 0, 4.6 * min(k, 129), 842)


def same_glyph(canvas: Canvas) -> None:
    for k in range(60):
        narrow = canvas.beginText(100 + k, 100)
        narrow.setFont(FONT, 600)
        narrow.setHorizScale(1)
        narrow.textOut(".")
        canvas.drawText(narrow)


def blown_up(canvas: Canvas) -> None:
    """Forms that draw eight forms that draw eight forms, and so on."""
    sentence(canvas)
    for depth in range(6):
        canvas.beginForm(f"f{depth}", 0, 0, 100, 100)
        for _ in range(8):
            canvas.line(0, 0, 10, 0) if depth == 0 else canvas.doForm(f"f{depth - 1}")
        canvas.endForm()
    canvas.doForm("f5")


def vast(canvas: Canvas) -> None:
    sentence(canvas)
    canvas.line(-1e9, -1e9, 1e9, 1e9)
    canvas.line(0, 1e30, 1e30, 1e30)
    canvas.rect(-1e8, -1e8, 2e8, 2e8)


NOISE = b"%PDF-1.4\n" + bytes(k * k % 251 for k in range(4_000))
SELF = (
    page(b"/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>"),
    b"<</Length 4>>stream\n/F Do\nendstream",
    b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 4>>stream\n/F Do\nendstream",
)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "noise": (lambda: NOISE, "damaged-pdf"),
    "cut off": (lambda: pdf(sentence)[:900], "damaged-pdf"),
    "pages in a circle": (lambda: raw(CATALOGUE, b"<</Type/Pages/Kids[2 0 R]/Count 5>>"), "damaged-pdf"),
    "form in itself": (lambda: raw(CATALOGUE, TREE, *SELF), "empty-pdf"),
    "no content": (lambda: pdf(lambda _: None), "empty-pdf"),
    "a page of no size": (lambda: raw(CATALOGUE, TREE, page(b"", b"0 0 0 0")), "empty-pdf"),
    "locked": (lambda: pdf(sentence, password="secret"), "password-protected"),
    "too many pages": (lambda: pdf(sentence, pages=pdf_page.MAX_PAGES + 1), "too-many-pages"),
    "forms blown up": (lambda: pdf(blown_up), "too-complex"),
    "one glyph over and over": (lambda: pdf(same_glyph), "too-complex"),
    "a net of lines": (lambda: pdf(crossing_lines), "too-complex"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(name: str) -> None:
    make, code = REFUSED[name]
    with pytest.raises(ReadError) as caught:
        read_pdf(make())
    assert caught.value.code == code


def test_ten_thousand_pages_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_page, "MAX_PAGES", 3)
    monkeypatch.setattr(pdf_page, "_load", lambda *_: pytest.fail("a page was loaded"))
    with pytest.raises(ReadError) as caught:
        read_pdf(pdf(sentence, pages=4))
    assert caught.value.code == "too-many-pages"


def test_what_may_be_looked_at_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("MAX_OBJECTS", "MAX_POINTS"):
        with monkeypatch.context() as patch:
            patch.setattr(pdf_objects, limit, 1_000)
            with pytest.raises(ReadError) as caught:
                read_pdf(pdf(many_lines))
            assert caught.value.code == "too-complex"


@pytest.mark.parametrize("draw", [sentence, vast, many_lines])
def test_is_read_all_the_same(draw: Callable[[Canvas], None]) -> None:
    assert "政府信息公开" in "".join(block.text for block in read_pdf(pdf(draw)).blocks)


def test_an_empty_password_opens() -> None:
    assert read_pdf(pdf(sentence, password="")).blocks


def test_glyphs_without_meaning_are_never_text() -> None:
    """A font that maps its codes to the private use area, as subsets without a table of meanings do."""
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        (
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000"
            b"/FontDescriptor<</Type/FontDescriptor/FontName/A/Flags 4/Ascent 800/Descent -200"
            b"/FontBBox[0 0 1000 1000]/ItalicAngle 0/StemV 80/CapHeight 700>>>>"
        ),
    )
    table = (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CMapName/X def"
        b" 1 begincodespacerange <0000><FFFF> endcodespacerange"
        b" 1 beginbfrange <0001><0099><E001> endbfrange endcmap end end"
    )
    codes = b"".join(b"%04x" % code for code in range(1, 90))
    content = b"BT /F 5 Tf 20 700 Td <%b> Tj ET" % codes
    data = raw(
        CATALOGUE,
        TREE,
        page(b"/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>"),
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        *font,
        b"<</Length %d>>stream\n%b\nendstream" % (len(table), table),
    )
    with pytest.raises(ReadError) as caught:
        read_pdf(data)
    assert caught.value.code == "unreadable-text"
