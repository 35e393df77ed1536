"""What officials call the program's own notions: the same words at the terminal, in the mails and in messages.

Place in the flow: data, read by ``inspect``'s page, by the mails and by the rules' messages.
"""

from __future__ import annotations

from parsers.form import FORMS, Edition
from parsers.report import Doubt
from rules.finding import Severity

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
EDITIONS = {
    **{edition: f"{edition.value}年版（{form.basis}）" for edition, form in FORMS.items()},
    Edition.MIXED: "新旧两版混用",
}
# Where a date, a year or the organ's name was found (``Report``'s fields ``*_basis``).
BASES = {
    "title": "标题",
    "preamble": "引言",
    "signature": "落款",
    "first sentence": "正文首句",
    "page metadata": "页面信息",
    "page header": "页面发布信息",
    "statistics period": "统计期限",
    "text": "正文",
    "URL": "网址",
    "hint": "随文件提供",
}
# What may be said of a file from outside (``Report.hint_conflicts``).
HINTED = {"organ": "机关名称", "year": "年度", "published_on": "公布日期"}
# Why the number of a cell is not certain.
DOUBTS = {
    Doubt.LOST_CELLS: "数字少于列数，无法判断缺的是哪一格",
    Doubt.EMPTY_OR_LOST: "空白或数字丢失，无法判断",
    Doubt.TOO_MANY: "数字多于列数",
    Doubt.RUN_TOGETHER: "几格的数字连写在一起，无法分开",
    Doubt.UNEXPLAINED: "有的数字没有对应的行名",
    Doubt.CUT_OFF: "原文在此处中断",
    Doubt.DISORDER: "表头的次序与规定格式不同",
    Doubt.UNREADABLE: "原文此处的内容无法可靠识读",
    Doubt.CONTRADICTED: "识别出的数字与表中勾稽关系不符，可能识别有误",
    Doubt.REPEATS_DROPPED: "原文相同的行只保留了一处，重复的数字已丢失",
    Doubt.TWO_READINGS: "有不止一种读法",
    Doubt.DIGITS_LOST: "原文中的数字没有显示出来（如字体缺少数字），无法识读",
    Doubt.ELSEWHERE: "表格在全文末尾之后，可能是附件或其他机关的表格",
}
UNKNOWN_DOUBT = "原文有缺失"
# What a place's ``expected`` and ``actual`` are, by rule. Of two numbers that disagree either may be wrong, so both
# are named for what they are; rules that are not here know what should stand there.
_SUM_OF_ROW = ("各栏之和", "填报")
_TEXT_AND_TABLE = ("正文", "表内")
SIDES = {
    "T3-ROW-SUM": _SUM_OF_ROW,
    "T4-SUM": _SUM_OF_ROW,
    "T3-COL-SUM": ("各项办理结果之和", "填报"),
    "T3-BALANCE": ("一+二", "三（七）+四"),
    "T3-PROCESSED-EXCEEDS": ("按一+二", "各项办理结果之和"),
    "T2-EFFECTIVE-LT": ("按制发、废止件数", "填报"),
    "N-T3-COUNT": _TEXT_AND_TABLE,
    "N-T3-CARRY": _TEXT_AND_TABLE,
    "N-T3-NONE-CONTRA": _TEXT_AND_TABLE,
    "N-T4-COUNT": _TEXT_AND_TABLE,
    "N-T2-COUNT": _TEXT_AND_TABLE,
    "S6-FEE-CONTRA": _TEXT_AND_TABLE,
    "X-FEE-LT-INFOFEE": ("按正文", "填报"),
    "N-SUM": ("总数", "所列各项之和"),
    "Y-CARRY": ("上年度结转下年", "本年度上年结转"),
    "Y-EFFECTIVE": ("按上年度及本年增减", "填报"),
    "Y-JUMP": ("上年度", "本年度"),
    "C-DUP-REPORT": ("该份", "本份"),
    "C-AGGREGATE": ("所属机关合计", "填报"),
}
EXPECTED_AND_ACTUAL = ("应为", "现为")


def sides(rule: str) -> tuple[str, str]:
    """What ``expected`` and ``actual`` of a rule's places are called."""
    return SIDES.get(rule, EXPECTED_AND_ACTUAL)
