"""A line that divides the parts of a mail or web archive, or closes them, stands within a text: it is refused."""

from __future__ import annotations

import pytest

from parsers.media_types import EML
from parsers.readers.archive import unpack
from parsers.readers.mhtml import read_mhtml
from parsers.report import ReadError

HEADERS = {
    "mail": ["From: a@example.invalid", "To: b@example.invalid", "Message-ID: <1@example.invalid>"],
    "web archive": ["From: <Saved by Blink>"],
}
KINDS = {"mail": "mixed", "web archive": "related"}
TEXT = [
    "Content-Type: text/html; charset=utf-8",
    "",
    "<p>政府信息公开工作年度报告</p>",
    "<p>规章 3 0 9</p>",
    "<p>完</p>",
]
PICTURE = ["Content-Type: image/png", "Content-Transfer-Encoding: base64", "", "aGVsbG8="]
# The lines of the body; within the text, which is at 2 to 6, the place that a line moves to.
DIVIDES, CLOSES, WITHIN = "--b", "--b--", 6
BODY = ["This is a multi-part message.", DIVIDES, *TEXT, DIVIDES, *PICTURE, CLOSES, ""]
FIRST, SECOND, LAST = 1, 7, 12


def moved(place: int) -> list[str]:
    """The body with the line of a place within the text instead."""
    lines = [*BODY[:place], *BODY[place + 1 :]]
    within = WITHIN - (place < WITHIN)
    return [*lines[:within], BODY[place], *lines[within:]]


TORN = {
    "the line before the text": moved(FIRST),
    "the line behind the text": moved(SECOND),
    "the closing line": moved(LAST),
    "a second line that divides": [*BODY[:WITHIN], DIVIDES, *BODY[WITHIN:]],
    "a second line that closes": [*BODY[:WITHIN], CLOSES, *BODY[WITHIN:]],
    "a closing line, and nothing else to close": [DIVIDES, *TEXT[:-1], CLOSES, TEXT[-1]],
}
WHOLE = {
    "as sent": BODY,
    "without words before the first part": BODY[1:],
    "with an empty part": [*BODY[:LAST], DIVIDES, "", BODY[LAST], ""],
    "with a first part that does not say that it is plain text": [DIVIDES, "", "见附件。", *BODY[1:]],
    "with words behind an attachment": [*BODY, "checked by a scanner"],
}


def opened(kind: str, body: list[str]) -> str:
    """What was read of the page in a mail or a web archive."""
    head = [*HEADERS[kind], "MIME-Version: 1.0", f'Content-Type: multipart/{KINDS[kind]}; boundary="b"', ""]
    data = "\r\n".join([*head, *body]).encode()
    if kind == "mail":
        return "".join(member.data.decode() for member in unpack(data, EML) if member.name.endswith(".html"))
    return "".join(block.text for block in read_mhtml(data).blocks)


@pytest.mark.parametrize("kind", HEADERS)
@pytest.mark.parametrize("body", TORN.values(), ids=TORN.keys())
def test_a_torn_text_is_refused(kind: str, body: list[str]) -> None:
    with pytest.raises(ReadError) as caught:
        opened(kind, body)
    # A page that lost the line before it is none any more.
    assert caught.value.code in {"damaged-archive", "archive-without-page"}


@pytest.mark.parametrize("kind", HEADERS)
@pytest.mark.parametrize("body", WHOLE.values(), ids=WHOLE.keys())
def test_what_programs_send_is_read(kind: str, body: list[str]) -> None:
    assert "完" in opened(kind, body)
