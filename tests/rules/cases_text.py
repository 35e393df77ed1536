"""Cases of families cross and narrative."""

from __future__ import annotations

from decimal import Decimal

from parsers.report import Report
from rules import Profile
from tests.rules.builder import BLANK, FEE, FEE_OF_TEN, TEXTS, applied, change, clean, context, fill, named, tell
from tests.rules.cases import INFO, LOW, Case, W, case

ALL_ON = Profile(off=frozenset())
_NEW = "applications.new_received.total"
_WITHOUT_APPLICATIONS = (*TEXTS[1][:2], *TEXTS[1][3:])
_LONG = "坚持以公开为常态不公开为例外，深入推进决策执行管理服务结果公开，切实保障人民群众合法权益。"
_REFUSED = applied(2, granted=1, refused__state_secret=1)
_CARRIED = fill(
    applied(3),
    {
        f"applications.{row}.{column}": n
        for row, n in {"carried_in": 1, "granted": 4, "result_total": 4}.items()
        for column in ("natural_person", "total")
    },
)


def one(text: str, report: Report | None = None) -> Report:
    """The sentence instead of what section one says of applications."""
    return tell(report or clean(), {1: (*_WITHOUT_APPLICATIONS, text)})


def four(text: str, review: int = 0, direct: int = 0, after: int = 0) -> Report:
    """The sentence in section four, and table four with so many cases upheld."""
    channels = {"review": review, "litigation_direct": direct, "litigation_after_review": after}
    cells = {f"proceedings.{name}.{column}": n for name, n in channels.items() for column in ("upheld", "total")}
    return tell(fill(clean(), cells), {4: (text,) if text else ()})


def two(text: str, **cells: int) -> Report:
    """The sentence in section two, and the cells of table two."""
    changes = {f"disclosure.{key.replace('__', '.')}": value for key, value in cells.items()}
    return tell(fill(clean(), changes), {2: (text,)})


FIRES: list[Case] = [
    case("N-T3-COUNT", one("2023年共收到政府信息公开申请5件。", applied(3))),
    case("N-T3-COUNT", one("本年度收到政府信息公开申请十二件，均已答复。", applied(3))),
    case("N-T3-COUNT", one("2023年共受理依申请公开5宗。", applied(3))),
    case("N-T3-COUNT", one("2023年收到7份政府信息公开申请。", applied(3))),
    case("N-T3-COUNT", one("近三年申请逐年增加，2023年收到政府信息公开申请5件。", applied(3))),
    case("N-T3-COUNT", one("自2023年1月1日起，全年收到政府信息公开申请5件。", applied(3))),
    case("N-T3-COUNT", one("2023年受理政府信息公开申请壹拾肆件。", applied(3))),
    case("N-T4-COUNT", four("因政府信息公开引发行政复议3件，其中涉及征地2件，均维持。", review=2)),
    *(
        case("N-T3-COUNT", one(text, applied(3)))
        for text in (
            "（二）依申请公开。全年收到申请5件，均已答复。",
            "（二）依申请公开。2022年收到申请3件，2023年收到5件。",
            "受理线上信息公开申请2件，受理线下信息公开申请3件。",
            "全年办理政府信息公开申请5件。",
            "全年办结政府信息公开申请2件。",
        )
    ),
    case("N-T3-COUNT", one("本年新收政府信息公开申请4件，上年结转1件。", _CARRIED)),
    *(
        case("N-T3-CARRY", one(f"收到政府信息公开申请3件，{text}", _CARRIED), W)
        for text in (
            "上年结转2件。",
            "结转上年度申请2件，已办结4件。",
            "2022年结转2件。",
            "上年结转1件，结转下年度继续办理2件。",
            "剩余1件结转2024年度办理。",
            "上年结转1件，共办结9件。",
            "无上年结转申请。",
        )
    ),
    case("N-T3-NONE-CONTRA", one("（二）依申请公开。今年暂未接到相关申请。", applied(3))),
    case("N-T3-NONE-CONTRA", one("本年度未有依申请公开件。", applied(3))),
    case("N-T3-NONE-CONTRA", one("2023年未收到政府信息公开申请。", applied(3))),
    case("N-T3-NONE-CONTRA", one("我局今年无依申请公开事项。", applied(3))),
    case("N-T3-NONE-CONTRA", one("2023年收到政府信息公开申请5件。")),
    *(
        case("N-T3-NONE-CONTRA", one(text, applied(24)))
        for text in (
            "2023年，没有公民、法人和其他组织向我局提出政府信息公开申请。",
            "本年度无公民、法人或其他组织提出政府信息公开申请。",
            "2023年没有自然人、法人或者其他组织申请政府信息公开。",
            "全年没有任何单位和个人提出信息公开申请。",
        )
    ),
    *(
        case("N-T3-NONE-CONTRA", one(f"2023年未收到政府信息公开申请。{text}", applied(3)))
        for text in ("2022年收到政府信息公开申请9件。", "全县各部门共收到政府信息公开申请172件。")
    ),
    case("T3-NO-NARRATIVE", one("规范答复程序，做到应答尽答。", applied(3)), INFO),
    case("T3-NO-NARRATIVE", one("收到因政府信息公开申请行政复议案件1件。", applied(3)), INFO),
    case("T3-NO-NARRATIVE", one("受理行政许可申请300件，按规定做好依申请公开。", applied(3)), INFO),
    case("T3-DENY-NO-REASON", _REFUSED, INFO),
    case("T4-NO-NARRATIVE", four("", review=2), W),
    case("N-T4-COUNT", four("因政府信息公开被申请行政复议3件。", review=2)),
    case("N-T4-COUNT", four("本年度未发生行政复议、行政诉讼案件。", review=2)),
    case("N-T4-COUNT", four("无因政府信息公开引发的行政诉讼。", after=2)),
    case("N-T4-COUNT", four("行政复议0宗，行政诉讼0宗。", direct=2)),
    case("N-T4-COUNT", four("因政府信息公开引发行政复议2件、行政诉讼1件。", review=2, direct=3)),
    case("N-T4-COUNT", four("因信息公开被申请行政复议2件。")),
    case("N-T4-COUNT", four("被申请行政复议2件，其中结果纠正1件。", review=2)),
    case("N-T4-COUNT", four("因政府信息公开被申请行政复议1件，被纠正。", review=1)),
    case("N-T4-COUNT", four("因政府信息公开被提起行政诉讼2件，结果均被纠正。", direct=2)),
    case(
        "N-T4-COUNT",
        four(
            "因政府信息公开产生行政复议5件和行政诉讼3件，其中行政复议结果维持6件，行政诉讼结果维持3件。",
            review=5,
            direct=3,
        ),
    ),
    case(
        "N-T4-COUNT",
        four("新发生政府信息公开行政复议2件（其中1件为2022年信息公开件），结果维持1件。", review=2),
    ),
    case("X-POSTREVIEW-NO-REVIEW", four("复议后起诉2件。", after=2), INFO),
    case("T2-FEE-NO-NARRATIVE", fill(clean(), FEE_OF_TEN), INFO),
    *(
        case("T2-FEE-NO-NARRATIVE", tell(fill(clean(), FEE_OF_TEN), {6: texts}), INFO)
        for texts in (
            ("2023年信息处理费收费金额为0元。",),
            ("依申请公开信息处理费收取情况：没有发出收费通知，收费总金额0元。",),
            ("未产生信息处理费。", "收费金额为0元。"),
        )
    ),
    case("N-T2-COUNT", two("本年行政处罚处理决定数量39件。", penalties__decisions=30), W),
    case("N-T2-COUNT", two("全年制发行政规范性文件4件。", normative_documents__issued=3), W),
    case("N-SUM", one("另受理咨询372人次，其中现场咨询331人次，电话咨询61人次。"), W),
    case("N-SUM", one("主动公开信息3703条。其中概况信息152条、动态信息1901条、目录信息1649条。"), W),
    case("N-SUM", one("发布信息三类共10条，分别为政策4条、公告3条。"), W),
    case("N-SUM", one("2023年共收到政府信息公开申请24件，其中自然人18件、法人5件。", applied(24)), W),
    case("X-FEE-LT-INFOFEE", tell(clean(), {6: ("2023年收取信息处理费1200元。",)}), W),
    case("S6-FEE-CONTRA", tell(clean(), {6: ("2023年未收取信息处理费。", "全年收取信息处理费300元。")})),
    case(
        "S6-FEE-CONTRA",
        tell(
            fill(clean(), {"applications.other.fee_overdue.total": 1}),
            {6: ("未发出收费通知，未收取信息处理费。",)},
        ),
    ),
    case("S1-ASPECTS-MISSING", tell(clean(), {1: ("（一）主动公开。公开信息。", "（二）依申请公开。未收到。")}), INFO),
    case("S1-ASPECTS-MISSING", tell(clean(), {1: ("全年主动公开信息十条，未收到依申请公开。",)}), INFO),
    case(
        "S1-ASPECTS-MISSING",
        tell(clean(), {1: ("受理依申请公开5条，在网站登记审核，纳入考核。",)}),
        INFO,
    ),
    case("S1-GOV-ASSESS", tell(named("大章镇人民政府"), {1: TEXTS[1][:5]}), INFO),
    case("S1-LENGTH", context(tell(clean(), {1: (_LONG * 30,)}), profile=ALL_ON), INFO),
    case("S5-NO-PROBLEM", tell(clean(), {5: ("无。",)}), W),
    case("S5-NO-PROBLEM", tell(clean(), {5: ()}), W),
    case("S5-NO-PROBLEM", tell(clean(), {5: (f"下一步将加强培训。{_LONG}",)}), W),
    case(
        "S5-NO-MEASURE",
        tell(clean(), {5: ("政策解读形式还不够丰富，栏目内容更新不够及时，公众参与的渠道还比较少。",)}),
        W,
    ),
    case("S5-NO-LASTYEAR", context(clean(), profile=ALL_ON), INFO),
    case("S6-FEE-STATEMENT-MISSING", tell(clean(), {6: ("无其他需要报告的事项。",)}), W),
    case("S6-FEE-STATEMENT-MISSING", change(tell(clean(), {6: ()}), sections=clean().sections[:5]), W, LOW),
    case("TXT-SELF-DUP", tell(clean(), {1: (*TEXTS[1], _LONG, _LONG)})),
    case("TXT-LAW-NAME", one("学习《信息公开工作条例》。"), INFO),
    *(
        case("TXT-LAW-NAME", one(text), INFO)
        for text in (
            "根据《中华人民共和国政府信息公开条例》（国务院令第492号）编制本报告。",
            "根据《政府信息公开条例》（国务院第 492 号令）要求编制。",
            "按照《条例》第三十一条、第三十二条的规定，编制本年度报告。",
        )
    ),
    case("TXT-PLACEHOLDER", one("共公开政府信息XX条。")),
    case("TXT-PLACEHOLDER", one("某某镇召开专题会议。")),
    case("TXT-PLACEHOLDER", one("全年公开信息____条。")),
    case("TXT-PLACEHOLDER", one("本报告（此处填写机关名称）编制。")),
    case("TXT-PLACEHOLDER", one("202X年我局继续推进。")),
    *(
        case("TXT-PLACEHOLDER", one(text))
        for text in (
            "20XX年我局继续推进。",
            "公开信息**条，其中政策文件2条。",
            "（单位名称）高度重视公开工作。",
            "○○镇政府高度重视公开工作。",
            "公开政府信息（ ）条。",
            "召开会议×次。",
        )
    ),
]

# Wordings of real reports that speak of something else, or of the same number in another way.
SILENT: list[Case] = [
    *(
        case("N-T3-COUNT", one(text, applied(14)))
        for text in (
            "近三年来共收到政府信息公开申请350件，本年度14件。",
            "2023年受理政府信息公开申请壹拾肆件，均已答复。",
        )
    ),
    case("T3-NO-NARRATIVE", one("2023年受理政府信息公开申请壹拾肆件，均已答复。", applied(14))),
    *(
        case("N-T3-COUNT", one(text, applied(3)))
        for text in (
            "2023年共收到政府信息公开申请3件。",
            "收到政府信息公开申请三件，均已办理完毕。",
            "2023年共收到政府信息公开申请3件，其中网上申请2件，信函申请1件。",
            "共收到政府信息公开申请3件，比2022年（31件）下降90%。",
        )
    ),
    *(
        case("N-T3-CARRY", one(f"收到政府信息公开申请3件，{text}", _CARRIED))
        for text in (
            "上年结转1件，办结4件，无结转下年度办理事项。",
            "2022年结转1件，结转2024年0件。",
            "其中按时办结3件，上年结转1件。",
        )
    ),
    # That more was received is N-T3-COUNT's.
    case("N-T3-CARRY", one("收到政府信息公开申请9件，均已办结9件。", applied(3))),
    case("N-T3-NONE-CONTRA", one("2023年受理政府信息依申请公开0件。")),
    case("N-T3-NONE-CONTRA", one("2023年未收到政府信息公开申请，办理上年政府信息公开申请3件。", applied(3))),
    case("T3-NO-NARRATIVE", one("2023年，市民政局按时办结政府信息公开申请3件次。", applied(3))),
    case("T3-NO-NARRATIVE", clean()),
    case("T3-NO-NARRATIVE", one("全年收到申请3件，均依法公开。", applied(3))),
    *(
        case("N-T3-COUNT", one(f"（二）依申请公开。{text}", applied(3)))
        for text in (
            "机关本级收到申请2件，局属单位收到1件，共3件。",
            "收到申请3件，受理热线工单20件，共办理23件。",
            "线上收到申请2件，线下收到申请1件。",
            "办理政府信息公开申请3件。",
        )
    ),
    case("N-T3-COUNT", one("受理政府信息公开申请4件，其中上年结转1件。", _CARRIED)),
    case("N-T3-COUNT", one("新收政府信息公开申请4件（含上年结转1件）。", _CARRIED)),
    case("T3-NO-NARRATIVE", one("（二）依申请公开。全年办结3件，无一逾期。", applied(3))),
    case("T3-NO-NARRATIVE", one("政府信息公开申请数：3；办结数：3。", applied(3))),
    # The count is there, if not filled in: TXT-PLACEHOLDER's.
    case("T3-NO-NARRATIVE", one("全年收到政府信息公开申请XX件。", applied(3))),
    case("T3-NO-NARRATIVE", one("全年收到政府信息公开申请×件。", applied(3))),
    case("N-T4-COUNT", four("未经复议直接起诉0件。", after=2)),
    case("N-T4-COUNT", four("行政复议1件，直接起诉1件、复议后起诉1件，均维持。", review=1, direct=1, after=1)),
    case("N-T4-COUNT", four("被申请行政复议1件，结果被纠正0件，维持1件。", review=1)),
    case("N-T4-COUNT", four("被申请行政复议2件，维持原行政行为2件。", review=2)),
    case("N-T4-COUNT", four("因政府信息公开被申请行政复议1件，未被纠正。", review=1)),
    case("T3-DENY-NO-REASON", one("收到申请2件，其中1件涉及国家秘密，依法不予公开。", _REFUSED)),
    case("T3-DENY-NO-REASON", context(_REFUSED, profile=Profile(denial_share=Decimal("0.5")))),
    case("T4-NO-NARRATIVE", one("11件申请中产生行政复议案件2件，其中结果维持2件。", four("", review=2))),
    case("T4-NO-NARRATIVE", clean()),
    # What is said is wrong: N-T4-COUNT's.
    case("T4-NO-NARRATIVE", four("未发生因政府信息公开引发的行政复议、行政诉讼案件。", review=2)),
    case("N-T4-COUNT", four("因政府信息公开被申请行政复议2件，均维持。", review=2)),
    case("N-T4-COUNT", four("政府信息公开行政复议2件，一审维持1件、二审维持1件。", review=2)),
    case("N-T4-COUNT", four("因政府信息公开被申请行政复议2件，结果维持2件，其中县级维持1件。", review=2)),
    case("N-T4-COUNT", four("未被提起行政诉讼，2件被行政复议结果维持。", review=2)),
    case("N-T4-COUNT", four("行政复议、行政诉讼共5件。", review=2, direct=3)),
    case("N-T4-COUNT", four("复议后起诉2件，未经复议直接起诉1件。", direct=1, after=2)),
    case("X-POSTREVIEW-NO-REVIEW", four("行政复议2件，复议后起诉2件。", review=2, after=2)),
    case("T2-FEE-NO-NARRATIVE", one("规范行政事业性收费公示。", fill(clean(), FEE_OF_TEN))),
    *(
        case("T2-FEE-NO-NARRATIVE", one(text, fill(clean(), FEE_OF_TEN)))
        for text in ("本年收费金额10.5万元。", "公开行政事业性收费目录，未收取信息处理费。")
    ),
    case("N-T2-COUNT", two("作出行政许可决定112件。", licences__decisions=112)),
    case("N-T2-COUNT", two("简易程序行政处罚30件，一般程序行政处罚9件。", penalties__decisions=39)),
    *(
        case("N-SUM", one(text))
        for text in (
            "受理14074件，正常办结14030件，不予受理25件。",
            "共发布信息3702条，其中政策文件15条、公告公示204条。",
            "共收到来信11件，其中自然人9件、企业2件，按时办结11件。",
            "共收到申请24件，其中自然人18件、法人4件。",
            "共收到申请24件，其中自然人18件、法人6件，予以公开20件、部分公开3件。",
            "共收到申请3件，其中自然人1件、法人1件。",
            "共公开信息100条，其中网站100条、微信公众号80条。",
            "发布信息243条，其中动态类120条、公告类等122条。",
        )
    ),
    case("S6-FEE-CONTRA", tell(clean(), {6: ("发出收费通知1件，未收取信息处理费。",)})),
    case("S6-FEE-CONTRA", tell(fill(clean(), {"applications.other.fee_overdue.total": 1}), {6: TEXTS[6]})),
    case("X-FEE-LT-INFOFEE", tell(fill(clean(), FEE_OF_TEN), {6: ("2023年收取信息处理费1200元。",)})),
    case("S1-ASPECTS-MISSING", clean()),
    case("S1-ASPECTS-MISSING", tell(clean(), {1: (TEXTS[1][0] + TEXTS[1][1], "".join(TEXTS[1][2:]))})),
    # Headings of an aspect in other words, in brackets with digits, and what is published counted without its name.
    case(
        "S1-ASPECTS-MISSING",
        tell(
            clean(),
            {
                1: (
                    "（1）主动公开政府信息情况。公开信息12条。",
                    "（2）收到和处理政府信息公开申请情况。未收到。",
                    "（3）信息资源管理情况。严格审核。（4）平台建设。维护栏目。",
                    "（5）监督保障。开展培训。",
                )
            },
        ),
    ),
    case(
        "S1-ASPECTS-MISSING",
        tell(
            clean(),
            {
                1: (
                    "全镇政府信息公开310条，其中网站120条、公众号190条，完善信息公开管理制度。",
                    "本年度未收到公开申请，工作纳入考核。",
                )
            },
        ),
    ),
    case("S1-GOV-ASSESS", named("大章镇人民政府")),
    case("S1-LENGTH", context(clean(), profile=ALL_ON)),
    case("S5-NO-PROBLEM", clean()),
    case("S5-NO-MEASURE", clean()),
    *(
        case("S5-NO-PROBLEM", tell(clean(), {5: (f"{text}下一步将加强培训，推动公开工作再上新台阶。",)}))
        for text in (
            "标准化水平仍需提升，群众参与度有限。",
            "政策解读形式单一，业务能力不精。",
            "专职人员紧张，经费欠缺。",
            "制度建设滞后，基层基础薄弱。",
            "公开内容需要拓展。",
            "与群众期盼还有一定距离。",
        )
    ),
    *(
        case("S5-NO-MEASURE", tell(clean(), {5: (f"政策解读形式单一，群众参与渠道比较少。{text}",)}))
        for text in (
            "对此，我局已明确责任科室，建立台账，逐项销号。",
            "我局健全机制，优化流程。",
            "目前已落实专人负责。",
            "有关问题已全部整改到位。",
        )
    ),
    case("S5-NO-LASTYEAR", context(tell(clean(), {5: ("针对上年度问题已完成整改。",)}), profile=ALL_ON)),
    *(
        case("S6-FEE-STATEMENT-MISSING", tell(clean(), {6: (text,)}))
        for text in (
            "2023年未收取任何政府信息处理费。",
            "未产生信息公开处理费。",
            "我局无信息处理收费。",
            "全年零收费。",
            "收费情况：全年收取费用0元。",
        )
    ),
    case("S6-FEE-STATEMENT-MISSING", tell(clean(year=2020), {6: ("无。",)})),
    case("TXT-LAW-NAME", change(one("根据《条例》（国务院令第492号）编制。"), year=2018)),
    case("TXT-SELF-DUP", tell(clean(), {1: (*TEXTS[1], "严格落实三审三校制度。", "严格落实三审三校制度。")})),
    *(
        case("TXT-LAW-NAME", one(text))
        for text in (
            "《中华人民共和国政府信息公开条例》",
            "《条例》",
            "《上海市政府信息公开规定》",
            "《广州市政务公开条例》",
            "《中华人民共和国政府信息公开条例》（国务院令第711号）",
            "国务院令第492号公布的原条例已经修订。",
            "按照《条例》第三十二条征求第三方意见，年度报告按《条例》第五十条编制。",
            "粤府〔2021〕492号文件要求加强公开。",
        )
    ),
    *(
        case("TXT-PLACEHOLDER", one(text))
        for text in (
            "**一是加强领导。**成立领导小组。",
            "拨打12345热线，网上填写申请表。",
            "申请人陈某某提出申请。",
            "点击此处下载，使用XML格式，规格为3×4米。",
            "我局（单位名称已变更）继续推进，二○二三年召开会议2×3次。",
            "**镇党委高度重视。**公开**条例**要求的内容。",
        )
    ),
]

UNASSESSABLE: list[Case] = [
    *(
        case("N-T3-COUNT", one(text, applied(14)))
        for text in (
            "截至2023年12月底，累计受理政府信息公开申请530件，其中2023年14件。",
            "自条例施行以来，我局累计收到政府信息公开申请1200件。2023年收到14件。",
        )
    ),
    case("N-T4-COUNT", four("全年收到行政复议案件15件，其中涉及政府信息公开2件，均维持。", review=2)),
    *(
        case("N-T3-COUNT", one(text, applied(3)))
        for text in (
            "共接收“12345”热线转办工单3920件，办结群众留言62条。",
            "政务服务网共受理14074件，撤销申请19件。",
            "我局收到市民举报投诉、政策咨询221件。",
            "2022年收到政府信息公开申请9件。",
            "全市各部门共收到政府信息公开申请1499件。",
            "通过网站收到政府信息公开申请2件。",
            "共收到政府信息公开申请30余件。",
            "收到因不服政府信息公开答复提起的行政复议2件。",
            "不予受理政府信息公开申请1件。",
            "协助县政府办公室办理依申请公开5件。",
            "全县共办理政府信息公开申请172件。",
        )
    ),
    case("N-T3-COUNT", one("收到政府信息公开申请3件。", fill(clean(), {_NEW: BLANK}))),
    *(
        case("N-T3-NONE-CONTRA", one(text, applied(3)))
        for text in (
            "一季度未收到政府信息公开申请。",
            "网上未收到政府信息公开申请。",
            "按期答复政府信息公开申请3件，未收到重复的政府信息公开申请。",
            "无结转下年度继续办理的政府信息公开申请。",
            "未收到法人的政府信息公开申请，收到自然人申请3件。",
            "没有企业向我局提出政府信息公开申请。",
            "没有公民向我局提出政府信息公开申请。",
            "没有任何单位向我局提出政府信息公开申请。",
            "没有公民、法人因不服政府信息公开答复提出申请。",
        )
    ),
    *(
        case("N-T3-CARRY", one(text, _CARRIED))
        for text in (
            "收到政府信息公开申请3件。",
            "全县收到政府信息公开申请300件，办结290件。结转下年度办理10件。",
            "收到线上申请2件，结转下年度办理2件，政府信息公开申请均已登记。",
            "收到政府信息公开申请3件，2021年结转6件。",
        )
    ),
    # That table three is zero is N-T3-NONE-CONTRA's.
    case("N-T3-CARRY", one("收到政府信息公开申请3件，结转下年度2件。")),
    case("T3-NO-NARRATIVE", fill(clean(), {_NEW: BLANK})),
    case("T4-NO-NARRATIVE", fill(clean(), {"proceedings.*": BLANK})),
    *(
        case("N-T4-COUNT", tell(four(text, review=2), {1: _WITHOUT_APPLICATIONS}))
        for text in (
            "与行政复议机关建立沟通机制，避免了行政复议和诉讼被纠错的问题。",
            "未发生行政复议、行政诉讼被纠错、败诉的情况。",
            "全市因政府信息公开被申请行政复议30件。",
            "2022年因政府信息公开被申请行政复议9件。",
        )
    ),
    case("N-T4-COUNT", one("全年办理行政复议案件120件，行政应诉35件。", four(""))),
    case("N-T4-COUNT", fill(clean(), {"proceedings.*": BLANK})),
    case("X-POSTREVIEW-NO-REVIEW", fill(clean(), {"proceedings.*": BLANK})),
    case("T2-FEE-NO-NARRATIVE", fill(clean(), {FEE: BLANK})),
    *(
        case("N-T2-COUNT", two(text))
        for text in (
            "公开行政许可信息76条，公示行政处罚信息2条。",
            "代拟规范性文件5件，审查规范性文件9件。",
            "全区行政处罚4000件。",
            "公开规范性文件4件。",
        )
    ),
    case("X-FEE-LT-INFOFEE", clean()),
    case("X-FEE-LT-INFOFEE", tell(clean(), {6: ("发出收费通知3件，应收信息处理费900元。",)})),
    case("S1-GOV-ASSESS", clean()),
    case("S1-GOV-ASSESS", named("云溪县人民政府办公室")),
    case("S6-FEE-STATEMENT-MISSING", clean(year=None)),
]
