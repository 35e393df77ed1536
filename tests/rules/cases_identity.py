"""Cases of families identity and time."""

from __future__ import annotations

import datetime as dt

from parsers.report import Report
from rules import MonthDay, OrganFacts, OrganKind, OrganLevel, Profile
from tests.rules.builder import TEXTS, clean, context, named, tell
from tests.rules.cases import INFO, LOW, Case, W, case

_FOREIGN = ("制定《纸房镇政务公开工作制度》。", "依托纸房镇党政办公室统一发布信息。")
_OTHER_YEAR = ("2022年，我局扎实推进各项工作。", "截至2022年12月31日，公开信息120条。")


def _body(report: Report, *texts: str) -> Report:
    return tell(report, {1: texts})


def _on(month: int, day: int, report: Report | None = None, year: int = 2024) -> Report:
    report = report or clean()
    return clean(organ=report.organ, title=report.title, published_on=dt.date(year, month, day))


_TOWN, _OFFICE, _GOVERNMENT = named("大章镇人民政府"), named("云溪县人民政府办公室"), named("云溪县人民政府")
_SIGNED_EARLY = clean(published_on=None, signed_on=dt.date(2024, 1, 20))
_SIGNED_LATE = clean(published_on=None, signed_on=dt.date(2024, 2, 18))
_IS_DEPARTMENT = OrganFacts("云溪县人民政府办公室", OrganKind.DEPARTMENT, OrganLevel.COUNTY)
_TOWN_BY_20_FEBRUARY = Profile(township_deadline=MonthDay(2, 20))

FIRES: list[Case] = [
    case("ID-ORGAN-UNKNOWN", clean(organ=None), INFO),
    case("ID-ORGAN-MISMATCH", _body(_TOWN, *_FOREIGN)),
    case(
        "ID-ORGAN-MISMATCH",
        _body(clean(), "印发《湖口县政务公开工作方案》。", "制定《湖口县依申请公开答复规程》。"),
    ),
    case("ID-YEAR-MISMATCH", tell(clean(), {1: _OTHER_YEAR, 4: (), 6: ()})),
    case("ID-YEAR-STALE", tell(clean(), {0: ("数据统计期限自2022年1月1日起至2022年12月31日止。",)}), W),
    case("ID-YEAR-STALE", tell(clean(), {0: ("数据统计期限自2023年1月1日起至11月30日止。",)}), W),
    case("ID-YEAR-STALE", _body(clean(), "2022年，我局扎实推进各项工作。", *TEXTS[1][1:]), W),
    case("ID-HINT-CONFLICT", clean(hint_conflicts=(("year", "2022", "2023"),)), INFO),
    case("TIME-LATE", _on(2, 1)),
    case("TIME-LATE", _SIGNED_LATE),
    case("TIME-LATE", _on(5, 6, year=2025), W, LOW),
    case("TIME-LATE", clean(published_on=dt.date(2024, 2, 6), published_on_basis="URL"), W, LOW),
    case("TIME-LATE", context(_on(2, 18, _OFFICE), organ=_IS_DEPARTMENT)),
    case("TIME-LATE", _on(4, 1, _TOWN), W),
    case("TIME-LATE", context(_on(2, 21, _TOWN), profile=_TOWN_BY_20_FEBRUARY), W),
    case("TIME-GOV-LATE", _on(4, 1, _GOVERNMENT)),
    case("TIME-GOV-LATE", _on(4, 1, _OFFICE)),
    case("TIME-GOV-LATE", _on(4, 1, named("银川经济技术开发区管理委员会")), W),
    case("TIME-LATE-UNSURE", _on(2, 18, _OFFICE), INFO),
    case("TIME-LATE-UNSURE", _on(2, 18, _TOWN), INFO),
    case("TIME-DATE-UNKNOWN", clean(published_on=None), INFO),
    case("TIME-TOO-EARLY", _on(12, 19, year=2023), W),
]

SILENT: list[Case] = [
    case("ID-ORGAN-UNKNOWN", context(clean(organ=None), organ=_IS_DEPARTMENT)),
    *(
        case("ID-ORGAN-MISMATCH", _body(_TOWN, *texts))
        for texts in (
            TEXTS[1],
            (*_FOREIGN, "大章镇召开专题会议。"),
            _FOREIGN[:1],
            (
                "印发《嵩县政务公开工作方案》。",
                "落实《嵩县人民政府信息公开办法》。",
                "按照《洛阳市政府信息公开规定》。",
            ),
            ("在全镇政务公开栏公布。", "各镇政府、各乡镇政府均已公布。", "与纸房镇党委结对。"),
        )
    ),
    case("ID-ORGAN-MISMATCH", _body(clean(), "落实《岳阳市政府信息公开办法》。", "按照《岳阳市政务公开要点》。")),
    case("ID-YEAR-MISMATCH", clean()),
    case("ID-YEAR-MISMATCH", tell(clean(), {5: ("2024年，我局将加强培训。", "2024年我局完善机制，改进问题。")})),
    case("ID-YEAR-MISMATCH", _body(clean(), *_OTHER_YEAR, *TEXTS[1])),
    case("ID-YEAR-MISMATCH", _body(clean(), "2019年5月新修订的条例施行。", "2022年印发了办法。", *TEXTS[1])),
    case("ID-YEAR-STALE", tell(clean(), {0: ("数据统计期限自2023年1月1日起至2023年12月31日止。",)})),
    case("ID-YEAR-STALE", tell(clean(), {0: ("数据统计期限自202311日起至20231231日止。",)})),
    case("ID-YEAR-STALE", _body(clean(), *TEXTS[1], "2022年我局整改了有关问题。")),
    case("ID-HINT-CONFLICT", clean()),
    case("TIME-LATE", _on(1, 31)),
    case("TIME-LATE", context(_on(2, 5), first_seen_on=dt.date(2024, 1, 25))),
    case("TIME-LATE", clean(year=2018, published_on=dt.date(2019, 3, 20))),
    case("TIME-LATE", _on(3, 30, _TOWN)),
    case("TIME-GOV-LATE", _on(3, 31, _GOVERNMENT)),
    case("TIME-LATE-UNSURE", _on(1, 31, _OFFICE)),
    case("TIME-DATE-UNKNOWN", _SIGNED_EARLY),
    case("TIME-DATE-UNKNOWN", context(clean(published_on=None), first_seen_on=dt.date(2024, 1, 25))),
    case("TIME-TOO-EARLY", _on(1, 1)),
]

UNASSESSABLE: list[Case] = [
    case("ID-ORGAN-MISMATCH", clean(organ=None, organ_basis=None)),
    case("ID-ORGAN-MISMATCH", named("应急管理局")),
    case("ID-YEAR-MISMATCH", clean(year_basis="preamble")),
    case("ID-YEAR-MISMATCH", clean(year=None, year_basis=None)),
    case("ID-YEAR-STALE", clean(year=None, year_basis=None)),
    case("TIME-LATE", _SIGNED_EARLY),
    case("TIME-LATE", clean(published_on=None)),
    case("TIME-LATE", clean(year=None)),
    case("TIME-LATE", _on(2, 18, _OFFICE)),
    case("TIME-GOV-LATE", _on(4, 1)),
    case("TIME-LATE-UNSURE", context(_on(2, 18, _TOWN), profile=_TOWN_BY_20_FEBRUARY)),
    case("TIME-TOO-EARLY", _on(12, 19, year=2021)),
    case("TIME-TOO-EARLY", _SIGNED_EARLY),
]
