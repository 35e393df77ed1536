"""The title of a report, and what it says: the organ and the year.

Place in the flow: used by ``identity``; works on the lines before the first heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from parsers.dates_in_words import in_digits
from parsers.normalise import fold
from parsers.organ_names import clean, is_organ_name
from parsers.report import Paragraph, Where

_MAX_TITLE = 80
# Once only: in 某镇人民政府政府信息公开 the first 政府 is the organ's.
_SUBJECT = r"(?:政府|政务)?(?:信息|政务)公开(?!办公|科)"
_REPORT = r"(?:年度工作报告|工作年度报告|年度报告|工作年报|年报|工作报告|报告|告年度报|工作情况报告)"
_IS_TITLE = re.compile(rf"{_SUBJECT}.{{0,16}}{_REPORT}(?:[(（].{{1,12}}[)）])?$")
# Navigation, metadata and sentences that hold a title's words without being one.
_NOT_TITLE = re.compile(
    r"[>。；;]|当前位置|所在位置|当前页面|^[上下前后]一[篇条页个则]|^相关(?:链接|文章|阅读|新闻|信息)|"
    r"^(根据|依据|按照|本|现将|现公布|为|编制|特此)"
)
# What stands before the break when a title is broken inside its phrase: organ and year, perhaps 政府.
_BEGINS = re.compile(r"^[^\d]{2,40}20\d{2}年?(?:年度|度)?(?:政府|政务)?$|^20\d{2}年?(?:年度|度)?[^\d]{2,40}$")
# What navigation leaves in front of a title, and the name of the site.
_NOISE = re.compile(r"[>/|｜:：】\]•·]|附件\d*|首页|政务公开(?!办)|信息公开年报")
_SITE = re.compile(r"^.{0,12}(?:门户网站|政府网站|政府网|信息网)")
# A name whose ending the list of endings lacks, when nothing in it speaks against a name.
_PLAIN = re.compile(
    r"(?!.*(?:网站|首页|位置|年度|公开|报告|附件|关于|我[局镇乡县市区]|本[局镇乡县市区]))[\u4e00-\u9fff()（）]{3,30}"
)
# Towns and counties of one character (沙镇); 我镇 and 各县 are none.
_SHORTEST = re.compile(r"[^\W\d我本各全该此省市县区年两][镇乡县]")
_META_TITLE = re.compile(r"(?:名\s*[称稱]|[标標]\s*[题題])\s*[:：]\s*(?P<title>\S.*?(?:[报報]告|年[报報]))(?=\s|$)")
# What books of pages put before the title of each, and what marks a line as a title: 关于, 附件1, 《》, a file's name.
_AROUND = re.compile(
    r"^page\d+[-–—]|^(?:附件?\d{0,2}[:.、]?)?[《〈]|^附件\d{1,2}[:.、]?|^关于(?:公布|发布|印发|报送|上报|编制|做好)?(?!.*的通知)|[》〉](?=\.\w|$)|"
    r"\.(?:docx?|wps|pdf|xlsx?|html?|txt|rtf)$",
    re.IGNORECASE,
)
# 附件1：关于公布《…年度报告》.docx
_LAYERS = 4
# An organ in brackets of its own.
_BRACKETED = re.compile(r"^[(]([\u4e00-\u9fff]{3,40})[)](?=20\d\d)")
_YEAR = r"(?P<year>20\d{2})\s*年?"
# In squashed titles; the first that fits wins.
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"^(?P<organ>[^\d]{{2,40}}?)关于.*?{_YEAR}.*$",
        rf"^(?P<organ>[^\d]{{2,40}}?){_YEAR}(?:年度|度)?{_SUBJECT}.*$",
        rf"^{_YEAR}(?:年度|度)?(?P<organ>[^\d]{{2,40}}?)(?:年度)?{_SUBJECT}.*$",
        rf"^(?P<organ>[^\d]{{2,40}}?){_SUBJECT}(?:工作)?{_YEAR}.*$",
        rf"^{_YEAR}(?:年度|度)?(?P<organ>){_SUBJECT}.*$",
        rf"^(?P<organ>[^\d]{{2,40}}?){_SUBJECT}(?:.{{2,10}}[(]{_YEAR}(?:年度|度)?[)]$|.*$)",
    )
)


class Title(NamedTuple):
    """A title as printed, and the organ and year it names (either may be None)."""

    text: str
    organ: str | None
    year: int | None
    where: Where


def find_title(front: Sequence[Paragraph]) -> Title | None:
    """The title among the lines before the first heading.

    Of several the one that says most; among equals the one that comes most often, then the last: links to other
    reports and organs stand above a title, not between it and the text.
    """
    found = [parse_title(text, where) for text, where in _candidates(front)]
    counts = Counter((title.organ, title.year) for title in found)
    ranked = sorted(
        enumerate(found),
        key=lambda pair: (
            (pair[1].organ is not None) + (pair[1].year is not None),
            counts[pair[1].organ, pair[1].year],
            pair[0],
        ),
    )
    if not ranked:
        return None
    best = ranked[-1][1]
    return next(title for title in found if (title.organ, title.year) == (best.organ, best.year))


def parse_title(text: str, where: Where) -> Title:
    """What a title says; one printed twice on its line counts once."""
    half, rest = text[: len(text) // 2].strip(), text[len(text) // 2 :].strip()
    text = half if half == rest else text
    squashed = _BRACKETED.sub(r"\1", _bare(text))
    for shape in _SHAPES:
        match = shape.match(squashed)
        if match is not None:
            groups = match.groupdict()
            year = groups.get("year")
            return Title(text, _organ(groups["organ"] or ""), int(year) if year else None, where)
    return Title(text, None, None, where)


def _bare(text: str) -> str:
    """A title without spaces and without what stands around it."""
    squashed = in_digits(re.sub(r"\s", "", fold(text)))
    for _ in range(_LAYERS):
        squashed = _AROUND.sub("", squashed)
    return squashed


def _organ(text: str) -> str | None:
    name = re.sub(r"(年度|年)$", "", clean(_NOISE.split(text)[-1]).lstrip("年度"))
    name = _SITE.sub("", name)
    # 某镇人民政府信息公开: the title has merged the two.
    name = f"{name}政府" if name.endswith("人民") else name
    return name if is_organ_name(name) or _PLAIN.fullmatch(name) or _SHORTEST.fullmatch(name) else None


def _candidates(front: Sequence[Paragraph]) -> list[tuple[str, Where]]:
    """Lines that are a title, alone or with the one or two lines before them that begin it."""
    found = []
    for i, paragraph in enumerate(front):
        meta = _META_TITLE.search(paragraph.text)
        if meta is not None and _fits(meta["title"]):
            found.append((meta["title"], paragraph.where))
            continue
        text = paragraph.text.strip()
        if _fits(text):
            begun = _beginning(front, i)
            found.append((begun + text, front[i - 1].where if begun else paragraph.where))
        elif i + 1 < len(front) and _breaks_here(text, front[i + 1].text):
            found.append((text + front[i + 1].text.strip(), paragraph.where))
    return found


def _fits(text: str) -> bool:
    if len(text) > 2 * _MAX_TITLE:
        return False
    squashed = _bare(text)
    return len(squashed) <= _MAX_TITLE and _IS_TITLE.search(squashed) is not None and not _NOT_TITLE.search(fold(text))


def _breaks_here(text: str, following: str) -> bool:
    """Whether a title is broken inside its phrase: neither line is one, both together are."""
    return len(text) <= 60 and len(following) <= 40 and not _fits(following) and _fits(text + following.strip())


def _beginning(front: Sequence[Paragraph], i: int) -> str:
    """The line before a title that names no organ: an organ's name, or a title's beginning broken off before 信息."""
    if i == 0:
        return ""
    before = front[i - 1].text.strip()
    title = parse_title(front[i].text, front[i].where)
    if title.organ is not None:
        return ""
    broken = title.year is None and len(before) <= 60 and _BEGINS.search(re.sub(r"\s", "", fold(before))) is not None
    return before if is_organ_name(fold(before)) or (broken and not _NOT_TITLE.search(fold(before))) else ""
