"""Which names tell an organ from all others of its kind."""

from __future__ import annotations

import pytest

from rules.organ import tells_its_place


@pytest.mark.parametrize(
    "name",
    [
        "岳阳市民政局",
        "自然资源部",
        "国家统计局",
        "银川经济技术开发区管理委员会",
        "北京海关",
        "建新镇",
        "中南路街道",
        "海南自由贸易港管理局",
    ],
)
def test_a_name_with_its_place(name: str) -> None:
    assert tells_its_place(name)


@pytest.mark.parametrize("name", ["应急管理局", "水务局", "区审计局", "县水利局", "市应急局", "民政局", "开发区管委会"])
def test_a_name_that_many_have(name: str) -> None:
    assert not tells_its_place(name)
