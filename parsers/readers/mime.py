"""MIME messages parsed: mails and web archives.

Place in the flow: under ``archive_mail`` and ``mhtml``. ``email.message_from_bytes`` first holds the whole text four
bytes a character; fed piece by piece, its parser needs a third of that.
"""

from __future__ import annotations

from email.message import Message
from email.parser import BytesFeedParser

_PIECE = 64 * 1024


def parsed(data: bytes) -> Message:
    """A message with its parts. Headers stay as they are: newer policies parse them, and fail on malformed ones."""
    parser = BytesFeedParser()
    for at in range(0, len(data), _PIECE):
        parser.feed(data[at : at + _PIECE])
    return parser.close()
