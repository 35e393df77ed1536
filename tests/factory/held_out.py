"""Layouts that nobody tuned on: other kinds than those of ``media``, run under a heading of their own.

Most show in a cell something else than its plain text says, or nothing a text can say. What cannot be read with
certainty must be withheld; few are held to come back whole.
"""

from __future__ import annotations

from tests.factory import in_text
from tests.factory.held_out_html import HELD_OUT_DIALECTS, HELD_OUT_READABLE
from tests.factory.held_out_office import HELD_OUT_BOOKS, HELD_OUT_WORDS, by_library
from tests.factory.in_sheets import ODD_BOOKS
from tests.factory.media import Medium, html, scans, text, word, xlsx
from tests.factory.page import Look
from tests.factory.rendering import Layout
from tests.factory.word_odd import ODD_WORDS

HELD_OUT: dict[str, Medium] = {
    medium.name: medium
    for medium in (
        Medium(
            "text",
            tuple(
                Layout(name, text(write), exact=False)
                for name, write in {
                    "comma separated": in_text.comma_separated,
                    "drawn frame": in_text.drawn_frame,
                    "box drawing": in_text.box_drawing,
                    "data frame": in_text.data_frame,
                    "one line": in_text.sentence,
                }.items()
            ),
        ),
        Medium(
            "html",
            (
                *(Layout(d.name, html(d), exact=d.name in HELD_OUT_READABLE) for d in HELD_OUT_DIALECTS),
                Layout("saved by Excel, any look", html(HELD_OUT_DIALECTS[0]), None, exact=False),
            ),
        ),
        Medium(
            "docx",
            (
                Layout("by a library", by_library),
                Layout("by a library, any look", by_library, None, exact=False),
                *(Layout(look.name, word(look), exact=False) for look in (*ODD_WORDS, *HELD_OUT_WORDS)),
            ),
        ),
        Medium(
            "xlsx",
            (
                *(Layout(name, write, exact=False) for name, write in HELD_OUT_BOOKS.items()),
                *(Layout(book.name, xlsx(book), exact=False) for book in ODD_BOOKS[1:]),
                Layout("hidden sheet, padded", HELD_OUT_BOOKS["hidden sheet"], Look(("padded",)), exact=False),
            ),
        ),
        Medium("scan", scans("held_out_scans"), slow=True),
    )
}
