"""Mails (``.eml``): the body and the attachments.

Place in the flow: called by ``archive``. Of a body in several forms the HTML one counts. A mail within the mail is a
folder of its own.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message

from parsers.readers.archive_budget import (
    MAX_DEPTH,
    Budget,
    Member,
    is_junk,
    safe_name,
    text_of,
    too_deep,
    too_many,
)
from parsers.readers.mime import content_of, parsed
from parsers.readers.mime_torn import breaks_off, is_torn
from parsers.report import ReadError

BODY = "正文"
_MAX_BOUNDARIES = 20_000
# Of multiparts within multiparts; mails have three or four.
_MAX_LEVELS = 50
# The charsets worth believing: others are wrong as often as right, and some are traps.
_CHARSETS = {
    **dict.fromkeys(("gb2312", "gbk", "cp936", "gb18030", "gb_2312-80", "x-gbk", "euc-cn"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be"), "utf-16"),
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
}
_ENDINGS = {"text/html": ".html", "text/plain": ".txt", "message/rfc822": ".eml"}


def members_of_mail(data: bytes, budget: Budget, depth: int = 1) -> Iterator[Member]:
    """The body and the attachments of a mail, in its order.

    :param depth: how many archives and mails it stands in, itself included.
    :raises ReadError: ``damaged-archive``, ``archive-too-deep``, ``too-many-members`` or ``package-too-large``.
    """
    if data.count(b"\n--") > _MAX_BOUNDARIES:
        raise too_many()
    try:
        yield from _Mail(budget).members(parsed(data.removeprefix(b"\xef\xbb\xbf").lstrip()), depth)
    except RecursionError:
        raise too_deep() from None
    except (MessageError, ValueError, LookupError, AttributeError, TypeError) as error:
        # The standard library's parser raises them where headers make no sense.
        raise ReadError("damaged-archive", f"The mail is damaged: {error}") from error


class _Mail:
    """One walk through a mail; counts what has no name."""

    def __init__(self, budget: Budget, folder: str = "") -> None:
        self._budget = budget
        self._folder = folder
        self._bodies = 0
        self._nameless = 0

    def members(self, message: Message, depth: int, level: int = 0) -> Iterator[Member]:
        if depth > MAX_DEPTH or level > _MAX_LEVELS:
            raise too_deep()
        kind = message.get_content_type()
        inner = message.get_payload()
        if kind == "message/rfc822" and isinstance(inner, list):
            folder = f"{self._folder}{self._name(message) or self._numbered(kind)}/"
            for mail in _encoded(message) or inner:
                yield from _Mail(self._budget, folder).members(_message(mail), depth + 1, level + 1)
        elif isinstance(inner, list):
            parts = [_message(part) for part in inner]
            if is_torn(message):
                raise ReadError("damaged-archive", "A text of the mail is torn in two; get an undamaged copy.")
            for part in [_best(parts)] if kind == "multipart/alternative" else parts:
                if part is parts[-1] and breaks_off(message):
                    raise ReadError("damaged-archive", "The mail breaks off within its text; get a whole copy.")
                yield from self.members(part, depth, level + 1)
        else:
            yield from self._leaf(message, kind)

    def _leaf(self, part: Message, kind: str) -> Iterator[Member]:
        content = content_of(part)
        name = self._name(part)
        if not content or (name and is_junk(name)):
            return
        if kind in {"text/html", "text/plain"}:
            content = _in_utf8(content, part.get_content_charset(""))
        self._budget.take(len(content))
        yield Member(self._folder + (name or self._numbered(kind)), content)

    def _numbered(self, kind: str) -> str:
        """What a part without a name is called: 正文.html for the first text, 附件1 for others."""
        if kind in {"text/html", "text/plain"}:
            self._bodies += 1
            return f"{BODY}{self._bodies if self._bodies > 1 else ''}{_ENDINGS[kind]}"
        self._nameless += 1
        return f"附件{self._nameless}{_ENDINGS.get(kind, '')}"

    def _name(self, part: Message) -> str:
        for key, value in list(part.raw_items()):
            if key.lower() in {"content-disposition", "content-type"} and not value.isascii():
                raw = str(value).encode("utf-8", "surrogateescape")
                part.replace_header(key, text_of(raw))
        return safe_name(_decoded(part.get_filename("")))


def _encoded(message: Message) -> list[Message]:
    """The mail within a mail where it is in base64, which the parser of mails takes for its text.

    No standard allows it, and programs write it.
    """
    inner = message.get_payload()
    encoding = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding != "base64" or not isinstance(inner, list) or any(_message(part).keys() for part in inner):
        return []
    whole = Message()
    whole["Content-Transfer-Encoding"] = encoding
    whole.set_payload("".join(str(_message(part).get_payload()) for part in inner))
    content = whole.get_payload(decode=True)
    return [parsed(content)] if isinstance(content, bytes) and b":" in content[:1000] else []


def _message(part: object) -> Message:
    """A part of a mail; whatever else a broken one holds there is none."""
    return part if isinstance(part, Message) else Message()


def _best(forms: list[Message]) -> Message:
    """Of the forms of one body the one that keeps tables: HTML, alone or with its pictures; else the last."""
    for wanted in ("text/html", "multipart/related", "multipart/mixed"):
        for form in reversed(forms):
            if form.get_content_type() == wanted:
                return form
    return forms[-1] if forms else Message()


def _decoded(name: str) -> str:
    """A name without the encoded words that it may consist of."""
    if "=?" not in name:
        return name
    try:
        chunks = decode_header(name)
    except (HeaderParseError, binascii.Error, ValueError):
        return name
    return "".join(chunk if isinstance(chunk, str) else _text(chunk, charset or "") for chunk, charset in chunks)


def _text(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(_CHARSETS[charset.lower()])
    except (KeyError, UnicodeDecodeError):
        return text_of(raw)


def _in_utf8(content: bytes, charset: str) -> bytes:
    """Text in UTF-8 where the mail says in which encoding it is, and is right; else as it is."""
    try:
        return b"\xef\xbb\xbf" + content.decode(_CHARSETS[charset]).encode().removeprefix(b"\xef\xbb\xbf")
    except (KeyError, UnicodeDecodeError):
        return content
