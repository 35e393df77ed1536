"""Reports saved as DOC, RTF and ODT, made new by LibreOffice and read. Skipped where it is not installed."""

from __future__ import annotations

import random

import pytest

from parsers.detect import media_type
from tests.factory.old_word import FORMATS, LOOKS, save_all
from tests.factory.page import OFFICIAL, compose, print_grids
from tests.factory.pdf_printing import OFFICE
from tests.factory.rendering import read
from tests.factory.variations import any_content, plain_content
from tests.factory.verdict import Truth, Verdict, verdicts
from workers.office import convert_many

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_cell_comes_back(kind: str) -> None:
    contents = [(any_content if number % 2 else plain_content)(number) for number in range(len(LOOKS))]
    made = []
    for number, (look, content) in enumerate(zip(LOOKS, contents, strict=True)):
        rng = random.Random(number)  # noqa: S311 - reproducible test data
        made.append((rng, compose(content, print_grids(content, OFFICIAL, rng)), look))
    saved = save_all(made, kind)
    converted = convert_many([(data, media_type(data)) for data in saved])
    for data, content, look in zip(converted, contents, LOOKS, strict=True):
        assert isinstance(data, bytes)
        found = verdicts(read(data), Truth(content.cells))
        assert {key for key, verdict in found.items() if verdict is not Verdict.RIGHT} == set(), look.name
