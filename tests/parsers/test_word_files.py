"""The reader of Word: what a document carries, and what is done to it."""

from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest

from parsers import Report
from parsers.document import Block, EnclosureKind
from parsers.readers.word import read_word
from parsers.reading import interpret
from tests.factory.in_word import as_table, paragraph, run
from tests.parsers.word_files import (
    NAMESPACES,
    OFFICE,
    W,
    box,
    code,
    grid,
    package,
    plain,
    row,
    texts,
    word,
)


def test_text_boxes_follow_their_paragraph_and_are_read_once() -> None:
    inside = box(paragraph(run("框")))
    twice = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{inside[5:-6]}</mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{paragraph(run('框'))}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(word(paragraph(run("前") + twice) + paragraph(run("后")))) == ["前", "框", "后"]


def test_pictures_and_files_are_named_and_never_opened() -> None:
    relations = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}" {mode}/>'
        for name, kind, target, mode in (
            ("p", "image", "media/image%201.png", ""),
            ("f", "image", "file:///etc/passwd", 'TargetMode="External"'),
            ("e", "oleObject", "embeddings/book.xlsx", ""),
            ("l", "hyperlink", "http://example.invalid/附件.doc", 'TargetMode="External"'),
            ("n", "hyperlink", "http://example.invalid/", 'TargetMode="External"'),
        )
    )
    body = (
        paragraph(run("前"))
        + paragraph('<w:r><w:drawing><wp:docPr descr="表格"/><a:blip r:embed="p"/></w:drawing></w:r>')
        + paragraph('<w:r><w:pict><v:imagedata r:id="f"/></w:pict></w:r>')
        + paragraph('<w:r><w:object><o:OLEObject r:id="e" ProgID="Excel.Sheet.12"/></w:object></w:r>')
        + paragraph(
            f'<w:hyperlink r:id="l">{run("附件")}</w:hyperlink><w:hyperlink r:id="n">{run("首页")}</w:hyperlink>'
        )
    )
    document = word(body, relations)
    assert [(e.kind, e.address, e.text, e.block) for e in document.enclosures] == [
        (EnclosureKind.PICTURE, "word/media/image 1.png", "表格", 1),
        (EnclosureKind.PICTURE, "file:///etc/passwd", "", 1),
        (EnclosureKind.ATTACHMENT, "word/embeddings/book.xlsx", "Excel.Sheet.12", 1),
        (EnclosureKind.ATTACHMENT, "http://example.invalid/附件.doc", "附件", 2),
    ]


def test_the_strict_edition_reads_the_same() -> None:
    body = f"<w:document {NAMESPACES}><w:body>{as_table([row(plain('1'), plain('2'))], 2)}</w:body></w:document>"
    strict = body.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert read_word(package(strict)) == read_word(package(body))


def test_a_document_of_python_docx_reads() -> None:
    source = docx.Document()
    source.add_paragraph("前")
    table = source.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "甲"
    table.cell(1, 2).text = "1"
    buffer = io.BytesIO()
    source.save(buffer)
    document = read_word(buffer.getvalue())
    assert texts(document) == ["前", "甲", "1"]
    assert grid(document) == [[("甲", 0, 2, 2), ("", 2, 1, 1)], [("1", 2, 1, 1)]]


def with_body(body: str) -> bytes:
    return package(f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
_EMPTY = f"<w:document {NAMESPACES}><w:body/></w:document>"
ABUSES: dict[str, tuple[bytes, set[str]]] = {
    "no package": (b"PK\x03\x04 nothing", {"damaged-zip"}),
    "no body": (package(f"<w:document {NAMESPACES}/>"), {"damaged-file"}),
    "no XML": (package("<w:document"), {"damaged-file"}),
    "undeclared namespace": (package("<w:document><w:body/></w:document>"), {"damaged-file"}),
    "laughs": (
        package(f"<!DOCTYPE x [{_LAUGHS}]>{_EMPTY}".replace("<w:body/>", "<w:body>&a11;</w:body>")),
        {"dtd-forbidden"},
    ),
    "laughs in UTF-16": (
        package(f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [{_LAUGHS}]><x a="&a11;"/>'.encode("utf-16")),
        {"dtd-forbidden"},
    ),
    "laughs in EBCDIC": (
        package(f'<?xml version="1.0" encoding="cp037"?><!DOCTYPE x [{_LAUGHS}]><x a="&a11;"/>'.encode("cp037")),
        {"dtd-forbidden", "damaged-file"},
    ),
    "external entity": (
        package(
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{_EMPTY}'.replace(
                "<w:body/>", "<w:body>&e;</w:body>"
            )
        ),
        {"dtd-forbidden"},
    ),
    "external document type": (package(f'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">{_EMPTY}'), {"dtd-forbidden"}),
    "a million paragraphs": (with_body("<w:p/>" * 1_000_000), {"too-many-paragraphs", "zip-bomb"}),
    "tables in tables": (
        with_body("<w:tbl><w:tr><w:tc>" * 1_500 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 1_500),
        {"damaged-file"},
    ),
    "boxes in boxes": (
        with_body("<w:p><w:r><w:pict><w:txbxContent>" * 1_500 + "</w:txbxContent></w:pict></w:r></w:p>" * 1_500),
        {"damaged-file"},
    ),
    "a million columns": (with_body(as_table([row(plain("1", 999_999), plain("2"))], 2)), {"damaged-file"}),
    "other documents inside": (with_body('<w:altChunk r:id="x"/>'), {"foreign-content"}),
    "a bomb": (package("<x>" + " " * 20_000_000 + "</x>"), {"zip-bomb", "member-too-large"}),
    "a bomb of styles": (package(_EMPTY, styles="<x>" + " " * 20_000_000 + "</x>"), {"zip-bomb", "member-too-large"}),
}


@pytest.mark.parametrize("name", ABUSES)
def test_abuse_has_its_code_and_costs_little(name: str) -> None:
    data, codes = ABUSES[name]
    started = time.process_time()
    assert code(data) in codes
    assert time.process_time() - started < 10


def test_tables_as_deep_as_xml_allows_are_read() -> None:
    depth = 80
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph(run("1")) + "</w:tc></w:tr></w:tbl>" * depth
    assert texts(word(body)) == ["1"]


def test_macros_are_no_hindrance() -> None:
    data = with_body(paragraph(run("正文")))
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert texts(read_word(buffer.getvalue())) == ["正文"]


def test_a_report_is_read_from_end_to_end() -> None:
    body = "".join(
        paragraph(run(text)) for text in ("云溪县民政局2023年政府信息公开工作年度报告", "一、总体情况", "正文。")
    )
    report: Report = interpret(word(body))
    assert (report.organ, report.year) == ("云溪县民政局", 2023)


def test_blocks_say_where_they_stand() -> None:
    blocks: tuple[Block, ...] = word(paragraph(run("甲")) + as_table([row(plain("1"), plain("2"))], 2)).blocks
    assert [block.where.line for block in blocks] == [1, None]
