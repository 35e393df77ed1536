"""The source of a page made fit to parse, within bounds, and parsed: text → lxml tree.

Place in the flow: first step of ``html``. The parser gets text, never bytes, so that no declaration decides.
"""

from __future__ import annotations

import re

from lxml import etree

from parsers.readers.html_tags import UNREADABLE, UNSHOWN
from parsers.report import ReadError

# A report's page has some 20,000 tags at most; its pictures may be in it as data, which nobody reads.
MAX_CHARACTERS = 60_000_000
MAX_MARKUP = 10_000_000
MAX_TAGS = 500_000
MAX_ATTRIBUTES = 2_000
# What browsers ignore or show as a box; between two digits nobody can tell what was meant.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_UNREADABLE = "\ufffd"
_DATA = ";base64,"
_LONG_DATA = re.compile(rf"(?<={_DATA})[A-Za-z0-9+/=%\s]{{1000,}}")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*>", re.IGNORECASE)
# 《…<中华人民共和国政府信息公开工作年度报告格式>的通知》 is text, not a tag.
_NO_TAG = re.compile("<(?=[^\x00-\x7f])")
# What stands behind these end tags belongs to the page as well.
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
# A cell behind the end of a row begins the next row, whether the page says so or not.
_ROW_WITHOUT_BEGINNING = re.compile(r"(</tr\s*>\s*)(?=<t[dh][\s>])", re.IGNORECASE)
# What holds nothing, as browsers know and the parser does not: with an end of its own it swallows nothing.
_VOID = re.compile(r"<(embed|source|track|wbr)(?=[\s/>])[^<>]*>", re.IGNORECASE)
# An element put behind everything else: where it is missing, or within what is not shown, the page has no end.
_LAST = "nianbao-end"
_CONTENT = ("td", "th", "p")
_LONG_TAG = re.compile(r"<[^\W\d_][^<]{20000,}")
_ATTRIBUTE_ENDS = re.compile(r"[\s/]")
_QUOTED = re.compile(r"""[\w-]=["']""")
_CONTENT_TAG = re.compile(rf"<(?:{'|'.join(_CONTENT)})(?=[\s>])", re.IGNORECASE)
# In the text of a script its end is written with a sign more.
_TABLE = re.compile(r"<\\?(/?)table(?=[\s>])", re.IGNORECASE)


def without_data(text: str) -> str:
    """The source of a page without the pictures that stand in it as data: only what kind they are matters.

    :raises ReadError: ``page-too-large``.
    """
    if len(text) > MAX_CHARACTERS:
        raise _too_large(len(text))
    if _DATA in text:
        text = _LONG_DATA.sub("", text)
    if len(text) > MAX_MARKUP:
        raise _too_large(len(text))
    return text


def _too_large(length: int) -> ReadError:
    return ReadError("page-too-large", f"The page has {length} characters; a report has fewer.")


def parse(text: str) -> etree._Element:
    """The tree of a page.

    :raises ReadError: ``too-many-elements``, ``too-many-attributes``, ``too-deep`` or ``damaged-html``.
    """
    _refuse_abuse(text)
    # No comments: the text on both sides of one is a single text.
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    root = etree.fromstring(_fit(text), parser=parser)
    fatal = next((entry for entry in parser.error_log if entry.level == etree.ErrorLevels.FATAL), None)
    if fatal is not None and fatal.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        raise too_deep()
    if fatal is not None:
        raise ReadError("damaged-html", f"The page cannot be parsed beyond line {fatal.line}: {fatal.message}.")
    return root


def too_deep() -> ReadError:
    """The refusal of a page whose elements or tables are nested beyond all sense."""
    return ReadError("too-deep", "The elements of the page are nested deeper than those of any page.")


def refuse_cut_off(text: str, root: etree._Element) -> None:
    """Refuse a page of which the rest is missing, or swallowed by what was never closed: it would read as left out.

    :raises ReadError: ``cut-off-page``.
    """
    last = next(root.iter(_LAST), None)
    if last is None:
        if len(_CONTENT_TAG.findall(text)) > sum(1 for _ in root.iter(*_CONTENT)):
            raise _cut_off("a comment, a script or a tag")
    elif any(next(element.iter(*_CONTENT), None) is not None for element in last.iterancestors(*UNSHOWN, *UNREADABLE)):
        raise _cut_off("an element that is not shown")
    if not _END_OF_PAGE.search(text):
        marks = [match[1] for match in _TABLE.finditer(text)]
        if marks.count("") > marks.count("/"):
            raise _cut_off("a table")


def _cut_off(within: str) -> ReadError:
    return ReadError("cut-off-page", f"The page ends within {within}; get a whole copy.")


def _refuse_abuse(text: str) -> None:
    if (tags := text.count("<")) > MAX_TAGS:
        raise ReadError("too-many-elements", f"The page has {tags} tags; a report has fewer than {MAX_TAGS}.")
    for match in _LONG_TAG.finditer(text):
        # A picture kept as data is long; attributes without number take the parser hours.
        piece = match[0]
        if "base64," not in piece:
            ends = len(_ATTRIBUTE_ENDS.findall(piece.partition(">")[0]))
            if max(ends, len(_QUOTED.findall(piece))) > MAX_ATTRIBUTES:
                raise ReadError("too-many-attributes", "The page has a tag with more attributes than any page needs.")


def _fit(text: str) -> str:
    text = _CONTROLS.sub(_UNREADABLE, text)
    text = _XML_DECLARATION.sub("", text, count=1) if _XML_DECLARATION.match(text) else text
    text = _NO_TAG.sub("&lt;", _END_OF_PAGE.sub("", text))
    text = _ROW_WITHOUT_BEGINNING.sub(r"\1<tr>", text)
    text = _VOID.sub(r"\g<0></\1>", text)
    # The parser returns nothing at all for a page without an element.
    return f"<html>{text}<{_LAST}></{_LAST}>"
