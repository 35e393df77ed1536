"""Documents within a page: in the attribute of a frame, or in the data from which a script builds what is shown.

Place in the flow: source → **html_embedded** → the tree that ``html`` walks. Sources: the HTML standard 4.8.5
(``srcdoc``), and the data islands of frameworks (``__NEXT_DATA__``, ``window.__INITIAL_STATE__``).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from parsers.readers.html_source import parse, refuse_cut_off

# Tags within quotes change who is in quotes behind them, so that two attempts at most go on through any place.
_FRAME = re.compile(
    r"""(<iframe\s(?:[^<>"']|"[^"]*"|'[^']*')*?\bsrcdoc\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE | re.DOTALL
)
# Frames within frames within frames: no page needs more.
_DEEPEST = 3
# Where the data of a script begin: the whole of it, or behind the name that it gives them.
_DATA = re.compile(r"\s*(?:(?:window|self|globalThis)\s*(?:\.\s*\w+|\[\s*[\"']\w+[\"']\s*\])\s*=\s*)?(?=[{\[])")
_MARKUP = re.compile(r"<(?:p|table|div|section|h[1-6])[\s>]", re.IGNORECASE)
# A report is that long; of several texts one is the page where the others together are half of it at most.
_LEAST_LENGTH, _OTHERS = 400, 0.5


def without_documents(text: str) -> tuple[str, list[str]]:
    """The source of a page with the number of each document that an attribute holds in its place, and these."""
    documents: list[str] = []

    def number(match: re.Match[str]) -> str:
        documents.append(html.unescape(match[2][1:-1]))
        return f'{match[1]}"{len(documents) - 1}"'

    return _FRAME.sub(number, text), documents


def parse_whole(text: str, depth: int = 0) -> etree._Element:
    """The tree of a page, the documents of its frames in their place.

    :raises ReadError: as ``html_source.parse`` and ``html_source.refuse_cut_off``.
    """
    text, documents = without_documents(text)
    root = parse(text)
    refuse_cut_off(text, root)
    if documents and depth < _DEEPEST:
        _put(root, documents, depth)
    return root


def _put(root: etree._Element, documents: Sequence[str], depth: int) -> None:
    numbered = {str(number): document for number, document in enumerate(documents)}
    for frame in list(root.iter("iframe")):
        document = numbered.get(frame.get("srcdoc") or "")
        if document is not None:
            # What stands between the tags of a frame is for those that know none.
            for child in list(frame):
                frame.remove(child)
            frame.tag, frame.text = "div", None
            frame.extend(list(parse_whole(document, depth + 1)))


def has_data(root: etree._Element) -> bool:
    """Whether a script of a page begins with data that are long enough for a document."""
    return any(_begin(script.text or "") is not None for script in root.iter("script"))


def _begin(script: str) -> re.Match[str] | None:
    return _DATA.match(script) if len(script) >= _LEAST_LENGTH else None


def document_in_data(root: etree._Element) -> etree._Element | None:
    """The tree of the one long document that stands in the data of a page's scripts; None without one.

    :raises ReadError: as ``parse_whole``.
    """
    texts = sorted({text for script in root.iter("script") for text in _documents(script.text or "")}, key=len)
    if not texts or sum(map(len, texts[:-1])) > _OTHERS * len(texts[-1]):
        return None
    return parse_whole(texts[-1], depth=1)


def _documents(script: str) -> Iterator[str]:
    """The texts with markup in the data of a script."""
    start = _begin(script)
    if start is None:
        return
    try:
        value, _ = json.JSONDecoder().raw_decode(script, start.end())
    except (ValueError, RecursionError):
        return
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str) and len(value) >= _LEAST_LENGTH and _MARKUP.search(value):
            yield value
