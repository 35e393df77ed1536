"""Kind and level from an organ's name."""

from __future__ import annotations

import pytest

from rules.organ import OrganKind, OrganLevel, divisions, organ_facts


@pytest.mark.parametrize(
    ("name", "kind", "level"),
    [
        ("岳阳市民政局", OrganKind.DEPARTMENT, OrganLevel.CITY),
        ("乐清市教育局", OrganKind.DEPARTMENT, OrganLevel.COUNTY),
        ("刚察县人民政府办公室", OrganKind.OFFICE, OrganLevel.COUNTY),
        ("上海市人民政府办公厅", OrganKind.OFFICE, OrganLevel.PROVINCE),
        ("重庆市大足区人民政府外事办公室", OrganKind.DEPARTMENT, OrganLevel.COUNTY),
        ("进贤县人民政府", OrganKind.GOVERNMENT, OrganLevel.COUNTY),
        ("合水县", OrganKind.GOVERNMENT, OrganLevel.COUNTY),
        ("海北州人民政府", OrganKind.GOVERNMENT, OrganLevel.CITY),
        ("大章镇人民政府", OrganKind.TOWNSHIP, OrganLevel.TOWNSHIP),
        ("西咸新区底张街道办事处", OrganKind.STREET, OrganLevel.TOWNSHIP),
        ("无锡市锡山区人民政府厚桥街道党政办公室", OrganKind.STREET, OrganLevel.TOWNSHIP),
        ("江苏省交通运输厅", OrganKind.DEPARTMENT, OrganLevel.PROVINCE),
        ("国家税务总局岳阳市税务局", OrganKind.DEPARTMENT, OrganLevel.CITY),
        ("临水县人民政府国有资产监督管理委员会", OrganKind.DEPARTMENT, OrganLevel.COUNTY),
        ("自然资源部", OrganKind.DEPARTMENT, OrganLevel.STATE),
        ("应急管理局", OrganKind.DEPARTMENT, OrganLevel.UNKNOWN),
        ("银川经济技术开发区管理委员会", OrganKind.UNKNOWN, OrganLevel.UNKNOWN),
        ("白河经济开发区", OrganKind.UNKNOWN, OrganLevel.UNKNOWN),
        ("白河市青石产业园区", OrganKind.UNKNOWN, OrganLevel.COUNTY),
        ("", OrganKind.UNKNOWN, OrganLevel.UNKNOWN),
    ],
)
def test_facts(name: str, kind: OrganKind, level: OrganLevel) -> None:
    facts = organ_facts(name)
    assert (facts.kind, facts.level) == (kind, level)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("广州市财政局", ("广州市",)),
        ("景德镇市人民政府", ("景德镇市",)),
        ("新乡市教育局", ("新乡市",)),
        ("济宁市市中区人民政府", ("济宁市", "市中区")),
        ("萍乡市城市管理局", ("萍乡市",)),
        ("延边朝鲜族自治州人民政府", ("延边朝鲜族自治州",)),
        ("海城市西四镇", ("海城市", "西四镇")),
        ("应急管理局", ()),
    ],
)
def test_divisions(name: str, expected: tuple[str, ...]) -> None:
    assert divisions(name) == expected
