"""What a reader of the page sees of a cell: no number that is not seen is believed, and none that is seen is lost."""

from __future__ import annotations

import pytest

from tests.factory.html_blocks import cell, read, texts


def _page(sheet: str, inside: str, attributes: str = "", row: str = "", table: str = "") -> list[str]:
    return texts(
        f"<style>{sheet}</style><table{table}><tr><td>信息内容<td>现行有效件数"
        f"<tr{row}><td>规章<td{attributes}>{inside}</td></tr></table>"
    )


@pytest.mark.parametrize(
    "style",
    [
        "color:#fff;background:#fff",
        "color:#fff;background-color:#ffffff",
        "color:#fff;background:rgb(250, 250, 250)",
        "color:#fff;background:none",
        "color:#fff;background:transparent",
        "color:#fff;background-repeat:no-repeat",
        "color:#fff;background-image:none",
        "color:#05a;background:#05a",
        "color:red;background-color:red",
        "background:#000",
        "color:hsl(0,0%,100%)",
        "color:rgb(100%,100%,100%)",
        "color:rgb(0 0 0 / 0)",
        "color:rgba(0,0,0,.01)",
        "color:#00000000",
        "color:GhostWhite",
        "-webkit-text-fill-color:transparent",
    ],
)
def test_what_has_the_colour_of_its_ground_is_not_believed(style: str) -> None:
    assert cell(f"<span style='{style}'>27</span>") == "27?"


@pytest.mark.parametrize(
    "style",
    [
        "color:#fff;background:#05a",
        "color:#fff;background:url(x.png)",
        "color:#fff;background-image:linear-gradient(red,blue)",
        "color:#333;background:#fff",
        "color:var(--text)",
        "background:#ff0",
        "color:#000;background:transparent",
    ],
)
def test_what_stands_out_from_its_ground_is_believed(style: str) -> None:
    assert cell(f"<span style='{style}'>27</span>") == "27"


WHITE = "<span style='color:#fff'>27</span>"


@pytest.mark.parametrize(
    ("sheet", "inside", "attributes", "row", "table"),
    [
        ("", WHITE, " style='background:#05a'", "", ""),
        ("", WHITE, " bgcolor=#0055AA", "", ""),
        ("", WHITE, "", " style='background-color:navy'", ""),
        ("", WHITE, "", "", " bgcolor=black"),
        ("", WHITE, "", "", " background=a.png"),
        ("", "<font color=white>27</font>", " bgcolor=#05a", "", ""),
        ("", "27", " style='background:#05a'", " style='color:#fff'", ""),
        (".a{background:#05a}", WHITE, "", " class=a", ""),
        (".a td{color:#fff;background:#05a}", "27", "", " class=a", ""),
        (".a td{color:#fff}.a{background:#05a}", "27", "", " class=a", ""),
        (".a td{color:#fff}table .a td{color:#333}", "27", "", " class=a", ""),
        (".a td{color:#333!important}", "27", " style='color:#fff'", " class=a", ""),
        ("tr:nth-child(2){background:#05a;color:#fff}", "27", "", "", ""),
        (":root{--a:#fff;--b:#05a}.a{color:var(--a);background:var(--b)}", "27", " class=a", "", ""),
        ("body{background:#000;color:#eee}", "27", "", "", ""),
        (".a:hover{color:#fff}", "27", " class=a", "", ""),
    ],
)
def test_light_text_on_a_dark_ground_is_believed_wherever_the_ground_is_declared(
    sheet: str, inside: str, attributes: str, row: str, table: str
) -> None:
    assert _page(sheet, inside, attributes, row, table)[-1] == "规章|27"


@pytest.mark.parametrize(
    ("sheet", "inside", "attributes", "row", "table"),
    [
        ("", WHITE, "", " style='background:#fafafa'", ""),
        ("", WHITE, " bgcolor=white", " bgcolor=black", ""),
        ("", WHITE, " style='background:transparent'", "", ""),
        ("", "<span style='background:#fff'>27</span>", "", " style='color:#fff;background:#05a'", ""),
        ("", "27", "", " style='color:#05a'", " bgcolor=#0055aa"),
        ("", "27", " style='background:#111'", "", ""),
        (".a td{color:#fff}", "27", "", " class=a", ""),
        (".a{color:#fff;background:#05a}td{background:#fff}", "27", "", " class=a", ""),
        (":root{--a:var(--b);--b:white}.a{color:var(--a)}", "27", " class=a", "", ""),
        (".a{color:var(--none,#fff)}", "27", " class=a", "", ""),
        (".a{color:#fff}.a{color:#fffffe}", "27", " class=a", "", ""),
        ("td{color:#fff;background:navy}", "27", " style='background:none'", "", ""),
        ("", "<font color=FFFFFF>27</font>", " bgcolor=FFFFFF", "", ""),
        ("", "27", " style='--a:#fff;color:var(--a)'", "", ""),
        ("", "27", " style='color:window'", "", ""),
        ("", "27", " style='color:oklch(1 0 0)'", "", ""),
        ("", "<span style='color:red;clip-path:inset(100%)'>27</span>", "", "", ""),
        ("", "<span style='color:red;text-indent:-999px'>27</span>", "", "", ""),
    ],
)
def test_text_in_the_colour_of_a_ground_declared_elsewhere_is_not_believed(
    sheet: str, inside: str, attributes: str, row: str, table: str
) -> None:
    assert _page(sheet, inside, attributes, row, table)[-1] == "规章|27?"


def test_a_colour_for_text_makes_no_blank_doubtful() -> None:
    assert cell("<span style='color:#fff'></span>") == ""
    assert _page("", "", " style='color:#fff'")[-1] == "规章|"


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<p style='margin-left:-5.25pt;margin-right:-5.25pt'>27</p>", "27"),
        ("<p style='margin:0 -5.25pt'>27</p>", "27"),
        ("<p style='text-indent:-18pt;margin-left:18pt'><b>27</b></p>", "27"),
        ("<p style='text-indent:-5pt'>27</p>", "27"),
        ("<p style='margin-left:-18pt'>27</p>", "27?"),
        ("<p style='text-indent:-18pt'>27</p>", "27?"),
        ("<p style='margin:-9px 0'>27</p>", "27?"),
        ("2<span style='margin-left:-7px'>7</span>", "27?"),
        ("<b>2</b> <i><span style='margin-left:-7px'>7</span></i>", "2 7?"),
    ],
)
def test_a_line_alone_in_its_cell_may_reach_into_the_padding(inside: str, says: str) -> None:
    assert cell(inside) == says


@pytest.mark.parametrize("style", ["margin-left:20px", "padding:0 1em", "margin-right:9pt"])
def test_digits_set_apart_are_not_believed_to_be_one_number(style: str) -> None:
    assert cell(f"<b>2</b><span style='{style}'>7</span>") == "27?"
    assert _page(f".a{{{style}}}", "2<i class=a>7</i>")[-1] == "规章|27?"
    assert _page(f"td i{{{style}}}", "2<i>7</i>")[-1] == "规章|27?"
    assert cell(f"<span style='{style}'>27</span>") == "27"
    assert cell(f"<p style='{style}'>2<b>7</b></p>") == "27"
    assert texts(f"<table><col style='{style}'><tr><td>规章<td style='{style}'>27</table>") == ["规章|27"]


def test_rows_and_cells_have_no_margins() -> None:
    assert _page("", "27", " style='margin:0 -15px'")[-1] == "规章|27"
    assert _page("", "27", row=" style='margin-top:-15px'")[-1] == "规章|27"
    assert _page("td p{margin-left:-5pt}", "<p>27</p>")[-1] == "规章|27"


@pytest.mark.parametrize(
    "style",
    [
        "color:#fff",
        "visibility:collapse",
        "visibility:hidden",
        "opacity:0%",
        "opacity:.01",
        "filter:alpha(opacity=0)",
        "font-size:0px",
        "font-size:.1px",
        "font:0/0 a",
        "text-indent:-9999px",
        "text-indent:100em",
        "transform:scale(0)",
        "content-visibility:hidden",
        "clip-path:inset(100%)",
        "height:0;overflow:hidden",
        "margin:0 0 0 -9999px",
    ],
)
def test_what_a_style_takes_away_is_not_believed_wherever_the_style_stands(style: str) -> None:
    own = f" style='{style}'"
    assert not cell(f"<span{own}>27</span>").startswith("27\n")
    for page in (
        _page("", "27", own),
        _page("", "27", row=own),
        _page("", "27", table=own),
        _page("", f"<div{own}><b>27</b></div>"),
        _page(f".a{{{style}}}", "27", " class=a"),
        _page(f".a{{{style}}}", "27", row=" class='b a'"),
        _page(f"td.a{{{style}}}", "27", " class=a"),
        _page(f"tr td{{{style}}}", "27"),
        _page(f"table #a{{{style}}}", "27", " id=a"),
        _page(f"td{{ & span{{{style}}} }}", "<span>27</span>"),
        _page(f":is(.a,.b){{{style}}}", "<span class=b>27</span>"),
        _page(f"@container (min-width:1px){{.a{{{style}}}}}", "<span class=a>27</span>"),
        _page(f"@media (max-width:5000px){{.a{{{style}}}}}", "<span class=a>27</span>"),
        texts(f"<div{own}><p>a</p><table><tr><td>规章<td>27</table></div>"),
    ):
        assert page[-1] in {"规章|27?", "规章|?"}


@pytest.mark.parametrize(
    "style", ["position:absolute;left:50%;margin-left:-600px", "float:right", "position:relative;top:-5px", "order:2"]
)
def test_where_the_whole_table_stands_does_not_matter(style: str) -> None:
    assert texts(f"<div style='{style}'><table><tr><td>规章<td>27</table></div>") == ["规章|27"]


def test_what_has_no_size_may_hold_what_has() -> None:
    assert cell("<p style='font-size:0'><b style='font-size:12px'>27</b></p>") == "27"
    assert cell("<p style='font-size:0'>2<b style='font-size:12px'>7</b></p>") == "27?"


@pytest.mark.parametrize(
    ("sheet", "attributes"),
    [
        ("td::before{content:'2'}", ""),
        (".a:after{content:attr(data-a)}", " class=a data-a=2"),
        ("tr .a::before{content:counter(n)}", " class=a"),
    ],
)
def test_what_a_sheet_writes_into_a_cell_makes_it_doubtful(sheet: str, attributes: str) -> None:
    assert _page(sheet, "7", attributes) == ["信息内容|现行有效件数", "规章|7?"]
    assert _page(sheet, "", attributes) == ["信息内容|现行有效件数", "规章|?"]


@pytest.mark.parametrize(
    "sheet",
    [
        ".a::before{content:''}",
        ".a:after{content:'\\20'}",
        ".a:after{content:'.';display:block;height:0;clear:both;visibility:hidden}",
        ".a:hover::after{content:'2'}",
        ".a::selection{color:#fff}",
        "@media (max-width:600px){.a{display:none}}",
        "@media print{td{display:none}}",
    ],
)
def test_a_sheet_that_shows_nothing_more_and_nothing_less_is_no_doubt(sheet: str) -> None:
    assert _page(sheet, "7", " class=a") == ["信息内容|现行有效件数", "规章|7"]


def test_sheets_for_print_say_nothing_of_the_screen() -> None:
    table = "<table><tr><td>规章<td><i class=a>2</i>7</table>"
    assert texts(f"<style media=print>.a{{display:none}}</style>{table}") == ["规章|27"]
    assert texts(f"<style media=screen>.a{{display:none}}</style>{table}") == ["规章|7"]


@pytest.mark.parametrize(
    ("sheet", "inside", "says"),
    [
        ("", "<i style='display:none;display:inline'>2</i>7", "27"),
        ("", "<i style='display:none!important;display:inline'>2</i>7", "7"),
        ("", "<i style='/*a*/display:/**/none'>2</i>7", "7"),
        ("", "<i style='d\\69splay:none'>2</i>7", "7"),
        ("", "<i style='background:url(\"a;b\");display:none'>2</i>7", "7"),
        ("", "<i hidden style='display:inline'>2</i>7", "27"),
        (".a{display:none}.b{display:inline}", "<i class='a b'>2</i>7", "27"),
        (".b{display:inline}.a{display:none}", "<i class='a b'>2</i>7", "7"),
        (".a{display:none}.b .a{display:inline}", "<i class=a>2</i>7", "27?"),
        ("b.a{display:none}", "<i class=a>2</i>7", "27"),
        ("b.a{display:none}", "<b class=a>2</b>7", "7"),
        (".\\31 a{display:none}", "<i class=1a>2</i>7", "27?"),
        (".q::before{content:'}'}.a{display:none}", "<i class=a>2</i>7", "7"),
        (".a{display:block}", "<i class=a>2</i><i class=a>7</i>", "2\n7"),
        ("td i{display:block}", "<i>2</i><i>7</i>", "27?"),
    ],
)
def test_of_several_declarations_the_one_that_counts_decides(sheet: str, inside: str, says: str) -> None:
    assert _page(sheet, inside)[-1] == f"规章|{says}"


def test_a_cell_that_rules_may_hide_makes_its_row_doubtful() -> None:
    rows = "<tr><td>规章<td class=a>1<td>2<tr><td>行政许可<td>3<td>4"
    assert texts(f"<style>table td.a{{display:none}}</style><table>{rows}</table>") == ["规章|1?|2?", "行政许可|3|4"]


def test_columns_that_are_not_shown_make_their_table_doubtful() -> None:
    rows = "<tr><td>规章<td>1</table>"
    assert texts(f"<table><col><col style='visibility:collapse'>{rows}") == ["规章|1?"]
    assert texts(f"<style>.a col{{visibility:collapse}}</style><table class=a><col>{rows}") == ["规章|1?"]
    assert texts(f"<table><col style='width:54pt'>{rows}") == ["规章|1"]


@pytest.mark.parametrize(
    "inside",
    [
        "<progress value=2 max=3>27</progress>",
        "<meter value=2>27</meter>",
        "<input placeholder=27>",
        "<input type=password value=27>",
        "<math><msup><mn>2</mn><mn>7</mn></msup></math>",
    ],
)
def test_elements_that_draw_something_else_than_their_text_are_not_sure(inside: str) -> None:
    assert cell(inside).endswith("?")


def test_dialogs_are_read_where_they_are_open() -> None:
    assert cell("<dialog>2</dialog>7") == "7"
    assert cell("<dialog open>2</dialog>") == "2"


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "page",
    [
        f"<p>{'<b style=font-size:0><i style=font-size:1em>a</i>' * 900}",
        f"<style>{'td .a b{display:none}' * 5_000}</style><table><tr><td><b class=a>1</b>",
        f"<style>{''.join(f'td b:nth-child({i}){{display:none}}' for i in range(5_000))}</style><table><tr><td><b>1",
    ],
)
def test_styles_without_number_take_no_time(page: str) -> None:
    assert read(f"{page}</table>").blocks
