"""PDFs that say otherwise than they look: glyphs nobody sees, fonts without meanings, layers, fields, notes.

Each is a canvas that draws text in its own way, or a change of the bytes afterwards.
"""

from __future__ import annotations

import ctypes
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.factory.page import Part
from tests.factory.pdf import write_pdf
from tests.factory.pdf_strip import FONT, random_style

# TrueType fonts with Chinese, to be embedded as subsets.
_FILES = ("lxgw-wenkai/LXGWWenKai-Regular.ttf", "lxgw-wenkai/LXGWWenKai-Light.ttf", "arphic/uming.ttc")
_FOLDER = Path("/usr/share/fonts/truetype")


def embedded() -> str:
    """The name of a font that is embedded as a subset; empty where the machine has none."""
    for file in _FILES:
        path = _FOLDER / file
        if path.exists():
            try:
                pdfmetrics.registerFont(TTFont(path.stem, str(path), subfontIndex=0))
            except TTFError:
                continue
            return path.stem
    return ""


class _Odd(Canvas):  # type: ignore[misc] # reportlab is not typed
    """A canvas that knows chance of its own, the same in each run."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.chance = random.Random(5)  # noqa: S311 - reproducible test data

    def _mode(self, x: float, y: float, text: str, mode: int) -> None:
        written = self.beginText(x, y)
        written.setTextRenderMode(mode)
        written.textOut(text)
        written.setTextRenderMode(0)
        self.drawText(written)

    def plain(self, x: float, y: float, text: str) -> None:
        """As any canvas draws it."""
        super().drawString(x, y, text)


class ByCharacter(_Odd):
    """Each character on its own, those of a line in any order."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        places, at = [], x
        for char in text:
            places.append((at, char))
            at += pdfmetrics.stringWidth(char, self._fontname, self._fontsize)
        self.chance.shuffle(places)
        for at, char in places:
            self.plain(at, y, char)


class Twice(_Odd):
    """All text twice in the same place, the second time unseen."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        self.plain(x, y, text)
        self._mode(x, y, text, 3)


class TwiceApart(_Odd):
    """All text twice, the second time a little lower and to the right, as shadows are."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        self.plain(x, y, text)
        self.plain(x + 1.5, y - 1.5, text)


class Unseen(_Odd):
    """Other digits in front of some numbers that nobody sees."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        if text.isdecimal() and self.chance.random() < 0.3:
            self._mode(x - 0.5 * self._fontsize, y, str(self.chance.randint(1, 9)), 3)
        self.plain(x, y, text)


class White(_Odd):
    """White digits in front of some numbers, and white numbers in place of zeros."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        if text.isdecimal() and self.chance.random() < 0.3:
            self.setFillColorRGB(1, 1, 1)
            self.plain(x - 0.52 * self._fontsize, y, str(self.chance.randint(1, 9)))
            self.setFillColorRGB(0, 0, 0)
        self.plain(x, y, text)


class Covered(_Odd):
    """Old numbers with a white box over them, and the new ones on top."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        if text.isdecimal() and self.chance.random() < 0.3:
            old = str(self.chance.randint(1, 99))
            self.plain(x, y, old)
            self.setFillColorRGB(1, 1, 1)
            self.rect(x - 1, y - 2, 12, self._fontsize + 1, stroke=0, fill=1)
            self.setFillColorRGB(0, 0, 0)
        self.plain(x, y, text)


class Overlaid(_Odd):
    """An old number under some new ones."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        if text.isdecimal() and self.chance.random() < 0.3:
            self.plain(x, y, str(self.chance.randint(1, 99)))
        self.plain(x, y, text)


class Struck(_Odd):
    """An old number, struck through, before some new ones."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        if text.isdecimal() and self.chance.random() < 0.3:
            old = str(self.chance.randint(1, 9))
            self.plain(x - 0.56 * self._fontsize, y, old)
            self.line(x - 0.56 * self._fontsize, y + 0.3 * self._fontsize, x, y + 0.3 * self._fontsize)
        self.plain(x, y, text)


class Fields(_Odd):
    """Numbers typed into form fields."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        if not (text.isascii() and text.isdecimal()):
            self.plain(x, y, text)
            return
        width = pdfmetrics.stringWidth(text, "Helvetica", self._fontsize) + 4
        self.acroForm.textfield(
            value=text,
            x=x - 2,
            y=y - 2,
            width=width,
            height=self._fontsize + 3,
            fontName="Helvetica",
            fontSize=self._fontsize - 1,
            borderWidth=0,
            relative=False,
            name=f"f{self.chance.random()}",
        )


class Scanned(_Odd):
    """A picture of the page over it all, or under it, as recognition leaves its text: some of its digits are wrong."""

    under = False

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        if not getattr(self, "_pictured", False) and self.under:
            self._picture()
        wrong = text.isdecimal() and self.chance.random() < 0.1
        self.plain(x, y, str(int(text) + 1) if wrong else text)

    def showPage(self) -> None:  # noqa: N802 - as inherited
        if not self.under:
            self._picture()
        self._pictured = False
        super().showPage()

    def _picture(self) -> None:
        self._pictured = True
        image = Image.new("L", (300, 424), 250)
        ImageDraw.Draw(image).line((20, 20, 280, 400), 0)
        self.drawImage(ImageReader(image), 0, 0, *self._pagesize)


class ScannedUnder(Scanned):
    """The text of a recognition, seen, on a picture of the page."""

    under = True


class Notes(_Odd):
    """Notes, highlights and typewritten text over some numbers."""

    def drawString(self, x: float, y: float, text: str, *_: Any, **__: Any) -> None:  # noqa: N802 - as inherited
        self.plain(x, y, text)
        if text.isdecimal() and self.chance.random() < 0.2:
            self.freeTextAnnotation(
                str(self.chance.randint(1, 99)), DA="/Helvetica 9 Tf 0 g", Rect=(x, y, x + 20, y + 12), relative=0
            )
        elif text.isdecimal() and self.chance.random() < 0.2:
            self.highlightAnnotation("see 12", Rect=(x, y, x + 20, y + 12), relative=0)


def _replace(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new)


def without_meanings(data: bytes) -> bytes:
    """Fonts that do not say which characters their glyphs show."""
    return data.replace(b"/ToUnicode", b"/XoUnicode")


def without_appearance(data: bytes) -> bytes:
    """Form fields whose looks the viewer must make up."""
    return data.replace(b"/AP ", b"/XP ").replace(b"/AP<", b"/XP<")


def _boxes(data: bytes, change: Callable[[Any, float, float], None]) -> bytes:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        change(page, *page.get_size())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def moved(data: bytes) -> bytes:
    """All pages on sheets that begin elsewhere than at nothing."""

    def change(page: Any, width: float, height: float) -> None:
        matrix = pdfium.FS_MATRIX(1, 0, 0, 1, -300, 120)
        clip = pdfium.FS_RECTF(-1000, 3000, 3000, -1000)
        pdfium.FPDFPage_TransFormWithClip(page.raw, ctypes.byref(matrix), ctypes.byref(clip))
        page.set_mediabox(-300, 120, width - 300, height + 120)

    return _boxes(data, change)


def cropped(data: bytes) -> bytes:
    """All pages on larger sheets of which a window is shown."""

    def change(page: Any, width: float, height: float) -> None:
        page.set_mediabox(-200, -150, width + 100, height + 90)
        page.set_cropbox(0, 0, width, height)

    return _boxes(data, change)


def cut_off(data: bytes) -> bytes:
    """All pages cropped through their tables: what stands beyond is not seen."""
    return _boxes(data, lambda page, width, height: page.set_cropbox(0, 0, width * 0.8, height))


@dataclass(frozen=True)
class Manner:
    """A manner of writing PDFs. ``after`` changes the bytes; ``pictured`` ones are left to recognition."""

    name: str
    canvas: type[Canvas] = Canvas
    after: Callable[[bytes], bytes] | None = None
    style: dict[str, object] = field(default_factory=dict)
    embed: bool = False
    pictured: bool = False


MANNERS = (
    Manner("character by character", ByCharacter),
    Manner("text twice", Twice),
    Manner("shadows", TwiceApart),
    Manner("unseen digits", Unseen),
    Manner("white digits", White),
    Manner("covered numbers", Covered),
    Manner("overlaid numbers", Overlaid),
    Manner("struck numbers", Struck),
    Manner("form fields", Fields),
    Manner("form fields without looks", Fields, without_appearance),
    Manner("notes", Notes),
    Manner("under a picture", Scanned, pictured=True),
    Manner("recognised over a picture", ScannedUnder, pictured=True),
    Manner("embedded subset", embed=True),
    Manner("subset without meanings", after=without_meanings, embed=True, pictured=True),
    Manner("moved sheet", after=moved),
    Manner("cropped", after=cropped),
    Manner("cut off", after=cut_off),
)


def write_odd(rng: random.Random, parts: list[Part], manner: Manner) -> bytes:
    """A report as the bytes of such a PDF."""
    font = embedded() if manner.embed else FONT
    data = write_pdf(rng, parts, random_style(rng, font=font, canvas=manner.canvas, **manner.style))
    return manner.after(data) if manner.after else data
