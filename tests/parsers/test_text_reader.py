"""Bytes to blocks: encodings, separators, and files that are no text."""

from __future__ import annotations

import pytest

import parsers
from parsers.document import BlockKind
from parsers.encoding import decode_text
from parsers.readers.text import MAX_CHARACTERS, MAX_LINES, read_text
from parsers.report import ReadError
from tests.factory.content import make_content
from tests.factory.layouts import LAYOUTS, render

REPORT = render(make_content(3), LAYOUTS[0])
TEXT = REPORT.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings(encoding: str) -> None:
    report = parsers.read(TEXT.encode(encoding))
    assert report.organ == "云溪县民政局"
    assert report.cells == parsers.read(REPORT).cells


def test_big5_is_told_from_gb18030() -> None:
    text = "臺灣某機關政府資訊公開情況\n" * 3
    assert decode_text(text.encode("big5")) == text


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends(ends: str) -> None:
    assert parsers.read(TEXT.replace("\n", ends).encode()).cells == parsers.read(REPORT).cells


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \n\t \r\n" * 1000, "empty-file"),
        (b"MZ" + b"\x00" * 100, "unsupported-media-type"),
        (b"%PDF-1.7 ...", "damaged-pdf"),
        (b"PK\x03\x04....", "unsupported-media-type"),
        (b"\x00\x01\x02" * 10, "unsupported-media-type"),
        (REPORT[:500] + b"\xff\xfe\xff" + REPORT[500:], "damaged-utf8"),
        (b"\x81\xff\x80\xfe" * 30, "undecodable-text"),
        (b"just a shopping list\nmilk\neggs\n", "not-an-annual-report"),
        ("各位同事：附件为本周会议纪要，请查收。".encode(), "not-an-annual-report"),
        (b"x\n" * MAX_LINES, "too-many-lines"),
        (b"x" * (MAX_CHARACTERS + 1), "too-large"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        parsers.read(data, "file.txt")
    assert caught.value.code == code
    assert caught.value.message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x00\x01\x02" * 10, "file.bin is of an unknown type (application/octet-stream); it cannot be read."),
        (b"7z\xbc\xaf\x27\x1c", "file.bin is 7z (application/x-7z-compressed); it cannot be read."),
    ],
)
def test_what_no_reader_knows_is_named(data: bytes, said: str) -> None:
    with pytest.raises(ReadError) as caught:
        parsers.read(data, "file.bin")
    assert caught.value.message == said


def test_blocks() -> None:
    document = read_text("a | b | |\n0 |\n|\nx\ty\n\n文字\n|---|---|\n| m | n |\n".encode())
    shown = [(block.kind, [cell.text for cell in block.cells], block.where.line) for block in document.blocks]
    assert shown == [
        (BlockKind.ROW, ["a", "b", ""], 1),
        (BlockKind.LOOSE_CELL, ["0"], 2),
        (BlockKind.ROW, ["x", "y"], 4),
        (BlockKind.TEXT, ["文字"], 6),
        (BlockKind.ROW, ["m", "n"], 8),
    ]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("主题分类: | 组配分类: | 公开年报 | |\n一、总体情况\n公开3条。\n", None),
        ("本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。\n一、总体情况\n公开3条。\n", 2022),
        ("本報告所列數據統(tǒng)計期限自2023年1月1日起至2023年12月31日止。\n一、總體情況\n公開3條。\n", 2023),
        ("本报告根据《中华人民共和国政府信息公开条例》要求，由清河县民政局编制而成。\n（二）依申请公开：无。\n", None),
    ],
)
def test_what_the_forms_own_sentences_prove_is_a_report(text: str, year: int | None) -> None:
    assert parsers.read(text.encode()).year == year


@pytest.mark.parametrize(
    "text",
    [
        "一、总体情况\n2023年，全镇收到信访件3件。\n",
        "主题分类: | 组配分类: | 公开年报 | |\n2023年预算公开说明\n",
        "本指南根据《中华人民共和国政府信息公开条例》编制。\n",
        "本报告根据《中华人民共和国预算法》编制。\n",
        "一、收到申请情况\n2022年，全区共收到政府信息依申请公开1499件。\n二、申请答复情况\n共答复1453件。\n",
    ],
)
def test_what_they_do_not_prove_is_none(text: str) -> None:
    with pytest.raises(ReadError, match="annual report"):
        parsers.read(text.encode())
