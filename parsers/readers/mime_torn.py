"""MIME messages that were torn: lines between parts that stand where they should not, or are missing.

Place in the flow: ``mime`` → **mime_torn** → ``archive_mail`` and ``mhtml``.
"""

from __future__ import annotations

import re
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from itertools import pairwise

# What describes a part, at the beginning of a line.
_DESCRIBES = re.compile(r"(?im)^content-[a-z-]+:")


def is_torn(whole: Message) -> bool:
    """Whether a line that divides the parts of a message stands within a text of it, or the one that closes them.

    The text is cut short there, and what it lost looks like another part that does not say what it is, or like words
    before the first part or behind the last. Programs that describe parts describe each of them.
    """
    parts = whole.get_payload()
    if not isinstance(parts, list) or not whole.is_multipart() or whole.get_content_type() == "multipart/digest":
        return False
    texts = [part for part in parts if isinstance(part, Message)]
    if not texts:
        return False
    torn = not all(map(_is_undescribed, texts)) and any(
        _ends_in_text(one) and _is_undescribed(behind) for one, behind in pairwise(texts)
    )
    displaced = _is_undescribed(texts[0]) and _DESCRIBES.search(whole.preamble or "") is not None
    return torn or displaced or (_ends_in_text(texts[-1]) and _is_closed_early(whole))


def breaks_off(whole: Message) -> bool:
    """Whether a message ends without the line that closes its parts, and the last of them is a text: cut off, perhaps.

    Of an attachment its own reader sees that.
    """
    parts = whole.get_payload()
    is_open = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in whole.defects)
    last = parts[-1] if isinstance(parts, list) and parts else None
    return is_open and isinstance(last, Message) and _is_text(last)


def _is_closed_early(whole: Message) -> bool:
    """Whether anything stands behind the line that closes the parts."""
    return bool((whole.epilogue or "").strip())


def _is_undescribed(part: Message) -> bool:
    """Whether a part says nothing of itself and is not empty."""
    if any(name.lower().startswith("content-") for name in part.keys()):  # noqa: SIM118 - a Message is no dict
        return False
    content = part.get_payload()
    return bool(part.keys()) or not isinstance(content, str) or bool(content.strip())


def _ends_in_text(part: Message) -> bool:
    """Whether the last that a part holds is a text."""
    while part.is_multipart():
        parts = part.get_payload()
        last = parts[-1] if isinstance(parts, list) and parts else None
        if not isinstance(last, Message):
            return False
        part = last
    return _is_text(part)


def _is_text(part: Message) -> bool:
    return part.get_content_maintype() == "text" and not part.get_filename()
