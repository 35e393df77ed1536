"""Pages in frames: which other pages of a web archive are shown in its page, and where.

Place in the flow: ``mhtml`` → **mhtml_frames** → one page for ``html``. Browsers keep the document of a frame as a part
of its own (``cid:``, or by its address), office programs each sheet of a workbook, around which they save a page of
frames.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from email.message import Message

_FRAMESET = re.compile(r"<frameset\b", re.IGNORECASE)
# What is commented out shows nothing; a comment that is left open takes all that follows, and time but once.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IFRAME = re.compile(
    rf"{_COMMENT.pattern}|<iframe\b(?P<attributes>[^<>]{{0,2000}})>(?:\s*</iframe\s*>)?", re.IGNORECASE | re.DOTALL
)
_SOURCE = re.compile(r"\bsrc\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s>]+))", re.IGNORECASE)
# What makes a document of a page: two of them in one would leave it open whose head counts.
_WRAPPING = re.compile(
    r"<!doctype[^<>]*>|</?(?:html|head|body)\b[^<>]*>|<(title|base)\b[^<>]*>(?:[^<]*</\1>)?", re.IGNORECASE
)
MAX_FRAMES = 200


def with_frames(page: str, own: Message, pages: Sequence[Message], text_of: Callable[[Message], str]) -> str:
    """A page with what its frames show in their place.

    :param own: the part that the page is.
    :param pages: all parts that are pages, in the order of the archive.
    :param text_of: decodes a part.
    """
    others = [part for part in pages if part is not own][:MAX_FRAMES]
    if not others:
        return page
    if _FRAMESET.search(_COMMENT.sub("", page)):
        return page + "".join(_inside(text_of(part)) for part in others)
    folder = _location(own).rpartition("/")[0]
    by_name = {name: part for part in reversed(others) for name in (_location(part), _id(part)) if name}

    def shown(frame: re.Match[str]) -> str:
        said = _SOURCE.search(frame["attributes"] or "")
        source = (said["double"] or said["single"] or said["bare"] or "") if said else ""
        part = by_name.get(source) or by_name.get(f"{folder}/{source.removeprefix('./')}")
        return frame[0] if part is None else _inside(text_of(part), frame["attributes"])

    return _IFRAME.sub(shown, page)


def _inside(page: str, attributes: str = "") -> str:
    """What a page shows, as hidden as its frame is."""
    return f"<div {attributes}>{_WRAPPING.sub('', page)}</div>"


def _location(part: Message) -> str:
    return str(part.get("Content-Location", "")).strip()


def _id(part: Message) -> str:
    name = str(part.get("Content-ID", "")).strip().strip("<>")
    return f"cid:{name}" if name else ""
