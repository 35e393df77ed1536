"""The sentences of the narrative, each with what the text around it says it is about.

Place in the flow: Report.paragraphs → **here** → ``narrative``, which reads the counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers import narrative_patterns as patterns
from parsers.normalise import fold
from parsers.report import Paragraph

# How far before a sentence its paragraph still says what it is about.
_NEAR = 120
# Brackets as commas, numerals of accountants as others.
_PLAIN = str.maketrans("()壹贰叁肆伍陆柒捌玖拾佰仟", ",,一二三四五六七八九十百千")
# The section that has no other subject than applications.
_ON_APPLICATIONS = 3


class Sentence(NamedTuple):
    """A sentence, what stands before it in its paragraph, and whose paragraph it is.

    :param start: where it begins in the paragraph's plain text.
    :param on_applications: it stands under a sub-heading on applications, in section three, or names them itself: a
        count of 申请 without more is one of them.
    """

    text: str
    preceding: str
    paragraph: Paragraph
    year: int | None
    start: int
    on_applications: bool


def plain(paragraph: Paragraph) -> str:
    """The paragraph folded, without spaces, in ordinary numerals, brackets as commas."""
    return re.sub(r"[^\S\n]", "", fold(paragraph.text)).translate(_PLAIN)


def sentences_of(paragraphs: tuple[Paragraph, ...], year: int | None) -> Iterator[Sentence]:
    """All sentences in order.

    :param year: the report's year.
    """
    section, under = 0, False
    for paragraph in paragraphs:
        if paragraph.section != section:
            section, under = paragraph.section, paragraph.section == _ON_APPLICATIONS
        text = plain(paragraph)
        for match in patterns.SENTENCE.finditer(text):
            if head := patterns.SUBHEADING.match(match[0]):
                under = _topic(head["head"], under)
            about = under or patterns.APPLICATIONS.search(match[0]) is not None
            near = text[max(0, match.start() - _NEAR) : match.start()]
            yield Sentence(match[0], near, paragraph, year, match.start(), about)


def _topic(head: str, under: bool) -> bool:  # noqa: FBT001 - a state, not a switch
    """Whether a sub-heading is about applications; one of a list under another tells nothing."""
    if patterns.APPLICATIONS.search(head):
        return True
    return under and patterns.OTHER_HEAD.search(head) is None
