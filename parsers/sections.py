"""The six sections and the narrative: what is running text, and where it stands.

Place in the flow: Document + headings + the blocks that are table → **sections** → the text of the Report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from parsers.dates_in_words import in_digits
from parsers.document import Document
from parsers.headings import Heading
from parsers.normalise import fold
from parsers.report import Paragraph, Section

_DATE = r"[12]\d{3}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
# Lines that close a document or a web page: signature, date, copies, printing note, page furniture.
_COLOPHON = re.compile(
    rf"(.{{0,30}}{_DATE}.{{0,6}})|抄送.*|主送.*|分送.*|.*印发|附件.*|联系(人|电话).*|打印(本页)?|关闭(窗口|本页)?|"
    r"[(]?(此件|本件).{0,8}[)]?|信息公开(选项|方式|属性|形式).{0,12}|"
    r"(上|下)一篇.*|扫一扫.*|分享.*|责任编辑.*|来源.*|版权.*|.*ICP备.*|网站地图.*|主办.*|承办.*|.{2,40}(办公室|委员会|人民政府|办事处|局|厅|处)"
)
# Of these, what a page adds to any text: it may be all that a section holds, and is none of it.
_FURNITURE = re.compile(r"打印(本页)?|关闭(窗口|本页)?|(上|下)一篇.*|扫一扫.*|分享.*|版权.*|.*ICP备.*|网站地图.*")
_MAX_COLOPHON_LINES = 25


class Text(NamedTuple):
    """The running text of a report: before the first heading, by section, and after the last sentence."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    front: tuple[Paragraph, ...]
    back: tuple[Paragraph, ...]


def read_text_parts(document: Document, headings: Sequence[Heading], table_blocks: frozenset[int]) -> Text:
    """Divide a Document's running text into front, sections and colophon."""
    heading_blocks = {heading.block: heading for heading in headings}
    current: Heading | None = None
    front: list[Paragraph] = []
    body: dict[int, list[Paragraph]] = {heading.block: [] for heading in headings}
    has_table: set[int] = set()
    for index, block in enumerate(document.blocks):
        if index in heading_blocks:
            current = heading_blocks[index]
        elif index in table_blocks:
            has_table.add(current.block if current else -1)
        elif block.text.strip():
            paragraph = Paragraph(block.text.strip(), current.number if current else 0, block.where)
            (body[current.block] if current else front).append(paragraph)
    back = _take_colophon(body[headings[-1].block]) if headings else []
    sections = tuple(
        Section(
            number=heading.number,
            title=heading.title,
            heading=heading.printed,
            text="\n".join(paragraph.text for paragraph in body[heading.block]),
            where=heading.where,
            has_table=heading.block in has_table,
        )
        for heading in headings
    )
    # The front is narrative as well: preambles say the period, the organ and sometimes the counts.
    running = [p for p in front if len(p.text) > 40 or "。" in p.text]
    paragraphs = (*running, *(p for heading in headings for p in body[heading.block]))
    return Text(sections, paragraphs, tuple(front), tuple(back))


def _take_colophon(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Cut the closing lines off the last section's paragraphs and return them."""
    taken: list[Paragraph] = []
    while paragraphs and len(taken) < _MAX_COLOPHON_LINES:
        text = in_digits(fold(paragraphs[-1].text)).strip()
        if len(paragraphs) == 1 and not _FURNITURE.fullmatch(text):
            break
        furniture = bool(taken) and len(text) < 20 and "。" not in text
        if len(text) > 60 or not (furniture or _COLOPHON.fullmatch(text)):
            break
        taken.insert(0, paragraphs.pop())
    return taken
