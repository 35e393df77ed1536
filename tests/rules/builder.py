"""A clean report with 200 zeros, and changes to it: what the tests of the rules start from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from parsers.form import FORMS, SECTION_TITLES, Edition, TableName
from parsers.report import Cell, Doubt, Number, Paragraph, Report, Section, Status, TableFound, Where
from rules import Context, Profile

BLANK = Cell(Status.BLANK)
ABSENT = Cell(Status.ABSENT)
LOST = Cell(Status.AMBIGUOUS, readings=("this cell is empty",), doubt=Doubt.LOST_CELLS)

TEXTS = {
    1: (
        "2023年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，扎实推进各项工作。",
        "（一）主动公开。全年通过门户网站主动公开政府信息120条，其中政策文件12条，工作动态80条，通知公告28条。",
        "（二）依申请公开。2023年未收到政府信息公开申请。",
        "（三）政府信息管理。规范公开属性认定，动态调整公开目录，严格落实发布前保密审查。",
        "（四）平台建设。优化政府信息公开平台栏目设置，及时更新政务新媒体内容。",
        "（五）监督保障。开展业务培训2次，将政务公开纳入年度考核，开展社会评议，未发生责任追究情形。",
    ),
    4: ("2023年未发生因政府信息公开引发的行政复议、行政诉讼案件。",),
    5: ("存在的主要问题：政策解读形式还不够丰富，更新不够及时。下一步将加强培训，改进解读方式，完善发布机制。",),
    6: ("2023年未收取政府信息公开信息处理费。",),
}


def clean(edition: Edition = Edition.E2021, **fields: Any) -> Report:
    """A report of 云溪县民政局 for 2023 that gives no rule a reason to fire."""
    defaults: dict[str, Any] = {
        "organ": "云溪县民政局",
        "organ_basis": "title",
        "year": 2023,
        "year_basis": "title",
        "title": "云溪县民政局2023年政府信息公开工作年度报告",
        "published_on": dt.date(2024, 1, 20),
        "published_on_basis": "page header",
        "tables": tuple(TableFound(name, edition, 20, 20, Where(line=1)) for name in TableName),
    }
    report = Report(
        edition=edition,
        cells={key: Cell(Status.OK, 0, "0") for key in FORMS[edition].keys},
        **{**defaults, **fields},
    )
    return tell(report, TEXTS)


def fill(report: Report, changes: Mapping[str, Number | Cell]) -> Report:
    """The report with other cells; a number is a certain one. A key that ends in ``*`` stands for all that begin so."""
    cells = dict(report.cells)
    for key, value in changes.items():
        cell = value if isinstance(value, Cell) else Cell(Status.OK, value, str(value))
        names = [name for name in cells if name.startswith(key[:-1])] if key.endswith("*") else [key]
        cells.update(dict.fromkeys(names, cell))
    return msgspec.structs.replace(report, cells=cells)


def tell(report: Report, texts: Mapping[int, tuple[str, ...]]) -> Report:
    """The report with other paragraphs in the sections named; the others stay as they are."""
    kept = {number: tuple(p.text for p in report.paragraphs if p.section == number) for number in range(7)}
    told = {**kept, **texts}
    paragraphs = tuple(
        Paragraph(text, number, Where(line=10 * number + i))
        for number in sorted(told)
        for i, text in enumerate(told[number])
    )
    sections = tuple(section(number, "\n".join(told[number])) for number in range(1, 7))
    return msgspec.structs.replace(report, paragraphs=paragraphs, sections=sections)


def section(number: int, text: str = "", title: str | None = None) -> Section:
    """One of the six sections; two to four hold a table."""
    name = title or SECTION_TITLES[number - 1]
    where = Where(line=10 * number)
    return Section(number, name, f"{'一二三四五六'[number - 1]}、{name}", text, where, has_table=number in {2, 3, 4})


def change(report: Report, **fields: Any) -> Report:
    """The report with other fields."""
    return msgspec.structs.replace(report, **fields)


def context(report: Report, *, profile: Profile | None = None, **known: Any) -> Context:
    """The context of a report under the default profile; ``known`` are the other fields of ``Context``."""
    return Context(report, profile or Profile(), **known)


def named(organ: str, **fields: Any) -> Report:
    """A clean report of another organ."""
    return clean(organ=organ, title=f"{organ}2023年政府信息公开工作年度报告", **fields)


def applied(natural: int = 3, **rows: int) -> Report:
    """A report in which natural persons applied, all granted unless rows say otherwise; the sums hold."""
    rows = rows or {"granted": natural}
    changes: dict[str, Number | Cell] = {}
    for column in ("natural_person", "total"):
        changes[f"applications.new_received.{column}"] = natural
        changes[f"applications.result_total.{column}"] = natural
        for row, number in rows.items():
            changes[f"applications.{row.replace('__', '.')}.{column}"] = number
    told = f"（二）依申请公开。2023年共收到政府信息公开申请{natural}件，均按期答复。"
    return tell(fill(clean(), changes), {1: (*TEXTS[1][:2], told, *TEXTS[1][3:])})


FEE = "disclosure.fees.amount_10k_yuan"
FEE_OF_TEN = {FEE: Decimal("10.5")}
