"""Whose report, which year, published when; wordings as in real reports, names invented."""

from __future__ import annotations

import datetime as dt

import pytest

import parsers
from parsers import Hints
from parsers.report import Report

BODY = "一、总体情况\n{opening}\n二、主动公开政府信息情况\n无。\n三、收到和处理政府信息公开申请情况\n无。\n"


def read(front: str = "", opening: str = "按要求开展工作。", end: str = "", hints: Hints | None = None) -> Report:
    return parsers.read((front + "\n" + BODY.format(opening=opening) + end).encode(), hints=hints or Hints())


@pytest.mark.parametrize(
    ("front", "organ", "year"),
    [
        ("云溪县民政局2023年政府信息公开工作年度报告", "云溪县民政局", 2023),
        ("2023年云溪县审计局政府信息公开工作年度报告", "云溪县审计局", 2023),
        ("2022年度青石镇政府信息公开工作年度报告", "青石镇", 2022),
        ("云溪县水利局2023年度政府信息公开年度报告", "云溪县水利局", 2023),
        ("云溪县人民政府外事办公室政府信息公开工作2022年度报告", "云溪县人民政府外事办公室", 2022),
        ("云溪新区底溪街道办事处2023年度政府\n信息公开工作年度报告", "云溪新区底溪街道办事处", 2023),
        ("云溪县审计局\n2021年政府信息公开工作年度报告", "云溪县审计局", 2021),
        ("2022年云溪县卫生健康委员会信息公开年报", "云溪县卫生健康委员会", 2022),
        ("2023年政府信息公开工作年度报告", None, 2023),
        ("2025年青石镇人民政府政府信息公开工作年度报告", "青石镇人民政府", 2025),
        ("2025年度青石镇人民政府信息公开工作年度报告", "青石镇人民政府", 2025),
        ("青石镇人民政府2025年政府信息公开工作年度报告", "青石镇人民政府", 2025),
        ("青石镇政府政务公开年报", "青石镇", None),
        ("2022年云溪市政府信息公开工作年度报告", "云溪市", 2022),
        ("云溪县自然资源局2024年度政务信息公开年度报告", "云溪县自然资源局", 2024),
        ("雲溪縣教育局2021年政府信息公開工作年度報告", "云溪县教育局", 2021),
        ("云溪县审计局政府信息公开工作年度报告（2022年度）", "云溪县审计局", 2022),
        ("云溪县审计局政府信息公开年报(2022年)", "云溪县审计局", 2022),
        ("云溪县审计局二〇二二年政府信息公开工作年度报告", "云溪县审计局", 2022),
        ("《云溪县审计局2022年政府信息公开工作年度报告》", "云溪县审计局", 2022),
        ("关于云溪县审计局2022年政府信息公开工作年度报告", "云溪县审计局", 2022),
        ("关于公布云溪县审计局2022年政府信息公开工作年度报告", "云溪县审计局", 2022),
        ("（云溪县审计局）2022年政府信息公开工作年度报告", "云溪县审计局", 2022),
        ("附件1 云溪县审计局2022年政府信息公开工作年度报告", "云溪县审计局", 2022),
        ("附件：《云溪县审计局2022年政府信息公开工作年度报告》.docx", "云溪县审计局", 2022),
        ("云溪县政府\n2022年政府信息公开工作年度报告", "云溪县政府", 2022),
        ("2022年云溪县政务公开办公室政府信息公开工作年度报告", None, 2022),
        ("2022年度沙镇政府信息公开工作年度报告", "沙镇", 2022),
        ("2022年度我镇政府信息公开工作年度报告", None, 2022),
        ("Page 8 - 云溪县信访局2022年政府信息公开工作年度报告", "云溪县信访局", 2022),
        ("您现在所在的位置: 首页 > 云溪县财政局2020年政府信息公开工作年度报告", None, None),
    ],
)
def test_titles(front: str, organ: str | None, year: int | None) -> None:
    report = read(front)
    assert (report.organ, report.year) == (organ, year)


@pytest.mark.parametrize(
    ("opening", "organ"),
    [
        ("2024年，云溪县人民政府办公室严格按照条例规定开展工作。", "云溪县人民政府办公室"),
        ("2024年，我局严格按照条例规定开展工作。", None),
        ("2024年，全县各部门认真落实要求。", None),
        ("本报告由云溪县教育局编制，统计期限自2024年1月1日起至2024年12月31日止。", "云溪县教育局"),
        ("2024年，本报告由青石镇人民政府党政办公室编制。2024年完成。", "青石镇人民政府"),
        ("2024年，本报告由云溪县青石街道党政办公室综合科负责编制。2024年完成。", "云溪县青石街道"),
        ("2024年，本报告由云溪县人民政府办公室编制。2024年完成。", "云溪县人民政府"),
        ("云溪县水利局2024年政府信息公开工作年度报告（以下简称年报）是根据条例编制。", "云溪县水利局"),
        ("2024年完成。如有疑问，请与云溪县行政审批局办公室联系（地址：北街18号）。2024年。", "云溪县行政审批局"),
        (
            "2024年完成。如有疑问，请联系：云溪县人民政府青石街道办事处，地址：北街18号。2024年。",
            "云溪县人民政府青石街道办事处",
        ),
        ("2024年完成。如有疑问，请与区政府办公室联系（地址：北街18号）。2024年。", None),
        ("2024年，云溪县房屋征收工作管理办公室认真贯彻落实条例。", "云溪县房屋征收工作管理办公室"),
        ("2024年，云溪县社会工作部认真贯彻落实条例。", "云溪县社会工作部"),
        ("2024年，云溪县信息公开工作部署认真贯彻落实条例。", None),
    ],
)
def test_the_organ_without_a_title(opening: str, organ: str | None) -> None:
    report = read(opening=opening)
    assert (report.organ, report.year) == (organ, 2024)


def test_a_year_in_a_notices_name_is_not_the_reports() -> None:
    opening = "根据《关于做好2023年政府信息公开工作年度报告编制工作的通知》要求，统计时间为2024年1月1日至12月31日。"
    assert read(opening=opening).year == 2024


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("发布时间: 2024-01-09 10:06 浏览次数:1", dt.date(2024, 1, 9)),
        ("发布日期：2024年1月9日", dt.date(2024, 1, 9)),
        ("来源：云溪县民政局 发布时间:2024/01/09 点击:", dt.date(2024, 1, 9)),
        ("日期:2024-01-14 16:56来源:作者:", dt.date(2024, 1, 14)),
        ("来源：云溪县民政局日期：2024-01-09 点击数：3", dt.date(2024, 1, 9)),
        ("来源：云溪县人民政府办公室时间：2024-01-09", dt.date(2024, 1, 9)),
        ("公开日期: 2024年01月09日 公开方式: 有效", dt.date(2024, 1, 9)),
        ("发布时间:\n2024-01-09", dt.date(2024, 1, 9)),
        ("• 2024-01-24 09:05", dt.date(2024, 1, 24)),
        ("成文日期：2024-01-05  发布日期：2024-02-20", dt.date(2024, 2, 20)),
        ("【发布日期】 [2024-01-09]", dt.date(2024, 1, 9)),
        ("公布时间：2024年1月9日", dt.date(2024, 1, 9)),
        ("成 文 日 期：2024-01-05 发 布 日 期 ：2024-01-09", dt.date(2024, 1, 9)),
        ("发表于：2024-01-09", dt.date(2024, 1, 9)),
        ("发布日期：20240109", dt.date(2024, 1, 9)),
        ("发布日期：20241309", None),
        ("发布时间：二〇二四年一月九日", dt.date(2024, 1, 9)),
        ("编辑：张三 2024/1/9 10:00:00", dt.date(2024, 1, 9)),
        ("字号：大 中 小　　2024-01-09", dt.date(2024, 1, 9)),
        ("成文时间：2024-01-05 上网时间：2024-01-09", dt.date(2024, 1, 9)),
        ("来源：云溪县民政局　2024-01-09 10:06", dt.date(2024, 1, 9)),
        ("云溪县民政局　2024-01-09 10:06　浏览次数：12", dt.date(2024, 1, 9)),
        ("【字体：大 中 小】 2024-01-09 来源：本站", dt.date(2024, 1, 9)),
        ("[2024-01-09] [打印] [关闭]", dt.date(2024, 1, 9)),
        ("（2024年1月9日）", dt.date(2024, 1, 9)),
        ("2024年3月5日 星期二 多云", None),
        ("今天是 2024-03-05", None),
        ("更新时间：2024-03-05", None),
        ("2024年是关键之年", None),
        ("版权所有 2024", None),
        ("发布时间：2024-13-45", None),
    ],
)
def test_publication_dates(line: str, date: dt.date | None) -> None:
    report = read(f"云溪县民政局2023年政府信息公开工作年度报告\n{line}")
    assert report.published_on == date
    assert report.published_on_basis == ("page header" if date else None)


@pytest.mark.parametrize(
    ("line", "organ"),
    [
        ("发布单位：云溪县民政局", "云溪县民政局"),
        ("来源：云溪县审计局 公开主体：云溪县民政局", "云溪县民政局"),
        ("信息来源：云溪县民政局 浏览次数：3", "云溪县民政局"),
        ("来源：云溪县人民政府门户网站", None),
        ("来源：云溪县融媒体中心", None),
    ],
)
def test_the_organ_below_a_title_that_names_none(line: str, organ: str | None) -> None:
    assert read(f"2023年政府信息公开工作年度报告\n{line}").organ == organ


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("名　　称： 云溪县民政局2023年政府信息公开年报", "云溪县民政局2023年政府信息公开年报"),
        ("標 題：雲溪縣民政局2023年政府信息公開工作年度報告", "雲溪縣民政局2023年政府信息公開工作年度報告"),
    ],
)
def test_a_title_among_keys_and_values_stands_without_its_key(line: str, title: str) -> None:
    assert read(line).title == title


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("二〇二四年一月九日", dt.date(2024, 1, 9)),
        ("二○二四年十一月二十三日", dt.date(2024, 11, 23)),
        ("二零二四年十月三十日", dt.date(2024, 10, 30)),
        ("2024年元月十日", dt.date(2024, 1, 10)),
        ("2024 年 1 月 9 日", dt.date(2024, 1, 9)),
    ],
)
def test_the_day_of_the_signature(line: str, date: dt.date) -> None:
    heads = "四、政府信息公开行政复议、行政诉讼情况\n无。\n六、其他需要报告的事项\n本年度无。\n"
    report = read("云溪县民政局2023年政府信息公开工作年度报告", end=f"{heads}云溪县民政局\n{line}\n（此件公开发布）\n")
    assert (report.signed_on, report.sections[-1].text) == (date, "本年度无。")


def test_the_report_before_is_not_this_one() -> None:
    title = "云溪县民政局{}年政府信息公开工作年度报告"
    page = f"{title.format(2023)}\n本年度工作如下。\n上一篇：{title.format(2022)}\n下一篇：{title.format(2024)}\n"
    assert parsers.read(page.encode()).year == 2023


def test_a_signature_is_no_publication_date() -> None:
    end = (
        "四、政府信息公开行政复议、行政诉讼情况\n无。\n六、其他需要报告的事项\n本年度无。\n"
        "云溪县民政局\n2024年1月8日\n抄送：档。\n2024年1月9日印发\n"
    )
    report = read("云溪县民政局2023年政府信息公开工作年度报告", end=end)
    assert (report.published_on, report.signed_on) == (None, dt.date(2024, 1, 8))
    assert "抄送" not in report.sections[-1].text


def test_hints_fill_gaps_and_never_overrule() -> None:
    hints = Hints(organ="青石镇人民政府", year=2022, published_on=dt.date(2023, 2, 1))
    bare = read(hints=hints)
    assert (bare.organ, bare.year, bare.published_on_basis) == ("青石镇人民政府", 2022, "hint")
    named = read("云溪县民政局2023年政府信息公开工作年度报告\n发布时间: 2024-01-09", hints=hints)
    assert (named.organ, named.year, named.published_on) == ("云溪县民政局", 2023, dt.date(2024, 1, 9))
    assert {conflict[0] for conflict in named.hint_conflicts} == {"organ", "year", "published_on"}


def test_a_hint_completes_a_name() -> None:
    report = read("应急管理局2023年政府信息公开工作年度报告", hints=Hints(organ="云溪县应急管理局"))
    assert (report.organ, report.organ_basis, report.hint_conflicts) == ("云溪县应急管理局", "hint", ())


@pytest.mark.parametrize(
    ("said", "hint", "kept"),
    [
        ("云溪县青石镇", "云溪县青石镇人民政府", "云溪县青石镇人民政府"),
        ("青石街道", "白河市青石街道办事处", "白河市青石街道办事处"),
        ("白河市青石办事处", "白河市人民政府青石办事处", "白河市人民政府青石办事处"),
        ("青石乡政府", "云溪县青石乡人民政府", "云溪县青石乡人民政府"),
        ("云溪县住建局", "云溪县住房和城乡建设局", "云溪县住房和城乡建设局"),
        ("白河市云溪县民政局", "云溪县民政局", "白河市云溪县民政局"),
        ("白河经济开发区", "白河经济开发区管理委员会", "白河经济开发区管理委员会"),
    ],
)
def test_a_hint_in_other_words_is_no_conflict(said: str, hint: str, kept: str) -> None:
    report = read(f"{said}2023年政府信息公开工作年度报告", hints=Hints(organ=hint))
    assert (report.organ, report.hint_conflicts) == (kept, ())


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("云溪县人民政府", "云溪县人民政府办公室"),
        ("云溪县民政局", "临江县民政局"),
        ("青石镇人民政府", "青石山镇人民政府"),
        ("云溪县教育局", "云溪县财政局"),
        ("临江县云溪镇人民政府", "白河县云溪镇人民政府"),
    ],
)
def test_a_hint_of_another_organ_is_a_conflict(said: str, hint: str) -> None:
    report = read(f"{said}2023年政府信息公开工作年度报告", hints=Hints(organ=hint))
    assert report.organ == said
    assert [conflict[0] for conflict in report.hint_conflicts] == ["organ"]


def test_a_date_in_the_address_counts_last() -> None:
    hints = Hints(url="http://example.gov.cn/zwgk/202401/t20240129_2139911.html")
    report = read("云溪县民政局2023年政府信息公开工作年度报告", hints=hints)
    assert (report.published_on, report.published_on_basis) == (dt.date(2024, 1, 29), "URL")
