"""All media and the layouts in which the factory renders them: one table for the tests and the bench."""

from __future__ import annotations

import importlib
import importlib.util
import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from tests.factory import in_mail, in_text, old_word
from tests.factory.all_damage import SHORTENING
from tests.factory.html_odd import ODD_DIALECTS
from tests.factory.in_document import as_document
from tests.factory.in_html import DIALECTS, ENCODINGS, Dialect, encode, write_page
from tests.factory.in_sheets import BOOKS, Book, write_xls, write_xlsx
from tests.factory.in_word import Word, write_word
from tests.factory.page import Look, Part
from tests.factory.pdf import write_pdf
from tests.factory.pdf_odd import MANNERS, embedded, write_odd
from tests.factory.pdf_office import OFFICES, SHEETS, Pages, Sheets, print_pages
from tests.factory.pdf_printing import BROWSER, OFFICE
from tests.factory.pdf_strip import random_style
from tests.factory.pdf_web import WEBS, print_web
from tests.factory.rendering import Layout
from tests.factory.shapes import SHAPES
from tests.factory.spellings import SPELLINGS
from tests.factory.word_odd import DOUBTFUL_WORDS, WORDS


class Medium(NamedTuple):
    """A medium, its layouts, whether reading one takes seconds, and whether rows of a grid have no end of their own."""

    name: str
    layouts: tuple[Layout, ...]
    slow: bool = False
    endless: bool = False

    def shows(self, damage: str) -> bool:
        """Whether a source of the medium shows the damage."""
        return not (self.endless and damage in SHORTENING)


def html(dialect: Dialect, encoding: str = "utf-8") -> Callable[[random.Random, list[Part]], bytes]:
    """A way to write a page."""
    return lambda rng, parts: encode(write_page(rng, parts, dialect), encoding)


def word(look: Word) -> Callable[[random.Random, list[Part]], bytes]:
    """A way to write a document."""
    return lambda rng, parts: write_word(rng, parts, look)


def xlsx(book: Book) -> Callable[[random.Random, list[Part]], bytes]:
    """A way to write a workbook."""
    return lambda rng, parts: write_xlsx(rng, parts, book)


def xls(book: Book) -> Callable[[random.Random, list[Part]], bytes]:
    """A way to write a workbook of long ago."""
    return lambda rng, parts: write_xls(rng, parts, book)


def text(
    write: in_text.WriteGrid, around: Callable[[random.Random, list[str]], list[str]] | None = None
) -> Callable[[random.Random, list[Part]], bytes]:
    """A way to write a text."""
    return lambda rng, parts: in_text.write_text(rng, parts, write, around)


def _grids() -> tuple[Layout, ...]:
    write = lambda _, parts: as_document(parts)  # noqa: E731 - one use, one line
    return (
        *(Layout(f"shape: {name}", write, Look((name,)), exact=False) for name in SHAPES),
        *(Layout(f"spelling: {name}", write, Look((), name), exact=False) for name in SPELLINGS),
        Layout("any look", write, None, exact=False),
    )


def _html() -> tuple[Layout, ...]:
    plain, office = DIALECTS[0], next(d for d in DIALECTS if d.name == "Word paste")
    merged = ("blank for merged", "ragged", "padded")
    readable = {"layout tables", "in one cell", "XHTML", "hidden copy", "Word's row of widths"}
    return (
        *(Layout(dialect.name, html(dialect)) for dialect in DIALECTS),
        *(Layout(dialect.name, html(dialect), exact=dialect.name in readable) for dialect in ODD_DIALECTS),
        *(Layout(f"plain, {name}", html(plain), Look((name,))) for name in merged),
        Layout("traditional script", html(plain), Look((), "traditional")),
        *(
            Layout(f"encoding: {name}", html(office if i % 2 else plain, name))
            for i, name in enumerate(ENCODINGS)
            if name != "utf-8"
        ),
        Layout("plain, any look", html(plain), None, exact=False),
        Layout("Word paste, any look", html(office), None, exact=False),
    )


def _text() -> tuple[Layout, ...]:
    named = in_text.BY_NAME
    lossy = {"concatenated"}
    around = {
        "page of pipes": in_text.page_of_pipes,
        "captions": in_text.captions,
        "page breaks": in_text.page_breaks,
        "blank lines": in_text.blank_lines,
        "repeats dropped": in_text.repeats_dropped,
    }
    other = {
        "page columns": in_text.page_columns,
        "vertical heads": in_text.vertical_heads,
        "mini-tables": in_text.mini_tables,
        "tab stops": in_text.tab_stops,
        "repeated tabs": in_text.repeated_tabs,
        "numbers below": in_text.numbers_below,
    }
    return (
        *(Layout(name, text(write), exact=name not in lossy) for name, write in named.items()),
        *(
            Layout(f"{inner}, {name}", text(named[inner], frame), exact=False)
            for name, frame in around.items()
            for inner in ("pipe rows", "cell lines", "cell lines with pipes")
        ),
        *(Layout(name, text(write), exact=False) for name, write in other.items()),
    )


# Rules, where pages end, and what else differs.
_STYLES: dict[str, dict[str, object]] = {
    "strokes": {"rules": "strokes"},
    "boxes": {"rules": "boxes"},
    "edges": {"rules": "edges"},
    "dashes": {"rules": "dashes"},
    "only between rows": {"rules": "rows"},
    "three rules": {"rules": "three"},
    "no rules": {"rules": "none"},
    "pages end within rows": {"breaks": "lines"},
    "pages end open": {"breaks": "open"},
    "pages are windows": {"breaks": "windows"},
    "fake bold": {"bold": True},
    "upright heads": {"upright_heads": True},
    "turned": {"turn": 90},
    "in a form": {"in_form": True},
}


def _pdf() -> tuple[Layout, ...]:
    def write(fixed: dict[str, object]) -> Callable[[random.Random, list[Part]], bytes]:
        return lambda rng, parts: write_pdf(rng, parts, random_style(rng, **fixed))

    return (
        *(Layout(name, write(fixed), exact=False) for name, fixed in _STYLES.items()),
        *(
            Layout(manner.name, partial(write_odd, manner=manner), exact=False)
            for manner in MANNERS
            if not manner.pictured and (not manner.embed or embedded())
        ),
        Layout("strokes, any look", write(_STYLES["strokes"]), None, exact=False),
    )


def _programs() -> tuple[Layout, ...]:
    """PDF by the programs that make most of them, where this machine has them."""

    def office(look: Pages | Sheets) -> Callable[[random.Random, list[Part]], bytes]:
        return lambda rng, parts: print_pages([(rng, parts)], look)[0]

    return (
        *(Layout(look.name, office(look), exact=False) for look in ((*OFFICES, *SHEETS) if OFFICE else ())),
        *(Layout(look.name, partial(print_web, look=look), exact=False) for look in (WEBS if BROWSER else ())),
    )


def scans(module: str) -> tuple[Layout, ...]:
    """The layouts of a module that draws pages, where this machine has what it needs."""
    if any(importlib.util.find_spec(name) is None for name in ("PIL", "numpy", "cv2")):
        return ()
    found: tuple[Layout, ...] = importlib.import_module(f"tests.factory.{module}").layouts()
    return found


MEDIA: dict[str, Medium] = {
    medium.name: medium
    for medium in (
        Medium("grids", _grids()),
        Medium("text", _text()),
        Medium("html", _html()),
        Medium(
            "mhtml",
            tuple(
                Layout(
                    f"{dialect}, {charset}, {transfer}",
                    partial(in_mail.write_mhtml, dialect=dialect, charset=charset, transfer=transfer),
                )
                for dialect, charset, transfer in (
                    ("plain", "utf-8", "quoted-printable"),
                    ("Word paste", "gb2312", "quoted-printable"),
                    ("WPS paste", "gbk", "base64"),
                )
            ),
        ),
        Medium(
            "docx",
            (
                *(Layout(look.name, word(look)) for look in WORDS),
                *(Layout(look.name, word(look), exact=False) for look in DOUBTFUL_WORDS),
                *(Layout(f"merged, {name}", word(WORDS[0]), Look((name,))) for name in ("blank for merged", "split")),
                Layout("merged, any look", word(WORDS[0]), None, exact=False),
                Layout("split runs, any look", word(WORDS[1]), None, exact=False),
            ),
        ),
        *(Medium(kind, old_word.layouts(kind), slow=True) for kind in old_word.FORMATS),
        Medium(
            "xlsx",
            (
                *(Layout(book.name, xlsx(book)) for book in BOOKS),
                Layout("one sheet, joined", xlsx(BOOKS[0]), Look(("joined",))),
                Layout("one sheet, any look", xlsx(BOOKS[0]), None, exact=False),
            ),
            endless=True,
        ),
        Medium("xls", tuple(Layout(book.name, xls(book)) for book in BOOKS if not book.style), endless=True),
        Medium(
            "bundles",
            (
                Layout("DOCX in ZIP", in_mail.zipped_word),
                Layout("page in ZIP", in_mail.zipped_page),
                Layout("mail body", in_mail.mail_with_body),
                Layout("workbook by mail", in_mail.mail_with_workbook),
                Layout("DOCX by mail", in_mail.mail_with_word),
                Layout("text and tables apart", in_mail.text_then_tables, exact=False),
            ),
        ),
        Medium("pdf", _pdf()),
        Medium("pdf by programs", _programs(), slow=True),
        Medium("scan", scans("in_scans"), slow=True),
    )
}
