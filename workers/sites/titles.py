"""What the text of a link promises: an annual report, a list of them, or nothing of interest.

Place in the flow: used by ``links`` on each link of a page. It is a promise only: whether a page is a report, the
reader says.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

from parsers.normalise import fold
from parsers.organ_names import is_organ_name


class Promise(StrEnum):
    """Where a link seems to lead."""

    REPORT = "report"
    LIST = "list"
    NOTHING = "nothing"


_SUBJECT = r"(?:信息|政务)公开"
_REPORT = r"(?:年度(?:工作)?报告|工作年度报告|工作报告|年报|报告)"
_IS_REPORT = re.compile(rf"{_SUBJECT}.{{0,16}}{_REPORT}|年度.{{0,6}}{_SUBJECT}")
# What speaks of reports without being one; only at the end, since organs are called 统计局 and 通知 stands in names.
_IS_ABOUT = re.compile(
    r"(?:通知|公告|函|解读|培训(?:班|会)?|会议|指南|目录|制度|办法|方案|要点|意见|动态|新闻|简报|工作推进会)"
    r"(?:[(（].{0,12}[)）])?$"
)
# The name of a column of such reports: no organ, no year.
_IS_COLUMN = re.compile(
    rf"(?:政府|政务)?(?:{_SUBJECT})?(?:工作)?(?:年度(?:工作)?报告|年报)(?:公开|专栏|栏目|列表)?|历年{_SUBJECT}.*|{_SUBJECT}年报.*"
)
_YEAR = re.compile(r"20[0-9]{2}")
_YEAR_ALONE = re.compile(r"20[0-9]{2}(?:年度?)?")
_IN_COLUMN = re.compile(r"年度?报告|年报|工作报告")
_COLUMN_NAME = re.compile(rf"{_SUBJECT}(?:工作)?(?:年度(?:工作)?报告|年报)|年度报告|公开年报")
# Too long for a title, and a text that may hold anything.
_MAX_TITLE = 120
_FIRST_YEAR = 2008
_DATE = re.compile(r"(?<![0-9])(20[0-9]{2})\s*[-/.年]\s*([01]?[0-9])\s*[-/.月]\s*([0-3]?[0-9])(?![0-9])")


def promise(title: str, *, in_column: bool) -> Promise:
    """What a link's text promises.

    :param in_column: whether it stands on a page that is a list of annual reports, where less need be said.
    """
    text = squashed(title)
    if not text or len(text) > _MAX_TITLE or _IS_ABOUT.search(text):
        return Promise.NOTHING
    if _IS_COLUMN.fullmatch(text):
        return Promise.LIST
    if _IS_REPORT.search(text):
        return Promise.REPORT
    return _in_column(text) if in_column else Promise.NOTHING


def _in_column(text: str) -> Promise:
    """Among annual reports a year or an organ alone says enough."""
    if _YEAR.search(text) and (_IN_COLUMN.search(text) or is_organ_name(_YEAR_ALONE.sub("", text))):
        return Promise.REPORT
    return Promise.LIST if _YEAR_ALONE.fullmatch(text) or is_organ_name(text) else Promise.NOTHING


def names_a_column(text: str) -> bool:
    """Whether a page's title or place says that it is a list of annual reports."""
    return _COLUMN_NAME.search(squashed(text)) is not None


def squashed(text: str) -> str:
    """The text folded and without white space."""
    return re.sub(r"\s", "", fold(text))


def date_in(text: str) -> dt.date | None:
    """The last date in a text, None where there is none that exists."""
    for year, month, day in reversed(_DATE.findall(text)):
        try:
            found = dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
        if found.year >= _FIRST_YEAR:
            return found
    return None
