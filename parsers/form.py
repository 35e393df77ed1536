"""The official form as data: tables, rows and columns of both editions, in printed order.

Place in the flow: read by ``decode`` (what to look for), ``rules`` (what adds up), ``models`` (what a fact is called)
and the mails (what a cell is called in Chinese). Sources: 国办公开办函〔2019〕60号 (reports for 2019 and 2020) and
国办公开办函〔2021〕30号 (reports for 2021 and later).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, cached_property
from typing import NamedTuple

import msgspec


class Edition(StrEnum):
    """Which edition of the form a table follows."""

    E2019 = "2019"
    E2021 = "2021"
    MIXED = "mixed"


class Kind(StrEnum):
    """What a cell of a column holds."""

    INTEGER = "integer"
    SIGNED = "signed integer"
    DECIMAL = "decimal"


class TableName(StrEnum):
    """The three tables, named as in the cell keys; rules call them T2, T3 and T4 after their sections."""

    DISCLOSURE = "disclosure"
    APPLICATIONS = "applications"
    PROCEEDINGS = "proceedings"


SHORT_TABLE_NAMES = {TableName.DISCLOSURE: "T2", TableName.APPLICATIONS: "T3", TableName.PROCEEDINGS: "T4"}


class Column(NamedTuple):
    """One number column: the last part of a cell key and its printed head."""

    key: str
    label: str
    kind: Kind = Kind.INTEGER


class Row(msgspec.Struct, frozen=True, dict=True):
    """One row of numbers: key prefix (table included), printed labels from the outermost group inwards, its columns."""

    key: str
    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    item: str | None = None

    @property
    def label(self) -> str:
        """The innermost printed label."""
        return self.labels[-1]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The cell keys of the row, in printed order."""
        return tuple(f"{self.key}.{column.key}" for column in self.columns)


class Form(msgspec.Struct, frozen=True, dict=True):
    """One edition of the form."""

    edition: Edition
    basis: str
    rows: tuple[Row, ...]

    def table(self, name: TableName) -> tuple[Row, ...]:
        """The rows of one table, in printed order."""
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[TableName, tuple[Row, ...]]:
        return {name: tuple(row for row in self.rows if row.key.startswith(f"{name}.")) for name in TableName}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All cell keys, in printed order."""
        return tuple(key for row in self.rows for key in row.keys)


APPLICANTS = (
    Column("natural_person", "自然人"),
    Column("commercial_enterprise", "商业企业"),
    Column("research_institution", "科研机构"),
    Column("social_welfare_organisation", "社会公益组织"),
    Column("legal_service_organisation", "法律服务机构"),
    Column("other_organisation", "其他"),
    Column("total", "总计"),
)
OUTCOMES = (
    Column("upheld", "结果维持"),
    Column("corrected", "结果纠正"),
    Column("other", "其他结果"),
    Column("pending", "尚未审结"),
    Column("total", "总计"),
)
CHANNELS = (
    ("review", ("行政复议",)),
    ("litigation_direct", ("行政诉讼", "未经复议直接起诉")),
    ("litigation_after_review", ("行政诉讼", "复议后起诉")),
)

RESULT = "三、本年度办理结果"
PARTIAL = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
OTHER_GROUP = "（六）其他处理"

NEW_RECEIVED = ("new_received", ("一、本年新收政府信息公开申请数量",))
CARRIED_IN = ("carried_in", ("二、上年结转政府信息公开申请数量",))
RESULT_TOTAL = ("result_total", (RESULT, "（七）总计"))
CARRIED_OUT = ("carried_out", ("四、结转下年度继续办理",))

# Groups of dispositions: (key prefix, printed group label, ((key, printed label), ...)).
DISPOSITION_GROUPS = (
    (
        "refused",
        "（三）不予公开",
        (
            ("state_secret", "1.属于国家秘密"),
            ("prohibited_by_law", "2.其他法律行政法规禁止公开"),
            ("security_and_stability", "3.危及“三安全一稳定”"),
            ("third_party_rights", "4.保护第三方合法权益"),
            ("internal_affairs", "5.属于三类内部事务信息"),
            ("process_information", "6.属于四类过程性信息"),
            ("enforcement_file", "7.属于行政执法案卷"),
            ("administrative_query", "8.属于行政查询事项"),
        ),
    ),
    (
        "unavailable",
        "（四）无法提供",
        (
            ("not_held", "1.本机关不掌握相关政府信息"),
            ("requires_creation", "2.没有现成信息需要另行制作"),
            ("still_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "not_processed",
        "（五）不予处理",
        (
            ("petition", "1.信访举报投诉类申请"),
            ("repeated", "2.重复申请"),
            ("publication", "3.要求提供公开出版物"),
            ("excessive", "4.无正当理由大量反复申请"),
            ("confirm_or_reissue", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
)
OTHER_DISPOSITIONS_2021 = (
    ("correction_overdue", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("fee_overdue", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other", "3.其他"),
)

_DISCLOSURE_2019 = (
    (
        "第二十条第（一）项",
        (("regulations", "规章"), ("normative_documents", "规范性文件")),
        (
            Column("made", "本年新制作数量"),
            Column("disclosed", "本年新公开数量"),
            Column("total_disclosed", "对外公开总数量"),
        ),
    ),
    (
        "第二十条第（五）项",
        (("licences", "行政许可"), ("other_services", "其他对外管理服务事项")),
        (
            Column("items_last_year", "上一年项目数量"),
            Column("change", "本年增/减", Kind.SIGNED),
            Column("decisions", "处理决定数量"),
        ),
    ),
    (
        "第二十条第（六）项",
        (("penalties", "行政处罚"), ("coercive_measures", "行政强制")),
        (
            Column("items_last_year", "上一年项目数量"),
            Column("change", "本年增/减", Kind.SIGNED),
            Column("decisions", "处理决定数量"),
        ),
    ),
    (
        "第二十条第（八）项",
        (("fees", "行政事业性收费"),),
        (Column("items_last_year", "上一年项目数量"), Column("change", "本年增/减", Kind.SIGNED)),
    ),
    (
        "第二十条第（九）项",
        (("procurement", "政府集中采购"),),
        (Column("items", "采购项目数量"), Column("amount_yuan", "采购总金额", Kind.DECIMAL)),
    ),
)
_DISCLOSURE_2021 = (
    (
        "第二十条第（一）项",
        (("regulations", "规章"), ("normative_documents", "行政规范性文件")),
        (Column("issued", "本年制发件数"), Column("repealed", "本年废止件数"), Column("in_force", "现行有效件数")),
    ),
    ("第二十条第（五）项", (("licences", "行政许可"),), (Column("decisions", "本年处理决定数量"),)),
    (
        "第二十条第（六）项",
        (("penalties", "行政处罚"), ("coercive_measures", "行政强制")),
        (Column("decisions", "本年处理决定数量"),),
    ),
    (
        "第二十条第（八）项",
        (("fees", "行政事业性收费"),),
        (Column("amount_10k_yuan", "本年收费金额（单位：万元）", Kind.DECIMAL),),
    ),
)

DisclosureBlocks = tuple[tuple[str, tuple[tuple[str, str], ...], tuple[Column, ...]], ...]


def _disclosure(blocks: DisclosureBlocks) -> Iterator[Row]:
    for item, rows, columns in blocks:
        for key, label in rows:
            yield Row(f"disclosure.{key}", (label,), columns, item)


def _applications(edition: Edition) -> Iterator[Row]:
    other = [(f"other.{key}", (RESULT, OTHER_GROUP, label)) for key, label in OTHER_DISPOSITIONS_2021]
    rows: list[tuple[str, tuple[str, ...]]] = [
        NEW_RECEIVED,
        CARRIED_IN,
        ("granted", (RESULT, "（一）予以公开")),
        ("partially_granted", (RESULT, PARTIAL)),
        *(
            (f"{group}.{key}", (RESULT, head, label))
            for group, head, members in DISPOSITION_GROUPS
            for key, label in members
        ),
        *(other if edition is Edition.E2021 else [("other.all", (RESULT, OTHER_GROUP))]),
        RESULT_TOTAL,
        CARRIED_OUT,
    ]
    for key, labels in rows:
        yield Row(f"applications.{key}", labels, APPLICANTS)


def _form(edition: Edition, basis: str, disclosure: DisclosureBlocks) -> Form:
    proceedings = (Row(f"proceedings.{key}", labels, OUTCOMES) for key, labels in CHANNELS)
    return Form(edition, basis, (*_disclosure(disclosure), *_applications(edition), *proceedings))


FORMS = {
    Edition.E2019: _form(Edition.E2019, "国办公开办函〔2019〕60号", _DISCLOSURE_2019),
    Edition.E2021: _form(Edition.E2021, "国办公开办函〔2021〕30号", _DISCLOSURE_2021),
}

SECTION_TITLES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)


@cache
def rows_by_key() -> dict[str, Row]:
    """Every row of both editions by its key prefix; where both have it, the 2021 one (columns may differ)."""
    return {row.key: row for edition in (Edition.E2019, Edition.E2021) for row in FORMS[edition].rows}


@cache
def cells_by_key() -> dict[str, tuple[Row, Column]]:
    """Every cell key of both editions with its row and column."""
    return {
        f"{row.key}.{column.key}": (row, column)
        for edition in (Edition.E2019, Edition.E2021)
        for row in FORMS[edition].rows
        for column in row.columns
    }


# Quotation marks within others.
_INNER_QUOTES = str.maketrans("“”", "‘’")


def cell_name(key: str) -> str:
    """Name a cell as an official would, e.g. 表三“（七）总计”行“自然人”列.

    :param key: a cell key of either edition.
    :raises KeyError: when no edition has the key.
    """
    row, column = cells_by_key()[key]
    numeral = {"disclosure": "表二", "applications": "表三", "proceedings": "表四"}[key.split(".", 1)[0]]
    labels = "·".join(row.labels[1:] if row.labels[0] == RESULT else row.labels)
    return f"{numeral}“{labels.translate(_INNER_QUOTES)}”行“{column.label}”列"
