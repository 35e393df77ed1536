"""Pages within a page: the documents of frames, and of data that a script makes the page from."""

from __future__ import annotations

import html
import json

import pytest

from parsers.report import ReadError
from tests.factory.html_blocks import SENTENCE, texts

ROWS = "<table><tr><td>信息内容<td>现行有效件数</td></tr><tr><td>规章</td><td>27</td></tr></table>"
PAGE = f"<h2>二、主动公开政府信息情况</h2><p>{SENTENCE * 8}</p>{ROWS}"
SHOWN = ["二、主动公开政府信息情况", SENTENCE * 8, "信息内容|现行有效件数", "规章|27"]


def _script(told: object, *, is_ascii: bool = True) -> str:
    """Data as a script may have them: no end tag of its own in them."""
    return json.dumps(told, ensure_ascii=is_ascii).replace("</", "<\\/")


@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_document_of_a_frame_stands_where_the_frame_does(quote: str) -> None:
    page = f"<p>甲</p><iframe class=x srcdoc={quote}{html.escape(PAGE)}{quote}>乙</iframe><p>丙</p>"
    assert texts(page) == ["甲", *SHOWN, "丙"]


def test_documents_of_frames_stand_within_one_another() -> None:
    inner = f'<iframe srcdoc="{html.escape(PAGE)}"></iframe>'
    assert texts(f'<iframe srcdoc="{html.escape(inner)}"></iframe>') == SHOWN


def test_the_document_of_a_hidden_frame_is_hidden() -> None:
    assert texts(f'{PAGE}<iframe style="display:none" srcdoc="{html.escape(PAGE)}"></iframe>') == SHOWN


def test_the_document_of_a_frame_has_an_end() -> None:
    with pytest.raises(ReadError, match="ends within a table"):
        texts(f'<p>甲</p><iframe srcdoc="{html.escape("<table><tr><td>规章<td>27")}"></iframe>')


@pytest.mark.parametrize(
    "script",
    [
        "<script id=__NEXT_DATA__ type=application/json>{}</script>",
        "<script>window.__INITIAL_STATE__ = {};(function(){{}})()</script>",
        "<script>window['data']={}</script>",
    ],
)
@pytest.mark.parametrize("is_ascii", [False, True])
def test_a_page_that_a_script_fills_is_read_from_its_data(script: str, *, is_ascii: bool) -> None:
    told = _script({"a": [1, {"content": PAGE}, "<p>short</p>"]}, is_ascii=is_ascii)
    assert texts("<div id=app>甲</div>" + script.format(told)) == ["甲", *SHOWN]


def test_data_say_nothing_where_the_page_says_it() -> None:
    told = _script({"content": PAGE.replace("27", "28")})
    assert texts(f"{PAGE}<script>window.a={told}</script>") == SHOWN


def test_of_two_documents_in_the_data_none_is_the_page() -> None:
    told = _script([PAGE, PAGE.replace("27", "28")])
    assert texts(f"<p>甲</p><script>window.a={told}</script>") == ["甲"]


@pytest.mark.parametrize("script", ['{"a":', "[" * 100_000, "function(){}", ""])
def test_what_is_no_data_is_no_page(script: str) -> None:
    assert texts(f"<p>甲</p><script>{script}{' ' * 500}</script>") == ["甲"]


def test_a_frame_that_holds_digits_is_no_other_frame() -> None:
    assert texts(f'<iframe srcdoc="{html.escape(PAGE)}"></iframe><iframe srcdoc={"1" * 5_000}></iframe>') == SHOWN
