"""What a text beside or above a number says of it: a row of the form, a column, nothing, or that it is another number.

Place in the flow: used by ``grid_naming``. Whether a label that may be both (总计, 其他) names a row or a column, the
side on which it stands tells.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from parsers.align import Quality, meanings
from parsers.form import CHANNELS, FORMS, Edition, TableName
from parsers.labels import SEQUENCES, Role

# Heads that name the labels or say "how many", units, and this year where last year stands beside it.
_NEUTRAL = re.compile(
    r"信息内容|内容|项目|事项|指标|统计指标|类别|分类|类型|名称|条款|依据|办理情况|办理结果|结果|情况|申请人|申请人类型|渠道"
    r"|数量|件数|数值|数据|数额|(单位)?(件|万元|件万元|件\/万元)|数量件|项目名称"
)
# Numbers that are none of the form's: another year's, shares, sums of some rows or columns, the rows counted through.
_PAST = re.compile(r"(上年|去年|上期|往年|前年|上一年).*")
_OTHER = re.compile(
    r".*(同比|增减|增长|增幅|占比|比例|比重|比上年|较上年|历年).*|小计|序号|编号|行次|代码"
    # What supervisors have a sheet compute beside the form.
    r"|(数据)?(勾稽)?(关系)?(校验|核验|检验|验证|核对|检查|审核)(结果|值|差额|列|公式)?|差额|差异|差值|是否(平衡|相等|一致|正确)"
)
_PRESENT = re.compile(r"本年|今年|当年|本期|本年数|本年数量")
_REMARK = re.compile(r"备注|说明|情况说明|注|备注说明")
_AROUND_NAMES = re.compile(r"^[一二三四五六七八九十\d]{1,2}(?=[\u4e00-\u9fff])|(?<=.)(情况|情况表|统计表)$")
# Before the name of a row that a sum above it holds.
_OF_WHICH = "其中"
_YEAR = re.compile(r"(20\d\d)年?度?")
_FIRST_COLUMNS = {"first": 0, "second": 1, "third": 2}
_CHANNELS = frozenset(key for key, _ in CHANNELS)


class Meaning(NamedTuple):
    """What a text may name: keys of rows, columns, a group; or that it does not matter, or changes the meaning."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    group: str = ""
    edition: Edition | None = None
    neutral: bool = False
    other: bool = False
    past: bool = False
    present: bool = False
    remark: bool = False
    year: int = 0

    @property
    def known(self) -> bool:
        """Whether it says anything."""
        return self != Meaning()


@lru_cache(maxsize=4_096)
def meaning_of(text: str, table: TableName) -> Meaning:
    """What a squashed text means in a table; ``Meaning()`` where the form does not know it."""
    found = _of_form(text, table)
    if not found.known and text.startswith(_OF_WHICH):
        found = _of_form(text.removeprefix(_OF_WHICH), table)
    if found.known:
        return found
    year = _YEAR.fullmatch(text)
    present = bool(_PRESENT.fullmatch(text))
    return Meaning(
        year=int(year[1]) if year else 0,
        remark=bool(_REMARK.fullmatch(text)),
        other=bool(_OTHER.fullmatch(text)),
        past=bool(_PAST.fullmatch(text)) and not _OTHER.fullmatch(text),
        neutral=present or bool(_NEUTRAL.fullmatch(text)),
        present=present,
    )


def meaning_of_caption(text: str, table: TableName) -> Meaning:
    """What a line above a table says of all of it (（一）行政复议情况); other words than the form's do not matter."""
    found = meaning_of(_AROUND_NAMES.sub("", text), table)
    return found if found.rows or found.group or found.other or found.past else Meaning(neutral=True)


def _of_form(text: str, table: TableName) -> Meaning:
    rows, columns, groups, editions = set(), set(), set(), set()
    neutral = False
    for index, edition, quality in meanings(text, table, single=True):
        slot = SEQUENCES[table][index]
        if quality is Quality.PART:
            continue
        editions.add(edition)
        if slot.role is Role.ROW or (slot.role is Role.GROUP and slot.key in _CHANNELS and table is _PROCEEDINGS):
            rows.add(f"proceedings.{slot.key}" if slot.role is Role.GROUP else slot.key)
        elif slot.role is Role.COLUMN:
            columns.add(_column_key(slot.key, edition))
        elif slot.role is Role.GROUP:
            groups.add(slot.key)
        else:
            neutral = True
    own = editions.pop() if len(editions) == 1 else None
    return Meaning(frozenset(rows), frozenset(columns), "".join(groups), own, neutral and not (rows or columns))


_PROCEEDINGS = TableName.PROCEEDINGS


def _column_key(key: str, edition: Edition | None) -> str:
    """The form's key of a column; those of T2's first block are called otherwise in each edition."""
    if key not in _FIRST_COLUMNS:
        return key
    return FORMS[edition or Edition.E2021].table(TableName.DISCLOSURE)[0].columns[_FIRST_COLUMNS[key]].key
