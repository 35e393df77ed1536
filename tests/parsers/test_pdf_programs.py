"""PDFs by the programs that make most of them. Skipped where the programs are not installed."""

from __future__ import annotations

import random

import pytest

from parsers.readers.pdf import read_pdf
from parsers.reading import interpret
from parsers.report import Report
from tests.factory.content import Content, make_content
from tests.factory.page import OFFICIAL, Part, compose, print_grids
from tests.factory.pdf_programs import BROWSER, OFFICE, by_browser, by_office, web_page, word_pages
from tests.factory.verdict import Truth, Verdict, silently_wrong, tally

SEEDS = (1, 2, 5, 8)


def parts_of(seed: int) -> tuple[random.Random, Content, list[Part]]:
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    content = make_content(seed, blanks=0.05 if seed % 2 else 0.0)
    return rng, content, compose(content, print_grids(content, OFFICIAL, rng))


def check(report: Report, content: Content, least: float) -> None:
    assert silently_wrong(report, content) == []
    assert tally(report, Truth(content.cells))[Verdict.RIGHT] >= least * len(content.cells)
    assert (report.organ, report.year) == (content.organ, content.year)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_word_processor() -> None:
    made = [parts_of(seed) for seed in SEEDS]
    for data, (_, content, _) in zip(by_office([word_pages(r, parts) for r, _, parts in made]), made, strict=True):
        # Its narrow columns wrap long numbers, which are withheld.
        check(interpret(read_pdf(data)), content, 0.5)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_browser() -> None:
    for seed in SEEDS[:2]:
        rng, content, parts = parts_of(seed)
        check(interpret(read_pdf(by_browser(web_page(rng, parts)))), content, 0.9)
