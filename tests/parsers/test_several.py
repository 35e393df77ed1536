"""Two reports in one file: refused, or the first alone is read; never one's numbers under the other's name."""

from __future__ import annotations

import random

import pytest

from parsers.bundle import open_file
from parsers.report import ReadError
from tests.factory.content import Content, make_content
from tests.factory.media import MEDIA
from tests.factory.page import OFFICIAL, Part, Text, compose, print_grids
from tests.factory.rendering import Layout
from tests.factory.verdict import silently_wrong

LAYOUTS = {
    f"{medium}: {layout.name}": layout
    for medium in ("text", "docx", "xlsx", "html", "pdf")
    for layout in MEDIA[medium].layouts[:2]
}
layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
NUMBERS = [content for seed in range(99) if (content := make_content(seed, sparse=False)).edition.value == "2021"]
OWN = Content(NUMBERS[0].edition, NUMBERS[0].cells, "云溪县民政局", 2023)
OTHERS = {
    "of another organ": Content(OWN.edition, NUMBERS[1].cells, "青石县水利局", 2023),
    "of the year before": Content(OWN.edition, NUMBERS[1].cells, "云溪县民政局", 2022),
    "of a namesake": Content(OWN.edition, NUMBERS[1].cells, "白河县民政局", 2023),
    "another version": Content(OWN.edition, NUMBERS[1].cells, "云溪县民政局", 2023),
}


def parts(content: Content) -> list[Part]:
    return compose(content, print_grids(content, OFFICIAL, random.Random(3)))  # noqa: S311 - reproducible test data


def write(layout: Layout, *together: list[Part]) -> bytes:
    source = layout.write(random.Random(3), [part for one in together for part in one])  # noqa: S311 - same
    assert isinstance(source, bytes)
    return source


@layouts
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("lacks", ["nothing", "title", "first heading"])
def test_a_second_report_is_refused(layout: Layout, other: Content, lacks: str) -> None:
    second = [
        part
        for part in parts(other)
        if not (
            isinstance(part, Text)
            and ((lacks == "title" and part.level == 1) or (lacks == "first heading" and part.text.startswith("一、")))
        )
    ]
    for together in ((parts(OWN), second), (second, parts(OWN))) if lacks == "nothing" else ((parts(OWN), second),):
        with pytest.raises(ReadError) as caught:
            open_file(write(layout, *together))
        assert caught.value.code == "several-reports"


@layouts
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("keeps", ["tables", "title and tables"])
def test_tables_behind_a_report_are_not_its_own(layout: Layout, other: Content, keeps: str) -> None:
    behind = [part for part in parts(other) if not isinstance(part, Text) or (part.level == 1 and keeps != "tables")]
    report = open_file(write(layout, parts(OWN), behind)).report
    assert report is not None
    assert (report.organ, report.year) == (OWN.organ, OWN.year)
    assert silently_wrong(report, OWN) == []


@layouts
def test_the_same_report_twice_is_one(layout: Layout) -> None:
    report = open_file(write(layout, parts(OWN), parts(OWN))).report
    assert report is not None
    assert silently_wrong(report, OWN) == []
    assert sum(report.value(key) is not None for key in OWN.cells) > 150
