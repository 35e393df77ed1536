"""How rules look at a report: its rows, columns and text, without guessing what the source lost.

Place in the flow: helpers of the family modules, over ``parsers.report``. Nothing here decides what is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from parsers.form import DISPOSITION_GROUPS, FORMS, OTHER_DISPOSITIONS_2021, Edition, Row, TableName, cell_name
from parsers.normalise import fold
from parsers.report import Doubt, Number, Paragraph, Report, Status
from rules.finding import Quote
from rules.organ import OrganFacts, OrganKind

CHINESE_TABLE = {TableName.DISCLOSURE: "表二", TableName.APPLICATIONS: "表三", TableName.PROCEEDINGS: "表四"}
# What most rules of form rest on.
FORMAT = "国办公开办函〔2021〕30号"
CONTENTS = f"条例第五十条；{FORMAT}"
SECTION_NUMERALS = "一二三四五六"
FIRST_YEAR_OF_2021_FORM = 2021
# Before the 条例 as revised in 2019 there was no national form, and departments had until 31 March.
FIRST_YEAR_OF_FORMS = 2019
BEFORE_FORMS = "2018年及以前的年度报告没有全国统一格式"

_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?]?")
_BASE_DISPOSITIONS = (
    "granted",
    "partially_granted",
    *(f"{group}.{key}" for group, _, members in DISPOSITION_GROUPS for key, _ in members),
)
_OTHER_ROWS = tuple(f"other.{key}" for key, _ in OTHER_DISPOSITIONS_2021)


def rows_of(report: Report, table: TableName) -> tuple[Row, ...]:
    """The form's rows of a table that the report has keys for, each with the columns the report has keys for."""
    return _rows(report.edition, frozenset(report.cells), table)


@lru_cache(maxsize=256)
def _rows(edition: Edition, keys: frozenset[str], table: TableName) -> tuple[Row, ...]:
    found: list[Row] = []
    done: set[str] = set()
    editions = (Edition.E2019, Edition.E2021) if edition is Edition.E2019 else (Edition.E2021, Edition.E2019)
    for each in editions:
        for row in FORMS[each].table(table):
            columns = tuple(column for column in row.columns if f"{row.key}.{column.key}" in keys)
            own = {f"{row.key}.{column.key}" for column in columns}
            if columns and not own & done:
                done |= own
                found.append(msgspec.structs.replace(row, columns=columns))
    return tuple(found)


def disposition_rows(report: Report) -> tuple[str, ...]:
    """Key prefixes of all rows of 三、本年度办理结果 that are summed, whether or not the source has them."""
    single = "applications.other.all.total" in report.cells
    parts = any(f"applications.{row}.total" in report.cells for row in _OTHER_ROWS)
    other = ("other.all",) if single and not parts else _OTHER_ROWS
    return tuple(f"applications.{row}" for row in (*_BASE_DISPOSITIONS, *other))


def withheld(report: Report, table: TableName) -> Doubt | None:
    """Why the reading of a whole table is withheld, or None."""
    found = report.table(table)
    return found.withheld if found is not None else None


def withheld_text(table: TableName) -> str:
    """Says that a whole table was not taken over, in Chinese."""
    return f"{CHINESE_TABLE[table]}的格与数在原文中无法可靠对应，数据未予采用"


def row_is_found(report: Report, row: Row) -> bool:
    """Whether the source shows the row's label: at least one of its cells is not absent."""
    return any(report.status(key) is not Status.ABSENT for key in row.keys)


def row_name(row: Row) -> str:
    """Name a row as an official would, e.g. 表三“（七）总计”行."""
    return cell_name(row.keys[0]).rsplit("“", 1)[0]


def is_old_form_key(key: str) -> bool:
    """Whether only the 2019 form has the key."""
    return key in _ONLY_2019


_ONLY_2019 = frozenset(FORMS[Edition.E2019].keys) - frozenset(FORMS[Edition.E2021].keys)


def narrative(report: Report, *sections: int) -> tuple[Paragraph, ...]:
    """The narrative paragraphs (guard G7), of all sections or of those named."""
    return tuple(p for p in report.paragraphs if not sections or p.section in sections)


def whole_text(report: Report) -> str:
    """The narrative as one folded text without spaces, for "is it mentioned at all"."""
    return joined(report.paragraphs)


def joined(paragraphs: Iterable[Paragraph]) -> str:
    """Paragraphs as one folded text without spaces; one line a paragraph."""
    return "\n".join(re.sub(r"\s", "", fold(paragraph.text)) for paragraph in paragraphs)


def sentences(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[str, Paragraph]]:
    """Each sentence, folded and without spaces, with its paragraph."""
    for paragraph in paragraphs:
        for match in _SENTENCE.finditer(re.sub(r"[^\S\n]", "", fold(paragraph.text))):
            yield match[0], paragraph


def is_before_forms(report: Report) -> bool:
    """Whether the report is for a year before the national forms."""
    return report.year is not None and report.year < FIRST_YEAR_OF_FORMS


def quote(paragraph: Paragraph, fragment: str | None = None, around: str = "") -> Quote:
    """A fragment of a paragraph (the whole, cut, without one) as evidence; ``around``: what must be seen of it."""
    return Quote(cut(paragraph.text if fragment is None else fragment, around=around), paragraph.where)


def is_government(facts: OrganFacts) -> bool:
    """Whether the report is that of a 人民政府, townships included."""
    return facts.kind in {OrganKind.GOVERNMENT, OrganKind.TOWNSHIP}


def enumerate_chinese(items: Sequence[str], *, limit: int = 6) -> str:
    """Items joined as in a Chinese sentence; more than ``limit`` are counted."""
    shown = "、".join(items[:limit])
    return shown if len(items) <= limit else f"{shown}等{len(items)}处"


def chinese_day(day: dt.date) -> str:
    """A day as an official writes it, e.g. 2024年1月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def cut(text: str, limit: int = 120, *, around: str = "") -> str:
    """A text no longer than ``limit`` characters, with … where it was cut; ``around``: what it is cut about."""
    stripped = text.strip()
    if len(stripped) <= limit:
        return stripped
    at = stripped.find(around) if around else 0
    start = 0 if at + len(around) <= limit else min(at + len(around) // 2 - limit // 2, len(stripped) - limit)
    end = start + limit
    return f"{'…' if start else ''}{stripped[start:end]}{'…' if end < len(stripped) else ''}"


def values(report: Report, prefix: str, suffix: str) -> dict[str, Number]:
    """The certain numbers of all cells whose key begins and ends so."""
    return {
        key: value
        for key in report.cells
        if key.startswith(prefix) and key.endswith(suffix) and (value := report.value(key)) is not None
    }
