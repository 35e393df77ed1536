"""The dates a page shows, each with the place that says it: published in the page header, signed at the end.

Place in the flow: used by ``identity``. Only dates at a label or at their usual place count; a date in running text,
in the page's foot or in a notice's number is never taken for a publication date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from parsers.dates_in_words import in_digits
from parsers.normalise import fold
from parsers.organ_names import is_organ_name
from parsers.report import Paragraph

_DATE = re.compile(r"(?<!\d)(20\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
# In the order of trust: what the page says of its publication before what it says of the document.
_LABELS = (
    *("发布时间", "发布日期", "发表时间", "发表日期", "公开日期", "公开时间", "公布日期", "公布时间"),
    *("发布于", "发表于"),
    *("上网时间", "上网日期", "发稿时间", "发稿日期", "刊登时间", "刊登日期", "上传时间", "上传日期"),
    *("录入时间", "录入日期", "添加时间", "添加日期", "信息时间"),
    *("发文日期", "发文时间", "公文生成日期", "生成日期", "生成时间", "制发日期", "成文日期", "成文时间", "印发日期"),
    *("日期", "时间"),
)
# Bare 日期 and 时间 only as words of their own: 当前时间, 更新时间, 失效日期 and the like are other dates. A source
# touches them where a page sets 来源：某局 and 日期 side by side.
_BEGINS_A_WORD = r"(?:(?<![\u4e00-\u9fff])|(?<=[局府室厅署镇乡网])|(?<=委员会)|(?<=办事处)|(?<=本站)|(?<=中心))"
# Pages set labels to one width: 发 布 日 期.
_SPACED = [r"\s{0,4}".join(label) for label in _LABELS]
_LABELLED = re.compile(
    rf"(?P<label>{'|'.join(_SPACED[:-2])}|{_BEGINS_A_WORD}(?:{'|'.join(_SPACED[-2:])}))[】\])]?\s*[:：]?\s*[\[(【]?\s*"
    r"(?P<date>20\d{2}[年月./\s\d-]{0,9})?"
)
# What else stands in the line below a title.
_OF_HEADER = (
    "来源|信息来源|稿件来源|文章来源|作者|浏览|点击|阅读|访问|人气|字体|字号|打印|关闭|分享|收藏|责任编辑|编辑|审核|"
    "大 *中 *小"
)
# A line that is a date and little else: bullets or brackets, the name and address of the site, the source before it.
_ALONE = re.compile(
    r"(?:[•·*\s(\[【]*|[^。;,，]{0,30}(?:网站|网|www[\w.]+)\s+"
    rf"|(?:(?:信息|稿件|文章)?来源[:：]\s*)?(?P<organ>[^\s。;,，:：]{{3,30}})\s+|[(\[【]?(?:{_OF_HEADER})[^。\d]{{0,20}}\s+)"
    r"(20\d{2})[年./-](\d{1,2})[月./-](\d{1,2})日?(?:\s+\d{1,2}:\s?\d{2}(?::\d{2})?)?"
    rf"[)\]】\s]*(?:[|(\[【\s]*(?:{_OF_HEADER})[^。]{{0,60}})?"
)
_URL_DATE = re.compile(r"(?:/t|/)(20\d{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[_/.])")
PAGE_HEADER = "page header"
PAGE_METADATA = "page metadata"
URL = "URL"


class Published(NamedTuple):
    """A publication date and the place that says it."""

    on: dt.date
    basis: str


def as_date(match: re.Match[str]) -> dt.date | None:
    """The date of a match whose first three groups are year, month and day; None when there is no such day."""
    return _as_date(match[1], match[2], match[3])


def _as_date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def published(front: Sequence[Paragraph], year: int | None) -> Published | None:
    """The publication date that the page header shows.

    :param year: the report's year; a date before it is some other document's.
    """
    found: list[tuple[int, dt.date]] = []
    lines = [in_digits(fold(paragraph.text)) for paragraph in front if len(paragraph.text) <= 400]
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else ""
        for match in _LABELLED.finditer(line):
            at_end = match.end() == len(line) and len(following) <= 30
            said = match["date"] or (following.strip() if at_end else "")
            date = _DATE.match(said) or _COMPACT.match(said)
            if date is not None and (on := as_date(date)) and (year is None or on.year >= year):
                found.append((_LABELS.index("".join(match["label"].split())), on))
    if found:
        return Published(min(found)[1], PAGE_HEADER)
    for line in lines:
        date = _ALONE.fullmatch(line)
        if date is None or (date["organ"] is not None and not is_organ_name(date["organ"])):
            continue
        if (on := _as_date(date[2], date[3], date[4])) and (year is None or on.year > year):
            return Published(on, PAGE_HEADER)
    return None


def from_page(said: str | None, year: int | None) -> Published | None:
    """The date in the page's own metadata (ISO); None when it has none or one before the year's end."""
    match = _DATE.match(said or "")
    on = as_date(match) if match else None
    return Published(on, PAGE_METADATA) if on is not None and (year is None or on.year > year) else None


def from_url(url: str, year: int | None) -> Published | None:
    """The date in an address (``t20230129_…``, ``/2024/1/9/``); None when it has none or one before the year's end."""
    match = _URL_DATE.search(url)
    on = as_date(match) if match else None
    return Published(on, URL) if on is not None and (year is None or on.year > year) else None


def signed(back: Sequence[Paragraph]) -> dt.date | None:
    """The date under the signature: the first line of the colophon that is a date, printing notes (印发) left out."""
    for paragraph in back:
        text = in_digits(fold(paragraph.text)).strip()
        date = _DATE.search(text)
        if date is not None and len(text) <= 40 and "印发" not in text and (on := as_date(date)):
            return on
    return None
