"""Scans: which side of a page is up, and what becomes of a page that does not say."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
numpy = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pages = pytest.importorskip("tests.parsers.scan_pages", reason="Pillow is not installed")
pytestmark = pytest.mark.skipif(not pages.LAYOUTS, reason=pages.NO_FONT)


def numbers(seed: int, rows: int = 13, columns: int = 9) -> list[list[str]]:
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    return [[str(rng.randrange(10 ** rng.randint(1, 5))) for _ in range(columns)] for _ in range(rows)]


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_page_made_mostly_of_numbers_is_read_upright_however_it_lies(quarters: int) -> None:
    said = numbers(4)
    page = pages.thinned(pages.table_page(said, 150, words=pages.WORDS[:30], row_height=34.0))
    found = pages.cells_of(numpy.rot90(page, quarters).copy())
    assert [len(row) for row in found] == [9] * 13
    claims = pages.claimed(found, said)
    assert [claim for claim in claims if claim[0] != claim[1]] == []
    assert len(claims) > 0.9 * 13 * 9


def test_of_a_page_without_words_nothing_is_sure() -> None:
    found = pages.cells_of(numpy.rot90(pages.table_page([*numbers(1), [""] * 9], words="")).copy())
    assert sum(len(row) for row in found) == 14 * 9
    assert not any(sure for row in found for _, sure in row)


def test_letters_that_blur_broke_lay_no_page_on_its_side() -> None:
    """Blurred along the feed, what is left of a thin face are pieces, of which more lie across than stand."""
    pages.require("uming")
    said = [["数量"] * 9, *numbers(6)]
    words = "本年度收到政府信息公开申请情况统计如下，各项数据均经核对，现予公布。"
    words += "机关主动公开政府信息，依法办理申请，接受社会监督。"
    page = pages.table_page(said, words=words, chinese="uming", size=12.0, row_height=18.0, align="right")
    noise = numpy.random.default_rng(3).normal(0, 6, page.shape)
    found = pages.cells_of((cv2.blur(page.astype(numpy.float32), (1, 7)) + noise).clip(0, 255).astype(numpy.uint8))
    upright = [len(row) for row in found] == [9] * 14
    claims = pages.claimed(found, said) if upright else [cell for row in found for cell in row if cell[1]]
    assert [claim for claim in claims if claim[0] != claim[1]] == []


def test_heads_printed_letter_below_letter_lay_no_page_on_its_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from its side, each is a line, and there are more of them than of the page's own."""
    straight = pytest.importorskip("parsers.readers.scan_straight")
    # As where the shapes of the letters do not tell.
    monkeypatch.setattr(straight, "_sides", lambda *_: (0, 1, 2, 3))
    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
    said = [heads, [str(number) for number in range(3, 18)]]
    sheet = pages.renderer(digits=None, landscape=False, size=10.5, label_size=10.5, ink=20, padding=8.0)
    sheet.paragraph("四、行政复议情况", 14.0)
    sheet.table(pages.printed(said), [1.0] * 15)
    found = pages.cells_of(numpy.asarray(sheet.pages()[0]).copy())
    assert [len(row) for row in found] == [15, 15] or not any(sure for row in found for _, sure in row)
