"""RTF and DOC files of which a part is lost: LibreOffice would open them without a word of it."""

from __future__ import annotations

import io
import random

import olefile
import pytest

from parsers import media_types
from parsers.bundle import open_file
from parsers.form import TableName
from parsers.old_office import refuse_damaged
from parsers.report import ReadError
from tests.factory.grid import Grid, GridCell
from tests.factory.old_word import LOOKS, save_all
from tests.factory.page import OFFICIAL, compose, print_grids
from tests.factory.pdf_printing import OFFICE
from tests.factory.variations import plain_content

BLOCK = 512


def is_damaged(data: bytes, kind: str) -> bool:
    try:
        refuse_damaged(data, kind)
    except ReadError as error:
        return error.code == "damaged-file"
    return False


@pytest.mark.parametrize(
    ("data", "damaged"),
    [
        (rb"{\rtf1\ansi {\b a}\par b}", False),
        (rb"{\rtf1\ansi \{ a\} \}\par b}", False),
        (b"{\\rtf1\\ansi {\\pict\\bin4 }}}{}\\par b}\r\n\0", False),
        (rb"{\rtf1\ansi {\b a}\par b", False),
        (rb"{\rtf1\ansi {\b a}}\par b}", True),
        (rb"{\rtf1\ansi \b a}\par b}", True),
        (rb"{\rtf1\ansi a\\}\par b}", True),
    ],
)
def test_an_rtf_that_closes_before_its_text_ends(data: bytes, *, damaged: bool) -> None:
    assert is_damaged(data, media_types.RTF) == damaged
    assert not is_damaged(data, media_types.DOC)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_doc_with_zeros_instead_of_a_block_of_its_text() -> None:
    """Its letters, where its cells and rows end, and what is told of rows with many cells."""
    content, rng = plain_content(3), random.Random(3)  # noqa: S311 - reproducible test data
    (data,) = save_all([(rng, compose(content, print_grids(content, OFFICIAL, rng)), LOOKS[0])], "doc")
    assert not is_damaged(data, media_types.DOC)
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        main, rows = (ole.openstream(name).read() for name in ("WordDocument", "Data"))
    for stream, first in ((main, 4), (rows, 0)):
        at = data.index(stream[: 2 * BLOCK])
        for place in range(at + first * BLOCK, at + len(stream) - BLOCK, BLOCK):
            assert is_damaged(data[:place] + bytes(BLOCK) + data[place + BLOCK :], media_types.DOC), place - at


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_doc_with_a_table_of_many_columns_is_whole() -> None:
    """LibreOffice tells nothing of each cell, which is as many zeros as a lost block has where a row has so many."""
    content, rng = plain_content(3), random.Random(3)  # noqa: S311 - reproducible test data
    grids = print_grids(content, OFFICIAL, rng)
    (at,) = (i for i, grid in enumerate(grids) if grid.name is TableName.APPLICATIONS)
    rows = zip(*grids[at].covered(), strict=True)
    grids[at] = Grid(TableName.APPLICATIONS, [[GridCell(cell.text if cell else "") for cell in row] for row in rows])
    (data,) = save_all([(rng, compose(content, grids), LOOKS[0])], "doc")
    assert not is_damaged(data, media_types.DOC)


def test_what_is_no_document_is_left_to_libreoffice() -> None:
    assert not is_damaged(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), media_types.DOC)
    assert not is_damaged(b"", media_types.RTF)


def test_a_file_is_judged_where_it_is_read_and_not_before() -> None:
    """In the child, under its limits."""
    data = rb"{\rtf1\ansi {\b a}}\par b}"
    made = "<p>一、总体情况</p>".encode()
    opened = open_file(data)
    assert [one.media_type for one in opened.wanted] == [media_types.RTF]
    with pytest.raises(ReadError) as caught:
        open_file(data, converted={opened.wanted[0].sha256: made})
    assert caught.value.code == "damaged-file"
