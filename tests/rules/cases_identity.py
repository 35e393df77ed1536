"""Cases of families identity and time."""

from __future__ import annotations

import datetime as dt

from parsers.report import Report
from rules import MonthDay, OrganFacts, OrganKind, OrganLevel, Profile
from tests.rules.builder import TEXTS, change, clean, context, named, tell
from tests.rules.cases import INFO, LOW, Case, W, case

_FOREIGN = ("制定《纸房镇政务公开工作制度》。", "依托纸房镇党政办公室统一发布信息。")
_CITY = named("临江市生态环境局")
_STREET = named("城关街道办事处")
# One sentence of last year's: more would be ID-YEAR-MISMATCH's.
_STALE = tell(
    clean(year=2024, title="云溪县民政局2024年政府信息公开工作年度报告"),
    {
        1: ("（二）依申请公开。未收到政府信息公开申请。",),
        4: ("未发生行政复议、行政诉讼案件。",),
        6: ("未收取信息处理费。",),
    },
)
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
    # The roster completes the name that the title begins to tell.
    case("ID-ORGAN-MISMATCH", _body(change(_TOWN, organ="云溪县大章镇人民政府", organ_basis="hint"), *_FOREIGN)),
    case(
        "ID-ORGAN-MISMATCH",
        _body(clean(), "印发《湖口县政务公开工作方案》。", "制定《湖口县依申请公开答复规程》。"),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(
            _CITY,
            "2023年，白河市生态环境局认真贯彻落实《条例》。",
            "白河市生态环境局通过门户网站公开信息120条，我局未收到申请。",
            "白河市生态环境局办公室统筹推进，全市生态环境质量持续改善。",
        ),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(named("岳阳市民政局"), "2023年，长沙市民政局扎实推进政务公开。", "长沙市民政局坚持以公开为常态。"),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(_STREET, "2023年河西街道在区委、区政府领导下扎实推进。", "河西街道通过微信公众号公开信息30条。"),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(named("宁海县财政局"), "印发《象山县财政局公开制度》，由象山县财政局办公室统一发布。"),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(named("石柱土家族自治县水利局"), "由彭水县水利局办公室统一发布；印发《彭水县水利局公开制度》。"),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(named("岳阳市卫生健康委员会"), "长沙市卫生健康委坚持公开。", "由长沙市卫生健康委员会统筹。"),
    ),
    # The preface counts, the superior may stand before the name, and a government's name needs no 人民政府.
    case(
        "ID-ORGAN-MISMATCH",
        tell(_TOWN, {0: ("现将纸房镇2023年度工作报告如下。",), 1: ("纸房镇人民政府严格执行规定。",)}),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(
            named("岳阳市岳阳楼区民政局"),
            "本报告由株洲市天元区民政局编制。",
            "2023年，株洲市天元区民政局扎实推进公开工作。",
        ),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(named("岳阳市人民政府"), "株洲市严格执行依申请公开程序。", "株洲市注重加强制度建设。"),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(
            named("云溪县水利局"),
            "现公布湖口县水利局2023年年报，有疑问请联系。",
            "如有疑问，请与湖口县水利局办公室联系。",
        ),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        _body(
            named("云溪县住房和城乡建设局"),
            "2023年度湖口县住建局严格落实条例。",
            "如有疑问请与湖口县住建局办公室联系。",
        ),
    ),
    case(
        "ID-ORGAN-MISMATCH",
        tell(_STREET, {1: ("2023年河西街道坚持公开。",), 6: ("2023年河西街道无其他需要报告的事项。",)}),
    ),
    case("ID-YEAR-MISMATCH", tell(clean(), {1: _OTHER_YEAR, 4: (), 6: ()})),
    case(
        "ID-YEAR-MISMATCH",
        tell(
            clean(),
            {
                1: (
                    "2022年，我局认真贯彻新修订的《政府信息公开条例》。",
                    "（一）主动公开的数量：2022年，发布信息120条。",
                    "（二）依申请公开情况：2022年度，未收到申请。",
                ),
                4: (),
                6: (),
            },
        ),
    ),
    *(
        case("ID-YEAR-STALE", _body(_STALE, text), W)
        for text in (
            "2023年，我局认真贯彻落实《条例》，现将有关情况报告如下：",
            "2023年，在县委、县政府的正确领导下，我局坚持公开为常态，扎实推进各项工作。",
            "2023年，在县政府办公室的指导下，云溪县民政局认真贯彻实施《“十四五”规划》。",
        )
    ),
    case("ID-YEAR-STALE", tell(_STALE, {0: ("2023年，我局扎实推进各项工作，现将情况报告如下。",)}), W),
    case("ID-YEAR-STALE", tell(clean(), {0: ("数据统计期限自2022年1月1日起至2022年12月31日止。",)}), W),
    case("ID-YEAR-STALE", tell(clean(), {0: ("数据统计期限自2023年1月1日起至11月30日止。",)}), W),
    case("ID-YEAR-STALE", _body(clean(), "2022年，我局扎实推进各项工作。", *TEXTS[1][1:]), W),
    case(
        "ID-YEAR-STALE",
        _body(clean(), TEXTS[1][0], "（三）政府信息管理情况 2022年，云溪县民政局办公室共制定规范性文件0件。"),
        W,
    ),
    *(
        case("ID-YEAR-STALE", tell(clean(), {5: (f"公开内容不够及时，更新不够全面。{text}",)}), W)
        for text in (
            "2023年将从以下方面进行改进：一是加强培训。",
            "针对以上不足，2023年，我局将继续加强培训，改进工作。",
        )
    ),
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
    *(
        case("ID-ORGAN-MISMATCH", _body(report, *texts))
        for report, texts in (
            # Partners, neighbours, superiors, subordinates, former names, the same words as common nouns.
            (_CITY, ("与白河市生态环境局联合执法。", "赴白河市生态环境局学习。", "向白河市生态环境局借鉴经验。")),
            (_CITY, ("白河市生态环境局来我局考察。", "白河市生态环境局与我局建立协作机制。")),
            (_CITY, ("落实白山市生态环境局部署。", "白山市生态环境局印发方案。", "由白山市生态环境局统一公布。")),
            (named("岳阳市民政局"), ("岳阳楼区民政局公开信息。", "君山区民政局公开信息。", "平江县民政局公开信息。")),
            (named("岳阳楼区民政局"), ("岳阳市民政局通过网站公开。", "岳阳市民政局坚持公开。")),
            (
                named("新河市水利局"),
                ("原白河市水利局公开信息。", "2023年，白河市水利局更名为本局。", "白河市水利局合并。"),
            ),
            (named("云溪县人民政府办公室"), ("云溪县人民政府公开信息。", "县政府坚持公开。", "云溪县人民政府公开。")),
            (
                _STREET,
                ("部分街道在公开栏公布。", "14个乡镇在网站公开。", "各街道通过公众号公开。", "有关乡镇坚持公开。"),
            ),
            (_STREET, ("河西街道在网站公开。", "城关街道坚持公开。", "河西街道通过公众号公开。")),
            (_STREET, ("幸福社区在公开栏公布。", "幸福社区通过公众号公开。", "联合河西街道在广场宣传。")),
            (_TOWN, ("大章街道在网站公开。", "大章街道通过公众号公开。")),
            # The gazetteer knows short names.
            (named("阿坝藏族羌族自治州林业局"), ("依托阿坝州人民政府网站公开。", "阿坝州政务公开考核优秀。")),
            (named("石柱土家族自治县水利局"), ("石柱县人民政府网站公开。", "由彭水县水利局，彭水县水利局公开。")),
        )
    ),
    case("ID-YEAR-MISMATCH", clean()),
    # The own name in the preface of a text that speaks of others, and another's name in the preface alone.
    case(
        "ID-ORGAN-MISMATCH",
        tell(_TOWN, {0: ("现将纸房镇2023年度工作报告如下。", "纸房镇人民政府编制本报告。"), 1: ("大章镇坚持公开。",)}),
    ),
    # A department's partners are no governments that it takes itself for.
    case("ID-ORGAN-MISMATCH", _body(named("岳阳市民政局"), "株洲市坚持试点先行。", "株洲市注重经验推广。")),
    case("ID-YEAR-MISMATCH", tell(clean(), {5: ("2024年，我局将加强培训。", "2024年我局完善机制，改进问题。")})),
    case("ID-YEAR-MISMATCH", _body(clean(), *_OTHER_YEAR, *TEXTS[1])),
    case("ID-YEAR-MISMATCH", _body(clean(), "2019年5月新修订的条例施行。", "2022年印发了办法。", *TEXTS[1])),
    case("ID-YEAR-STALE", tell(clean(), {0: ("数据统计期限自2023年1月1日起至2023年12月31日止。",)})),
    case("ID-YEAR-STALE", tell(clean(), {0: ("数据统计期限自202311日起至20231231日止。",)})),
    case("ID-YEAR-STALE", _body(clean(), *TEXTS[1], "2022年我局整改了有关问题。")),
    *(
        case("ID-YEAR-STALE", _body(clean(), text))
        for text in (
            "2022年，在县委领导下，我局印发了《工作制度》，2023年继续落实。",
            "2022年，我局将公开纳入考核，下一步将继续推进。",
            "2023年，在县委领导下，我局扎实推进，较2022年增长。",
            "2022年，国务院办公厅提出要求，我局认真落实。",
        )
    ),
    *(
        case("ID-YEAR-STALE", _body(clean(), TEXTS[1][0], text))
        for text in (
            "（二）依申请公开。2022年，我局收到申请5件，2023年未收到。",
            "（四）平台建设。2022年，我局开通公众号，目前运行平稳。",
            "（四）平台建设。2022年，县政府办公室统一建设平台。",
            "（一）主动公开。2022年决算、2023年预算均已公开。",
        )
    ),
    *(
        case("ID-YEAR-STALE", tell(clean(), {5: (f"公开内容不够及时，更新不够全面。{text}",)}))
        for text in (
            "2024年，我局将继续加强培训，改进工作。",
            "2023年，我局将政务公开纳入考核，整改了问题，下一步将加强培训。",
        )
    ),
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
    case("ID-ORGAN-MISMATCH", _body(change(_TOWN, title="2023年度报告", organ_basis="hint"), *_FOREIGN)),
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
