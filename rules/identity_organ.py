"""Rules about whose report it is: the title's organ against the names the body uses of itself.

Place in the flow: family ``identity``. Supervisors complain of texts copied from another organ; only self-references
count, never superiors, subordinates or partners. What the gazetteer does not know (a zone, a former division) is judged
by the wording alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from parsers.normalise import squash
from parsers.report import Report
from rules.context import Context, Family
from rules.finding import Severity
from rules.gazetteer import Division, Relation, gazetteer
from rules.identity import ACCURACY
from rules.organ import OrganKind, OrganLevel, division_level, divisions, organ_facts
from rules.reading import joined, narrative, quote, sentences
from rules.registry import Fire, Skip, Verdict, rule


@rule(
    code="ID-ORGAN-UNKNOWN",
    severity=Severity.INFO,
    family=Family.IDENTITY,
    basis="条例第四十九条、第五十条",
    formula="a full organ name in title, first paragraph or signature",
    guards=("metadata or the roster gives it",),
    companions=("STR-TITLE-FORM", "TIME-LATE-UNSURE", "T2-REG-AUTH"),
    example="全文没有机关全称，只称“我局”",
)
def organ_unknown(context: Context) -> Verdict:
    """The report says whose it is."""
    if context.report.organ or context.organ:
        return None
    return Fire("标题、正文和落款都没有完整的机关名称，请在标题中写明。")


# Where a place's name opens a self-reference, and what then follows it.
_OPENS = (
    r"(?:(?<=[《“\",。;:、由将托度])|(?<=年)(?!度)|(?<=组织|我们|公布|发布|编制)|^)"
    r"(?:依托|由|在|经|我们|根据|按照|现将|现?[公发]布|编制|(?:如有[一-龥]{2,8}?)?请与|[一二三四五]是)?"
)
_NOT_A_NAME = re.compile(
    r"^[各全我本该两外省市县区某每乡集所原]|^城[镇乡区市]|有关|相关|下辖|其他|周边|兄弟|部分|个别|所有|少数|基层|试点|乡镇|村镇"
)
# A sentence about a partner, a neighbour, or an organ of another name or of another time.
_NO_SELF = re.compile(
    r"考察|借鉴|结对|帮扶|对口|来我|来访|与我|同我|向我|为我|[邀联]请?合?我|更名|改名|撤并|合并|划转|代管|托管|区划"
)
# What an organ says of itself: a predicate, or the year.
_ACTS = (
    r"在|通过|坚持|认真|严格|高度|积极|切实|始终|扎实|持续|不断|按照|根据|紧紧|全面|深入|注重|20\d{2}年|主动公开"
    r"|无|未|没有"
)
_AFTER_TOWNSHIP = rf"(?=党政|党委|党工委|人民政府|政府|办事处|政务|信息公开|依申请|便民服务|机关|综合|{_ACTS})"
_AFTER_DIVISION = r"(?=人民政府|政府|政务公开|政务信息|信息公开|依申请公开)"
_AFTER_GOVERNMENT = rf"(?=人民政府|政府|政务公开|政务信息|信息公开|依申请公开|各级行政机关|{_ACTS})"
# 株洲市天元区民政局, 天元区人民政府泰山路街道办事处: the superiors before the name.
_SUPERIORS = r"(?:[一-龥]{2,7}?[省市州盟县区](?:人民政府)?)?"
_SELF_REFERENCES = {
    OrganLevel.TOWNSHIP: (r"[一-龥]{2,4}?(?:镇|乡|街道)", _AFTER_TOWNSHIP),
    OrganLevel.COUNTY: (r"[一-龥]{2,4}?[县区市旗]", _AFTER_DIVISION),
    OrganLevel.CITY: (r"[一-龥]{2,4}?[市州]", _AFTER_DIVISION),
}
_OFFICE_ENDS = r"(?:局|委员会|委|厅|办公室|办|中心)"
_LEAST_REFERENCES = 2


def _core(division: str) -> str:
    return re.sub(r"(?:街道|自治[州县旗]|[省市州盟县旗区镇乡])$", "", division)


class _Place(NamedTuple):
    """Where an organ is, by its name: the smallest place in it, of which level, and what divisions it may be.

    ``divisions`` has one, of 城关镇 many, and none where the gazetteer has no such place.
    """

    name: str
    level: OrganLevel
    divisions: tuple[Division, ...]


def _place_of(context: Context, organ: str) -> _Place | None:
    named, places = divisions(organ), gazetteer()
    if not named:
        return None
    code = context.facts.division_code
    known = places.get(code) if code else None
    found = (known,) if known else places.places(organ)
    # 大市聚镇, of which the words alone make 聚镇.
    whole = {d.name for d in found if d.name in organ and d.name.endswith(named[-1])}
    own = whole.pop() if len(whole) == 1 else named[-1]
    return _Place(own, division_level(named[-1]), tuple(d for d in found if own in places.names(d)))


def _self_reference(organ: str, place: _Place) -> re.Pattern[str]:
    """What a self-reference of an organ of the same rank looks like; of a department only that of the same office."""
    name, after = _SELF_REFERENCES[place.level]
    office, kind = organ.rpartition(place.name)[2], organ_facts(organ).kind
    if kind in {OrganKind.GOVERNMENT, OrganKind.OFFICE}:
        after = _AFTER_GOVERNMENT
    if len(office) > 2 and kind is OrganKind.DEPARTMENT:
        # 卫生健康委员会 is called 卫生健康委 and 卫健委 as well; what lies in between names no other division.
        full = rf"{re.escape(office[:2])}[^省市州县区旗镇乡,。;、]{{0,10}}?{_OFFICE_ENDS}"
        short = rf"{re.escape(office[0])}[{re.escape(office)}]{{1,10}}?{_OFFICE_ENDS}"
        after = rf"(?:{after}|(?={full}|{short}))"
    return re.compile(rf"{_OPENS}{_SUPERIORS}(?P<name>{name}){after}")


def _own_names(own: str) -> tuple[str, ...]:
    """What the own place may be called in the body: without its suffix, and as the gazetteer shortens it (阿坝州)."""
    places = gazetteer()
    known = {name for division in places.named(own) for name in places.names(division)}
    return (_core(own), *sorted(known))


def _related(ours: Iterable[Division], name: str) -> bool:
    """Whether a name may be that of the own division, of one above it or of one in it."""
    places = gazetteer()
    near = {Relation.SAME, Relation.SUPERIOR, Relation.SUBORDINATE}
    return any(places.relation(theirs.code, one.code) in near for one in ours for theirs in places.named(name))


def _whose(ours: tuple[Division, ...], name: str) -> str:
    """Where the other place is, for the message; empty where the gazetteer does not know it for certain."""
    places = gazetteer()
    theirs = places.named(name)
    if len(ours) != 1 or len(theirs) != 1:
        return ""
    above = places.get(ours[0].parent or "")
    if above is not None and places.relation(theirs[0].code, ours[0].code) is Relation.SIBLING:
        return f"（与{ours[0].name}同属{places.full_name(above)}）"
    return f"（{places.full_name(theirs[0])}）"


def _foreign_names(report: Report, organ: str, place: _Place) -> Counter[str]:
    """Names of the same rank that preface and body use of themselves, and how often each stands in them."""
    body = narrative(report)
    text, pattern = joined(body), _self_reference(organ, place)
    references = Counter(
        match["name"]
        for sentence, _ in sentences(body)
        if not _NO_SELF.search(sentence)
        for match in pattern.finditer(sentence)
        if not _NOT_A_NAME.search(match["name"]) and _core(place.name) not in match["name"]
    )
    return Counter(
        {
            name: text.count(name)
            for name, count in references.items()
            # Of 幸福社区 and its like only the last character is that of a division.
            if count >= _LEAST_REFERENCES and divisions(name) == (name,) and division_level(name) is place.level
            if f"原{name}" not in text and not _related(place.divisions, name)
        }
    )


@rule(
    code="ID-ORGAN-MISMATCH",
    severity=Severity.ERROR,
    family=Family.IDENTITY,
    basis=ACCURACY,
    formula="the title's own place is absent from the body, another of the same rank is used of itself at least twice",
    guards=(
        "superiors, subordinates and short names by the gazetteer of divisions",
        "partners, former names",
        "one mention only",
        "the own name anywhere in the body",
        "other offices of another place",
    ),
    version=3,
    example="大章镇的报告写“依托纸房镇党政办公室”，没有一处“大章镇”",
)
def organ_mismatch(context: Context) -> Verdict:
    """The body speaks of the organ that the title names."""
    report = context.report
    if report.organ is None or report.organ_basis not in {"title", "hint"}:
        return Skip("标题没有写明机关名称")
    place = _place_of(context, report.organ)
    if place is None or place.level not in _SELF_REFERENCES:
        return Skip("从机关名称不能确定所在地区")
    if place.name not in squash(report.title or ""):
        return Skip("标题没有写明机关所在地区")
    body = joined(narrative(report, 1, 2, 3, 4, 5, 6))
    if any(name in body for name in _own_names(place.name)):
        return None
    foreign = _foreign_names(report, report.organ, place)
    if not foreign:
        return None
    name, count = foreign.most_common(1)[0]
    quotes = tuple(quote(p, text) for text, p in sentences(narrative(report)) if name in text)
    said = f"正文没有出现“{place.name}”，却{count}次出现“{name}”{_whose(place.divisions, name)}"
    return Fire(
        f"标题为{report.organ}的报告，{said}，疑似套用其他机关的文本，请核对。",
        quotes=quotes,
    )
