"""The wordings of counts in the narrative, as data: patterns over folded text without spaces.

Place in the flow: read by ``narrative`` only. Named groups: ``n`` the number, ``about`` 余 or 多, ``unit``.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Subject(StrEnum):
    """What is counted."""

    RECEIVED = "applications received"
    HANDLED = "applications handled"
    FINISHED = "applications finished, told without their noun"
    CARRIED_IN = "applications carried over from last year"
    CARRIED_OUT = "applications carried over to next year"
    REVIEW = "reviews"
    LITIGATION = "lawsuits"
    PROCEEDINGS = "reviews and lawsuits together"
    UPHELD = "upheld"
    CORRECTED = "corrected"
    NORMATIVE_DOCUMENTS = "normative documents issued"
    LICENCES = "licence decisions"
    PENALTIES = "penalty decisions"
    COERCIVE_MEASURES = "coercive measures"
    PROCESSING_FEE = "information processing fee, yuan"


# 六个部分 and 6项内容 count what the report consists of.
_UNIT = r"(?P<unit>件次|件|条|份|宗|起|封|项|例|人次|次|篇|期|个)(?!事|部分|方面|内容|章|板块)"
# Numbers begin where digits do: else a long run of them is tried from each of its digits.
_COUNT = (
    r"(?P<n>(?<!\d)\d+(?:,\d{3})*|(?<![零一二两三四五六七八九十百千])[零一二两三四五六七八九十百千]+)(?P<about>余|多)?"
    + _UNIT
)
_MONEY = r"(?P<n>(?<!\d)\d+(?:,\d{3})*(?:\.\d+)?)(?P<about>余|多)?(?P<unit>万元|元)"

# A character on the way from a verb to its noun that does not lead to another subject.
_WAY = (
    r"(?:(?!复议|诉讼|投诉|举报|咨询|信访|留言|工单|热线|许可|建议|提案|服务事项"
    r"|逾期|超期|重复|结转|不服|异议|引发|引起)[^,。;:\d])"
)
_APPLICATION = (
    r"(?:依申请公开(?:的)?(?:政府)?(?:信息)?(?:的)?(?:申请)?(?:事项|件|来信|信件|请求|表)?"
    r"|(?:政府|政务)?信息(?:依申请)?公开(?:的)?(?:书面)?申请(?:书|表|件|事项|信件)?|信息依申请公开"
    r"|依申请(?:政府)?信息(?:公开)?(?:事项|申请|件)?|公开政府信息的?申请|申请公开(?:的)?(?:(?:政府)?信息(?:事项)?|事项)|公开申请)"
)
_IN = r"(?<!不予)(?:收到|接收|接受|接到|受理|新收|新增)"
_OUT = r"(?:办理|办结|答复|回复|处理|完成)"
_IS = r"(?:数量|总数|总量|量|总计|共计|共有|共|为|有|数|:)*"
_REVIEW = r"(?:被)?(?:申请|提起)?(?:行政)?复议(?:案件|申请|案|事项)?"
_LITIGATION = r"(?:被)?(?:提起)?(?:行政诉讼|行政应诉|诉讼|应诉|起诉)(?:案件|案|事项)?"
# 行政复议有2件被维持 counts a result, not all there were.
_NO_RESULT = r"(?!(?:被|均|结果)*(?:维持|纠[正错]|撤销|驳回|胜诉|败诉))"
_AND = r"[、和及与或,/]"
# All who may apply; companies or citizens alone are one group.
_ANYBODY = r"(?:申请人|人|(?:公民|自然人|个人)[、和或及与者]*(?:法人|组织|单位)|(?:单位|组织)[、和或及与者]*个人)"
_APPLIED = rf"(?:提出|提交|递交|申请)(?:过|的|任何)*(?:{_APPLICATION}|(?:政府)?信息公开)"
_NONE = r"(?:无|未有|未|没有|没|不存在)"
_HAPPENED = r"(?:发生|产生|出现|收到|接到|涉及|引发|引起|被)?"
_DECISION = r"(?:处理)?(?:决定)?(?:书)?(?:案件)?(?:数量|总数)?"
_END = r"(?=[,。;)]|\.(?!\d)|$)"

# Figures; what comes first masks its text for what follows.
_FIGURES: tuple[tuple[Subject, str], ...] = (
    (Subject.RECEIVED, rf"{_IN}(?:了|到)?{_WAY}{{0,24}}?{_APPLICATION}{_WAY}{{0,6}}?{_COUNT}"),
    (Subject.RECEIVED, rf"{_IN}(?:了|到)?{_WAY}{{0,6}}?{_COUNT}(?:的)?{_WAY}{{0,10}}?{_APPLICATION}"),
    (Subject.HANDLED, rf"{_OUT}(?:了)?{_WAY}{{0,24}}?{_APPLICATION}{_WAY}{{0,6}}?{_COUNT}"),
    (Subject.HANDLED, rf"{_OUT}(?:了)?{_COUNT}(?:的)?{_WAY}{{0,10}}?{_APPLICATION}"),
    (Subject.HANDLED, rf"{_APPLICATION}(?:办理|办结){_IS}{_COUNT}"),
    (Subject.RECEIVED, rf"{_APPLICATION}(?:受理|接收|收件)?{_IS}{_COUNT}"),
    (Subject.PROCEEDINGS, rf"{_REVIEW}{_AND}(?:被)?{_LITIGATION}(?:数量|总数|共计|共有|共|合计|总计|:)*{_COUNT}"),
    (Subject.REVIEW, rf"{_REVIEW}(?!机关){_IS}(?:发生|产生)?{_COUNT}{_NO_RESULT}"),
    (Subject.REVIEW, rf"{_COUNT}(?:被)?(?:申请|提起)?行政复议(?!机关|决定|法)"),
    (Subject.LITIGATION, rf"{_LITIGATION}{_IS}(?:发生|产生)?{_COUNT}{_NO_RESULT}"),
    (Subject.LITIGATION, rf"{_COUNT}(?:被)?(?:提起)?行政诉讼(?!法)"),
    (Subject.NORMATIVE_DOCUMENTS, rf"(?:制发|制定|印发|出台|下发){{1,3}}(?:了)?(?:行政)?规范性文件{_IS}{_COUNT}"),
    (Subject.NORMATIVE_DOCUMENTS, rf"(?:制发|制定|印发|出台|下发){{1,3}}(?:了)?{_COUNT}(?:行政)?规范性文件"),
    (Subject.LICENCES, rf"行政许可{_DECISION}{_IS}{_COUNT}"),
    (Subject.PENALTIES, rf"行政处罚{_DECISION}{_IS}{_COUNT}"),
    (Subject.COERCIVE_MEASURES, rf"行政强制{_DECISION}{_IS}{_COUNT}"),
    (Subject.PROCESSING_FEE, rf"(?:收取|收到|收缴|实收|征收|缴纳)[^,。;\d]{{0,20}}?处理费[^,。;\d]{{0,10}}?{_MONEY}"),
    (Subject.PROCESSING_FEE, rf"处理费[^,。;\d]{{0,10}}?{_MONEY}"),
)
_RESULTS = (
    (Subject.UPHELD, rf"(?:结果)?维持(?:原[一-龥]{{0,6}})?{_IS}{_COUNT}"),
    (Subject.UPHELD, rf"{_COUNT}(?:被)?(?:行政)?(?:复议|诉讼)?(?:结果)?(?:均|全部)?(?:被)?维持"),
    # 复议1件，被纠正。 But not: 复议2件，维持1件.
    (Subject.UPHELD, rf"{_COUNT},(?:结果)?(?:均|全部|都|已)?(?:被)?维持(?:原[一-龥]{{0,8}})?{_END}"),
    (Subject.CORRECTED, rf"{_COUNT},(?:结果)?(?:均|全部|都|已)?被(?:依法|责令)?纠[正错]{_END}"),
    (Subject.CORRECTED, rf"(?:结果|被|维持\d+[件起宗][,、])纠[正错]{_IS}{_COUNT}"),
    (Subject.CORRECTED, rf"{_COUNT}(?:被)?(?:行政)?(?:复议|诉讼)?(?:结果|被)纠[正错]"),
)
_TAIL = (
    r"(?:[、和及与或](?:被)?(?:举报|投诉|信访|申诉))*(?:等)?(?:方面)?(?:的)?"
    rf"(?:案件|情况|事项|事件|现象|情形|问题|申请|请求|发生)*{_END}"
)
_GAP = r"(?:(?!纠|败诉|胜诉|结转|超期|逾期|审结|办结|结案|答复|经复议)[^。;,\d]){0,40}?"
# "None" in words: the subjects it denies.
_DENIALS: tuple[tuple[tuple[Subject, ...], str], ...] = (
    (
        (Subject.RECEIVED,),
        rf"(?:未|没有|没)(?:曾|有)?(?:收到|接到|受理|接收|产生|发生)(?:过|到)?{_WAY}{{0,30}}?{_APPLICATION}(?:的)?(?:申请|情况|事件)?{_END}",
    ),
    ((Subject.RECEIVED,), rf"(?:无|没有|未有)(?:任何)?{_ANYBODY}{_WAY}{{0,24}}?{_APPLIED}(?:的)?(?:情况)?{_END}"),
    ((Subject.RECEIVED,), rf"(?:无|没有|未有)(?:任何)?{_APPLICATION}(?:的)?(?:情况)?{_END}"),
    ((Subject.RECEIVED,), rf"{_APPLICATION}(?:数量|件数|量)?(?:均)?为(?:0|零)(?![.\d])"),
    (
        (Subject.REVIEW, Subject.LITIGATION),
        rf"{_NONE}{_HAPPENED}{_GAP}(?:{_REVIEW}{_AND}{_LITIGATION}|{_LITIGATION}{_AND}{_REVIEW}){_TAIL}",
    ),
    (
        (Subject.REVIEW, Subject.LITIGATION),
        rf"{_REVIEW}{_AND}(?:被)?{_LITIGATION}(?:数量|总数|各|均|都|分别)*为?(?:0|零)(?:件|起|宗)?{_END}",
    ),
    ((Subject.REVIEW,), r"零(?:行政)?复议(?!纠|被|败)"),
    ((Subject.LITIGATION,), r"零(?:行政)?(?:诉讼|应诉)(?!纠|被|败)"),
    ((Subject.REVIEW,), rf"{_NONE}{_HAPPENED}{_GAP}{_REVIEW}{_TAIL}"),
    ((Subject.LITIGATION,), rf"{_NONE}{_HAPPENED}{_GAP}{_LITIGATION}{_TAIL}"),
    (
        (Subject.PROCESSING_FEE,),
        r"(?:无|未|没有)(?:曾|有)?(?:收取|产生|发生|收到|征收)?[^,。;\d]{0,20}?处理费(?:用)?(?:的)?(?:情况|收入)?"
        + _END,
    ),
)
# Where the text is about applications anyway, 申请 says enough; between it and its verb stands only who and how.
_WHO_AND_HOW = (
    r"(?:公民|自然人|个人|群众|村民|居民|法人|商业企业|企业|其他组织|组织|律师|网络|网上|线上|线下|互联网|信函|书面|当面|现场|邮寄|邮件"
    r"|电子|传真|平台|有效|各类|各种|相关|有关|此类|任何|提交|提出|递交|新|的|和|及|与|或|等|、)*"
)
_BARE = r"申请(?:书|表|件|事项|信件)?(?!人|行政|复议|诉讼|公开|信息)"
_BARE_FIGURES: tuple[tuple[Subject, str], ...] = (
    (Subject.RECEIVED, rf"{_IN}(?:了|到)?{_WHO_AND_HOW}{_BARE}{_IS}{_COUNT}"),
    (Subject.RECEIVED, rf"{_IN}(?:了|到)?{_COUNT}{_WHO_AND_HOW}{_BARE}"),
    (Subject.RECEIVED, rf"有效{_BARE}{_IS}{_COUNT}"),
    (Subject.HANDLED, rf"{_OUT}(?:了)?{_WHO_AND_HOW}{_BARE}{_IS}{_COUNT}"),
    (Subject.HANDLED, rf"{_OUT}(?:了)?{_COUNT}{_WHO_AND_HOW}{_BARE}"),
)
_BARE_DENIALS: tuple[tuple[tuple[Subject, ...], str], ...] = (
    (
        (Subject.RECEIVED,),
        rf"(?:未|没有|没)(?:曾|有)?(?:收到|接到|受理|接收)(?:过|到)?{_WHO_AND_HOW}{_BARE}(?:的)?(?:情况)?{_END}",
    ),
)
# Carried over: the year says from which or to which. Between it and the number stands what is carried, nothing else.
_OVER = r"(?:结转|转结|遗留)"
_LAST = r"(?:上一?年度?|去年|(?P<last>20\d{2})年度?)"
_NEXT = r"(?:下一?年度?|次年|明年|(?P<next>20\d{2})年度?)"
_CARRIED = r"(?:(?!办结|答复|收到|受理|复议|诉讼)[^。;,\d]){0,16}?"
_CARRIED_FIGURES: tuple[tuple[Subject, str], ...] = (
    (Subject.CARRIED_IN, rf"{_LAST}(?:的)?(?:申请)?{_OVER}(?:至|到|入)?(?:20\d{{2}}年度?)?{_CARRIED}{_COUNT}"),
    (Subject.CARRIED_OUT, rf"{_OVER}(?:至|到|入|在)?{_NEXT}{_CARRIED}{_COUNT}"),
    (Subject.CARRIED_IN, rf"{_OVER}(?:自)?{_LAST}{_CARRIED}{_COUNT}"),
    (Subject.CARRIED_OUT, rf"{_COUNT}(?:申请)?(?:将|已|依法|按规定|需)*{_OVER}(?:至|到|入|在)?{_NEXT}"),
)
_CARRIED_DENIALS: tuple[tuple[tuple[Subject, ...], str], ...] = (
    ((Subject.CARRIED_IN,), rf"{_NONE}{_LAST}{_OVER}[^。;,\d]{{0,12}}?{_END}"),
    ((Subject.CARRIED_OUT,), rf"{_NONE}(?:{_OVER}(?:至|到|入)?{_NEXT}|(?:下一?年度?){_OVER})[^。;,\d]{{0,12}}?{_END}"),
)
_FINISHED_FIGURES = ((Subject.FINISHED, rf"(?:办结|办复|答复|回复)(?:数|了)?{_IS}{_COUNT}(?<!次)"),)
_ELLIPTIC_FIGURES: tuple[tuple[Subject, str], ...] = (
    (Subject.RECEIVED, rf"(?<=[,;])(?:本年度?|今年|当年|20\d{{2}}年度?)(?:共计|共有|共|为|有)?{_COUNT}{_END}"),
    (Subject.RECEIVED, rf"(?:{_IN}|收件)(?:了|到)?(?:共|共计)?{_COUNT}{_END}"),
    (Subject.RECEIVED, rf"(?:(?<=[,;:])|^)(?:共计|共有|共|合计|总计|总共|累计){_COUNT}{_END}"),
)
FIGURES = tuple((subject, re.compile(pattern)) for subject, pattern in _FIGURES)
RESULTS = tuple((subject, re.compile(pattern)) for subject, pattern in _RESULTS)
DENIALS = tuple((subjects, re.compile(pattern)) for subjects, pattern in _DENIALS)
BARE_FIGURES = tuple((subject, re.compile(pattern)) for subject, pattern in _BARE_FIGURES)
BARE_DENIALS = tuple((subjects, re.compile(pattern)) for subjects, pattern in _BARE_DENIALS)
CARRIED_FIGURES = tuple((subject, re.compile(pattern)) for subject, pattern in _CARRIED_FIGURES)
CARRIED_DENIALS = tuple((subjects, re.compile(pattern)) for subjects, pattern in _CARRIED_DENIALS)
FINISHED_FIGURES = tuple((subject, re.compile(pattern)) for subject, pattern in _FINISHED_FIGURES)
ELLIPTIC_FIGURES = tuple((subject, re.compile(pattern)) for subject, pattern in _ELLIPTIC_FIGURES)

SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
# 行政复议2件（其中1件为2022年受理），维持1件: the year of what is told in passing.
ASIDE = re.compile(r",其中[^,;]*(?=,)")
OTHER_YEAR = re.compile(r"上年(?!结转)|去年|上一年|往年|历年|以来|前年|同比|同期")
# A count over several years: said before it, or by what it is said to contain.
LONGER = re.compile(r"近[两二三四五六七八九十几\d]+年|(?:自|从)[^,。;]{2,24}(?:以来|起)|历年|多年来")
YEARS = re.compile(r"20\d{2}年?(?:至|到|-|—|~)20\d{2}年(?!\d)")
CONTAINS_YEAR = re.compile(r"[^。;\d]{0,6},?其中,?(?:本年度?|今年|当年|(?:19|20)\d{2}年度?)")
ONE_YEAR = re.compile(r"(?:本|全|今|当)年|年内|20\d{2}年度?(?!以来|起)")
# Proceedings of any kind, of which some are said to be about disclosure.
CONTAINS_DISCLOSURE = re.compile(r"[^。;\d]{0,8},?其中,?[^。;,\d]{0,16}(?:信息公开|政务公开|依申请)")
AREA = re.compile(
    r"全[市县区州省旗盟镇乡]|全街道|全系统|全国|各(?:级|有关|相关|部门|单位|县|区|镇|乡|街道|科室|委办局)|所属|下属|辖区|系统各"
)
TOTAL = re.compile(r"共|累计|合计|总计")
# All ways of applying, or all who may apply.
ALL_CHANNELS = re.compile(
    r"等(?:多种)?(?:渠道|方式|形式|途径)|(?:公民|自然人|个人)[、和或及与者]+(?:法人|组织|单位)"
    r"|(?:法人|组织|单位)[、和或及与者]+(?:公民|自然人|个人)|书面[、和或及与者]+网上|网上[、和或及与者]+书面"
)
_GROUP = (
    r"网上|线上|线下|网站|平台|在线|网络|书面|纸质"
    r"|信函|邮寄|信件|邮件|邮箱|当面|现场|窗口|传真|自然人|法人|组织|企业|商业|科研|律师"
)
GROUP = re.compile(_GROUP)
PART = re.compile(r"其中|撤销|撤回|不予|结转|补正|延期|逾期|重复|驳回|属于|季度|上半年|下半年|\d月份|" + _GROUP)
COUNTED = re.compile(_COUNT + "$")
STEP = re.compile(
    r"其中|协助|配合|会同|指导|督促|转办|转交|代办|撤销|撤回|不予|结转|补正|延期|逾期|重复|驳回|季度|上半年|下半年|\d月份"
)
# A sub-heading at the start of a sentence, and those of the other aspects of section one.
SUBHEADING = re.compile(r"^,?(?:第?[一二三四五六七八九十]{1,3}|\d{1,2})[,、.是:](?P<head>[^。:,;\d]{2,25})")
OTHER_HEAD = re.compile(r"主动公开|信息管理|平台|监督|保障|解读|回应|重点领域|新媒体|网站|队伍|制度建设|组织领导|基层")
# What else is counted beside applications: after it a number without a noun may be its.
OTHER_NOUN = re.compile(
    r"热线|工单|留言|信访|来信|来电|来访|咨询|提问|信箱|来函|诉求|征求|许可|登记|仲裁|建议|提案|投诉|举报|复议|诉讼|处罚|发布|公布|培训|会议|信息\d"
)
APPLICATIONS = re.compile(r"信息公开申请|依申请公开|公开申请")
# A sentence before that says so of its own proceedings, as a sub-heading does.
DISCLOSURE_CASES = re.compile(r"信息公开[^。;,]{0,16}(?:复议|诉讼)")
DISCLOSURE = re.compile(r"信息公开|政务公开|依申请|政府信息|公开申请")
# Of several cases counted before, 均 may mean all.
ALL_OF_THEM = re.compile(r"均|全部|都")
CASES = re.compile(rf"(?:复议|诉讼|起诉)[^,。;\d]{{0,6}}{_COUNT}")
REVIEWER = re.compile(r"办理|审理|审结|受理|化解|调解|出庭|代理|指导|培训")
NOT_ISSUED = re.compile(r"代拟|起草|审查|审核|备案|清理|公开|解读|修订|党|评估|报送")
NOT_DECIDED = re.compile(r"公开|公示|发布|上传|录入|归集|信息|受理|事项|目录|清单|网")
DECIDED = re.compile(r"作出|做出|下达|处理决定")
NOT_PAID = re.compile(r"通知|应收|应缴|标准|按照|规定")
APPLIED_FOR = frozenset({Subject.RECEIVED, Subject.HANDLED, Subject.FINISHED})
CARRIED = frozenset({Subject.CARRIED_IN, Subject.CARRIED_OUT})
OUTCOMES = frozenset({Subject.UPHELD, Subject.CORRECTED})
PROCEEDINGS = frozenset({Subject.REVIEW, Subject.LITIGATION, Subject.PROCEEDINGS, Subject.UPHELD, Subject.CORRECTED})
DECISIONS = frozenset({Subject.LICENCES, Subject.PENALTIES, Subject.COERCIVE_MEASURES})

BREAKDOWN = re.compile(_COUNT + r"[^,。;\d]{0,12}[,。;]?(?P<how>其中|分别(?:为|是))[,:]?(?P<parts>[^。;\n]+)")
APPLICANTS = (re.compile(r"(?:自然人|公民|个人)[^,。;\d]{0,6}\d"), re.compile(r"法人[^,。;\d]{0,10}\d"))
PART_COUNT = re.compile(r"(?<!\d)(\d+(?:,\d{3})*)(件次|[一-龥]次|[一-龥])")
NO_PARTITION = re.compile(
    r"等|约|余|多[件条份次]|以上|%|百分|网站|微信|微博|公众号|新媒体|渠道|平台|公示栏|公开栏|同时|包括|含|其中|增|减|较|比"
)
