"""Rules about how carefully the text was written: what stands twice, names of laws, what a template left behind.

Place in the flow: family ``narrative``, beside ``narrative``.
"""

from __future__ import annotations

import re
from collections import defaultdict

from parsers.normalise import squash
from parsers.report import Paragraph
from rules.context import Context, Family
from rules.finding import Severity
from rules.reading import enumerate_chinese, quote, sentences
from rules.registry import Fire, Verdict, rule

_LEAST_COPY = 30
_LAW_QUOTE = re.compile(r"^第[一二三四五六七八九十百]+条|规定[:，,]?[“\"「]")


@rule(
    code="TXT-SELF-DUP",
    severity=Severity.ERROR,
    family=Family.NARRATIVE,
    basis="条例第六条（及时、准确地公开政府信息）",
    formula="a paragraph of at least 30 characters stands twice",
    guards=("labels and headers of tables", "quotations of the law"),
    example="同一段落在第一部分出现两次",
)
def self_duplicate(context: Context) -> Verdict:
    """No paragraph stands twice."""
    groups: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in context.report.paragraphs:
        key = squash(paragraph.text)
        if len(key) >= _LEAST_COPY and not _LAW_QUOTE.search(paragraph.text):
            groups[key].append(paragraph)
    twice = [copies for copies in groups.values() if len(copies) > 1]
    if not twice:
        return None
    characters = sum(len(re.sub(r"\s", "", copies[0].text)) for copies in twice)
    lines = [f"第{p.where.line}行" for p in twice[0] if p.where.line]
    at = f"（如{'与'.join(lines)}）" if len(lines) > 1 else ""
    return Fire(
        f"正文有{len(twice)}个段落（共{characters}字）重复出现{at}，请删除重复内容。",
        quotes=tuple(quote(paragraph) for copies in twice for paragraph in copies[:2]),
    )


_REGULATION = re.compile(r"《([^《》]{0,30}公开[^《》]{0,12}条例)(?:\([^()]*\))?》")
_REAL_NAMES = frozenset({"中华人民共和国政府信息公开条例", "政府信息公开条例", "信息公开条例"})
_LOCAL = re.compile(r"[省市州区县]")
# The regulation of 2007: its decree, and its articles on the annual report, now 49 and 50 (31 and 32 are others now).
_OLD_DECREE = re.compile(r"国务院(?:令第492号|第492号令)")
_OLD_ARTICLES = re.compile(
    r"条例》?第三十[一二]条(?:第三十[一二]条|规定|要求|有关|[、和及与的等,])*(?:现|特|由我?[局委办镇乡县市区])?(?:编制|将.{0,12}年度报告)"
)
_FORMER = re.compile(r"原|修订|废止|旧")
_FIRST_YEAR_OF_711 = 2019


@rule(
    code="TXT-LAW-NAME",
    severity=Severity.INFO,
    family=Family.NARRATIVE,
    basis="《中华人民共和国政府信息公开条例》（国务院令第711号）",
    formula="a 条例 on disclosure is called by its real name; since 2019 no decree 492 and no articles 31, 32 of 2007",
    guards=(
        "local 规定 and 办法",
        "《条例》 and other short forms",
        "local 条例 with the name of a place",
        "the regulation of 2007 as history",
    ),
    version=2,
    example="文中写作《信息公开工作条例》",
)
def law_name(context: Context) -> Verdict:
    """The regulation is called by its name, and is the one in force."""
    year = context.report.year
    old = [
        quote(paragraph, text)
        for text, paragraph in sentences(context.report.paragraphs)
        if (_OLD_DECREE.search(text) or _OLD_ARTICLES.search(text)) and not _FORMER.search(text)
    ]
    if old and year is not None and year >= _FIRST_YEAR_OF_711:
        return Fire(
            "文中引用的是2007年的旧条例（国务院令第492号，第三十一条、第三十二条规定年度报告），"
            "应当引用国务院令第711号，其第四十九条、第五十条规定年度报告。",
            quotes=tuple(old),
        )
    wrong = [
        (match[0], paragraph)
        for text, paragraph in sentences(context.report.paragraphs)
        for match in _REGULATION.finditer(text)
        if match[1] not in _REAL_NAMES and not _LOCAL.search(match[1].replace("地区", ""))
    ]
    if not wrong:
        return None
    names = enumerate_chinese(list(dict.fromkeys(name for name, _ in wrong)))
    return Fire(
        f"文中{names}（出现{len(wrong)}次）名称有误，应为《中华人民共和国政府信息公开条例》。",
        quotes=tuple(quote(paragraph, name) for name, paragraph in wrong),
    )


# What only a template has. A lone × or X counts only before a unit; 某某 after a character may be a person's name.
_PLACEHOLDERS = re.compile(
    r"(?<![A-Za-z0-9])(?:[XxＸ]{2,}|×{2,})(?![A-Za-z0-9])|(?<![A-Za-z\d])[Xx×](?=[年月日件条份次篇]|个)|(?<!\d)20(?:[2-3][Xx×]|[Xx×*_]{2})(?=年)"
    r"|某某(?=[省市县区镇乡局街委])|(?<=[一-龥])(?:\*{3,}|_{2,})(?=[一-龥])|[(（【\[](?:此处|请)?填写[^)）】\]]{0,20}[)）】\]]|此处(?:填|应填|插入)"
    r"|(?<=[一-龥])\*\*(?=[余多]?(?:[条件份篇](?!例)))|[○□]{2,}(?=[省市县区镇乡局委街])"
    r"|\((?:行政机关|机关|单位|部门)(?:名称|全称)\)|\(\)(?=[条件份篇次])"
    r"|\((?:[^()]{0,8})(?:宋体|仿宋|黑体|楷体)[^()]{0,12}\)"
)


@rule(
    code="TXT-PLACEHOLDER",
    severity=Severity.ERROR,
    family=Family.NARRATIVE,
    basis="条例第六条（及时、准确地公开政府信息）",
    formula="XX, ××, 某某, ***, __, ○○, （单位名称）, an empty bracket, 填写, 此处 of a template left in",
    version=3,
    guards=("telephone numbers", "names made anonymous", "markup", "quotations of the law", "网上填写申请表"),
    example="“共公开政府信息XX条”",
)
def placeholder(context: Context) -> Verdict:
    """Nothing of a template is left in the text."""
    found = [
        (match[0], text, paragraph)
        for text, paragraph in sentences(context.report.paragraphs)
        if not _LAW_QUOTE.search(text)
        for match in _PLACEHOLDERS.finditer(text)
    ]
    if not found:
        return None
    names = enumerate_chinese(list(dict.fromkeys(f"“{name}”" for name, _, _ in found)))
    return Fire(
        f"正文留有{names}等模板字样，请补全或删除。",
        quotes=tuple(quote(paragraph, text, around=name) for name, text, paragraph in found),
    )
