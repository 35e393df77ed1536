"""The standing words of the mails: severities, states, and what an official does about a finding.

Place in the flow: data, read by ``view``. The wording follows the Regulations (条例) of 2019, articles 46, 47 and 50.
"""

from __future__ import annotations

from models import AlertStatus
from rules.finding import Severity
from rules.words import SEVERITIES

SUBJECT_PREFIX = "【年报核查】"
DOCUMENT = "政府信息公开工作年度报告"
NO_ORGAN = "（报告单位未能识别）"
NO_YEAR = "（年度未能识别）"
NO_DIVISION = "（区划未登记）"
UNSURE = "可信度较低，请对照原件核实"
ALL_SETTLED = "所列问题均已处理"

STATUSES = {
    AlertStatus.OPEN: "待处理",
    AlertStatus.ACKNOWLEDGED: "已知悉",
    AlertStatus.WAIVED: "已豁免",
    AlertStatus.RESOLVED: "已消除",
}

LOW_CONFIDENCE = "本项可信度较低：原文在提取中可能有缺失，请对照原件核实后再作处理。"

ANSWER = "核实后请由系统操作人员登记（以下以首项为例，其余各项换用各自的编号）："
_ANSWERS = (
    ("登记为已知悉（仍列入待办）", "nianbao alerts acknowledge {number} --by 姓名 --note 核实情况"),
    ("登记为已豁免（不再列入）", "nianbao alerts waive {number} --by 姓名 --note 理由"),
)
FOOTER = (
    "本邮件由年报核查系统根据报告单位公开发布的文本自动计算生成，供主管部门审核参考，不作为认定责任的依据。",
    "报告单位更正后重新发布的，系统重新核查，已更正的问题自动销号。本邮件自动发出，无须回复。",
)

ATTACHED = "全部问题连同核对算式、原文、依据和处理建议见附件“{name}.csv”，可用 Excel、WPS 表格打开。"

# What is to be done, by rule. A code that is not here gets the general sentence of its severity.
_ADVICE = (
    (
        "请责成报告单位对照申请登记台账核对所列数字，更正后重新发布。",
        ("T3-ROW-SUM", "T3-COL-SUM", "T3-BALANCE", "T3-PROCESSED-EXCEEDS"),
    ),
    ("请责成报告单位与行政复议机构、应诉机构核对案件数，更正后重新发布。", ("T4-SUM", "N-T4-COUNT")),
    (
        "请责成报告单位补填：没有发生的填“0”，不得留空或以“/”“无”等代替；确系网页显示缺失的，补正网页。",
        (
            *("T2-CELL-BLANK", "T3-CELL-BLANK", "T4-CELL-BLANK"),
            *("T2-ALL-BLANK", "T3-ALL-BLANK", "T4-ALL-BLANK"),
        ),
    ),
    (
        "请责成报告单位按国办公开办函〔2021〕30号规定的格式重新编制有关表格后发布。",
        (
            *("FMT-OLD-TEMPLATE", "T2-ROW-MISSING", "T3-ROW-MISSING", "T3-COL-MISSING", "FMT-EXTRA-ROW"),
            *("STR-TABLE-MISSING", "STR-TABLE-DUP", "FMT-NEW-TEMPLATE-EARLY"),
        ),
    ),
    (
        "请责成报告单位按规定的六个部分补齐、理顺报告结构后重新发布。",
        ("STR-SECTION-MISSING", "STR-SECTION-DUP", "STR-SECTION-ORDER", "STR-SECTION-EMPTY"),
    ),
    (
        "请报告单位规范标题和发布文本：以面向社会公布的文本发布，标题写明单位名称和年度。",
        ("STR-TITLE-MISSING", "STR-TITLE-FORM", "STR-INTERNAL-DOC", "FMT-OLD-CITATION"),
    ),
    (
        "请责成报告单位按表头的计量单位只填数字，件数填非负整数，更正后重新发布。",
        (
            *("CELL-NONNUMERIC", "CELL-UNIT-TEXT", "CELL-NEGATIVE", "CELL-FRACTION"),
            *("T2-FEE-DECIMALS", "T2-FEE-UNIT-SUSPECT"),
        ),
    ),
    ("请对照原件核实所列各格的数字；原件清楚无误的，无须报告单位处理。", ("CELL-WITHHELD",)),
    (
        "请报告单位会同司法行政部门核对规章、行政规范性文件的制发、废止和现行有效件数。",
        ("T2-EFFECTIVE-LT", "T2-REG-AUTH", "Y-EFFECTIVE"),
    ),
    (
        "请报告单位核对文字与表格，以台账为准统一口径，更正后重新发布。",
        (
            *("N-T3-COUNT", "N-T3-CARRY", "N-T3-NONE-CONTRA", "N-T2-COUNT", "N-SUM", "S6-FEE-CONTRA"),
            *("X-FEE-LT-INFOFEE", "X-POSTREVIEW-NO-REVIEW"),
        ),
    ),
    (
        "请报告单位在文字部分补充说明有关情况。",
        (
            *("T4-NO-NARRATIVE", "T3-NO-NARRATIVE", "T3-DENY-NO-REASON", "T2-FEE-NO-NARRATIVE"),
            *("S5-NO-PROBLEM", "S5-NO-MEASURE", "S5-NO-LASTYEAR", "S1-ASPECTS-MISSING", "S1-GOV-ASSESS", "S1-LENGTH"),
        ),
    ),
    (
        "请报告单位在第六部分写明信息处理费情况：发出收费通知的件数和总金额、实际收取的总金额；未收取的也应写明。",
        ("S6-FEE-STATEMENT-MISSING",),
    ),
    (
        "请责成报告单位通读校对全文，删改重复、误植和未填写的内容后重新发布。",
        ("TXT-SELF-DUP", "TXT-LAW-NAME", "TXT-PLACEHOLDER", "ID-ORGAN-MISMATCH", "ID-YEAR-MISMATCH", "ID-YEAR-STALE"),
    ),
    (
        "请核实是否抄用其他单位或往年报告；属实的，责成报告单位据实重新编制。",
        ("Y-TEXT-COPY", "Y-TABLE-SAME", "P-NEAR-DUP"),
    ),
    (
        "请核实发布时间；确属逾期的，依照条例第四十六条、第四十七条督促整改。",
        ("TIME-LATE", "TIME-GOV-LATE", "TIME-LATE-UNSURE", "TIME-DATE-UNKNOWN", "TIME-TOO-EARLY"),
    ),
    ("请责成报告单位与上一年度报告衔接核对，说明差异原因或者更正。", ("Y-CARRY", "Y-JUMP", "C-AGGREGATE")),
    ("请督促该单位尽快编制并发布年度报告；依规无须发布的，请在名录中登记为免报。", ("C-MISSING",)),
    ("请核实以哪一份报告为准，撤下其余版本，并说明改动原因。", ("C-DUP-REPORT",)),
    ("请督促该单位恢复年度报告网页；已迁移的，请在原网址注明新网址。", ("C-WITHDRAWN",)),
    ("请核实报告单位的名称，并在名录中登记。", ("ID-ORGAN-UNKNOWN",)),
    ("请核实以文本所载还是以随附信息为准，并更正有误的一方。", ("ID-HINT-CONFLICT",)),
)
_BY_RULE = {rule: advice for advice, rules in _ADVICE for rule in rules}
_BY_SEVERITY = {
    Severity.ERROR: "请责成报告单位核实，更正后重新发布。",
    Severity.WARNING: "请报告单位核实并说明情况，确有错误的予以更正。",
    Severity.INFO: "供审阅时参考，由贵单位酌情处理。",
}


def advice(rule: str, severity: Severity) -> str:
    """What the reader of the mail does about a finding: one or two sentences."""
    return _BY_RULE.get(rule) or _BY_SEVERITY[severity]


def summary(found: str, resolved: int) -> str:
    """What a mail is about, for its subject: what stands, what is resolved; ``found`` is a tally."""
    return "；".join(part for part in (found, f"已消除{resolved}项" if resolved else "") if part) or ALL_SETTLED


def opening(found: str, resolved: int, *, reasoned: bool = False) -> str:
    """The sentence a mail opens with.

    :param reasoned: something is settled for a reason of its own (a rule that is off), which stands beside it.
    """
    if found:
        gone = f"此前告知的{resolved}项问题已消除。" if resolved else ""
        return f"经对该报告公开发布的文本逐项核查，发现{found}，现按严重程度列出，请予核实处理。{gone}"
    if resolved and reasoned:
        return f"此前告知的下列{resolved}项问题，系统已自动销号，原因见各项所注；未注明的，经再次核查已不存在。"
    if resolved:
        return f"此前告知的下列{resolved}项问题，经再次核查已不存在，系统已自动销号，无须再作处理。"
    return ALL_SETTLED + "。"


def answers(number: int | None) -> tuple[tuple[str, str], ...]:
    """How to answer an alert: purpose and command; none when it has no number."""
    if number is None:
        return ()
    return tuple((purpose, command.format(number=number)) for purpose, command in _ANSWERS)


def tally(counts: dict[Severity, int]) -> str:
    """The counts in words, worst first, e.g. ``错误1项、警告2项``; what there is none of is left out."""
    return "、".join(f"{word}{counts[severity]}项" for severity, word in SEVERITIES.items() if counts.get(severity))
