"""Lines of running text: how narrow their letters are shown to the recogniser, and how low."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("PIL", reason="Pillow is not installed")

from PIL import Image, ImageDraw, ImageFont

from parsers.readers import scan_ocr
from parsers.readers.scan_ocr import Recogniser, recogniser
from tests.factory.scan_look import FACES
from tests.parsers.scan_pages import require

LINES = (
    "健全依申请公开工作规范，完善受理、登记、办理、答复、归档全流程管理，做到件件有落实。",
    "全年通过门户网站主动公开各类信息312条，其中社会救助信息86条、养老服务信息45条。",
    "聘请社会监督员12名，开展满意度测评2次，对反映的7个问题逐一整改到位并公布结果。",
)


def drawn(text: str, above: int) -> Any:
    """A line of letters 40 pixels high, with so much paper above and below."""
    require("wqy")
    path, index = FACES["wqy"]
    face = ImageFont.truetype(str(path), 40, index=index)
    image = Image.new("L", (round(face.getlength(text)) + 8, 40 + 2 * above), 255)
    ImageDraw.Draw(image).text((4, above - 4), text, font=face, fill=0)
    return np.asarray(image)


def shown(model: Recogniser, lines: list[Any], monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """The shapes of the batches that are run for some lines."""
    shapes: list[tuple[int, ...]] = []
    run = model._session.run

    class Watched:
        def run(self, names: Any, inputs: dict[str, Any]) -> Any:
            shapes.extend(batch.shape for batch in inputs.values())
            return run(names, inputs)

    monkeypatch.setattr(model, "_session", Watched())
    model.read_text(lines)
    return shapes


@pytest.mark.parametrize("above", [4, 10, 18])
def test_running_text_is_read_however_much_paper_is_about_its_lines(above: int) -> None:
    """The more paper, the narrower its letters are already, and the less they may be narrowed."""
    readings = recogniser().read_text([drawn(line, above) for line in LINES])

    assert [reading.text for reading in readings] == list(LINES)


def test_long_lines_are_shown_low(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed model takes rows two thirds as high as those it was made for: that saves most of the time."""
    shapes = shown(recogniser(), [drawn(line, 6) for line in LINES], monkeypatch)

    assert {shape[2] for shape in shapes} == {scan_ocr._LOW}


def test_a_model_that_takes_one_height_only_reads_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another release may say otherwise what it takes: then lines are as high as it was made for."""
    monkeypatch.setattr(scan_ocr, "_FIXED", b"nowhere in a model")
    recogniser.cache_clear()
    fixed = recogniser()
    recogniser.cache_clear()

    assert [reading.text for reading in fixed.read_text([drawn(line, 6) for line in LINES])] == list(LINES)
    assert {shape[2] for shape in shown(fixed, [drawn(LINES[0], 6)], monkeypatch)} == {scan_ocr._HEIGHT}


def test_no_lines_are_no_readings() -> None:
    """A page of tables alone has no line of text."""
    assert recogniser().read_text([]) == []


def test_short_lines_are_shown_low_only_where_that_is_asked() -> None:
    """Whichever side of a page is up is seen in low lines; a lone 7 is not."""
    model, line = recogniser(), drawn("依申请公开", 6)

    assert [model._size(line, 0.6, low=low).height for low in (False, True)] == [scan_ocr._HEIGHT, scan_ocr._LOW]
    assert model.read([line], low=True)[0].text == "依申请公开"
