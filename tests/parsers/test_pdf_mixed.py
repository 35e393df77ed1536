"""PDFs of text in which tables are pictures: the tables are recognised in their place, the text stays text."""

from __future__ import annotations

import dataclasses
import random
from io import BytesIO

import pytest

from parsers.document import BlockKind
from parsers.readers import scan
from parsers.readers.portable import read_portable
from parsers.report import ReadError
from tests.factory.grid import Grid
from tests.factory.page import OFFICIAL, print_grids
from tests.factory.variations import plain_content

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
ImageOps = pytest.importorskip("PIL.ImageOps", reason="Pillow is not installed")
in_scans = pytest.importorskip("tests.factory.in_scans", reason="Pillow is not installed")
reportlab = pytest.importorskip("reportlab", reason="reportlab is not installed")
pages = pytest.importorskip("tests.parsers.scan_pages", reason="numpy is not installed")
pytestmark = pytest.mark.skipif(not pages.LAYOUTS, reason=pages.NO_FONT)

BEFORE = "四、政府信息公开行政复议、行政诉讼情况，本年度没有因政府信息公开工作被申请行政复议、提起行政诉讼。"
AFTER = "五、存在的主要问题及改进情况，存在公开不够及时的问题，下一步将加强审核，改进公开质量，依法做好各项工作。"
BOX = (60.0, 300.0, 535.0, 440.0)


def mixed_pdf(*, note: str = "") -> bytes:
    """A page: a sentence, T4 as a picture (with a note printed on it), a sentence."""
    from reportlab.lib.utils import ImageReader  # noqa: PLC0415 - may be missing
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - may be missing

    from tests.factory.pdf_strip import FONT  # noqa: PLC0415 - may be missing

    t4: Grid = print_grids(plain_content(1), OFFICIAL, random.Random(1))[-1]  # noqa: S311 - reproducible test data
    look = dataclasses.replace(in_scans.make_look(1, *pages.FACE), landscape=False, page_numbers=False, row_height=18.0)
    sheet = in_scans.draw([t4], look, 200)[0]
    left, top, right, bottom = ImageOps.invert(sheet.convert("L")).getbbox()
    picture = sheet.crop((left - 20, top - 20, right + 20, bottom + 20))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.setFont(FONT, 10)
    canvas.drawString(60, 842 - 200, BEFORE)
    canvas.drawImage(ImageReader(picture), BOX[0], 842 - BOX[3], BOX[2] - BOX[0], BOX[3] - BOX[1])
    canvas.drawString(100, 842 - 350, note)
    canvas.drawString(60, 842 - 600, AFTER)
    canvas.save()
    return out.getvalue()


def test_a_table_that_is_a_picture_is_read_where_it_stands() -> None:
    document = read_portable(mixed_pdf())
    kinds = [block.kind for block in document.blocks]
    assert (document.blocks[0].text, document.blocks[-1].text) == (BEFORE, AFTER)
    assert document.recognised
    assert [enclosure.block for enclosure in document.enclosures] == [1]
    grid = [block for block in document.blocks if block.kind is BlockKind.GRID]
    assert kinds == [BlockKind.TEXT, *[BlockKind.GRID] * len(grid), BlockKind.TEXT]
    content = plain_content(1)
    numbers = [content.text(key) for key in content.cells if key.startswith("proceedings.")]
    assert [cell.text for cell in grid[-1].cells] == numbers
    for cell in grid[-1].cells:
        assert cell.where.page == 1
        assert cell.where.box is not None
        assert BOX[1] < cell.where.box[1] < cell.where.box[3] < BOX[3]


def test_a_picture_that_is_printed_on_is_left_alone() -> None:
    document = read_portable(mixed_pdf(note="样例"))
    assert not document.recognised
    assert [enclosure.where for enclosure in document.enclosures] == [None]


def test_without_a_recogniser_the_picture_stays_an_enclosure(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ReadError("needs-ocr", "Reading scans needs a recogniser.")

    monkeypatch.setattr(scan, "_recogniser", missing)
    document = read_portable(mixed_pdf())
    assert not document.recognised
    assert [block.text for block in document.blocks] == [BEFORE, AFTER]
    assert len(document.enclosures) == 1


def test_text_in_fonts_without_meanings_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - may be missing

    from tests.factory.pdf_odd import embedded, without_meanings  # noqa: PLC0415 - may be missing

    font = embedded()
    if not font:
        pytest.skip("no Chinese font that can be embedded is installed")
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.setFont(font, 10)
    canvas.drawString(60, 842 - 200, BEFORE)
    canvas.drawString(60, 842 - 240, AFTER)
    canvas.save()
    data = without_meanings(out.getvalue())
    document = read_portable(data)
    assert document.recognised
    assert "复议" in "".join(block.text for block in document.blocks)

    def no_recogniser(*_: object) -> None:
        raise ReadError("needs-ocr", "")

    monkeypatch.setattr(scan, "read_scanned_pages", no_recogniser)
    with pytest.raises(ReadError) as caught:
        read_portable(data)
    assert caught.value.code == "unreadable-text"
