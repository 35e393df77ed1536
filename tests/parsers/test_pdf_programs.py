"""PDFs by the programs that make most of them. Skipped where the programs are not installed."""

from __future__ import annotations

import random

import pytest

from parsers.readers.pdf import read_pdf
from parsers.reading import interpret
from tests.factory.content import Content, make_content
from tests.factory.page import OFFICIAL, Part, compose, print_grids
from tests.factory.pdf_office import OFFICES, SHEETS, Pages, Sheets, print_pages, write_pages
from tests.factory.pdf_printing import BROWSER, OFFICE, by_office
from tests.factory.pdf_web import WEBS, Web, print_web
from tests.factory.scan_look import fonts
from tests.factory.verdict import Truth, Verdict, silently_wrong, tally

SEEDS = (1, 2, 5, 8)
# The share of cells that must come back at least, over all seeds; of the others none, for what they show is unclear.
LEAST = {
    "browser": 0.95,
    "landscape": 0.95,
    "header and footer": 0.95,
    "vertical heads": 0.9,
    "white borders": 0.9,
    "white on white": 0.9,
    "word processor": 0.95,
    "dotted borders": 0.95,
    "landscape T4": 0.95,
    "repeated heads": 0.9,
    "rows cut": 0.85,
    "narrow columns": 0.85,
    "watermark": 0.95,
    "watermark of digits": 0.9,
    "workbook": 0.85,
}


def parts_of(seed: int) -> tuple[random.Random, Content, list[Part]]:
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    content = make_content(seed, blanks=0.05 if seed % 2 else 0.0)
    return rng, content, compose(content, print_grids(content, OFFICIAL, rng))


def check(name: str, printed: list[bytes], contents: list[Content]) -> None:
    right = 0
    for data, content in zip(printed, contents, strict=True):
        report = interpret(read_pdf(data))
        assert silently_wrong(report, content) == []
        right += tally(report, Truth(content.cells))[Verdict.RIGHT]
    assert right >= LEAST.get(name, 0) * sum(len(content.cells) for content in contents)


@pytest.fixture(scope="module")
def documents() -> dict[str, list[bytes]]:
    """All looks of DOCX, printed in one call."""
    looks = [look for look in OFFICES if look.to == "docx"]
    written = [write_pages(rng, parts, look) for look in looks for rng, _, parts in map(parts_of, SEEDS)]
    printed = by_office(written)
    return {look.name: printed[i * len(SEEDS) : (i + 1) * len(SEEDS)] for i, look in enumerate(looks)}


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("look", [*OFFICES, *SHEETS], ids=lambda look: look.name)
def test_word_processor(look: Pages | Sheets, documents: dict[str, list[bytes]]) -> None:
    made = [parts_of(seed) for seed in SEEDS]
    printed = documents.get(look.name) or print_pages([(rng, parts) for rng, _, parts in made], look)
    check(look.name, printed, [content for _, content, _ in made])


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
@pytest.mark.parametrize("look", WEBS, ids=lambda look: look.name)
def test_browser(look: Web) -> None:
    if look.name == "vertical heads" and not fonts(("noto-serif",)):
        pytest.skip("no face is installed that tells how high its letters are: the browser prints them over each other")
    made = [parts_of(seed) for seed in SEEDS]
    check(look.name, [print_web(rng, parts, look) for rng, _, parts in made], [content for _, content, _ in made])
