"""What was recognised in pictures counts only where no sum contradicts it and all of its table could be read."""

from __future__ import annotations

import dataclasses
import random

import msgspec

from parsers.document import Block, Document
from parsers.reading import interpret
from parsers.report import Doubt, Status
from tests.factory.content import Content
from tests.factory.in_document import as_document
from tests.factory.page import OFFICIAL, compose, print_grids
from tests.factory.variations import plain_content

KEY = "applications.granted.natural_person"
GONE = "disclosure.licences."


def recognised(content: Content) -> Document:
    rng = random.Random(1)  # noqa: S311 - reproducible test data
    document = as_document(compose(content, print_grids(content, OFFICIAL, rng)))
    return msgspec.structs.replace(document, recognised=True)


def unsure(document: Document, text: str) -> Document:
    """The document with the cells of a text called unsure."""
    blocks = [
        msgspec.structs.replace(
            block,
            cells=tuple(msgspec.structs.replace(c, sure=False) if c.text == text else c for c in block.cells),
        )
        for block in document.blocks
    ]
    return msgspec.structs.replace(document, blocks=tuple(blocks))


def without(content: Content, prefix: str) -> Content:
    cells = {key: value for key, value in content.cells.items() if not key.startswith(prefix)}
    return dataclasses.replace(content, cells=cells)


def test_what_the_sums_contradict_is_withheld() -> None:
    content = plain_content(1)
    wrong = dataclasses.replace(content, cells={**content.cells, KEY: 77})
    cells = interpret(recognised(wrong)).cells
    assert (cells[KEY].status, cells[KEY].doubt, cells[KEY].raw) == (Status.AMBIGUOUS, Doubt.CONTRADICTED, "77")
    others = {key: cell for key, cell in cells.items() if key != KEY}
    assert {cell.status for cell in others.values()} == {Status.OK}


def test_nothing_is_absent_from_a_table_that_could_not_all_be_read() -> None:
    document = recognised(without(plain_content(1), GONE))
    key = next(key for key in plain_content(1).cells if key.startswith(GONE))
    assert interpret(document).cells[key].status is Status.ABSENT
    cell = interpret(unsure(document, "规章")).cells[key]
    assert (cell.status, cell.doubt) == (Status.AMBIGUOUS, Doubt.UNREADABLE)


def test_no_table_is_absent_where_a_grid_could_not_be_made_out() -> None:
    content = plain_content(1)
    document = recognised(content)
    last = max(block.table or 0 for block in document.blocks)

    def reversed_labels(block: Block) -> Block:
        cells = (msgspec.structs.replace(c, text=c.text[::-1]) for c in reversed(block.cells))
        return msgspec.structs.replace(block, cells=tuple(cells)) if block.table == last else block

    # A page turned on its side: the headings of sections come behind, too.
    blocks = sorted(map(reversed_labels, document.blocks), key=lambda block: block.table == last)
    cells = interpret(msgspec.structs.replace(document, blocks=tuple(blocks))).cells
    assert {cell.status for key, cell in cells.items() if key.startswith("proceedings.")} == {Status.AMBIGUOUS}


def test_no_table_is_absent_of_which_the_section_was_not_read() -> None:
    content = plain_content(1)
    document = recognised(content)
    second = next(i for i, block in enumerate(document.blocks) if block.text.startswith("二、"))
    third = next(i for i, block in enumerate(document.blocks) if block.text.startswith("三、"))

    def statuses(start: int) -> set[Status]:
        blocks = (*document.blocks[: second + start], *document.blocks[third:])
        cells = interpret(msgspec.structs.replace(document, blocks=blocks)).cells
        return {cell.status for key, cell in cells.items() if key.startswith("disclosure.")}

    assert statuses(1) == {Status.ABSENT}
    assert statuses(0) == {Status.AMBIGUOUS}


def test_a_head_that_lost_its_hairline_is_known() -> None:
    document = recognised(plain_content(1))
    blocks = [
        msgspec.structs.replace(
            block, cells=tuple(msgspec.structs.replace(c, text=c.text.replace("自然人", "白然人")) for c in block.cells)
        )
        for block in document.blocks
    ]
    cells = interpret(msgspec.structs.replace(document, blocks=blocks)).cells
    assert {cell.status for cell in cells.values()} == {Status.OK}
