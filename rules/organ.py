"""What an organ's name tells: its kind and its level. A roster's word goes before this.

Place in the flow: ``Context.facts`` asks here for what the time, identity and authority rules need.
"""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from parsers.normalise import fold
from rules import gazetteer_data


class OrganKind(StrEnum):
    """What sort of organ publishes. The scope of an ``OFFICE``'s report is unclear: its own, or its government's."""

    GOVERNMENT = "government"
    OFFICE = "office"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    STREET = "street"
    UNKNOWN = "unknown"


class OrganLevel(StrEnum):
    """The level of the government an organ is or belongs to."""

    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    UNKNOWN = "unknown"


class OrganFacts(msgspec.Struct, frozen=True):
    """An organ as the rules see it; ``division_code`` (GB/T 2260) where the roster or the gazetteer knows it."""

    name: str
    kind: OrganKind = OrganKind.UNKNOWN
    level: OrganLevel = OrganLevel.UNKNOWN
    division_code: str | None = None


_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_NAMELESS = frozenset({"开发区", "高新区", "新区", "管理区", "经济开发区", "经济技术开发区", "高新技术产业开发区"})
_DIVISION = re.compile(
    r"(?P<name>[一-龥]{1,10}?)(?P<suffix>特别行政区|自治区|自治州|自治县|自治旗|开发区|管理区|高新区|新区|地区|街道|林区|矿区"
    # 广州市, 贵州省, 景德镇市, 新乡市, 杨市镇: the inner character belongs to the name.
    r"|特区|省|市(?!街道|镇)|盟|州(?![省市区县镇乡新经高街湾])|县|旗|区|镇(?!市)|乡(?![市县]))"
)
# Words in which a division's suffix is no division's suffix: 城镇、社区、市场监督管理局、市政、区域、乡村振兴局、县乡…
_NO_DIVISION = re.compile(
    r"城市(?=管|建|规|综)|城镇|城乡|社区|市场|市政|市容|区域|乡村|镇村|州际|省级|园区|景区|保护区|林区局|区划|风景名胜区"
)
# What stands before a division without being part of its name.
_ABOVE = re.compile(r"^国家[一-龥]{2,4}总局|人民政府(?=[一-龥]{2,}[街镇乡])")
_STREET = re.compile(r"街道(?:办事处|办|党工委.*)?$")
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)(?:人民政府|政府)?$")
_GOVERNMENT = re.compile(r"(?:省|市|自治区|自治州|州|盟|县|旗|区)(?:人民政府|政府)?$")
_OFFICE = re.compile(r"(?:政府|(?<=[省市州盟县旗区]))(?:办公厅|办公室|办)$")
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|部|署|处|院|所|站|队|大队|支队|中心|办公室|办|社|分局|气象台|监察专员办)$"
)
# Agencies that report as a government does in some places and as a department does in others; and no organs at all.
_NO_DEPARTMENT = re.compile(
    r"(?:(?<!监督)管理委员会|管委会|(?:开发|高新|高新技术|示范|度假|保税|合作|试验|园)区|公司|学校|大学|学院|中学|小学|医院)$"
)
_STATE = re.compile(r"^(?:国家|国务院|中国|中华人民共和国|最高)|^(?!.*[省市州县旗区镇乡]).{2,8}部$")

_LEVEL_OF_SUFFIX = {
    **dict.fromkeys(("省", "自治区", "特别行政区"), OrganLevel.PROVINCE),
    **dict.fromkeys(("自治州", "州", "盟", "地区"), OrganLevel.CITY),
    **dict.fromkeys(("县", "自治县", "自治旗", "旗", "区", "林区", "矿区", "特区"), OrganLevel.COUNTY),
    **dict.fromkeys(("镇", "乡", "街道"), OrganLevel.TOWNSHIP),
}


def organ_facts(name: str) -> OrganFacts:
    """Kind and level from a name, e.g. 岳阳市民政局 → department, city. Unknown stays unknown.

    >>> organ_facts("刚察县人民政府办公室").kind
    <OrganKind.OFFICE: 'office'>
    """
    plain = re.sub(r"\s|\(.*?\)", "", fold(name))
    kind, level = _kind(plain), _level(plain)
    if level is OrganLevel.TOWNSHIP:
        # An inner office (党政办公室) of a 街道 or 镇 reports for the whole.
        kind = OrganKind.STREET if divisions(plain)[-1].endswith("街道") else OrganKind.TOWNSHIP
    return OrganFacts(name, kind, level)


def divisions(name: str) -> tuple[str, ...]:
    """The administrative divisions in a name, from the largest, e.g. ("无锡市", "锡山区")."""
    masked = _NO_DIVISION.sub(lambda match: "＿" * len(match[0]), _ABOVE.sub("＿", fold(name)))
    return tuple(match[0] for match in _DIVISION.finditer(masked))


def tells_its_place(name: str) -> bool:
    """Whether a name tells its organ from others of the kind: 应急管理局 and 区审计局 are called so everywhere."""
    if any(division not in _NAMELESS for division in divisions(name)) or organ_facts(name).level is OrganLevel.STATE:
        return True
    return fold(name).startswith(gazetteer_data.places_as_names_begin())


def division_level(division: str) -> OrganLevel:
    """The level of one division; a 市 that is no city with districts is of county level, a new zone is unknown."""
    if division in _MUNICIPALITIES:
        return OrganLevel.PROVINCE
    if division.endswith("市"):
        return OrganLevel.CITY if division in gazetteer_data.cities_with_districts() else OrganLevel.COUNTY
    match = _DIVISION.fullmatch(division)
    return _LEVEL_OF_SUFFIX.get(match["suffix"], OrganLevel.UNKNOWN) if match else OrganLevel.UNKNOWN


def _kind(name: str) -> OrganKind:
    if _NO_DEPARTMENT.search(name):
        return OrganKind.UNKNOWN
    patterns = (
        (_STREET, OrganKind.STREET),
        (_TOWNSHIP, OrganKind.TOWNSHIP),
        (_OFFICE, OrganKind.OFFICE),
        (_GOVERNMENT, OrganKind.GOVERNMENT),
        (_DEPARTMENT, OrganKind.DEPARTMENT),
    )
    return next((kind for pattern, kind in patterns if pattern.search(name)), OrganKind.UNKNOWN)


def _level(name: str) -> OrganLevel:
    if found := divisions(name):
        return division_level(found[-1])
    return OrganLevel.STATE if _STATE.search(name) else OrganLevel.UNKNOWN
