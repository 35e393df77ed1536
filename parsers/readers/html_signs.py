"""What shows that bytes are an HTML page, whatever their name.

Place in the flow: asked by ``detect``. Many a ``.doc`` of an office program is HTML.
"""

from __future__ import annotations

import re

# So much of a file is looked at.
PROBE = 65_536
_TAGS = (
    "html|head|body|meta|title|link|style|script|base|center|div|span|p|br|hr|table|tbody|thead|tr|td|th|h[1-6]|ul|ol|li|"
    "dl|dt|dd|a|b|i|u|strong|em|font|img|section|article|main|header|footer|nav|aside|form|pre|blockquote|o:p"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?=[\s/>])", re.IGNORECASE)
_HTML = re.compile(r"<html[\s>]", re.IGNORECASE)
# What may stand before the first tag: declarations and comments.
_PROLOGUE = re.compile(r"(?:[\s\ufeff\u200b\x00]|<\?[^>]*>|<!--.*?-->|<!\[[^>]*>)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype\s+html", re.IGNORECASE)
# A text that does not begin with a tag is a page all the same when it has that many of them.
_LEAST_TAGS = 10
# Markdown and wikis print tables between pipes, a row or a cell a line, and write breaks and anchors as tags; a page
# has its tables in tags.
_PIPES = re.compile(r"^(?:\|(?:[^|\n]*\|){2}|\|-|\{\|)", re.MULTILINE)
_LEAST_ROWS = 3
_FRAME = re.compile(r"</?(?:html|head|body|table|tr|td)(?=[\s/>])", re.IGNORECASE)


def looks_like_html(head: bytes) -> bool:
    """Whether a file that begins like this is HTML or a piece of it.

    Other XML (an office program's ``w:wordDocument``, feeds) is not, nor is text that quotes a tag or two, nor text
    with tables between pipes and tags within its lines.

    :param head: the beginning of the file, ideally ``PROBE`` bytes.
    """
    text = _readable(head[:PROBE])
    prologue = _PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    if _DOCTYPE.match(text, start):
        return True
    if _FRAME.search(text) is None and len(_PIPES.findall(text)) >= _LEAST_ROWS:
        return False
    if _TAG.match(text, start):
        return True
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml") and not _HTML.search(text):
        return False
    return _HTML.search(text) is not None or len(_TAG.findall(text)) >= _LEAST_TAGS


def _readable(head: bytes) -> str:
    """The ASCII of a beginning, in UTF-16 as in all other encodings."""
    if head.startswith((b"\xff\xfe", b"<\x00")):
        return head.decode("utf-16-le", errors="replace")
    if head.startswith((b"\xfe\xff", b"\x00<")):
        return head.decode("utf-16-be", errors="replace")
    return head.decode("utf-8", errors="replace")
