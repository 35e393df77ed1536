"""Rules about what stands in a cell: no number, a unit, a negative count, more decimals than the form has.

Place in the flow: family ``cells``; ``blanks`` has the cells in which nothing stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from parsers.form import Kind, cell_name, cells_by_key
from parsers.normalise import fold
from parsers.numbers import parse_number
from parsers.report import Cell, Report, Status
from rules.context import Context, Family
from rules.finding import Place, Quote, Severity
from rules.organ import OrganKind
from rules.reading import enumerate_chinese
from rules.registry import Fire, Skip, Verdict, rule

COUNT_BASIS = "国办公开办函〔2021〕30号（表内件数为非负整数）"
FEE_BASIS = "条例第二十条第（八）项；国办公开办函〔2021〕30号（收费金额以万元为单位）"
FEE = "disclosure.fees.amount_10k_yuan"
PROCUREMENT_AMOUNT = "disclosure.procurement.amount_yuan"

_STARTS_WITH_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?\s*(?:[^\d\s.,+()-]+|\([^()]*\))")


def _invalid(report: Report) -> Iterator[tuple[str, Cell]]:
    return ((key, cell) for key, cell in report.cells.items() if cell.status is Status.INVALID)


def has_unit_text(key: str, cell: Cell) -> bool:
    """A number, and then text: 万元, 件, a bracketed remark. The 2019 form's 采购总金额 may carry its unit."""
    if key == PROCUREMENT_AMOUNT or not cell.raw or cell.status in {Status.BLANK, Status.ABSENT}:
        return False
    return _STARTS_WITH_NUMBER.fullmatch(fold(cell.raw).strip()) is not None


@rule(
    code="CELL-NONNUMERIC",
    severity=Severity.ERROR,
    family=Family.CELLS,
    basis=COUNT_BASIS,
    formula="a cell holds text that is neither a number nor a mark for nothing",
    guards=(
        "a number followed by unit text is CELL-UNIT-TEXT",
        "thousands separators, full-width digits, signs in 增/减",
    ),
    companions=("X-POSTREVIEW-NO-REVIEW",),
    example="收费金额填报“若干”",
)
def cell_nonnumeric(context: Context) -> Verdict:
    """Cells hold numbers."""
    found = [(key, cell) for key, cell in _invalid(context.report) if not has_unit_text(key, cell)]
    if not found:
        return None
    said = enumerate_chinese([f"{cell_name(key)}填报“{cell.raw}”" for key, cell in found])
    places = tuple(Place((key,), "数字", cell.raw) for key, cell in found)
    return Fire(f"{said}，不是数字，请改填数字。", places, tuple(Quote(cell.raw, cell.where) for _, cell in found))


@rule(
    code="CELL-UNIT-TEXT",
    severity=Severity.WARNING,
    family=Family.CELLS,
    basis="国办公开办函〔2021〕30号所附表格（计量单位已在表头标明）",
    formula="number plus unit text in a cell",
    guards=("采购总金额 of the 2019 form", "units in the header"),
    example="收费金额填报“18.085682 万元”",
)
def cell_unit_text(context: Context) -> Verdict:
    """Units stand in the header, not in the cells."""
    found = [(key, cell) for key, cell in context.report.cells.items() if has_unit_text(key, cell)]
    if not found:
        return None
    said = enumerate_chinese([f"{cell_name(key)}填报“{cell.raw}”" for key, cell in found])
    places = tuple(Place((key,), "只填数字", cell.raw) for key, cell in found)
    message = f"{said}，数字之外带有文字；计量单位已在表头标明，表格内请只填数字。"
    return Fire(message, places, tuple(Quote(cell.raw, cell.where) for _, cell in found))


def _counts(report: Report) -> Iterator[tuple[str, int | Decimal]]:
    """The cells that hold a count; money and the 2019 form's 增/减 may be negative or broken."""
    for key, cell in report.cells.items():
        if cells_by_key()[key][1].kind is not Kind.INTEGER or cell.status not in {Status.OK, Status.INVALID}:
            continue
        parsed = parse_number(cell.raw) if cell.value is None else None
        value = parsed.value if parsed else cell.value
        if value is not None:
            yield key, value


def _odd_counts(context: Context, odd: Callable[[int | Decimal], bool], advice: str) -> Verdict:
    found = [(key, value) for key, value in _counts(context.report) if odd(value)]
    if not found:
        return None
    said = enumerate_chinese([f"{cell_name(key)}填报{value}" for key, value in found])
    return Fire(f"{said}，{advice}。", tuple(Place((key,), "非负整数", str(value)) for key, value in found))


# What else may fire where a count is none.
_OF_A_COUNT = (
    "T2-EFFECTIVE-LT",
    "T2-REG-AUTH",
    "N-T2-COUNT",
    "T3-ROW-SUM",
    "T3-COL-SUM",
    "T3-BALANCE",
    "T3-PROCESSED-EXCEEDS",
    "T4-SUM",
    "N-T3-COUNT",
    "N-T3-CARRY",
    "N-T4-COUNT",
)


@rule(
    code="CELL-NEGATIVE",
    severity=Severity.ERROR,
    family=Family.CELLS,
    basis=COUNT_BASIS,
    formula="count < 0",
    guards=("money; 增/减 of the 2019 form",),
    companions=_OF_A_COUNT,
    example="行政许可处理决定数量填报-1",
)
def cell_negative(context: Context) -> Verdict:
    """Counts are not negative."""
    return _odd_counts(context, lambda value: value < 0, "件数不能为负数，请核对")


@rule(
    code="CELL-FRACTION",
    severity=Severity.ERROR,
    family=Family.CELLS,
    basis=COUNT_BASIS,
    formula="count is no integer",
    guards=("money; 增/减 of the 2019 form",),
    companions=(*_OF_A_COUNT, "T2-FEE-DECIMALS"),
    example="行政许可处理决定数量填报1.5",
)
def cell_fraction(context: Context) -> Verdict:
    """Counts are whole numbers."""
    return _odd_counts(context, lambda value: value % 1 != 0, "件数应当为整数，请核对")


@rule(
    code="T2-FEE-DECIMALS",
    severity=Severity.INFO,
    family=Family.CELLS,
    basis=FEE_BASIS,
    formula="fee has more than 4 decimals",
    guards=("0", "trailing zeros"),
    example="收费金额填报18.085682（万元）",
)
def t2_fee_decimals(context: Context) -> Verdict:
    """The fee has no more decimals than the profile allows."""
    fee, most = context.report.value(FEE), context.profile.fee_decimals
    if fee is None:
        return Skip(f"{cell_name(FEE)}没有可用的数字")
    exponent = Decimal(fee).normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if decimals <= most:
        return None
    place = Place((FEE,), f"不超过{most}位小数", str(fee))
    return Fire(f"{cell_name(FEE)}填报{fee}，有{decimals}位小数；以万元为单位一般保留不超过{most}位小数。", (place,))


# 元 typed under a header of 万元 makes last year's figure 10,000 times this year's; 5 % either way is growth.
UNIT_RATIO = (Decimal(9500), Decimal(10500))
_TOWNSHIPS = frozenset({OrganKind.TOWNSHIP, OrganKind.STREET})


@rule(
    code="T2-FEE-UNIT-SUSPECT",
    severity=Severity.INFO,
    family=Family.CELLS,
    basis=FEE_BASIS,
    formula="fee / last year's fee within 5% of 10000; or fee > 100000 for a township",
    guards=("first report of the organ",),
    example="收费金额上一年度10万元，本年度填报101000",
)
def t2_fee_unit(context: Context) -> Verdict:
    """The fee is in 万元, not in 元."""
    fee = context.report.value(FEE)
    if fee is None:
        return Skip(f"{cell_name(FEE)}没有可用的数字")
    if context.facts.kind in _TOWNSHIPS and fee > context.profile.township_fee_limit:
        message = f"{cell_name(FEE)}填报{fee}（万元），对乡镇、街道而言过大，请核对是否误以元为单位填报。"
        return Fire(message, (Place((FEE,), None, str(fee)),))
    before = context.predecessor.value(FEE) if context.predecessor is not None else None
    if not before:
        return Skip("没有上一年度的收费金额可供比较")
    if UNIT_RATIO[0] <= Decimal(fee) / Decimal(before) <= UNIT_RATIO[1]:
        message = f"{cell_name(FEE)}填报{fee}（万元），约为上一年度{before}的一万倍，请核对是否误以元为单位填报。"
        return Fire(message, (Place((FEE,), None, str(fee)),))
    return None
