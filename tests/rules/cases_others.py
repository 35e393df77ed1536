"""Cases of families history, similarity and coverage: the report beside other reports."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from parsers.form import Edition
from parsers.report import Cell, Number, Report
from rules import Context, Copy, Neighbour, Profile, Subordinates
from rules.context import WebPage
from rules.coverage import AGGREGATE_KEYS
from tests.rules.builder import BLANK, FEE, applied, change, clean, context, fill, named, tell
from tests.rules.cases import INFO, Case, W, case

_IN, _OUT = "applications.carried_in", "applications.carried_out"
_DOCUMENTS = "disclosure.normative_documents"
_LICENCES = "disclosure.licences.decisions"
_LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def essay(seed: int, sentences: int = 30) -> tuple[str, ...]:
    """Sentences that no other seed's essay has."""
    letters = [[_LETTERS[(seed * 7 + i * 5 + i * k + k * seed) % 22] for k in range(14)] for i in range(sentences)]
    return tuple(f"{''.join(line)}工作扎实推进，{''.join(reversed(line))}落到实处。" for line in letters)


def last_year(report: Report | None = None, **fields: object) -> Report:
    """A report for 2022."""
    return change(report or clean(), year=2022, **fields)


def after(now: dict[str, Number | Cell], before: dict[str, Number | Cell], **known: Any) -> Context:
    """Cells of the year beside those of the year before."""
    return context(fill(clean(), now), predecessor=last_year(fill(clean(), before)), **known)


def told(organ: str, *texts: str) -> Report:
    """An organ's report that says only that, in section one."""
    return tell(named(organ), {1: texts, 4: (), 5: (), 6: ()})


_ESSAY = essay(3)
_OURS = told("云溪县民政局", "2023年，我局坚持公开。", *_ESSAY)
_THEIRS = told("白河县民政局", "2023年，白河县民政局坚持公开。", *_ESSAY[:-2], *essay(4)[:2])
_LEFT_OVER = told("云溪县民政局", "由白河县民政局统一发布。", *_ESSAY)
_FULL = fill(clean(), {_LICENCES: 31, "disclosure.penalties.decisions": 7})
_GOVERNMENT = fill(named("云溪县人民政府"), {AGGREGATE_KEYS[0]: 3})


def _beside(report: Report, *others: Report, profile: Profile | None = None) -> Context:
    neighbours = tuple(Neighbour(other.organ or "", other) for other in others)
    return context(report, profile=profile, neighbours=neighbours)


def _copied(other: Report, report: Report | None = None) -> Context:
    return context(report or clean(), copies=(Copy(other, "县政府网站", dt.date(2024, 1, 25)),))


_GONE = WebPage("http://a.example.cn/1", dt.date(2024, 5, 6))


def _shown(*pages: WebPage) -> Context:
    return context(clean(), pages=pages)


def _below(expected: int, counted: int, **sums: int) -> Subordinates:
    return Subordinates(expected, counted, {**dict.fromkeys(AGGREGATE_KEYS, 0), AGGREGATE_KEYS[0]: sums["new"]})


FIRES: list[Case] = [
    *(
        case("Y-CARRY", context(tell(fill(clean(), {f"{_IN}.total": 3}), {2: (text,)}), predecessor=last_year()))
        # No reorganisation.
        for text in (
            "各部门及时调整公开目录。",
            "宣传部门整合平台栏目，更新机构信息。",
            "落实机构工作职责，及时调整目录。",
        )
    ),
    case("Y-CARRY", after({f"{_IN}.total": 3, f"{_IN}.natural_person": 3}, {})),
    case("Y-CARRY", after({}, {f"{_OUT}.total": 1, f"{_OUT}.natural_person": 1})),
    case(
        "Y-CARRY",
        after(
            {f"{_IN}.total": 3, f"{_IN}.natural_person": 3},
            {f"{_OUT}.total": 3, f"{_OUT}.commercial_enterprise": 3},
        ),
        W,
    ),
    case(
        "Y-EFFECTIVE",
        after(
            {f"{_DOCUMENTS}.issued": 2, f"{_DOCUMENTS}.repealed": 1, f"{_DOCUMENTS}.in_force": 15},
            {f"{_DOCUMENTS}.in_force": 10},
        ),
        W,
    ),
    case("Y-EFFECTIVE", after({}, {f"{_DOCUMENTS}.in_force": 10}), W),
    case("Y-TEXT-COPY", context(_OURS, predecessor=last_year(_OURS)), W),
    case(
        "Y-TEXT-COPY",
        context(
            tell(_OURS, {1: ("公开信息35条。", *_ESSAY)}),
            predecessor=last_year(tell(_OURS, {1: ("公开信息9条。", *_ESSAY)})),
        ),
        W,
    ),
    case("Y-TABLE-SAME", context(_FULL, predecessor=last_year(_FULL)), W),
    case("Y-JUMP", after({_LICENCES: 3400}, {_LICENCES: 12}), INFO),
    case("Y-JUMP", after({_LICENCES: 12}, {_LICENCES: 3400}), INFO),
    case("Y-JUMP", after({FEE: Decimal("812.5")}, {FEE: Decimal("3.2")}), INFO),
    case("Y-JUMP", after({_LICENCES: 60}, {}), INFO),
    case("P-NEAR-DUP", _beside(_OURS, _THEIRS), W),
    case("P-NEAR-DUP", _beside(_LEFT_OVER, _THEIRS)),
    case("C-DUP-REPORT", _copied(fill(clean(), {_LICENCES: 5})), INFO),
    case("C-DUP-REPORT", _copied(tell(clean(), {6: ("2023年收取政府信息公开信息处理费三百元。",)})), INFO),
    case("C-WITHDRAWN", _shown(_GONE), W),
    case("C-WITHDRAWN", _shown(_GONE, WebPage("http://b.example.cn/2", dt.date(2024, 7, 1))), W),
    case("C-AGGREGATE", context(_GOVERNMENT, subordinates=_below(31, 31, new=5)), INFO),
]

SILENT: list[Case] = [
    case("Y-CARRY", after({f"{_IN}.total": 3}, {f"{_OUT}.total": 3})),
    case("Y-CARRY", after({f"{_IN}.natural_person": 3}, {f"{_OUT}.natural_person": BLANK})),
    case(
        "Y-EFFECTIVE",
        after(
            {f"{_DOCUMENTS}.issued": 2, f"{_DOCUMENTS}.repealed": 1, f"{_DOCUMENTS}.in_force": 11},
            {f"{_DOCUMENTS}.in_force": 10},
        ),
    ),
    case("Y-TEXT-COPY", context(_OURS, predecessor=last_year(told("云溪县民政局", *essay(4))))),
    case("Y-TABLE-SAME", after({}, {})),
    case("Y-TABLE-SAME", after({f"{_DOCUMENTS}.in_force": 11}, {f"{_DOCUMENTS}.in_force": 11})),
    case("Y-TABLE-SAME", context(_FULL, predecessor=last_year(fill(_FULL, {FEE: Decimal("0.5")})))),
    case("Y-JUMP", after({_LICENCES: 60}, {_LICENCES: 12})),
    case("Y-JUMP", after({_LICENCES: 40}, {})),
    case("Y-JUMP", after({FEE: Decimal(101000)}, {FEE: Decimal(10)})),
    case(
        "Y-JUMP",
        context(
            tell(fill(clean(), {_LICENCES: 3400}), {2: ("因承接下放事项，行政许可较上年大幅增加。",)}),
            predecessor=last_year(),
        ),
    ),
    case("P-NEAR-DUP", _beside(_OURS)),
    case("P-NEAR-DUP", _beside(_OURS, told("白河县民政局", *essay(4)))),
    case("P-NEAR-DUP", _beside(_OURS, _THEIRS, profile=Profile(near_copy_share=Decimal("0.99")))),
    case("P-NEAR-DUP", _beside(_OURS, last_year(_THEIRS))),
    case(
        "P-NEAR-DUP",
        _beside(told("云溪县人民政府", *_ESSAY), told("云溪县人民政府办公室", *_ESSAY)),
    ),
    case("C-DUP-REPORT", context(clean(), copies=())),
    case("C-DUP-REPORT", _copied(clean(title="同一份报告", published_on=None))),
    case("C-DUP-REPORT", _copied(fill(clean(), {_LICENCES: BLANK}))),
    case("C-WITHDRAWN", _shown(WebPage("http://a.example.cn/1"))),
    case("C-WITHDRAWN", _shown(_GONE, WebPage("http://a.example.cn/moved"))),
    case("C-AGGREGATE", context(_GOVERNMENT, subordinates=_below(31, 31, new=3))),
    case("C-MISSING", clean()),
]

UNASSESSABLE: list[Case] = [
    *(
        case(code, clean())
        for code in ("Y-CARRY", "Y-EFFECTIVE", "Y-TEXT-COPY", "Y-TABLE-SAME", "Y-JUMP", "P-NEAR-DUP", "C-DUP-REPORT")
    ),
    case("C-WITHDRAWN", clean()),
    case("C-WITHDRAWN", _shown()),
    # Not the year before.
    case("Y-CARRY", context(clean(), predecessor=change(clean(), year=2021))),
    case("Y-TABLE-SAME", context(_FULL, predecessor=_FULL)),
    # The organ is another one now.
    *(case(code, after({_LICENCES: 3400, f"{_IN}.total": 3}, {}, reorganised=True)) for code in ("Y-CARRY", "Y-JUMP")),
    case(
        "Y-CARRY",
        context(
            tell(fill(clean(), {f"{_IN}.total": 3}), {2: ("因机构改革，职能划转至我局。",)}), predecessor=last_year()
        ),
    ),
    *(
        case("Y-CARRY", context(tell(fill(clean(), {f"{_IN}.total": 3}), {2: (text,)}), predecessor=last_year()))
        for text in ("本年度机构职能调整。", "部门合并后统计口径变化。", "行政区划进行调整，原有职责划出。")
    ),
    case("Y-CARRY", after({f"{_IN}.total": 3}, {f"{_OUT}.total": BLANK})),
    case("Y-CARRY", after({f"{_IN}.total": BLANK}, {})),
    case("Y-EFFECTIVE", context(clean(), predecessor=last_year(clean(Edition.E2019)))),
    case(
        "Y-EFFECTIVE",
        context(
            tell(clean(), {2: ("开展规范性文件清理，10件有效期届满。",)}),
            predecessor=last_year(fill(clean(), {f"{_DOCUMENTS}.in_force": 10})),
        ),
    ),
    case("Y-TEXT-COPY", context(told("云溪县民政局", "公开信息。"), predecessor=last_year())),
    case("Y-TABLE-SAME", context(applied(1), predecessor=last_year(applied(1)))),
    case("Y-TABLE-SAME", after({_LICENCES: 31, FEE: BLANK}, {_LICENCES: 31, FEE: BLANK})),
    case("P-NEAR-DUP", _beside(told("云溪县民政局", "公开信息。"), told("白河县民政局", "公开信息。"))),
    case("C-AGGREGATE", clean()),
    case("C-AGGREGATE", context(_GOVERNMENT, subordinates=_below(31, 30, new=5))),
    case("C-AGGREGATE", _GOVERNMENT),
    case(
        "C-AGGREGATE",
        context(fill(_GOVERNMENT, dict.fromkeys(AGGREGATE_KEYS, BLANK)), subordinates=_below(1, 1, new=5)),
    ),
]
