"""Tables and cells of pages to blocks: grids as browsers draw them, and nothing claimed that is not shown."""

from __future__ import annotations

import pytest

from parsers.document import BlockKind
from tests.factory.html_blocks import cell, grid, read, texts

# Grids


def test_spans_and_places() -> None:
    document = read(
        "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table><p>x</p><table><tr><td>e<td>f</table>"
    )
    places = [
        (b.table, c.where.table, c.where.row, c.where.column, c.text, c.column, c.span, c.height)
        for b in document.blocks
        if b.kind is BlockKind.GRID
        for c in b.cells
    ]
    assert places == [
        (1, 1, 1, 1, "a", 0, 1, 2),
        (1, 1, 1, 2, "b", 1, 2, 1),
        (1, 1, 2, 2, "c", 1, 1, 1),
        (1, 1, 2, 3, "d", 2, 1, 1),
        (2, 2, 1, 1, "e", 0, 1, 1),
        (2, 2, 1, 2, "f", 1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("2", 2), (" 3 ", 3), ("2;", 2), ("+2", 2), ("100000", 1000), ("0", 1), ("-2", 1), ("", 1), ("x", 1), ("２", 1)],
)
def test_extents_as_browsers_understand_them(written: str, read_as: int) -> None:
    assert grid(f"<tr><td colspan='{written}'>a<td>b")[0][0][2] == read_as


def test_no_cell_reaches_beyond_its_row_group() -> None:
    rows = "<tbody><tr><td rowspan=9>a<td>b</tbody><tbody><tr><td>c<td>d</tbody>"
    assert grid(rows) == [[("a", 0, 1, 1), ("b", 1, 1, 1)], [("c", 0, 1, 1), ("d", 1, 1, 1)]]
    assert grid("<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d")[0][0] == ("a", 0, 1, 3)


def test_a_cell_said_to_reach_into_rows_that_fill_the_table_ends_above_them() -> None:
    rows = "<tr><td rowspan={}>a<td>b<td>1<tr><td>c<td>2<tr><td>d<td>e<td>3<tr></tr>"
    for height in (3, 40, 0):
        assert [row[0] for row in grid(rows.format(height))] == [("a", 0, 1, 2), ("c", 1, 1, 1), ("d", 0, 1, 1)]
    assert grid("<tr><td rowspan=3>a<td>b<td>1<tr><td>d<td>e<td>3<tr><td>c<td>2")[1][0] == ("d", 1, 1, 1)


def test_heads_and_feet_stand_where_browsers_show_them() -> None:
    rows = "<tfoot><tr><td>f<td>g</tfoot><tbody><tr><td>b<td>c</tbody><thead><tr><th>h<th>i</thead>"
    assert [row[0][0] for row in grid(rows)] == ["h", "b", "f"]


def test_rows_without_cells_are_no_rows() -> None:
    rows = "<tr><td rowspan=2>a<td rowspan=2>1</tr><tr></tr><tr><td>b<td>2</tr>"
    assert grid(rows) == [[("a", 0, 1, 1), ("1", 1, 1, 1)], [("b", 0, 1, 1), ("2", 1, 1, 1)]]


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>a<td>b<tr><td>c<td>d",
        "<td>a<td>b</tr><td>c<td>d</tr>",
        "<tr><td><font>a<td>b<tr><td>c<td>d",
        "<tr><td><div>a<td>b</div><tr><td>c<td>d",
        "<tr><td><ul><li>a<td>b</ul><tr><td>c<td>d",
        "<form><tr><td>a</td><td>b</td></tr></form><div><tr><td>c</td><td>d</td></tr></div>",
        "<caption>x</caption><colgroup><col><col></colgroup><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr>",
        "<tr style='display:none'><td>9<td>9<tr><td>a<td hidden>9<td>b<tr><td>c<td style='Display : None'>9<td>d",
        "<tr><td>a<td>b<tr><td>c<td>d<tr height=0><td width=9></td><td width=9></td></tr>",
    ],
)
def test_sloppy_tables_as_browsers_repair_them(rows: str) -> None:
    assert [[cell[:2] for cell in row] for row in grid(rows)] == [[("a", 0), ("b", 1)], [("c", 0), ("d", 1)]]


def test_cells_across_each_other_are_not_sure() -> None:
    assert texts("<table><tr><td>a<td rowspan=2>1<tr><td colspan=3>2</table>") == ["a|1", "2?"]


def test_an_empty_row_is_evidence_and_a_sheet_of_them_is_not() -> None:
    empty = "<tr>" + "<td></td>" * 3 + "</tr>"
    assert len(grid(f"<tr><td>a<td>b<td>c</tr>{empty}")) == 2
    assert len(grid(f"<tr><td>a<td>b<td>c</tr>{empty * 500}")) < 10
    assert read(f"<p>a</p><table>{empty * 5}</table>").blocks[0].text == "a"


# Cells


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<span>1</span><span lang=EN-US>2</span>", "12"),
        ("1<!-- 9 -->2", "12"),
        ("1<br>2", "1\n2"),
        ("<p>1</p><p>2</p>", "1\n2"),
        ("<p>&nbsp;</p><p>&nbsp;\u3000\u200b12\ufeff&nbsp;</p><br>", "12"),
        ("1\n2", "1 2"),
        ("1 234", "1 234"),
        ("<p class=MsoNormal><span\n  lang=EN-US>0<o:p></o:p></span></p>", "0"),
        ("<![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p>", ""),
        ("<!--[if gte mso 9]><xml>7</xml><![endif]-->5<xml>7</xml>", "5"),
        ("&#53;", "5"),
        ("1\x002", "1\ufffd2"),
        ("<ruby>規<rt>guī</rt></ruby>章", "規章"),
        ("<table><tr><td>12</td></tr></table>", "12"),
        ("<script></script>规章", "规章"),
        ("<style>p{}</style><template>7</template><noscript>7</noscript>5", "5"),
    ],
)
def test_what_a_cell_says(inside: str, says: str) -> None:
    assert cell(inside) == says


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("22<sup>1</sup>", "22[1]?"),
        ("22<sub> 1 </sub>", "22[ 1 ]?"),
        ("22<span style='vertical-align: super'>1</span>", "22[1]?"),
        ("22<a style='vertical-align:super' href='#f'>1</a>", "22[1]?"),
        ("22<sup><sup>1</sup></sup>", "22[1]?"),
        ("2<sup>2<sup></sup>3</sup>", "2[23]?"),
        ("22<sup><p>1</p></sup>", "22[\n1?"),
        ("22<sup></sup>", "22"),
        ("<sup>22</sup>", "22"),
        ("<sup><p>22</p></sup>", "22"),
        ("第1<sup>st</sup>", "第1st"),
        ("规章<sup>①</sup>", "规章[①]"),
    ],
)
def test_raised_digits_join_no_number(inside: str, says: str) -> None:
    assert cell(inside) == says


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<del>5</del>6", "6"),
        ("<s>5</s><ins>6</ins>", "6"),
        ("<span style='text-decoration:line-through'>5</span>6", "6"),
        ("<span style='display:none'>5</span>6", "6"),
        ("<span style='visibility:hidden'>0</span>6", "6"),
        ("<strike>5</strike>", "?"),
        ("<span hidden>5</span>", "?"),
        ("<p style='visibility:hidden'>5</p>", "?"),
    ],
)
def test_what_is_struck_out_or_hidden_is_left_out_and_leaves_no_blank(inside: str, says: str) -> None:
    assert cell(inside) == says


def test_classes_that_hide_by_the_pages_own_sheet() -> None:
    sheet = ".h{display:none} td.k , .x .y{text-decoration:line-through} .t{display:none} .t.on{display:inline}"
    style = f"<style><!-- {sheet} @media print{{ .p{{display:none}} .q{{display:none}} }} --></style>"
    row = (
        "<td>规章<td><i class=h>5</i>6<td><i class=p>5</i>6<td><i class=t>5</i>6"
        "<td><i class='h' style='display:block'>7</i>"
    )
    assert texts(f"{style}<table><tr>{row}<td class='a k'>8<td class=y>9</table>") == ["规章|6|56|56?|7|8?|9"]


@pytest.mark.parametrize(
    ("sheet", "inside"),
    [
        ("td span{display:none}", "1<span>2</span>"),
        ("#h{display:none}", "1<span id=h>2</span>"),
        ("[data-a]{visibility:hidden}", "1<span data-a=1>2</span>"),
        ("@media screen{.h{display:none}}", "1<span class=h>2</span>"),
        ("div table .s{vertical-align:super}", "1<span class=s>2</span>"),
        (".sr{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}", "1<span class=sr>2</span>"),
        ("td b:nth-child(2){color:transparent}", "<b>1</b><b>2</b>"),
        ("", "1<span style='position:absolute;left:-9999px'>2</span>"),
        ("", "1<span style='color:#fff'>2</span>"),
        ("", "1<span style='color:rgba(0,0,0,0)'>2</span>"),
        ("", "1<font color=white>2</font>"),
        ("", "1<span style='position:relative;top:-.5em;font-size:75%'>2</span>"),
        ("", "1<span style='display:inline-block;width:0;overflow:hidden'>2</span>"),
        ("", "<div style='display:flex;flex-direction:row-reverse'><b>1</b><b>2</b></div>"),
        ("", "<span style='float:right'>1</span>2"),
        ("", "<bdo dir=rtl>12</bdo>"),
        ("", "<span style='direction:rtl;unicode-bidi:bidi-override'>12</span>"),
        ("", "<span style='text-indent:-99em'>12</span>"),
    ],
)
def test_what_may_not_be_seen_where_it_stands_is_not_believed(sheet: str, inside: str) -> None:
    page = f"<style>{sheet}</style><div><table><tr><td>规章<td>{inside}<td>7</table></div>"
    [row] = texts(page)
    assert row.endswith("?|7")


@pytest.mark.parametrize(
    "inside",
    [
        "<span style='position:relative;top:.5pt;mso-text-raise:-.5pt'>12</span>",
        "<span style='color:black;margin-left:2em;text-indent:2em'>12</span>",
        "<span style='background:#333;color:#fff'>12</span>",
        "<p class=x style='position:static;overflow:visible'>12</p>",
        "<b class=menu>12</b>",
    ],
)
def test_what_is_only_set_in_its_place_is_believed(inside: str) -> None:
    sheet = (
        "nav span{display:none} td p:hover{display:none} .menu ul{display:none} @media print{b{display:none}}"
        " @media (max-width:600px){td span{display:none}} @keyframes a{from{opacity:0}} .x::selection{color:#fff}"
    )
    assert texts(f"<style>{sheet}</style><table><tr><td>规章<td>{inside}</table>") == ["规章|12"]


def test_what_is_typed_in_beside_a_number_is_another() -> None:
    assert cell("1<input value=5>") == "1 5"
    assert cell("<input value=5>2").endswith("?")


@pytest.mark.parametrize(
    "inside",
    [
        "<img src=5.gif>",
        "1<img src=5.gif width=9>",
        "<script>document.write(5)</script>",
        "<select><option>5</select>",
        "<canvas></canvas>",
        "<svg><text>5</text></svg>",
        "<object data=x></object>",
        "<input type=checkbox checked>",
        "<iframe src=x></iframe>",
    ],
)
def test_no_cell_is_blank_or_a_number_that_shows_what_is_no_text(inside: str) -> None:
    assert cell(inside).endswith("?")
    assert cell(f"规章{inside}").startswith("规章")


def test_a_spacer_shows_nothing() -> None:
    assert cell("<img src=spacer.gif width=1 height=20>") == ""


def test_text_that_fell_out_of_its_cell_leaves_no_blank() -> None:
    assert texts("<table><tr><td>规章</td><td/>5</tr><tr><td>a</td><td>b</td></tr></table>") == ["5", "规章|?", "a|b"]


def test_form_fields_say_what_is_typed_in() -> None:
    assert cell("<input value=12>件") == "12件"
    assert cell("<input type=text value='0'>") == "0"
    assert cell("<textarea>7</textarea>") == "7"
    assert cell("<input type=hidden value=3>") == ""
    assert texts("<input value=搜索><textarea>x</textarea><p>a") == ["a"]


def test_a_table_struck_out_is_read_and_no_number_of_it_trusted() -> None:
    table = "<table><tr><td>规章<td>1</table>"
    assert texts(f"<s>a{table}</s><div style='text-decoration:line-through'>{table}</div>{table}") == [
        "a",
        "规章|1?",
        "规章|1?",
        "规章|1",
    ]
