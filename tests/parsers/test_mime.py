"""Parts of mails decoded: as the standard library does, by way of fewer copies."""

from __future__ import annotations

import base64
import tracemalloc
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.readers.mime import content_of, parsed

CLEAN = base64.encodebytes(bytes(range(256)) * 3)


def part(body: bytes, encoding: str = "base64", kind: str = "application/octet-stream") -> Message:
    head = f"MIME-Version: 1.0\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    return parsed(head.encode() + body)


def by_the_library(message: Message) -> tuple[object, list[str]]:
    return message.get_payload(decode=True), [type(defect).__name__ for defect in message.defects]


BODIES = {
    "clean": CLEAN,
    "lines ended by CRLF": CLEAN.replace(b"\n", b"\r\n"),
    "lines ended by CR": CLEAN.replace(b"\n", b"\r"),
    "no padding": CLEAN.rstrip(b"=\n"),
    "too much padding": CLEAN.rstrip() + b"==\n",
    "one letter too many": CLEAN.rstrip(b"=\n") + b"AB",
    "goes on behind its padding": CLEAN + CLEAN,
    "other characters": CLEAN[:70] + b"*!" + CLEAN[70:],
    "spaces": CLEAN.replace(b"\n", b" \n"),
    "bytes that are not ASCII": CLEAN[:70] + b"\xe9" + CLEAN[70:],
    "empty": b"",
}


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain; charset=cp500", "text/html; charset*=x'"])
@pytest.mark.parametrize("encoding", ["base64", "BASE64", " base64 ", "quoted-printable", "8bit", "x-uuencode"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_parts_are_decoded_as_by_the_library(body: bytes, encoding: str, kind: str) -> None:
    said, defects = by_the_library(part(body, encoding, kind))
    own = part(body, encoding, kind)
    assert content_of(own) == said
    assert [type(defect).__name__ for defect in own.defects] == defects


@given(st.binary(max_size=60).map(base64.b64encode) | st.binary(max_size=60))
def test_any_part_is_decoded_as_by_the_library(body: bytes) -> None:
    assert content_of(part(body)) == by_the_library(part(body))[0]


def test_a_large_attachment_is_decoded_without_a_copy_for_each_step() -> None:
    message = part(base64.encodebytes(bytes(3_000_000)))
    tracemalloc.start()
    try:
        content = content_of(message)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(content) == 3_000_000
    # Its letters without line ends, and what they mean.
    assert peak < 8_000_000
