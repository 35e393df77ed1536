"""Which encoding bytes are in: by the bytes, never by what they declare, never repaired."""

from __future__ import annotations

import pytest

from parsers.encoding import decode_text
from parsers.report import ReadError

SIMPLIFIED = "<p>云溪县民政局2023年政府信息公开工作年度报告</p>\n一、总体情况\n" * 3
TRADITIONAL = "<p>臺灣某機關政府資訊公開情況</p>\n" * 3


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "gb2312"],
)
@pytest.mark.parametrize("declared", ["", "<meta charset=utf-8>", "<meta charset=gb2312>", "<meta charset=iso-8859-1>"])
def test_declarations_decide_nothing(encoding: str, declared: str) -> None:
    text = declared + SIMPLIFIED
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "big5hkscs"])
def test_traditional_script(encoding: str) -> None:
    assert decode_text(TRADITIONAL.encode(encoding)) == TRADITIONAL


def test_characters_beyond_gbk() -> None:
    text = SIMPLIFIED + "㐂䶮𠮷"
    assert decode_text(text.encode("gb18030")) == text


def test_the_reading_with_the_common_words_is_taken() -> None:
    data = TRADITIONAL.encode("big5")
    assert data.decode("gb18030", errors="ignore") != TRADITIONAL
    assert decode_text(data) == TRADITIONAL


def test_nul_bytes_make_no_utf16() -> None:
    text = "政府信息公开\x00\x00" + "a\x00" * 20
    assert decode_text(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \r\n\t", "empty-file"),
        (SIMPLIFIED.encode()[:50] + b"\xff" + SIMPLIFIED.encode()[50:], "damaged-utf8"),
        (SIMPLIFIED.encode() + "云".encode()[:2], "damaged-utf8"),
        (b"\xff\xfe" + SIMPLIFIED.encode("utf-16-le") + b"\x00", "undecodable-text"),
        (b"\xff\xfea\x00\x00\xd8", "undecodable-text"),
        (b"\xef\xbb\xbf" + SIMPLIFIED.encode("gbk"), "undecodable-text"),
        (b"\x81\xff\x80\xfe" * 30, "undecodable-text"),
        (("日本語の文章です。" * 5).encode("shift_jis"), "undecodable-text"),
    ],
)
def test_what_cannot_be_decoded_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        decode_text(data)
    assert caught.value.code == code
