"""MIME messages parsed: mails and web archives.

Place in the flow: under ``archive_mail`` and ``mhtml``. ``email.message_from_bytes`` first holds the whole text four
bytes a character; fed piece by piece, its parser needs a third of that.
"""

from __future__ import annotations

import binascii
from contextlib import suppress
from email.message import Message
from email.parser import BytesFeedParser

_PIECE = 64 * 1024


def parsed(data: bytes) -> Message:
    """A message with its parts. Headers stay as they are: newer policies parse them, and fail on malformed ones."""
    parser = BytesFeedParser()
    for at in range(0, len(data), _PIECE):
        parser.feed(data[at : at + _PIECE])
    return parser.close()


def content_of(part: Message) -> bytes:
    """What a part holds, decoded; empty for one that holds parts. The part itself loses it: it is not needed twice.

    The standard library decodes base64 by way of five copies, one of them an object a line: for an attachment of 42 MB
    they took 250. What is not clean base64 is left to it: it forgives, and notes what.
    """
    text = _plain_base64(part)
    if text is not None:
        text = text.replace("\r", "").replace("\n", "")
        part.set_payload(text)
        with suppress(binascii.Error):
            # The library notes a padding that is wrong, even where it can do without.
            if len(text) % 4 == 0:
                content = binascii.a2b_base64(text, strict_mode=True)
                part.set_payload("")
                return content
    decoded = part.get_payload(decode=True)
    part.set_payload("")
    return decoded if isinstance(decoded, bytes) else b""


def _plain_base64(part: Message) -> str | None:
    """The letters of a part in base64; None where it is none, or where they are not the part's as they stand.

    The library reads letters that are not ASCII in the charset of a part; without one, they come as a sign for nothing.
    """
    kind = str(part.get("Content-Type", "")).lower()
    if str(part.get("Content-Transfer-Encoding", "")).lower() != "base64" or "charset" in kind or "*" in kind:
        return None
    text = part.get_payload()
    return text if isinstance(text, str) and text.isascii() else None
