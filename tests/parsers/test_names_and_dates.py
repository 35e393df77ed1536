"""Names that look like sentences, sentences that look like names, dates that are other dates."""

from __future__ import annotations

import pytest

from parsers.organ_names import is_organ_name
from tests.parsers.test_identity import read


@pytest.mark.parametrize(
    "name",
    [
        "全椒县教育局",
        "本溪市财政局",
        "和平区审计局",
        "云溪开发区工作委员会",
        "云溪自由贸易试验区管理委员会",
        "云溪县机构编制委员会办公室",
        "云溪海关",
    ],
)
def test_names(name: str) -> None:
    assert is_organ_name(name)


@pytest.mark.parametrize(
    "text", ["我局", "全市各部门", "本局办公室工作", "各乡镇人民政府", "根据市政府", "持续推进办公室"]
)
def test_no_names(text: str) -> None:
    assert not is_organ_name(text)


@pytest.mark.parametrize(
    "line",
    [
        "当前时间：2024-05-03",
        "今天日期：2024-05-03",
        "打印时间：2024-05-03",
        "失效日期：2030-01-01",
        "统计时间：2024-01-01",
        "更新时间：2024-03-05",
    ],
)
def test_other_dates_are_not_the_publication(line: str) -> None:
    assert read(f"云溪县民政局2023年政府信息公开工作年度报告\n{line}").published_on is None


@pytest.mark.parametrize(
    "front",
    [
        "云溪县民政局2022年政府信息公开工作年度报告\n云溪县财政局2023年政府信息公开工作年度报告\n云溪县民政局2023年政府信息公开工作年度报告",
        "首页>政务公开>云溪县民政局2023年政府信息公开工作年度报告\n云溪县民政局2023年政府信息公开工作年度报告",
        "中国云溪政府门户网站云溪县民政局2023年政府信息公开工作年度报告",
        "附件：云溪县民政局2023年政府信息公开工作年度报告",
        "【年度报告】云溪县民政局2023年政府信息公开工作年度报告",
        "云溪县民政局2023年政府信息公开工作年度报告 云溪县民政局2023年政府信息公开工作年度报告",
    ],
)
def test_the_title_among_what_looks_like_one(front: str) -> None:
    report = read(front)
    assert (report.organ, report.year) == ("云溪县民政局", 2023)
