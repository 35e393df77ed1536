"""Sidecars within archives and mails: as strict as in a folder, and less than what came with the bundle."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest

from parsers import Hints
from parsers.bundle import list_files, open_file
from parsers.opened import Opened
from parsers.report import ReadError
from tests.factory.bundles import cut, mail, sample, tarred, zipped
from tests.factory.content import make_content
from tests.factory.layouts import LAYOUTS, render_lines

WATER, ROADS = sample("clean-pipe-rows"), sample("broken-sums-pipe-rows")
# Whose it is, only its sidecar says.
NAMELESS = "\n".join(["2023年政府信息公开工作年度报告", *render_lines(make_content(3), LAYOUTS[0])[1:]]).encode()
OTHER = "\n".join(["2023年政府信息公开工作年度报告", *render_lines(make_content(4), LAYOUTS[0])[1:]]).encode()
PAGE = "https://www.example.gov.cn/a.html"


def side(**values: object) -> bytes:
    return json.dumps(values, default=str).encode()


def by_mail(files: dict[str, bytes]) -> bytes:
    return mail("请查收。", files)


def nested(files: dict[str, bytes]) -> bytes:
    return zipped({"in.zip": zipped(files)})


def opened(files: dict[str, bytes], hints: Hints | None = None) -> Opened:
    return open_file(zipped(files), "x.zip", hints or Hints())


@pytest.mark.parametrize("name", ["年报/甲.txt.meta.json", "年报/甲.meta.json"])
@pytest.mark.parametrize(
    "pack", [zipped, tarred, lambda files: mail("请查收。", files), lambda files: zipped({"in.zip": zipped(files)})]
)
def test_a_sidecar_tells_of_the_file_beside_it(pack: Callable[[dict[str, bytes]], bytes], name: str) -> None:
    known = side(organ="云溪县民政局", url=PAGE, published_on="2024-01-09", division="云溪县")
    files = {"年报/甲.txt": NAMELESS, name: known}
    if pack is by_mail:
        files = {key.removeprefix("年报/"): data for key, data in files.items()}
    found = open_file(pack(files), "x", Hints())
    assert found.report is not None
    assert (found.report.organ, found.report.organ_basis) == ("云溪县民政局", "hint")
    assert found.report.source_url == PAGE
    assert found.hints == Hints(url=PAGE, published_on=dt.date(2024, 1, 9), organ="云溪县民政局", division="云溪县")
    assert {file.role.value for file in found.found} <= {"part", "other"}


def test_what_came_with_the_bundle_counts_for_more() -> None:
    files = {"甲.txt": NAMELESS, "甲.txt.meta.json": side(organ="云溪县民政局", url=PAGE, division="云溪县")}
    found = opened(files, Hints(url="https://example.cn/bundle", division="白河县"))
    assert found.report is not None
    assert (found.report.organ, found.report.source_url) == ("云溪县民政局", "https://example.cn/bundle")


def test_the_text_wins_and_the_difference_is_noted() -> None:
    found = opened({"甲.txt": WATER, "甲.txt.meta.json": side(organ="青石县财政局")})
    assert found.report is not None
    assert found.report.organ == "霁川县水利局"
    assert [conflict[:2] for conflict in found.report.hint_conflicts] == [("organ", "青石县财政局")]


def test_each_of_several_reports_has_its_own() -> None:
    files = {"甲.txt": NAMELESS, "甲.txt.meta.json": side(organ="云溪县民政局", url=PAGE), "乙.txt": ROADS}
    found = opened(files, Hints(division="霁川县", organ="霁川县水利局"))
    reports = {file.name: file for file in found.found if file.report is not None}
    assert {name: file.report.organ for name, file in reports.items() if file.report} == {
        "甲.txt": "云溪县民政局",
        "乙.txt": "霁川县交通运输局",
    }
    assert (reports["甲.txt"].hints, reports["乙.txt"].hints) == (Hints(url=PAGE, organ="云溪县民政局"), Hints())


def test_sidecars_keep_reports_apart_whose_text_names_nobody() -> None:
    text, tables = cut("clean-pipe-rows")
    nameless = "\n".join(line for line in text.decode().splitlines() if "水利局" not in line).encode()
    files = {"a.txt": nameless, "b.txt": tables[1]}
    together = opened(files)
    assert together.report is not None
    files |= {"a.txt.meta.json": side(organ="云溪县民政局"), "b.txt.meta.json": side(organ="白河县财政局")}
    apart = opened(files)
    assert apart.report is None
    assert {file.report.organ for file in apart.found if file.report} == {"云溪县民政局", "白河县财政局"}


@pytest.mark.parametrize(
    "wrong", [b"", b"{", b"[]", side(url="file:///etc/passwd"), side(year=1999), side(other=1), b" " * 70_000 + b"{}"]
)
def test_a_wrong_sidecar_is_never_half_used(wrong: bytes) -> None:
    data = zipped({"a/甲.txt": NAMELESS, "a/甲.txt.meta.json": wrong, "乙.txt": ROADS})
    for call in (open_file, list_files):
        with pytest.raises(ReadError) as caught:
            call(data, "x.zip")
        assert caught.value.code == "invalid-hints"
        assert "a/甲.txt.meta.json" in caught.value.message


def test_a_sidecar_of_nothing_or_of_several_is_left_alone() -> None:
    files = {
        "a.txt": WATER,
        "a.html": b"<p>x</p>",
        "a.meta.json": b"{",
        "年报.docx.meta.json": b"{",
        "b/.x.meta.json": b"{",
    }
    found = opened(files)
    assert found.report is not None
    assert found.hints == Hints()
    left = {file.name: file for file in found.found if file.name.endswith(".meta.json")}
    assert {(file.role.value, file.data) for file in left.values()} == {("other", b"")}
    assert "of no file here" in (left["年报.docx.meta.json"].message or "")


def test_where_a_file_breaks_the_reading_its_sidecar_goes_with_it() -> None:
    found = list_files(zipped({"年报.txt": NAMELESS, "年报.txt.meta.json": side(organ="云溪县民政局")}), "x.zip").found
    assert {file.name: (file.role.value, file.hints.organ) for file in found} == {
        "年报.txt": ("report", "云溪县民政局"),
        "年报.txt.meta.json": ("other", None),
    }


def test_copies_with_different_addresses_are_copies_all_the_same() -> None:
    files = {
        "a.txt": WATER,
        "b.txt": WATER + b"\n",
        "a.txt.meta.json": side(url=PAGE),
        "b.txt.meta.json": side(url=PAGE + "2"),
    }
    found = opened(files)
    assert found.report is not None
    assert found.report.source_url == PAGE
