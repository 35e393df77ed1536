"""Whose report it is, for which year, published and signed when; each with the place that says so.

Place in the flow: Document text → **identity** → the head of the Report. The text wins over a hint where it is
explicit; what no place says stays None, it is not inferred from places that often lie (hosts, copyright lines).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from parsers import dates
from parsers.document import Meta
from parsers.normalise import fold
from parsers.organ_names import clean, is_organ_name, name_at_start, same_organ
from parsers.prepared import prepare
from parsers.report import Paragraph, Where
from parsers.sections import Text
from parsers.titles import Title, find_title


class Hints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a file besides its bytes: from options, a sidecar, or the crawler."""

    url: str | None = None
    published_on: dt.date | None = None
    organ: str | None = None
    year: int | None = None
    # Name or code of the division the organ belongs to. No text says it; the roster asks which of many 城关镇 it is.
    division: str | None = None


prepare(Hints)


class Identity(NamedTuple):
    """The head of a Report; the fields are those of ``Report``."""

    organ: str | None
    organ_basis: str | None
    year: int | None
    year_basis: str | None
    title: str | None
    published_on: dt.date | None
    published_on_basis: str | None
    signed_on: dt.date | None
    hint_conflicts: tuple[tuple[str, str, str], ...]


class Said(NamedTuple):
    """A value and the place that says it."""

    value: str
    basis: str


_NAME = r"(?P<name>[\u4e00-\u9fff（）()]{3,40}?)"
# Part of an organ, which works for it.
_OFFICE = r"(?:党政(?:综合)?办公室|党政办|办公室)?(?:综合科|政务公开科|政府信息公开处)?"
_COMPILED_BY = re.compile(rf"由{_NAME}{_OFFICE}(?:负责)?编制")
# 如对本报告有疑问，请与某局办公室联系（地址：…）; which 区政府 it is does not say.
_CONTACT = re.compile(
    rf"(?:请联系|请与|可与)[:：]?(?P<name>(?![省市州县区镇乡])[\u4e00-\u9fff]{{5,30}}?){_OFFICE}(?:联系|[(,;。]|地址)"
)
_ANNOUNCES = r"(?:现公布|现发布|公布|发布|编制|现将|公开)《?"
_ANNOUNCED = re.compile(
    rf"{_ANNOUNCES}{_NAME}(?:[(（][^()（）]*[)）])?(?P<year>20\d{{2}})年度?(?:政府|政务)?(?:信息|政务)公开"
)
# 某局2022年政府信息公开工作年度报告（以下简称年报）是根据…编制.
_SPEAKS_OF_ITSELF = re.compile(
    rf"^{_NAME}(?P<year>20\d{{2}})年度?(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:报告|年报)(?:\([^()]*\))?[是系由]"
)
_ANNOUNCED_YEAR_FIRST = re.compile(rf"{_ANNOUNCES}(?P<year>20\d{{2}})年度?{_NAME}(?:政府信息公开|政务公开)")
# 现将我办2022年度政府信息公开情况报告如下; what stands in 《》 is the name of some notice.
_REPORTED = re.compile(r"(?:我|本).{0,6}?(?P<year>20\d{2})年度?(?:的)?政府信息公开(?:工作|年度)*(?:情况|报告|。|$)")
# A notice that the report follows; its name has years and organs of its own.
_NOTICE = re.compile(r"《[^《》]*?(?:通知|意见|办法|规定|方案|函)》")
_QUOTED = re.compile(r"《[^《》]*》")
_PERIOD = re.compile(r"(20\d{2})年1月1日(?:起)?\s*(?:至|到|-|—|~)")
_OPENING = re.compile(r"^\s*(?P<year>20\d{2})\s*年\s*度?\s*(?:以来|来)?\s*[,，]?\s*")
# In the order of trust; a source is a name all the same, unless of a medium.
_PUBLISHERS = tuple(
    re.compile(rf"(?:{words})\s*[|:：]\s*[|:：]?\s*(?P<name>[\u4e00-\u9fff]{{3,40}})")
    for words in (
        "发布机构|发布机关|发布单位|公开机构|公开机关|公开单位|公开主体|制发机关|发文机关|发文机构|发文单位",
        "来源",
    )
)
_IS_MEDIUM = re.compile("网$|网站|本站|媒体|日报|晚报|电视|信息中心|数据|新闻|公众号")
_PREDICATE = re.compile(
    "严格|认真|坚持|深入|全面|积极|紧紧|持续|按照|根据|在|以|高度|切实|始终|扎实|围绕|贯彻|不断|进一步"
)
_YEAR_WORD = re.compile(r"(?<!\d)(20\d{2})\s*年")
# A year must lead the others by that much to count as the year the text speaks of.
_LEAD = 2


def identify(text: Text, hints: Hints, meta: Meta) -> Identity:
    """Find organ, year, title and dates; fill gaps from the hints and note where they contradict the text.

    :param meta: what the medium says of itself; less than the text, more than a hint.
    """
    title = find_title(text.front[:60]) or (find_title([Paragraph(meta.title, 0, Where())]) if meta.title else None)
    year = _year(title, text)
    year_value = int(year.value) if year else None
    published = dates.published(text.front[:60], year_value) or dates.from_page(meta.published_on, year_value)
    organ = _organ(title, text)
    if organ is None and meta.publisher and is_organ_name(fold(meta.publisher)):
        organ = Said(clean(fold(meta.publisher)), "page metadata")
    conflicts = _conflicts(organ, year_value, published, hints)
    if organ is not None and hints.organ and same_organ(organ.value, hints.organ):
        # 岳阳县应急管理局 for 应急管理局 says which.
        organ = max(organ, Said(hints.organ, "hint"), key=lambda said: len(said.value))
    if published is None and hints.published_on is not None:
        published = dates.Published(hints.published_on, "hint")
    if published is None and hints.url:
        published = dates.from_url(hints.url, year_value or hints.year)
    if organ is None and hints.organ:
        organ = Said(hints.organ, "hint")
    if year is None and hints.year:
        year = Said(str(hints.year), "hint")
    return Identity(
        organ=organ.value if organ else None,
        organ_basis=organ.basis if organ else None,
        year=int(year.value) if year else None,
        year_basis=year.basis if year else None,
        title=title.text if title else None,
        published_on=published.on if published else None,
        published_on_basis=published.basis if published else None,
        signed_on=dates.signed(text.back),
        hint_conflicts=conflicts,
    )


def _conflicts(
    organ: Said | None, year: int | None, published: dates.Published | None, hints: Hints
) -> tuple[tuple[str, str, str], ...]:
    found = [
        ("organ", hints.organ, organ.value if organ else None),
        ("year", str(hints.year) if hints.year else None, str(year) if year else None),
        (
            "published_on",
            hints.published_on.isoformat() if hints.published_on else None,
            published.on.isoformat() if published else None,
        ),
    ]
    return tuple(
        (what, hint, said)
        for what, hint, said in found
        if hint and said and hint != said and not (what == "organ" and same_organ(hint, said))
    )


def _organ(title: Title | None, text: Text) -> Said | None:
    if title is not None and title.organ:
        return Said(title.organ, "title")
    finders: tuple[tuple[str, Callable[[Text], str | None]], ...] = (
        ("preamble", _organ_announced),
        ("signature", _organ_signed),
        ("first sentence", _organ_in_first_sentence),
        ("preamble", _organ_to_contact),
        ("page metadata", _organ_publishing),
    )
    return next((Said(name, basis) for basis, find in finders if (name := find(text))), None)


def _preamble(text: Text) -> list[Paragraph]:
    """Where a report introduces itself: before the first heading and in its first paragraphs."""
    return [*(p for p in text.front if len(p.text) > 20), *[p for p in text.paragraphs if p.section == 1][:2]]


def _organ_announced(text: Text) -> str | None:
    for paragraph in _preamble(text):
        line = re.sub(r"\s", "", fold(paragraph.text))
        for pattern in (_SPEAKS_OF_ITSELF, _ANNOUNCED, _ANNOUNCED_YEAR_FIRST, _COMPILED_BY):
            for match in pattern.finditer(line):
                if is_organ_name(match["name"]):
                    return clean(match["name"])
    return None


def _organ_to_contact(text: Text) -> str | None:
    """Whom readers are told to ask: a part of the organ, named behind it."""
    lines = (re.sub(r"\s", "", fold(paragraph.text)) for paragraph in _preamble(text))
    found = (match for line in lines for match in _CONTACT.finditer(line))
    return next((clean(match["name"]) for match in found if is_organ_name(match["name"])), None)


def _organ_signed(text: Text) -> str | None:
    return next((clean(fold(p.text)) for p in text.back if is_organ_name(fold(p.text))), None)


def _organ_in_first_sentence(text: Text) -> str | None:
    """``2024年，镇巴县人民政府办公室严格按照…``: only right after the year, only before a predicate."""
    first = next((p for p in text.paragraphs if p.section == 1), None)
    opening = _OPENING.match(fold(first.text)) if first else None
    if first is None or opening is None:
        return None
    rest = fold(first.text)[opening.end() :]
    name = name_at_start(rest)
    return name if name is not None and len(name) >= 5 and _is_followed_by_predicate(rest[len(name) :]) else None


def _is_followed_by_predicate(rest: str) -> bool:
    return _PREDICATE.match(rest) is not None


def _organ_publishing(text: Text) -> str | None:
    lines = [re.sub(r"\s+", " ", fold(paragraph.text)) for paragraph in text.front[:60]]
    for publisher in _PUBLISHERS:
        for match in filter(None, map(publisher.search, lines)):
            if is_organ_name(match["name"]) and not _IS_MEDIUM.search(match["name"]):
                return clean(match["name"])
    return None


def _year(title: Title | None, text: Text) -> Said | None:
    if title is not None and title.year:
        return Said(str(title.year), "title")
    for paragraph in _preamble(text):
        line = _NOTICE.sub("", re.sub(r"\s", "", fold(paragraph.text)))
        if match := _SPEAKS_OF_ITSELF.search(line) or _ANNOUNCED.search(line) or _ANNOUNCED_YEAR_FIRST.search(line):
            return Said(match["year"], "preamble")
        if match := _PERIOD.search(line):
            return Said(match[1], "statistics period")
        if match := _REPORTED.search(_QUOTED.sub("", line)):
            return Said(match["year"], "preamble")
    return _year_spoken_of(text.paragraphs)


def _year_spoken_of(paragraphs: Sequence[Paragraph]) -> Said | None:
    """The year most sentences speak of, when it leads clearly; the plans of section five speak of the next one."""
    counts = Counter(
        int(match[1]) for p in paragraphs if p.section not in {5, 6} for match in _YEAR_WORD.finditer(fold(p.text))
    )
    ranked = counts.most_common(2)
    if not ranked:
        return None
    first = next((p for p in paragraphs if p.section == 1), None)
    opening = _OPENING.match(fold(first.text)) if first else None
    year, count = ranked[0]
    if opening is not None and int(opening["year"]) == year:
        return Said(str(year), "first sentence")
    ahead = count - (ranked[1][1] if len(ranked) > 1 else 0)
    return Said(str(year), "text") if ahead >= _LEAD else None
