"""Cases of families cells and arithmetic."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from parsers.form import Edition, TableName
from parsers.report import Cell, Doubt, Status, TableFound, Where
from tests.rules.builder import ABSENT, BLANK, FEE, LOST, applied, change, clean, context, fill, named, tell
from tests.rules.cases import INFO, LOW, Case, W, case

_NEW, _ROW = "applications.new_received", "applications.granted"
_SHORT = Cell(Status.AMBIGUOUS, None, "1 0 0 0 1", Where(line=1), doubt=Doubt.LOST_CELLS)
_EMPTY_OR_LOST = Cell(Status.AMBIGUOUS, readings=("blank",), doubt=Doubt.EMPTY_OR_LOST)
_GLUED = Cell(Status.AMBIGUOUS, None, "0000120", Where(line=1), doubt=Doubt.RUN_TOGETHER)
_WITHHELD = tuple(msgspec.structs.replace(table, withheld=Doubt.REPEATS_DROPPED) for table in clean().tables)
_ALL_WITHHELD = fill(clean(tables=_WITHHELD), {"disclosure.*": _GLUED, "applications.*": _GLUED})
_NO_COLUMN = tuple(
    TableFound(name, Edition.E2021, 19, 20, Where(line=1), missing_columns=("legal_service_organisation",))
    for name in TableName
)
_ROWS_2019 = "disclosure.regulations.made"


def _invalid(raw: str) -> Cell:
    return Cell(Status.INVALID, None, raw)


def _ok(value: int | Decimal, raw: str) -> Cell:
    return Cell(Status.OK, value, raw)


FIRES: list[Case] = [
    case("CELL-WITHHELD", _ALL_WITHHELD, INFO, LOW),
    case("CELL-WITHHELD", fill(clean(), {f"{_NEW}.*": _GLUED}), INFO, LOW),
    case("CELL-WITHHELD", fill(clean(), {f"{_NEW}.total": BLANK, f"{_ROW}.*": _GLUED}), INFO, LOW),
    case("T2-CELL-BLANK", fill(clean(), {FEE: BLANK}), W),
    case("T3-CELL-BLANK", fill(clean(), {f"{_NEW}.total": BLANK}), W),
    case("T3-CELL-BLANK", fill(clean(), {f"{_NEW}.total": LOST}), W, LOW),
    case("T3-CELL-BLANK", fill(clean(), {f"{_NEW}.*": _SHORT}), W, LOW),
    case("T3-CELL-BLANK", fill(clean(year=2020), {f"{_NEW}.total": BLANK}), INFO),
    case("T4-CELL-BLANK", fill(clean(), {"proceedings.review.*": BLANK}), W),
    case("T4-CELL-BLANK", fill(clean(), {"proceedings.*": _SHORT}), W, LOW),
    case("T2-ALL-BLANK", fill(clean(), {"disclosure.*": BLANK})),
    case("T3-ALL-BLANK", fill(clean(), {"applications.*": BLANK})),
    case("T4-ALL-BLANK", fill(clean(), {"proceedings.*": BLANK})),
    case("T3-ALL-BLANK", fill(clean(), {"applications.*": BLANK, f"{_NEW}.*": _EMPTY_OR_LOST}), confidence=LOW),
    case("T4-ALL-BLANK", fill(clean(), {"proceedings.*": _EMPTY_OR_LOST}), W, LOW),
    case("T3-COL-MISSING", clean(tables=_NO_COLUMN)),
    case("T3-COL-MISSING", fill(clean(), {"applications.*": _SHORT}), W, LOW),
    case("CELL-NONNUMERIC", fill(clean(), {FEE: _invalid("若干")})),
    case("CELL-UNIT-TEXT", fill(clean(), {FEE: _ok(Decimal("18.085682"), "18.085682 万元")}), W),
    case("CELL-UNIT-TEXT", fill(clean(), {"disclosure.licences.decisions": _ok(22, "22（其中变更16件）")}), W),
    case("CELL-NEGATIVE", fill(clean(), {"disclosure.licences.decisions": -1})),
    case("CELL-FRACTION", fill(clean(), {"disclosure.licences.decisions": Decimal("1.5")})),
    case("T2-FEE-DECIMALS", fill(clean(), {FEE: Decimal("18.085682")}), INFO),
    case(
        "T2-FEE-UNIT-SUSPECT",
        context(fill(clean(), {FEE: Decimal(101000)}), predecessor=fill(clean(), {FEE: Decimal(10)})),
        INFO,
    ),
    case("T2-FEE-UNIT-SUSPECT", fill(named("大章镇人民政府"), {FEE: Decimal(250000)}), INFO),
    case("T3-ROW-SUM", fill(clean(), {f"{_ROW}.total": 2})),
    case("T3-COL-SUM", fill(clean(), {f"{_ROW}.natural_person": 2})),
    case("T3-BALANCE", fill(clean(), {f"{_NEW}.natural_person": 2})),
    case("T3-PROCESSED-EXCEEDS", fill(clean(), {f"{_ROW}.natural_person": 2})),
    case("T4-SUM", fill(clean(), {"proceedings.review.total": 1})),
    case("T2-EFFECTIVE-LT", fill(clean(), {"disclosure.normative_documents.issued": 3}), W),
    case("T2-REG-AUTH", fill(clean(), {"disclosure.regulations.in_force": 6})),
    case("T2-REG-AUTH", fill(clean(Edition.E2019), {_ROWS_2019: 20})),
    case("T2-REG-AUTH", fill(named("云溪县人民政府办公室"), {"disclosure.regulations.issued": 1})),
    case("T2-REG-AUTH", fill(clean(organ=None), {"disclosure.regulations.in_force": 6}), INFO),
]

SILENT: list[Case] = [
    case("CELL-WITHHELD", fill(clean(), {"applications.*": BLANK})),
    case("CELL-WITHHELD", fill(clean(), {f"{_NEW}.*": _SHORT})),
    case("CELL-WITHHELD", fill(clean(), {"applications.*": _SHORT})),
    case("CELL-WITHHELD", fill(clean(), {f"{_NEW}.total": LOST})),
    case(
        "T2-FEE-UNIT-SUSPECT",
        context(fill(clean(), {FEE: Decimal(12)}), predecessor=fill(clean(), {FEE: Decimal(10)})),
    ),
    case("T2-CELL-BLANK", applied()),
    case("T3-CELL-BLANK", fill(clean(), {"applications.granted.*": ABSENT})),
    case("T3-CELL-BLANK", fill(clean(), {f"{_NEW}.*": _GLUED})),
    case("T3-ALL-BLANK", fill(clean(), {f"{_NEW}.*": BLANK})),
    case("T3-COL-MISSING", fill(clean(), {f"{_NEW}.*": _SHORT})),
    case("CELL-NONNUMERIC", fill(clean(), {FEE: _invalid("12万元左右")})),
    case("CELL-UNIT-TEXT", fill(clean(), {"disclosure.licences.decisions": _ok(11398889, "11,398,889")})),
    case(
        "CELL-UNIT-TEXT",
        fill(clean(Edition.E2019), {"disclosure.procurement.amount_yuan": _ok(251000, "251000元")}),
    ),
    case("CELL-NEGATIVE", fill(clean(Edition.E2019), {"disclosure.licences.change": -2})),
    case("CELL-FRACTION", fill(clean(), {FEE: Decimal("1.5")})),
    case("T2-FEE-DECIMALS", fill(clean(), {FEE: Decimal("18.085600")})),
    case("T3-ROW-SUM", applied()),
    case("T3-ROW-SUM", fill(clean(), {f"{_ROW}.total": BLANK})),
    case("T3-COL-SUM", applied()),
    case("T3-BALANCE", applied()),
    case("T3-PROCESSED-EXCEEDS", fill(clean(), {"applications.result_total.natural_person": 2})),
    case("T3-COL-SUM", change(fill(clean(Edition.E2019), {"applications.other.all.*": 0}), year=2020)),
    case("T2-EFFECTIVE-LT", fill(clean(), {f"disclosure.normative_documents.{c}": 2 for c in ("issued", "repealed")})),
    case("T2-REG-AUTH", fill(named("江苏省人民政府"), {"disclosure.regulations.in_force": 60})),
    case("T2-REG-AUTH", fill(named("岳阳市人民政府办公室"), {"disclosure.regulations.in_force": 6})),
    case("T2-REG-AUTH", fill(named("自然资源部"), {"disclosure.regulations.in_force": 60})),
]

UNASSESSABLE: list[Case] = [
    case("T3-CELL-BLANK", clean(tables=_WITHHELD)),
    case("T3-ALL-BLANK", fill(clean(tables=()), {"applications.*": ABSENT})),
    case("T3-CELL-BLANK", fill(clean(), {"applications.*": BLANK})),
    case("T3-CELL-BLANK", fill(clean(), {"applications.*": _GLUED})),
    case("T3-CELL-BLANK", fill(clean(), {"applications.*": _SHORT})),
    case("T3-ROW-SUM", fill(clean(), {"applications.*": BLANK})),
    case("T3-COL-SUM", fill(clean(), {"applications.granted.*": ABSENT})),
    case("T3-BALANCE", fill(clean(), {"applications.carried_in.*": LOST})),
    case("T3-PROCESSED-EXCEEDS", fill(clean(tables=_WITHHELD), {"applications.*": LOST})),
    case("T4-SUM", fill(clean(), {"proceedings.*": BLANK})),
    case("T2-EFFECTIVE-LT", clean(Edition.E2019, year=2020)),
    case(
        "T2-EFFECTIVE-LT",
        tell(
            fill(clean(), {"disclosure.normative_documents.issued": 3}), {2: ("3件规范性文件因有效期届满自动失效。",)}
        ),
    ),
    case("T2-FEE-DECIMALS", fill(clean(), {FEE: BLANK})),
    case("T2-FEE-UNIT-SUSPECT", fill(clean(), {FEE: Decimal(101000)})),
    case("T2-REG-AUTH", fill(clean(), {"disclosure.regulations.*": BLANK})),
]
