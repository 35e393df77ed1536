"""Rules about sums inside one table: rows, columns, the printed 勾稽关系.

Place in the flow: family ``arithmetic``, of which ``documents`` has the rest. A sum with an unknown term is not
assessed (guard G1), the others still are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from parsers.form import APPLICANTS, OUTCOMES, TableName, cell_name
from parsers.report import Number, Report
from rules.context import Context, Family
from rules.finding import Place, Severity
from rules.reading import disposition_rows, enumerate_chinese, rows_of, withheld, withheld_text
from rules.registry import Fire, Skip, Verdict, rule

Relation = Callable[[Number, Number], bool]

# Sums of up to so many terms are written out with their zeros.
_WRITTEN_OUT = 6

FORM_BASIS = "条例第五十条；国办公开办函〔2021〕30号（2019、2020年度为国办公开办函〔2019〕60号）"
BALANCE_BASIS = f"表三表头：第一项加第二项之和，等于第三项加第四项之和；{FORM_BASIS}"


class Comparison(NamedTuple):
    """Two sums that stand in a relation; ``subject`` is the cell whose number an official would correct first."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    subject: str
    relation: Relation = operator.eq


def judge(
    report: Report, comparisons: Iterable[Comparison], say: Callable[[Comparison, Number, Number], str]
) -> Verdict:
    """Fire with the comparisons that fail; skip when none could be assessed.

    :param say: the Chinese clause for one failure, from the two sums.
    """
    clauses, places, unknown, assessed = [], [], [], 0
    for comparison in comparisons:
        keys = (*comparison.left, *comparison.right)
        if missing := [key for key in keys if report.value(key) is None]:
            unknown.extend(missing)
            continue
        assessed += 1
        left, right = _total(report, comparison.left), _total(report, comparison.right)
        if not comparison.relation(left, right):
            clauses.append(say(comparison, left, right))
            places.append(_place(report, comparison, left, right))
    if clauses:
        shown = "；".join(clauses[:6]) + (f"；等共{len(clauses)}处" if len(clauses) > 6 else "")
        return Fire(f"{shown}，请核对。", tuple(places))
    return None if assessed else Skip(why_unknown(report, unknown))


def why_unknown(report: Report, keys: Iterable[str]) -> str:
    """Names the cells without which nothing could be assessed, or the reason a whole table is withheld."""
    distinct = list(dict.fromkeys(keys))
    tables = {TableName(key.split(".", 1)[0]) for key in distinct}
    if lost := [withheld_text(table) for table in sorted(tables) if withheld(report, table)]:
        return "；".join(lost)
    return f"有关数据缺失或无法确定：{enumerate_chinese([cell_name(key) for key in distinct], limit=4)}"


def _total(report: Report, keys: Iterable[str]) -> Number:
    return sum((value for key in keys if (value := report.value(key)) is not None), start=0)


def _place(report: Report, comparison: Comparison, left: Number, right: Number) -> Place:
    cells = (*comparison.left, *comparison.right)
    sums = _sum_text(report, comparison.left, left), _sum_text(report, comparison.right, right)
    if comparison.relation is operator.le:
        return Place(cells, f"不超过{right}", str(left), " ＞ ".join(sums))
    if comparison.relation is operator.ge:
        value = report.value(comparison.subject) or 0
        return Place(cells, f"不少于{right - left + value}", str(value), " ＜ ".join(sums))
    return Place(cells, str(left), str(right), " ≠ ".join(sums))


def _sum_text(report: Report, keys: tuple[str, ...], total: Number) -> str:
    """A sum written out; of a long one only the terms that are not zero."""
    terms = [str(value) for key in keys if (value := report.value(key)) or len(keys) <= _WRITTEN_OUT]
    return str(total) if len(terms) < 2 else f"{'+'.join(terms)}={total}"


def _row_sums(report: Report, table: TableName) -> Iterator[Comparison]:
    for row in rows_of(report, table):
        *parts, total = row.keys
        # A row without one of its columns (a mixed form) has no sum to check.
        if len(parts) == len(APPLICANTS if table is TableName.APPLICATIONS else OUTCOMES) - 1:
            yield Comparison(tuple(parts), (total,), total)


def _say_row(comparison: Comparison, left: Number, right: Number) -> str:
    return f"{cell_name(comparison.subject)}填报{right}，而该行各栏之和为{left}"


@rule(
    code="T3-ROW-SUM",
    severity=Severity.ERROR,
    family=Family.ARITHMETIC,
    basis=FORM_BASIS,
    formula="natural+enterprise+research+ngo+legal_service+other_org = total, each row of T3",
    guards=("a row with an unknown cell is not assessed",),
    companions=(
        "T3-COL-SUM",
        "T3-BALANCE",
        "T3-PROCESSED-EXCEEDS",
        "N-T3-COUNT",
        "N-T3-CARRY",
        "N-T3-NONE-CONTRA",
        "T3-NO-NARRATIVE",
        "T3-DENY-NO-REASON",
    ),
    example="“（七）总计”行自然人11，其余为0，总计填报0",
)
def t3_row_sum(context: Context) -> Verdict:
    """自然人 and the five kinds of organisations add up to 总计, in every row of table three."""
    return judge(context.report, _row_sums(context.report, TableName.APPLICATIONS), _say_row)


@rule(
    code="T3-COL-SUM",
    severity=Severity.ERROR,
    family=Family.ARITHMETIC,
    basis=FORM_BASIS,
    formula="sum over D = total_processed, each column of T3",
    guards=("a column with an unknown cell is not assessed", "group lines carry no number and are not added"),
    companions=("T3-ROW-SUM", "T3-BALANCE", "T3-PROCESSED-EXCEEDS", "N-T3-COUNT", "T3-DENY-NO-REASON"),
    example="自然人列各项办理结果之和为11，“（七）总计”填报0",
)
def t3_column_sum(context: Context) -> Verdict:
    """The dispositions add up to （七）总计, in every column of table three."""
    rows = disposition_rows(context.report)
    comparisons = (
        Comparison(
            tuple(f"{row}.{column.key}" for row in rows),
            (subject := f"applications.result_total.{column.key}",),
            subject,
        )
        for column in APPLICANTS
    )
    return judge(
        context.report,
        comparisons,
        lambda c, left, right: f"{cell_name(c.subject)}填报{right}，而各项办理结果之和为{left}",
    )


def _received_and_done(column: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (
        (f"applications.new_received.{column}", f"applications.carried_in.{column}"),
        (f"applications.result_total.{column}", f"applications.carried_out.{column}"),
    )


@rule(
    code="T3-BALANCE",
    severity=Severity.ERROR,
    family=Family.ARITHMETIC,
    basis=BALANCE_BASIS,
    formula="new + carried_in = total_processed + carried_out, each column of T3",
    guards=("a column with an unknown cell is not assessed",),
    companions=(
        "T3-ROW-SUM",
        "T3-COL-SUM",
        "T3-PROCESSED-EXCEEDS",
        "N-T3-COUNT",
        "N-T3-CARRY",
        "N-T3-NONE-CONTRA",
        "T3-NO-NARRATIVE",
    ),
    example="自然人列一+二为11，三（七）+四为0",
)
def t3_balance(context: Context) -> Verdict:
    """What came in equals what was done and what is carried over, in every column of table three."""
    columns = {f"applications.result_total.{column.key}": column.label for column in APPLICANTS}
    comparisons = (
        Comparison(left, right, right[0]) for left, right in (_received_and_done(column.key) for column in APPLICANTS)
    )
    return judge(
        context.report,
        comparisons,
        lambda c, left, right: (
            f"表三“{columns[c.subject]}”列“本年新收”与“上年结转”之和为{left}，“办理结果总计”与“结转下年度”之和为{right}，二者应当相等"
        ),
    )


@rule(
    code="T3-PROCESSED-EXCEEDS",
    severity=Severity.ERROR,
    family=Family.ARITHMETIC,
    basis=BALANCE_BASIS,
    formula="sum over D <= new + carried_in, each column of T3",
    guards=("a column with an unknown cell is not assessed", "a wrong total_processed alone is T3-COL-SUM's"),
    companions=("T3-ROW-SUM", "T3-COL-SUM", "T3-BALANCE"),
    example="自然人列新收和结转为0，而办理结果有1件",
)
def t3_processed_exceeds(context: Context) -> Verdict:
    """No more applications are disposed of than were there, in every column of table three."""
    rows = disposition_rows(context.report)
    labels = {f"applications.new_received.{column.key}": column.label for column in APPLICANTS}
    comparisons = (
        Comparison(
            tuple(f"{row}.{column.key}" for row in rows),
            (left := _received_and_done(column.key)[0]),
            left[0],
            operator.le,
        )
        for column in APPLICANTS
    )
    return judge(
        context.report,
        comparisons,
        lambda c, left, right: (
            f"表三“{labels[c.subject]}”列各项办理结果之和为{left}，超过“本年新收”与“上年结转”之和{right}，应当按同一申请人类别填报"
        ),
    )


@rule(
    code="T4-SUM",
    severity=Severity.ERROR,
    family=Family.ARITHMETIC,
    basis=FORM_BASIS,
    formula="maintained+corrected+other_result+pending = total, for review, direct, after_review",
    guards=("a channel with an unknown cell is not assessed",),
    companions=("N-T4-COUNT", "T4-NO-NARRATIVE", "X-POSTREVIEW-NO-REVIEW"),
    example="行政复议结果维持1件，其余为0，总计填报2",
)
def t4_sum(context: Context) -> Verdict:
    """The four results add up to 总计, in each channel of table four."""
    return judge(context.report, _row_sums(context.report, TableName.PROCEEDINGS), _say_row)
