"""Pages to blocks: running text as it is read, layout tables, metadata, navigation, enclosures."""

from __future__ import annotations

import pytest

from parsers.document import BlockKind, EnclosureKind
from tests.factory.html_blocks import LINKS, SENTENCE, read, shown, texts

# Running text


def test_lines_and_blocks() -> None:
    page = (
        "<h2>一、总体<b>情况</b></h2><p>　　甲<br>乙<span>丙</span></p><div>丁<p>戊</div>己<ul><li>庚<li>辛</ul>"
        "<span style='display:block'>壬</span>癸"
    )
    assert texts(page) == ["一、总体情况", "甲", "乙丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"]
    assert [block.where.line for block in read(page).blocks] == list(range(1, 11))


def test_words_in_angle_brackets_are_text() -> None:
    title = "关于印发《<中华人民共和国政府信息公开工作年度报告格式>的通知》（〔2021〕30号）"
    assert texts(f"<p>{title}</p>") == [title]


def test_what_stands_behind_the_end_of_the_page_is_read() -> None:
    assert texts("<html><body><p>a</p></body></html>b<html><body><p>c</body></html>") == ["a", "b", "c"]


def test_xml_declarations_and_entities_do_no_harm() -> None:
    head = '<?xml version="1.0" encoding="gb2312"?><!DOCTYPE html [<!ENTITY a "b">]>'
    page = f"{head}<html><body><p>&a;公开<br/></p><div/></body></html>"
    assert texts(page)[-1] == "&a;公开"


def test_keys_stand_with_their_values() -> None:
    page = "<dl><dt>发布日期：</dt><dd>2024-01-10</dd><dt>文号<dd>无</dl>"
    assert texts(page) == ["发布日期： 2024-01-10", "文号 无"]


def test_preformatted_tables_and_pipes_are_rows() -> None:
    page = "<pre>规章\t0\t1\n行政许可 | 3 | 4 |\n\n-----\n甲  乙</pre><div>规章 | 5 | 6 |<br>甲</div>"
    found = [(block.kind, shown(block)) for block in read(page).blocks]
    assert found == [
        (BlockKind.ROW, "规章|0|1"),
        (BlockKind.ROW, "行政许可|3|4"),
        (BlockKind.TEXT, "甲  乙"),
        (BlockKind.ROW, "规章|5|6"),
        (BlockKind.TEXT, "甲"),
    ]


# Layout, metadata, navigation


def test_tables_that_lay_out_a_page_are_read_through() -> None:
    inner = "<table><tr><td>规章<td>1<tr><td>行政许可<td>2</table>"
    page = f"<table><tr><td colspan=2>题目<tr><td>侧栏<td><p>{SENTENCE}</p>{inner}<p>尾</p></table>"
    assert texts(page) == ["题目", "侧栏", SENTENCE, "规章|1", "行政许可|2", "尾"]
    assert texts(f"<table><tr><td></td><td>{f'<p>{SENTENCE}</p>' * 4}</td><td></td></tr></table>") == [SENTENCE] * 4
    assert texts("<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>") == ["甲", "乙"]


def test_a_report_within_one_table_keeps_its_grids() -> None:
    numbers = "<tr><td>规章<td>1<td>2</tr><tr><td>行政许可<td>3<td>4</tr>"
    text = f"<tr><td colspan=3>{SENTENCE}</tr>"
    page = f"<table><tr><td colspan=3>题目</tr>{text}{numbers}{text}{numbers}</table>"
    document = read(page)
    assert texts(page) == ["题目", SENTENCE, "规章|1|2", "行政许可|3|4", SENTENCE, "规章|1|2", "行政许可|3|4"]
    assert [(b.table, b.where.row) for b in document.blocks if b.table] == [(1, 3), (1, 4), (1, 6), (1, 7)]


def test_tables_in_cells_of_data_are_lines_and_not_sure() -> None:
    inner = "<table><tr><td>1<td>2</table>"
    page = f"<table><tr><td>a<td>1<td>2<td>3<tr><td>b<td>4<td>5<td>6<tr><td>c<td>7<td>8<td>{inner}</table>"
    assert texts(page) == ["a|1|2|3", "b|4|5|6", "c|7|8|1 2?"]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            "<tr><td>索引号<td>737546075/2026-00496<td>发布日期<td>2024-01-10<tr><td>文号<td><td>有效性<td>有效",
            ["索引号：737546075/2026-00496 发布日期：2024-01-10", "文号： 有效性：有效"],
        ),
        (
            "<tr><td>名　　称<td>某局年报<tr><td>发布 日期<td>2024-01-10",
            ["名　　称：某局年报", "发布 日期：2024-01-10"],
        ),
        (
            "<tr><td>名 称：<td colspan=3>某局2023年政府信息公开年报<tr><td>公开日期：<td>2024年1月9日<td>文 号：<td>",
            ["名 称： 某局2023年政府信息公开年报", "公开日期： 2024年1月9日 文 号："],
        ),
        ("<tr><td>发布时间：2024-01-10<td>来源：某局", ["发布时间：2024-01-10 来源：某局"]),
    ],
)
def test_keys_and_values_in_the_head_are_lines(rows: str, lines: list[str]) -> None:
    document = read(f"<table>{rows}</table>")
    assert [block.text for block in document.blocks] == lines
    assert {block.kind for block in document.blocks} == {BlockKind.TEXT}
    behind = read(f"<p>{SENTENCE}</p><table>{rows}</table>")
    assert behind.blocks[-1].kind is BlockKind.GRID


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td colspan=2>第二十条第（八）项<tr><td>信息内容<td>本年收费金额（单位：万元）<tr><td>行政事业性收费<td>",
        "<tr><td>规章<td><td><td><tr><td>行政许可<td><td><td>",
        "<tr><td>统计时间：2023-12-31<td>1<td>2<tr><td>规章<td>0<td>0",
    ],
)
def test_other_tables_in_the_head_stay_grids(rows: str) -> None:
    assert {block.kind for block in read(f"<table>{rows}</table>").blocks} == {BlockKind.GRID}


@pytest.mark.parametrize(
    "around",
    [
        f"<ul>{LINKS}</ul>",
        f"<div class='main-nav'>首页 {LINKS}</div>",
        f"<table><tr><td><ul>{LINKS}</ul></td></tr></table>",
        f"<table>{'<tr><td><a href=1>2022年政府信息公开工作年度报告</a><td>2023-01-10</tr>' * 5}</table>",
        f"<div>{'<li><a href=1>2022年政府信息公开工作年度报告</a><span>2023-01-10</span></li>' * 5}</div>",
        "<nav><a href=/>首页</a></nav><footer>版权所有 某县人民政府</footer><div id=footer>主办：某县</div>",
        "<div class='bread crumbs'>当前位置：<a href=/>首页</a> &gt; 年报</div>",
    ],
)
def test_navigation_is_left_out(around: str) -> None:
    assert texts(f"{around}<p>正文</p>{around}") == ["正文"]


@pytest.mark.parametrize(
    "part",
    [
        f"<div class=nav><p>{SENTENCE}</p></div>",
        "<div class=footer><table><tr><td>规章<td>1</table></div>",
        "<div class=share>发布时间：2024-01-10</div>",
        "<div class=nav><h2>一、总体情况</h2></div>",
        f"<a href=/><p>{SENTENCE}</p></a>",
        f"<ul>{LINKS}<li>{SENTENCE}</li></ul>",
        "<div>来源：<a href=1>民政局</a> 发布时间：2024-01-10 字号：<a href=1>大</a><a href=2>中</a><a href=3>小</a>",
        f"<div>{''.join(f'<a href=#{i}>{i}、总体情况</a><br>' for i in '一二三四五六')}</div>",
        f"<table><tr><td>规章<td>1<td>{LINKS}</table>",
    ],
)
def test_what_may_be_of_the_report_is_kept(part: str) -> None:
    assert len(texts(f"{part}<p>正文</p>")) > 1


def test_what_a_script_is_to_show_is_read_where_nothing_else_is() -> None:
    table = "<table><tr><td>规章<td>1</table>"
    assert texts(f"<div style='display:none'>{table}</div><p>a") == ["规章|1", "a"]
    assert texts(f"<div style='display:none'>{table}</div>{table.replace('1', '2')}") == ["规章|2"]


# Enclosures and metadata


_ROWS = "<table><tr><td>信息内容<td>现行有效件数<tr><td>规章<td>27</table>"
_ARTICLE = f"<h1>清河县民政局年报</h1><section><p>{'本机关认真贯彻落实条例。' * 40}</p>{_ROWS}</section>"


@pytest.mark.parametrize("style", ["visibility:hidden", "visibility: hidden; opacity: 0;", "opacity:0", "scale:0"])
def test_a_page_that_is_not_seen_until_a_script_runs_is_read(style: str) -> None:
    """As messengers send all articles, and pages that fade in their parts."""
    assert texts(f"<div id=js_content style='{style}'>{_ARTICLE}</div>")[-1] == "规章|27"
    parts = _ARTICLE.replace("<section>", f"<section class=wow style='{style}'>")
    assert "规章|27" in texts(f"<nav><a href=/>首页</a></nav>{parts}<p>备案号</p>")


def test_a_part_that_is_not_seen_in_a_page_that_is_read_is_not_believed() -> None:
    unseen = f"<div style='visibility:hidden'>{_ROWS}</div>"
    assert texts(f"{_ARTICLE}{unseen}")[-1] == "规章|27?"
    within = _ARTICLE.replace("</section>", f"{unseen}</section>")
    assert texts(f"<div style='visibility:hidden'>{within}</div>")[-1] == "规章|27?"


@pytest.mark.parametrize("row", ["style='height: 0px; font-size: 0px;'", "style='height:0'", "height=0"])
def test_a_row_that_only_holds_widths_is_none(row: str) -> None:
    cell = "<td style='padding:0;height:0'><div style='height:0;overflow:hidden'>&nbsp;</div></td>"
    widths, numbers = f"<tr aria-hidden=true {row}>{cell}<td></td>", "<tr><td>规章<td>27"
    assert texts(f"<table><tbody>{widths}{numbers}</table>") == ["规章|27"]
    assert texts(f"<table><tbody>{widths.replace('&nbsp;', '3')}{numbers}</table>")[0].startswith("3?")


def test_enclosures() -> None:
    page = (
        "<p>a</p><a href='/f/年报.DOC?v=1'>下载 年报</a>"
        "<p><a href='javascript:open(1)'>附件1：表</a><a href=x.html>y</a></p>"
        "<img src='data:image/png;base64,AAAA' alt='表二' width=600><img src=i.png width=16><img src=/icon16/a.gif>"
        "<a href='file:///C:/a.doc'>附件2</a><iframe src='/viewer?file=b.pdf'></iframe>"
        "<table><tr><td>规章<td>1<tr><td>x<td><img src=t.jpg></table><img src=last.jpg>"
    )
    document = read(page)
    found = [(e.kind, e.address, e.text, e.block) for e in document.enclosures]
    attachment, picture = EnclosureKind.ATTACHMENT, EnclosureKind.PICTURE
    assert found == [
        (attachment, "/f/年报.DOC?v=1", "下载 年报", 1),
        (attachment, "javascript:", "附件1：表", 2),
        (picture, "data:image/png", "表二", 3),
        (attachment, "/viewer?file=b.pdf", "", 3),
        (picture, "t.jpg", "", 5),
        (picture, "last.jpg", "", 6),
    ]
    assert [block.text for block in document.blocks] == ["a", "下载 年报", "附件1：表y", "附件2", "规章 1", "x"]


@pytest.mark.parametrize(
    ("part", "address"),
    [
        ("<img src=/images/loading.gif data-src=/upload/t3.jpg>", "/upload/t3.jpg"),
        ("<img src=icon_table.png width=640 height=480>", "icon_table.png"),
        ("<img src=/ewm/3.jpg width=120 height=120>", None),
        ("<embed src=a.pdf>", "a.pdf"),
        ("<a href='/module/downfile.jsp?classid=0&id=33'>表格下载</a>", "/module/downfile.jsp?classid=0&id=33"),
        ("<a href='/virtual_attach_file.vsb?afc=abc'>附表</a>", "/virtual_attach_file.vsb?afc=abc"),
        ("<a download href=/api/file/123>年报表格</a>", "/api/file/123"),
        ("<a href=/download/>客户端</a>", None),
    ],
)
def test_pictures_and_attachments_in_a_sections_place(part: str, address: str | None) -> None:
    document = read(f"<p>a</p>{part}<p>b</p>")
    assert [enclosure.address for enclosure in document.enclosures] == ([address] if address else [])
    assert (document.blocks[0].text, document.blocks[-1].text) == ("a", "b")


def test_metadata() -> None:
    page = (
        "<title>某局年报_某县人民政府</title><meta name=ArticleTitle content='某局2023年年报'>"
        "<meta name=PubDate content='2024-1-9 10:20'><meta name=contentsource content='某局'><p>a"
    )
    meta = read(page).meta
    assert (meta.title, meta.published_on, meta.publisher) == ("某局2023年年报", "2024-01-09", "某局")
    empty = read(
        "<title>{{ title }}</title><meta name=PubDate content='2024-13-45'><meta name=ContentSource content=null>a"
    )
    assert empty.meta == type(empty.meta)()
    assert read("<title>某局年报</title>a").meta.title == "某局年报"
