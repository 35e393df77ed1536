"""The printed labels of the three tables as sequences of slots, with the variants and typos seen in real reports.

Place in the flow: ``align`` matches the labels of a Document against these sequences; ``decode`` reads the slots.
A slot says what a label means at its place: "其他" is a column head, a group, a row and a column of another table, and
only the order tells which.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from parsers import form
from parsers.form import Edition, TableName
from parsers.normalise import as_label


class Role(StrEnum):
    """What a label does in its table."""

    CAPTION = "caption"
    HEAD = "head"
    COLUMN = "column"
    GROUP = "group"
    ROW = "row"


class Slot(NamedTuple):
    """One place in a table's sequence of labels.

    ``key`` is the last part of the cell keys (columns), a row's key (rows and groups) or a name. ``variants`` maps each
    squashed wording to the edition it proves, or None where both editions use it.
    """

    role: Role
    key: str
    variants: dict[str, Edition | None]
    block: int = 0


_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]|\d)")
_ANY = None
_E2019, _E2021 = Edition.E2019, Edition.E2021


def _slot(role: Role, key: str, *wordings: str, block: int = 0, **editions: tuple[str, ...]) -> Slot:
    variants: dict[str, Edition | None] = {as_label(wording): _ANY for wording in wordings}
    for edition, words in (("e2019", _E2019), ("e2021", _E2021)):
        variants.update({as_label(wording): words for wording in editions.get(edition, ())})
    return Slot(role, key, variants, block)


def _caption(block: int, numeral: str) -> Slot:
    return _slot(Role.CAPTION, f"item{block}", f"第二十条第（{numeral}）项", f"第（{numeral}）项", block=block)


def _three_columns_2019(block: int) -> tuple[Slot, ...]:
    return (
        _slot(Role.COLUMN, "items_last_year", block=block, e2019=("上一年项目数量", "上年项目数量")),
        _slot(
            Role.COLUMN,
            "change",
            block=block,
            e2019=("本年增/减", "本年增", "本年增减", "本年增减数量", "本年增/减数量"),
        ),
    )


def _decisions(block: int) -> Slot:
    return _slot(
        Role.COLUMN,
        "decisions",
        block=block,
        e2021=("本年处理决定数量", "本年处理决定件数", "本年处理决定数", "本年处理决定量", "本年处理绝对数量"),
        e2019=("处理决定数量", "处理决定数"),
    )


def _head(block: int) -> Slot:
    return _slot(Role.HEAD, "contents", "信息内容", block=block)


DISCLOSURE: tuple[Slot, ...] = (
    _caption(1, "一"),
    _head(1),
    _slot(Role.COLUMN, "first", block=1, e2021=("本年制发件数", "本年制发数"), e2019=("本年新制作数量", "新制作数量")),
    _slot(Role.COLUMN, "second", block=1, e2021=("本年废止件数", "本年废止数"), e2019=("本年新公开数量", "新公开数量")),
    _slot(
        Role.COLUMN,
        "third",
        block=1,
        e2021=("现行有效件数", "现行有效件", "现行有效数", "现行有效件数（历史累计）"),
        e2019=("对外公开总数量", "对外公开总数"),
    ),
    _slot(Role.ROW, "disclosure.regulations", "规章", block=1),
    _slot(
        Role.ROW,
        "disclosure.normative_documents",
        "规范性文件",
        "行政规范性文件",
        "行政规范文件",
        "规范文件",
        "行政性规范性文件",
        # 文件 as Taiwan has it, on pages that were put into traditional script.
        "规范性档案",
        "行政规范性档案",
        block=1,
    ),
    _caption(5, "五"),
    _head(5),
    *_three_columns_2019(5),
    _decisions(5),
    _slot(Role.ROW, "disclosure.licences", "行政许可", block=5),
    _slot(Role.ROW, "disclosure.other_services", block=5, e2019=("其他对外管理服务事项",)),
    _caption(6, "六"),
    _head(6),
    *_three_columns_2019(6),
    _decisions(6),
    _slot(Role.ROW, "disclosure.penalties", "行政处罚", block=6),
    _slot(Role.ROW, "disclosure.coercive_measures", "行政强制", "行政强制措施", block=6),
    _caption(8, "八"),
    _head(8),
    _slot(
        Role.COLUMN,
        "amount_10k_yuan",
        block=8,
        e2021=(
            "本年收费金额（单位：万元）",
            "本年收费金额",
            "本年收费金额（万元）",
            "本年收费金额（单位：万元，保留4位小数）",
        ),
    ),
    *_three_columns_2019(8),
    _slot(
        Role.ROW,
        "disclosure.fees",
        "行政事业性收费",
        "行政事业收费",
        block=8,
        e2021=("行政事业性收费（万元）", "行政事业性收费（单位：万元）"),
    ),
    _caption(9, "九"),
    _head(9),
    _slot(Role.COLUMN, "items", block=9, e2019=("采购项目数量",)),
    _slot(Role.COLUMN, "amount_yuan", block=9, e2019=("采购总金额", "采购总金额（元）", "采购总金额（单位：元）")),
    _slot(Role.ROW, "disclosure.procurement", block=9, e2019=("政府集中采购",)),
)


def _short(label: str) -> tuple[str, ...]:
    """A row label with and without its ordinal."""
    squashed = as_label(label)
    return squashed, _ORDINAL.sub("", squashed)


# Wordings seen beside the printed one, by row key.
_ROW_VARIANTS: dict[str, tuple[str, ...]] = {
    "new_received": ("一、本年新收政府信息公开数量", "本年新收政府信息公开申请数量", "一、本年新收申请数量"),
    "carried_in": ("二、上年结转政府信息公开数量", "上年结转政府信息公开申请数量", "二、上年结转申请数量"),
    "partially_granted": ("（二）部分公开", "部分公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情况）"),
    "refused.prohibited_by_law": ("2.其他法律法规禁止公开", "2.其他法律、行政法规禁止公开的"),
    "refused.third_party_rights": ("4.保护第三方合法利益",),
    "refused.process_information": ("6.属于四类过程性性信息",),
    "unavailable.not_held": (
        "1.本机关不掌握相关信息",
        "1.本机关不掌握",
        "1.不掌握相关政府信息",
        "1.不掌握相关信息",
    ),
    "unavailable.requires_creation": (
        "2.没有现成信息，需要另行制作",
        "2.没有现成信息需另行制作",
        "2.没有现成信息",
        "2.需要另行制作",
        "2.需另行制作",
    ),
    "unavailable.still_unclear": ("3.补正后仍不明确", "3.补正后申请内容不明确", "3.补正后内容仍不明确"),
    "not_processed.petition": ("1.信访举报投诉类", "1.信访举报投诉"),
    "not_processed.excessive": ("4.无正当理由的大量反复申请",),
    "not_processed.confirm_or_reissue": (
        "5.要求行政机关确认或者重新出具已获取信息",
        "5.要求确认或重新出具已获取信息",
        "5.要求行政机关确认或重新出具",
        "5.要求重新出具已获取信息",
    ),
    "other.correction_overdue": ("1.逾期不补正", "1.申请人无正当理由逾期不补正"),
    "other.fee_overdue": ("2.逾期未缴费", "2.逾期不缴费", "2.逾期不缴纳费用", "2.申请人逾期未按收费通知要求缴纳费用"),
    "other.other": ("3.其他情形",),
    "carried_out": ("四、结转下年度继续办理数量", "四、结转下一年度继续办理"),
}


def _row(key: str, label: str) -> Slot:
    variants = _ROW_VARIANTS.get(key, ())
    return _slot(Role.ROW, f"applications.{key}", *_short(label), *variants)


def _application_slots() -> tuple[Slot, ...]:
    slots = [
        _slot(Role.HEAD, "identity_note", "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和"),
        _slot(Role.HEAD, "applicants", "申请人情况"),
        # The hairline in 自 is the first that thin print and black-and-white scans lose.
        _slot(Role.COLUMN, "natural_person", "自然人", "白然人"),
        _slot(Role.HEAD, "organisations", "法人或其他组织"),
        _slot(Role.COLUMN, "total", "总计"),
        _slot(Role.COLUMN, "commercial_enterprise", "商业企业"),
        _slot(Role.COLUMN, "research_institution", "科研机构"),
        _slot(Role.COLUMN, "social_welfare_organisation", "社会公益组织"),
        _slot(Role.COLUMN, "legal_service_organisation", "法律服务机构"),
        _slot(Role.COLUMN, "other_organisation", "其他"),
        _slot(Role.COLUMN, "total", "总计"),
        _row(*_flat(form.NEW_RECEIVED)),
        _row(*_flat(form.CARRIED_IN)),
        _slot(Role.GROUP, "result", *_short(form.RESULT)),
        _row("granted", "（一）予以公开"),
        _row("partially_granted", form.PARTIAL),
    ]
    for group, head, members in form.DISPOSITION_GROUPS:
        slots.append(_slot(Role.GROUP, group, *_short(head)))
        slots.extend(_row(f"{group}.{key}", label) for key, label in members)
    slots.append(_slot(Role.GROUP, "other", *_short(form.OTHER_GROUP)))
    slots.extend(_row(f"other.{key}", label) for key, label in form.OTHER_DISPOSITIONS_2021)
    slots.append(_row("result_total", "（七）总计"))
    slots.append(_row(*_flat(form.CARRIED_OUT)))
    return tuple(slots)


def _flat(row: tuple[str, tuple[str, ...]]) -> tuple[str, str]:
    return row[0], row[1][-1]


APPLICATIONS = _application_slots()

_OUTCOME_SLOTS = tuple(_slot(Role.COLUMN, column.key, column.label) for column in form.OUTCOMES)
PROCEEDINGS: tuple[Slot, ...] = (
    _slot(Role.GROUP, "review", "行政复议"),
    _slot(Role.GROUP, "litigation", "行政诉讼"),
    *_OUTCOME_SLOTS,
    _slot(Role.GROUP, "litigation_direct", "未经复议直接起诉", "行政诉讼（未经复议直接起诉）"),
    _slot(Role.GROUP, "litigation_after_review", "复议后起诉", "行政诉讼（复议后起诉）"),
    *_OUTCOME_SLOTS,
    *_OUTCOME_SLOTS,
)

SEQUENCES: dict[TableName, tuple[Slot, ...]] = {
    TableName.DISCLOSURE: DISCLOSURE,
    TableName.APPLICATIONS: APPLICATIONS,
    TableName.PROCEEDINGS: PROCEEDINGS,
}


@cache
def exact(table: TableName) -> dict[str, tuple[tuple[int, Edition | None], ...]]:
    """For each squashed wording of a table, the slots it may fill and the edition it proves there."""
    found: dict[str, list[tuple[int, Edition | None]]] = {}
    for index, slot in enumerate(SEQUENCES[table]):
        for wording, edition in slot.variants.items():
            found.setdefault(wording, []).append((index, edition))
    return {wording: tuple(slots) for wording, slots in found.items()}


@cache
def wordings() -> frozenset[str]:
    """Every squashed wording of every table."""
    return frozenset(wording for table in TableName for wording in exact(table))


@cache
def head_wordings(table: TableName) -> frozenset[str]:
    """The wordings of a table's heads, columns and captions; in T4, where all labels are heads, of its groups too."""
    heads = {Role.CAPTION, Role.HEAD, Role.COLUMN} | ({Role.GROUP} if table is TableName.PROCEEDINGS else set())
    return frozenset(wording for slot in SEQUENCES[table] if slot.role in heads for wording in slot.variants)


@cache
def row_wordings() -> frozenset[str]:
    """The wordings of rows of every table that mean nothing else."""
    slots = [slot for table in TableName for slot in SEQUENCES[table]]
    others = {wording for slot in slots if slot.role is not Role.ROW for wording in slot.variants}
    return frozenset(word for slot in slots if slot.role is Role.ROW for word in slot.variants) - others


@cache
def column_wordings(table: TableName) -> frozenset[str]:
    """The wordings of a table's columns that mean nothing else (其他 and 总计 are left out)."""
    columns = (slot for slot in SEQUENCES[table] if slot.role is Role.COLUMN)
    return frozenset(wording for slot in columns for wording in slot.variants if len(wording) > 2)


# The parts of T4's heads that survive when a source cuts a label at its line break (结果|维持, 尚未|审结).
CUT_OUTCOMES = frozenset({"结果", "其他", "尚未", "维持", "纠正", "审结", "结", "果", "其", "他", "尚", "未"})
