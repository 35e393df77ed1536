"""What looks like HTML, and what is refused of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.readers import html_gather, html_grid, html_source
from parsers.readers.html_signs import looks_like_html
from parsers.reading import interpret
from parsers.report import ReadError
from tests.factory.html_blocks import grid, read, texts

# Signs


@pytest.mark.parametrize(
    "head",
    [
        b"<div>x",
        b"\xef\xbb\xbf \r\n<TABLE border=1>",
        b"<p>x",
        b"<!-- saved from url=(0014)about:internet -->\r\n<html>",
        b"<meta charset=gbk>",
        b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>",
        b'<html xmlns:o="urn:schemas-microsoft-com:office:office">',
        "<html>".encode("utf-16"),
        "<html>".encode("utf-16-le"),
        "年报<br>".encode() + b"<table><tr><td>1</td></tr></table><p>a</p><br>",
        b"<table><tr><td>\n| a |\n</td></tr>" * 10,
    ],
)
def test_what_looks_like_html(head: bytes) -> None:
    assert looks_like_html(head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        "《<中华人民共和国政府信息公开工作年度报告格式>的通知》".encode(),
        b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument><w:p/></w:wordDocument>",
        "一、总体情况 <b>重点</b>".encode(),
        ("|规章|0|0|0|\n|行政<br>许可|0|0|0|\n" * 10).encode(),
        ('<span id="a"></span>\n== 二 ==\n{|\n| 规章\n| 0\n|-\n| 0\n|}\n' * 10).encode(),
        b"%PDF-1.4",
    ],
)
def test_what_does_not(head: bytes) -> None:
    assert not looks_like_html(head)


# Hostile pages


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<div>" * 100_000 + "x", "too-deep"),
        ("</p>" * 200 + "<div>" * 3_000 + "x", "too-deep"),
        ("<table><tr><td>" * 61 + "1" + "</table>" * 61, "too-deep"),
        ("<p>" * (html_source.MAX_TAGS + 1), "too-many-elements"),
        ("<x " + "a=1 " * 6_000 + ">", "too-many-attributes"),
        ("<table><tr>" + "<td colspan=1000 rowspan=60000>1" * 3_000 + "</table>", "too-many-cells"),
        ("<table><tr><td>规章<td>1<tr><td>行政许可<td>12", "cut-off-page"),
        ("<html><body><p>a</p><table><tr><td>规章<td>1</table><table><tr><td>规", "cut-off-page"),
        ("<x " + "a='>' " * 6_000 + ">", "too-many-attributes"),
        ("<p>a</p><!-- x<table><tr><td>规章<td>1</table>", "cut-off-page"),
        ("<p>a</p><script>x<table><tr><td>规章<td>1</table>", "cut-off-page"),
        ("<p>a</p><a href='x><table><tr><td>规章<td>1</table>", "cut-off-page"),
        ("<p>a</p><noscript><table><tr><td>规章<td>1</table>", "cut-off-page"),
        (" \r\n ", "empty-file"),
    ],
)
def test_abuse_is_refused(page: str, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(page)
    assert caught.value.code == code


def test_cells_and_size_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_gather, "MAX_CELLS", 10)
    with pytest.raises(ReadError, match="cells"):
        read(f"<table>{'<tr><td>1</td></tr>' * 11}</table>")
    for name in ("MAX_CHARACTERS", "MAX_MARKUP"):
        monkeypatch.undo()
        monkeypatch.setattr(html_source, name, 100)
        with pytest.raises(ReadError) as caught:
            read("x" * 101)
        assert caught.value.code == "page-too-large"


def test_pictures_in_a_page_count_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_source, "MAX_MARKUP", 2_000)
    data = "iVBORw0KGgoAAAANSUhEUgAA\n" * 200
    document = read(f"<p>a</p><img width=600 src='data:image/png;base64,{data}'><table><tr><td>规章<td>1</table>")
    assert [one.address for one in document.enclosures] == ["data:image/png"]
    assert document.blocks[-1].text == "规章 1"


def test_wide_cells_take_no_memory() -> None:
    steps = html_grid.MAX_STEPS // 1_000 - 1
    rows = grid("<tr><td colspan=1000>a<td>b" * (steps // 2))
    assert rows[-1] == [("a", 0, 1000, 1), ("b", 1000, 1, 1)]


@pytest.mark.parametrize(
    "page",
    [
        f"<pre>{'-' * 50_000}x</pre>",
        f"<style>{'/*' * 50_000}</style>",
        f"<style>{'@a ' * 50_000}</style>",
        f"<style>{'@a{b{}' * 50_000}</style>",
        f"<p style='{'text-decoration:' * 50_000}'>a",
        f"<table><tr><td>{'甲 ' * 50_000}<td>2024-01-01</table>",
        f"<p>{'<sup>' * 1_900}1",
    ],
)
@pytest.mark.timeout(10)
def test_no_page_takes_long(page: str) -> None:
    assert len(read(page).blocks) <= 1


def test_pictures_kept_as_data_are_no_abuse() -> None:
    data = "A" * 200_000
    document = read(f"<p>a</p><img src='data:image/png;base64,{data}' width=500>")
    assert document.enclosures[0].address == "data:image/png"


@pytest.mark.parametrize("page", ["<!-- x", "<", "&", "<td>1<td>2", "<frameset><frame></frameset>", "</table></td>"])
def test_scraps_are_read_without_fault(page: str) -> None:
    assert len(read(page).blocks) <= 2


@pytest.mark.parametrize("tag", ["<select>", "<svg>", "<button>", "<object>", "<map>", "<rt>"])
def test_elements_left_open_swallow_nothing(tag: str) -> None:
    assert texts(f"<p>a{tag}</p><table><tr><td>规章<td>1</table>")[-1] == "规章|1"


@pytest.mark.parametrize("end", ["<script>var a = 1", "<!-- end", "<a href='x"])
def test_a_page_that_ends_in_its_foot_is_whole(end: str) -> None:
    assert texts(f"<p>a</p><table><tr><td>规章<td>1</table>{end}") == ["a", "规章|1"]


_TOKENS = (
    *("<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=2>", "<td colspan=3>", "<td rowspan=0>"),
    *("<th>", "<thead>", "<tfoot>", "</tbody>", "<p>", "</p>", "<br>", "<div>", "</div>", "<sup>", "</sup>", "<s>"),
    *("<pre>", "</pre>", "<ul><li>", "<dl><dt>", "<dd>", "<a href=x.doc>", "</a>", "<img src=x>", "<td hidden>"),
    *("<!--", "-->", "<script>", "</script>", "<caption>", "<form>", "<select>", "<input value=7>", "<nav>", "&nbsp;"),
    *(
        "<i style='display:none'>",
        "<i style='vertical-align:super'>",
        "</i>",
        "\x00",
        "\ufdd0",
        "\n",
        "|",
        "规章",
        "12",
        "。",
    ),
)


@given(st.lists(st.sampled_from(_TOKENS), max_size=60))
def test_any_soup_makes_sound_grids(soup: list[str]) -> None:
    try:
        document = read("公开" + "".join(soup) + "</table>" * soup.count("<table>"))
    except ReadError as error:
        if error.code != "cut-off-page":
            raise
        return
    rows: dict[int, list[int]] = {}
    for block in document.blocks:
        assert all(cell.text == cell.text.strip() and "\ufdd0" not in cell.text for cell in block.cells)
        if block.table is None:
            continue
        columns = [cell.column for cell in block.cells]
        assert columns == sorted(set(columns))
        assert all(cell.span > 0 and cell.height > 0 for cell in block.cells)
        assert block.where.row is not None
        rows.setdefault(block.table, []).append(block.where.row)
    assert all(numbers == sorted(set(numbers)) for numbers in rows.values())


def test_no_report_is_no_report() -> None:
    with pytest.raises(ReadError) as caught:
        interpret(read("<p>购物清单</p><table><tr><td>牛奶<td>2<tr><td>鸡蛋<td>12</table>"))
    assert caught.value.code == "not-an-annual-report"
