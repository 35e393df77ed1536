"""Saved pages: the page in a web archive is read as any page, and a damaged archive is refused."""

from __future__ import annotations

import base64
import quopri

import pytest

from parsers.document import Document
from parsers.readers.html import read_html
from parsers.readers.mhtml import MHTML, read_mhtml
from parsers.reading import interpret
from parsers.report import ReadError
from tests.factory.media import MEDIA
from tests.factory.rendering import Layout, render
from tests.factory.variations import plain_content
from tests.factory.verdict import Verdict, verdicts

PAGE = "<html><body><p>政府信息公开</p><table><tr><td>规章<td>12</td></tr></table></body></html>"


def part(kind: str, transfer: str, content: bytes, *more: str) -> bytes:
    headers = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {transfer}", *more]
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + content + b"\r\n"


def archive(*parts: bytes, parameters: str = "", end: bytes = b"--b--\r\n") -> bytes:
    head = f'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"{parameters}'
    return head.encode() + b"\r\n\r\n" + b"".join(b"--b\r\n" + one for one in parts) + end


def html(content: bytes, transfer: str = "binary", *more: str) -> bytes:
    return part('text/html; charset="iso-8859-1"', transfer, content, *more)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("transfer", ["binary", "8bit", "quoted-printable", "base64"])
def test_every_transfer_encoding(encoding: str, transfer: str) -> None:
    data = PAGE.encode(encoding)
    content = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(transfer, bytes)(data)
    document = read_mhtml(archive(html(content, transfer), part("image/gif", "base64", b"R0lG")))
    assert document.media_type == MHTML
    assert document.blocks == read_html(data).blocks
    assert texts(document) == ["政府信息公开", "规章 12"]


def test_the_page_is_the_start_or_the_first_page() -> None:
    frame, page = html(b"<p>a", "binary", "Content-ID: <1>"), html(b"<p>b", "binary", "Content-ID: <2>")
    css = part("text/css", "7bit", b"p{}")
    assert texts(read_mhtml(archive(css, frame, page))) == ["a"]
    assert texts(read_mhtml(archive(css, frame, page, parameters='; start="<2>"'))) == ["b"]
    assert texts(read_mhtml(archive(frame, page, parameters='; start="<9>"'))) == ["a"]


def test_frames_show_their_pages_in_their_place() -> None:
    """A browser names the document of a frame by ``cid:``; an address may be relative to the page's."""
    page = (
        b"<p>a<iframe src=\"cid:f@b\" width=9></iframe><p>c<iframe src='x/d.html'></iframe>"
        b'<!--<iframe src="cid:f@b">--><iframe style="display:none" src="cid:h@b"></iframe><iframe src="http://ads.example/"></iframe><p>e'
    )
    own = html(page, "binary", "Content-Location: http://www.example.gov.cn/1.html")
    first = html(
        b"<!DOCTYPE html><html><head><title>t</title></head><body>b</body></html>", "binary", "Content-ID: <f@b>"
    )
    second = html(b"<p>d", "binary", "Content-Location: http://www.example.gov.cn/x/d.html")
    hidden = html(b"<p>h", "binary", "Content-ID: <h@b>")
    assert texts(read_mhtml(archive(own, first, second, hidden))) == ["a", "b", "c", "d", "e"]


def test_a_page_of_frames_shows_all_sheets() -> None:
    """An office program saves a workbook as a page of frames, of which only the first sheet's names its own."""
    page = html(b'<head><title>t</title></head><frameset><frame src="b/1.htm"></frameset>')
    sheets = [html(text, "binary", f"Content-Location: file:///b/{i}.htm") for i, text in enumerate((b"<p>a", b"<p>b"))]
    assert texts(read_mhtml(archive(page, *sheets))) == ["a", "b"]


def test_a_frame_that_was_cut_is_refused() -> None:
    page = html(b'<p>a<iframe src="cid:f@b"></iframe>')
    frame = part("text/html", "base64", b"PHA+Y", "Content-ID: <f@b>")
    with pytest.raises(ReadError, match="incomplete"):
        read_mhtml(archive(page, frame, end=b""))


def test_archives_within_archives() -> None:
    inner = b"Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n" + html(b"<p>a") + b"--c--\r\n"
    assert texts(read_mhtml(b"\r\n" + archive(inner))) == ["a"]


def test_what_stands_behind_a_complete_page_may_be_cut_off() -> None:
    data = base64.encodebytes(b"<p>a")
    assert texts(read_mhtml(archive(html(data, "base64"), part("image/gif", "base64", b"R0l"), end=b""))) == ["a"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" \r\n", "empty-file"),
        (archive(part("image/gif", "base64", b"R0lG")), "archive-without-page"),
        (archive(), "archive-without-page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<p>a", "archive-without-page"),
        (archive(html(base64.encodebytes(PAGE.encode())[:-7], "base64")), "damaged-archive"),
        (archive(html(b"PGh0*bWw+", "base64")), "damaged-archive"),
        (archive(html(PAGE.encode()), end=b""), "damaged-archive"),
        (archive(html(b"")), "empty-file"),
        (b"Content-Type: multipart/related; boundary=b\r\n\r\n" * 60, "archive-too-large"),
    ],
)
def test_damage_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_mhtml(data)
    assert caught.value.code == code


@pytest.mark.parametrize("layout", MEDIA["mhtml"].layouts, ids=lambda layout: layout.name)
def test_reports_in_archives(layout: Layout) -> None:
    source, truth = render(layout, plain_content(1), 1)
    assert isinstance(source, bytes)
    assert set(verdicts(interpret(read_mhtml(source)), truth).values()) == {Verdict.RIGHT}


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ['<iframe src="x"', '<iframe src="', "<!--", "<!doctype ", "<title", "<base ", "<iframe "]
)
def test_frames_and_comments_without_end_take_no_time(unit: str) -> None:
    page = PAGE.replace("</body>", unit * 20_000 + "</body>").encode()
    assert "规章 12" in texts(read_mhtml(archive(html(page), html(b"<p>x</p>"))))
