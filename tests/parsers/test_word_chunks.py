"""Documents that a Word document takes in (``w:altChunk``): read in their place, or refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from parsers.document import Document
from parsers.readers.word import read_word
from tests.factory.in_word import as_table, paragraph, run
from tests.parsers.word_files import NAMESPACES, OFFICE, code, grid, package, plain, row, texts

PAGE = "<html><body><p>页中文字</p><table><tr><td>行政许可</td><td>5</td></tr></table></body></html>"
ARCHIVE = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n--x\r\n'
    'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n'
    f"Content-Location: file:///C:/a.html\r\n\r\n{PAGE}\r\n--x--\r\n"
)
CHUNK = '<w:altChunk r:id="c1"/>'
TABLE = as_table([row(plain("甲"), plain("1"))], 2)


def with_chunk(body: str, name: str = "", content: str | bytes = b"", mode: str = "") -> bytes:
    """A document with a relationship to a part of this name, and that part where it has content."""
    target = f'<Relationship Id="c1" Type="{OFFICE}/aFChunk" Target="{name}"{mode}/>'
    data = package(f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>", target)
    buffer = io.BytesIO(data)
    if content:
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr(f"word/{name}", content)
    return buffer.getvalue()


def read(name: str, content: str | bytes) -> Document:
    return read_word(with_chunk(paragraph(run("前")) + TABLE + CHUNK + paragraph(run("后")) + TABLE, name, content))


INNER = package(f"<w:document {NAMESPACES}><w:body>{paragraph(run('页中文字'))}{TABLE}</w:body></w:document>")


@pytest.mark.parametrize(
    ("name", "content", "inner"),
    [("a.html", PAGE, "行政许可 5"), ("a.mht", ARCHIVE, "行政许可 5"), ("a.docx", INNER, "甲 1")],
)
def test_stands_in_its_place(name: str, content: str | bytes, inner: str) -> None:
    document = read(name, content)
    assert texts(document) == ["前", "甲 1", "页中文字", inner, "后", "甲 1"]
    assert [block.table for block in document.blocks] == [None, 1, None, 2, None, 3]
    assert [row[0][1:] for row in grid(document)] == [(0, 1, 1)] * 3
    lines = [block.where.line for block in document.blocks if block.where.line is not None]
    assert lines == sorted(set(lines))


def test_a_page_without_signs_of_one_goes_by_its_name() -> None:
    assert texts(read("a.htm", "<b>文字</b>"))[2] == "文字"
    assert texts(read("a.txt", "第一行\n第二行"))[2:4] == ["第一行", "第二行"]


BAD = {
    "outside": with_chunk(CHUNK, "http://example.org/a.html", mode=' TargetMode="External"'),
    "missing": with_chunk(CHUNK, "a.html"),
    "of another kind": with_chunk(CHUNK, "a.rtf", b"{\\rtf1 x}"),
    "in a cell": with_chunk(as_table([f"<w:tr><w:tc>{CHUNK}<w:p/></w:tc></w:tr>"], 1), "a.html", PAGE),
    "in one of its own": with_chunk(CHUNK, "a.docx", with_chunk(CHUNK, "a.docx", with_chunk(CHUNK, "a.html", PAGE))),
    "linked": with_chunk('<w:subDoc r:id="c1"/>', "a.docx", INNER),
}


@pytest.mark.parametrize("name", BAD)
def test_is_refused(name: str) -> None:
    assert code(BAD[name]) == "foreign-content"
