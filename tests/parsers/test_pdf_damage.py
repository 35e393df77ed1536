"""PDFs of which a part was lost or changed on their way: numbers that are gone must not read as left out."""

from __future__ import annotations

import contextlib
import random
import re
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parsers
from parsers.readers import pdf_streams
from parsers.readers.pdf import read_pdf
from parsers.readers.pdf_streams import refuse_damaged
from parsers.reading import interpret
from parsers.report import ReadError
from tests.factory.content import Content, make_content
from tests.factory.page import OFFICIAL, compose, print_grids
from tests.factory.pdf import write_pdf
from tests.factory.pdf_strip import random_style
from tests.factory.verdict import silently_wrong
from tests.parsers.test_pdf_reader import pdf, text

CONTENT = make_content(5, sparse=False)


def _report(content: Content = CONTENT) -> bytes:
    rng = random.Random(5)  # noqa: S311 - reproducible test data
    parts = compose(content, print_grids(content, OFFICIAL, rng))
    return write_pdf(rng, parts, random_style(rng, rules="strokes"))


REPORT = _report()
STREAM = REPORT.index(b"stream") + 300
CONTENTS = re.compile(rb"/Contents (\d+) 0 R")


def code(data: bytes) -> str | None:
    try:
        refuse_damaged(data)
    except ReadError as error:
        return error.code
    return None


def without_content(data: bytes) -> bytes:
    """The file without the object that holds the content of its second page, in all else as it was."""
    number = CONTENTS.findall(data)[1]
    return re.sub(rb"\n%b 0 obj.*?endobj" % number, lambda match: b" " * len(match[0]), data, flags=re.DOTALL)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:STREAM] + b"7" + data[STREAM + 1 :],
        lambda data: data[:STREAM] + data[STREAM + 600 :],
        lambda data: data[:STREAM] + bytes(600) + data[STREAM + 600 :],
        lambda data: data[:STREAM],
        lambda data: data.replace(b"FlateDecode", b"FlatEDecode", 1),
        lambda data: data.replace(b"ASCII85Decode", b"ASCII85Dekode", 1),
        without_content,
        lambda data: CONTENTS.sub(b"/Contents 999 0 R", data, count=1),
        lambda data: data.replace(b"/Contents", b"/Contemts", 1),
    ],
)
def test_what_was_damaged_is_refused(damage: Callable[[bytes], bytes]) -> None:
    assert code(REPORT) is None
    assert damage(REPORT) != REPORT
    assert code(damage(REPORT)) == "damaged-pdf"
    with pytest.raises(ReadError) as caught:
        parsers.read(damage(REPORT))
    assert caught.value.code == "damaged-pdf"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: re.sub(rb"/Count \d+", b"/Count 1", data),
        lambda data: data.replace(b"/DescendantFonts", b"/DescendentFonts"),
    ],
)
def test_pages_and_texts_that_are_named_but_not_drawn_are_missed(damage: Callable[[bytes], bytes]) -> None:
    assert damage(REPORT) != REPORT
    with pytest.raises(ReadError):
        read_pdf(damage(REPORT))


@pytest.mark.parametrize("name", [b"/Resources", b"/Font "])
@pytest.mark.parametrize("seed", range(2))
def test_no_table_is_absent_whose_page_lost_its_fonts(name: bytes, seed: int) -> None:
    content = make_content(seed, sparse=False)
    for found in re.finditer(name, whole := _report(content)):
        damaged = whole[: found.start()] + b"/Lost".ljust(len(name)) + whole[found.end() :]
        with contextlib.suppress(ReadError):
            assert not silently_wrong(interpret(read_pdf(damaged)), content)


@pytest.mark.parametrize(
    ("objects", "told"),
    [
        (b"2 0 obj <</Kids [3 0 R 4 0 R]>> 3 0 obj <</Contents 7 0 R>> 4 0 obj <</Contents 7 0 R>> ", (2, 2, 40)),
        (b"2 0 obj <</Kids [3 0 R]>> 3 0 obj <</Contents 7 0 R>> 4 0 obj <</Contents 7 0 R>> ", (1, 1, 20)),
        (b"2 0 obj <</Kids [3 0 R 5 0 R]>> 3 0 obj <</Contents [7 0 R]>> ", (1, 1, 20)),
        (b"1 0 obj <</Kids [2 0 R]>> 2 0 obj <</Kids [3 0 R]>> 3 0 obj <</Contents 7 0 R>> ", (1, 1, 20)),
        # Changed later; a form's fields.
        (b"2 0 obj <</Kids [3 0 R]>> 3 0 obj <</Contents 7 0 R>> 3 0 obj <</Contents 8 0 R>> ", (0, 0, 0)),
        (b"2 0 obj <</Kids [3 0 R]>> 3 0 obj <</T (name)>> ", (0, 0, 0)),
    ],
)
def test_what_a_file_says_of_its_pages(objects: bytes, told: tuple[int, int, int]) -> None:
    nothing = b"() Tj [ -250 ] TJ [()] TJ\n"
    streams = part(7, b"/Filter/FlateDecode", zlib.compress(SHOWN + nothing)) + part(8, b"", b"BT ET")
    assert refuse_damaged(objects + streams)[:3] == told


@settings(max_examples=25, deadline=None)
@given(st.integers(STREAM, REPORT.rindex(b"endstream") - 1), st.integers(1, 255), st.integers(1, 400))
def test_no_damage_to_what_is_drawn_reads_as_another_number(start: int, change: int, length: int) -> None:
    data = bytearray(REPORT)
    data[start : start + length] = bytes(byte ^ change for byte in data[start : start + length])
    try:
        report = parsers.read(bytes(data))
    except ReadError:
        return
    assert silently_wrong(report, CONTENT) == []


def part(number: int, dictionary: bytes, content: bytes) -> bytes:
    return b"%d 0 obj\n<<%b/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (number, dictionary, len(content), content)


def test_pages_in_a_stream_of_objects() -> None:
    objects = b"4 0 5 30 <</Type/Page/Contents 7 0 R>>  [7 0 R]"
    packed = part(1, b"/Type/ObjStm/N 2/First 9/Filter/FlateDecode", zlib.compress(objects))
    content = part(7, b"/Filter /FlateDecode", zlib.compress(b"BT ET"))
    assert code(b"%PDF-1.5\n" + packed + content) is None
    assert code(b"%PDF-1.5\n" + packed) == "damaged-pdf"


@pytest.mark.parametrize("content", [b"[7 0 R]", b"[ 7 0 R 7 0 R ]", b"8 0 R", b"7  0\nR"])
def test_contents_in_arrays(content: bytes) -> None:
    page = b"8 0 obj\n[ 7 0 R ]\nendobj\n4 0 obj <</Type/Page/Contents %b>> endobj\n" % content
    assert code(page + part(7, b"", b"BT ET")) is None
    assert (code(page) is None) == (content == b"8 0 R")


SHOWN = b"BT (1) Tj ET\n" * 20


@pytest.mark.parametrize("dictionary", [b"", b"/Filter", b"/Filtez/FlateDecode"])
def test_a_packed_part_that_is_not_said_to_be(dictionary: bytes) -> None:
    page = b"4 0 obj <</Type/Page/Contents 7 0 R>> endobj\n"
    assert code(page + part(7, dictionary, zlib.compress(SHOWN))) == "damaged-pdf"
    assert code(page + part(7, b"", SHOWN)) is None


@pytest.mark.parametrize(
    ("pages", "is_damage"),
    [
        (b"4 0 obj <</Type/Page>> endobj ", True),
        (b"4 0 obj <</Type/Page/Contentz 7 0 R>> endobj ", True),
        (b"4 0 obj <</Type/Page/Contents 7 0 R>> endobj 5 0 obj <</Type/Page>> endobj ", False),
        (b"4 0 obj <</Type/Page/Contents 8 0 R>> endobj 8 0 obj [7 0 R] endobj 5 0 obj <</Type /Page>> endobj ", False),
        (b"4 0 obj <</Type/Pages/Kids[]>> endobj ", False),
    ],
)
def test_a_text_without_a_page_beside_a_page_without_text(pages: bytes, *, is_damage: bool) -> None:
    assert (code(pages + part(7, b"/Filter/FlateDecode", zlib.compress(SHOWN))) is not None) == is_damage


@pytest.mark.parametrize(
    "data",
    [
        part(1, b"/Subtype /Image/Filter/FlateDecode", b"no picture"),
        part(1, b"/Filter/DCTDecode", b"no picture"),
        part(1, b"/Filter[]", b"BT ET"),
        part(1, b"", b"BT ET"),
        b"trailer <</Encrypt 3 0 R>> " + part(1, b"/Filter/FlateDecode", b"\x8d\x91"),
    ],
)
def test_what_nobody_can_prove_is_let_through(data: bytes) -> None:
    assert code(data) is None


def test_a_bomb_and_a_swarm_of_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = part(1, b"/Filter/FlateDecode", zlib.compress(bytes(4_000_000)))
    assert code(bomb) is None
    for limit in ("MAX_BYTES", "MAX_STREAM"):
        with monkeypatch.context() as patch:
            patch.setattr(pdf_streams, limit, 3_000_000)
            assert code(bomb) == "too-complex"
    assert code(part(1, b"", b"") * (pdf_streams.MAX_STREAMS + 1)) == "too-complex"


@pytest.mark.parametrize(("dx", "dy"), [(5, 2), (8, 5), (-30, 7), (3, -9)])
def test_a_page_drawn_twice_out_of_place_hides_what_it_says(dx: float, dy: float) -> None:
    """Its labels read as nonsense: a table that is not known again must not count as left out by the organ."""
    lines = [(60.0, 100.0 + 20 * i, f"行政处罚情况第{i}类信息公开") for i in range(8)]
    moved = [(x + dx, y + dy, line) for x, y, line in lines]
    assert not read_pdf(pdf(text(*lines))).hides
    assert read_pdf(pdf(text(*lines, *moved))).hides
