"""Rules that hold a report against the same organ's report for the year before.

Place in the flow: family ``history``. Without a predecessor nothing here is assessed; it runs again when one arrives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from parsers.form import APPLICANTS, TableName, cell_name
from parsers.report import Number, Report
from rules import similarity
from rules.cells import FEE, UNIT_RATIO
from rules.context import Context, Family
from rules.documents import expiry_is_spoken_of
from rules.finding import Place, Severity
from rules.reading import enumerate_chinese, sentences
from rules.registry import Fire, Skip, Verdict, rule

_CARRIED_IN, _CARRIED_OUT = "applications.carried_in", "applications.carried_out"
_NEW = "applications.new_received.total"
# 各部门调整公开目录 and 更新机构信息、调整栏目 are no reorganisation; 部门合并 and 机构职能调整 are.
_REORGANISED = re.compile(
    r"机构改革|(?:机构|职[能责]|区划)[^。;,]{0,8}(?:合并|划转|撤并|划入|划出)|(?:单位|部门)(?:职[能责])?的?(?:合并|划转|撤并|撤销)"
    r"|(?:机构|职[能责]|区划)(?:机构|职[能责]|设置|编制|重组|[和及、与的有]|进行了?|发生)*(?:调整|整合)"
    r"|(?:本局|我局|本机关|单位|机构)[^。;,]{0,6}(?:更名|组建)"
)


def _before(context: Context) -> Report | Skip:
    """The report for the year before, where the two may be compared."""
    before, year = context.predecessor, context.report.year
    if before is None or year is None or before.year != year - 1:
        return Skip("没有上一年度的年度报告可供比较")
    if context.reorganised or any(_REORGANISED.search(text) for text, _ in sentences(context.report.paragraphs)):
        return Skip("机构有调整，与上一年度的数据不可直接比较")
    return before


@rule(
    code="Y-CARRY",
    severity=Severity.ERROR,
    family=Family.HISTORY,
    basis="表三“二、上年结转”与上一年度表三“四、结转下年度继续办理”为同一批申请",
    formula="carried_in (y) = carried_out (y-1); the total: error, single columns: warning",
    guards=(
        "no report for the year before, or its total not certain",
        "organ merged, split or reorganised",
        "applicants classed otherwise: columns alone are a warning",
    ),
    example="2023年度表三“上年结转”总计填报3，2022年度表三“结转下年度继续办理”总计填报1",
)
def carry(context: Context) -> Verdict:
    """What was carried over is what the year before carried out."""
    before = _before(context)
    if isinstance(before, Skip):
        return before
    pairs = {
        column.key: (
            before.value(f"{_CARRIED_OUT}.{column.key}"),
            context.report.value(f"{_CARRIED_IN}.{column.key}"),
        )
        for column in APPLICANTS
    }
    last, now = pairs["total"]
    if last is None or now is None:
        return Skip("本年度上年结转或上一年度结转下年的总计无法确定")
    wrong = {column: (a, b) for column, (a, b) in pairs.items() if a is not None and b is not None and a != b}
    if not wrong:
        return None
    labels = {column.key: column.label for column in APPLICANTS}
    ours, theirs = ("、".join(f"{labels[c]}{pair[i]}" for c, pair in wrong.items()) for i in (1, 0))
    said = f"表三“二、上年结转”行{ours}，而上一年度“四、结转下年度继续办理”行{theirs}"
    places = tuple(Place((f"{_CARRIED_IN}.{c}",), str(a), str(b)) for c, (a, b) in wrong.items())
    if last == now:
        message = f"{said}；总计相符而分栏不符，请核对申请人分类。"
        return Fire(message, places, severity=Severity.WARNING)
    return Fire(f"{said}，两年的数据应当衔接，请核对。", places)


_STOCKS = ("disclosure.regulations", "disclosure.normative_documents")
_RECOUNTED = re.compile(r"文件[^。;]{0,20}(?:清理|重新统计|口径|更正|修改)|(?:清理|重新统计|更正|修改)[^。;]{0,20}文件")


@rule(
    code="Y-EFFECTIVE",
    severity=Severity.WARNING,
    family=Family.HISTORY,
    basis="条例第二十条；表二第一项（现行有效件数为截至年末的存量）",
    formula="effective (y) = effective (y-1) + made (y) - repealed (y), 规章 and 行政规范性文件",
    guards=(
        "the year before in the form of 2019",
        "expiry, a clean-up or another way of counting is spoken of",
        "organ reorganised",
    ),
    example="规范性文件上一年度现行有效10件，本年制发2件、废止1件，现行有效填报15件",
)
def effective(context: Context) -> Verdict:
    """What is in force follows from last year's number and this year's changes."""
    before = _before(context)
    if isinstance(before, Skip):
        return before
    clauses, places, assessed = [], [], 0
    for row in _STOCKS:
        last = before.value(f"{row}.in_force")
        issued, repealed, now = (context.report.value(f"{row}.{c}") for c in ("issued", "repealed", "in_force"))
        if last is None or issued is None or repealed is None or now is None:
            continue
        assessed += 1
        expected = last + issued - repealed
        if now != expected:
            key = f"{row}.in_force"
            clauses.append(f"{cell_name(key)}填报{now}，而按上一年度{last}+制发{issued}-废止{repealed}应为{expected}")
            sum_text = f"{last}+{issued}-{repealed}={expected} ≠ {now}"
            places.append(Place((key, f"{row}.issued", f"{row}.repealed"), str(expected), str(now), sum_text))
    if not assessed:
        return Skip("两年的制发、废止、现行有效件数不全，或上一年度为2019年版表格")
    if not clauses:
        return None
    told = sentences(context.report.paragraphs)
    if expiry_is_spoken_of(context.report) or any(_RECOUNTED.search(text) for text, _ in told):
        return Skip("正文提到文件清理、失效或统计口径变化")
    return Fire(f"{'；'.join(clauses)}；如有清理、失效或重新统计，请在正文说明。", tuple(places))


@rule(
    code="Y-TEXT-COPY",
    severity=Severity.WARNING,
    family=Family.HISTORY,
    basis="条例第六条、第五十条（年度报告应当反映本年度实际情况）",
    formula="8-character shingles of sections one and five, digits masked: Jaccard with y-1 < 0.9 (profile)",
    guards=("fewer than 200 characters in either year (profile)", "sections two to four"),
    companions=("TXT-SELF-DUP",),
    example="2023年度第一、五部分与2022年度除数字外相似度97%",
)
def text_copy(context: Context) -> Verdict:
    """The text is this year's own, not last year's with other numbers."""
    before = context.predecessor
    if before is None or context.report.year is None or before.year != context.report.year - 1:
        return Skip("没有上一年度的年度报告可供比较")
    least = context.profile.compared_minimum
    ours, theirs = (similarity.masked(report, 1, 5) for report in (context.report, before))
    if min(len(ours), len(theirs)) < least:
        return Skip(f"第一、五部分不足{least}字，不作比较")
    share = similarity.jaccard(similarity.shingles(ours), similarity.shingles(theirs))
    if share < context.profile.same_text_share:
        return None
    return Fire(
        f"“总体情况”和“存在的主要问题及改进情况”与{before.year}年度除数字外相似度为{share:.0%}，"
        "疑似沿用上年文本，请按本年度实际情况撰写。"
    )


# Equal small numbers are chance: three of them, or one of this size, are not.
_LEAST_EQUAL = 3
_TELLING = 10


@rule(
    code="Y-TABLE-SAME",
    severity=Severity.WARNING,
    family=Family.HISTORY,
    basis="条例第五十条（年度报告应当反映本年度数据）",
    formula="not (all cells of T2, T3, T4 equal to y-1, and not all zero)",
    guards=("all zero", "only stocks (现行有效件数) or very few small numbers", "a cell not certain in either year"),
    example="2023年度表二、表三、表四的200个数字与2022年度完全相同",
)
def table_same(context: Context) -> Verdict:
    """The tables are this year's own."""
    before = context.predecessor
    if before is None or context.report.year is None or before.year != context.report.year - 1:
        return Skip("没有上一年度的年度报告可供比较")
    ours, theirs = (_certain(report) for report in (context.report, before))
    if ours is None or theirs is None or ours.keys() != theirs.keys():
        return Skip("两年的表格有无法确定的数字，或使用不同版本的格式")
    if ours != theirs:
        return None
    telling = [n for key, n in ours.items() if n and not key.endswith((".in_force", ".total")) and "result_" not in key]
    if not telling:
        return None
    if len(telling) < _LEAST_EQUAL and max(telling) < _TELLING:
        return Skip("数字太少太小，相同可能是巧合")
    message = f"表二、表三、表四的{len(ours)}个数字与{before.year}年度完全相同，疑似误用上年表格，请核对。"
    return Fire(message, (Place(tuple(key for key, n in ours.items() if n)),))


def _certain(report: Report) -> dict[str, Number] | None:
    found = {key: report.value(key) for key in report.cells}
    known = {key: value for key, value in found.items() if value is not None}
    return known if known and len(known) == len(found) else None


# By which words a sentence speaks of a row of table two, or of applications.
_ROW_WORDS = {
    "regulations": "规章",
    "normative_documents": "规范性文件",
    "licences": "许可",
    "other_services": "服务",
    "penalties": "处罚",
    "coercive_measures": "强制",
    "fees": "收费",
    "procurement": "采购",
    "new_received": "申请",
}
_CHANGE_WORDS = re.compile(r"增[加长多幅]|减[少幅]|上升|下降|同比|较上年|较去年|比上年|由于|原因|因[^公此素]")


def _jumps(report: Report, before: Report, factor: int, least: int) -> Iterator[tuple[str, Number, Number]]:
    keys = [key for key in report.cells if key.startswith(f"{TableName.DISCLOSURE}.") and not key.endswith(".change")]
    for key in (*keys, _NEW):
        now, last = report.value(key), before.value(key)
        if now is None or last is None or -least < now - last < least:
            continue
        small, large = (now, last) if now <= last else (last, now)
        # 元 for 万元 is T2-FEE-UNIT-SUSPECT's.
        unit = key == FEE and small and UNIT_RATIO[0] <= Decimal(large) / Decimal(small) <= UNIT_RATIO[1]
        if small * factor <= large and not unit:
            yield key, last, now


@rule(
    code="Y-JUMP",
    severity=Severity.INFO,
    family=Family.HISTORY,
    basis="条例第六条（及时、准确地公开政府信息）",
    formula="T2 counts, fee, new: ratio to y-1 between 0.1 and 10, or difference < 50 (profile)",
    guards=(
        "first year",
        "organ reorganised",
        "the change is spoken of in the text",
        "元 for 万元: T2-FEE-UNIT-SUSPECT",
    ),
    example="行政许可处理决定数量由上一年度12件变为本年度3400件，正文没有说明",
)
def jump(context: Context) -> Verdict:
    """Numbers that jump are explained."""
    before = _before(context)
    if isinstance(before, Skip):
        return before
    told = [text for text, _ in sentences(context.report.paragraphs) if _CHANGE_WORDS.search(text)]
    profile = context.profile
    found = [
        (key, last, now)
        for key, last, now in _jumps(context.report, before, profile.jump_factor, profile.jump_minimum)
        if not any(_ROW_WORDS.get(key.split(".")[1], "\n") in text for text in told)
    ]
    if not found:
        return None
    named = enumerate_chinese([f"{cell_name(key)}由{last}变为{now}" for key, last, now in found], limit=4)
    places = tuple(Place((key,), str(last), str(now)) for key, last, now in found)
    return Fire(f"与上一年度相比，{named}，变化较大而正文没有说明，请核对数据，属实的建议说明原因。", places)
