from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest

from parsers import Report
from parsers.detect import DOCX
from parsers.document import Block, BlockKind, Document, EnclosureKind
from parsers.readers.word import read_word
from parsers.readers.word_numbering import numeral
from parsers.reading import interpret
from parsers.report import ReadError
from tests.factory.in_word import as_table, cell, paragraph, run

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def package(document: str | bytes, relations: str = "", **parts: str | bytes) -> bytes:
    """A DOCX of these parts (``styles``, ``numbering``) and relationships of the main part."""
    own = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>' for name in parts)
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{_MAIN_TYPE}"/></Types>'
    main = f'<Relationship Id="1" Type="{_OFFICE}/officeDocument" Target="/word/document.xml"/>'
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": f"<Relationships>{main}</Relationships>",
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f"<Relationships>{own}{relations}</Relationships>",
        **{f"word/{name}.xml": text for name, text in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def word(body: str, relations: str = "", styles: str = "", numbering: str = "") -> Document:
    parts = {"styles": styles, "numbering": numbering}
    wrapped = {name: f"<w:{name} {_NAMESPACES}>{text}</w:{name}>" for name, text in parts.items() if text}
    return read_word(package(f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>", relations, **wrapped))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def text_of(inside: str, **parts: str) -> tuple[str, bool]:
    """Text of a paragraph in a cell, and whether it is sure."""
    table = as_table([f"<w:tr>{cell(paragraph(inside))}{cell(paragraph(run('x')))}</w:tr>"], 2)
    found = word(table, **parts).blocks[0].cells[0]
    return found.text, found.sure


def code(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_word(data)
    return caught.value.code


def grid(document: Document) -> list[list[tuple[str, int, int, int]]]:
    return [
        [(c.text, c.column, c.span, c.height) for c in b.cells] for b in document.blocks if b.kind is BlockKind.GRID
    ]


def field(instruction: str, result: str | None) -> str:
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    shown = "" if result is None else marks["separate"] + result
    return f"{marks['begin']}<w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}{marks['end']}"


def box(inside: str) -> str:
    return f"<w:r><w:drawing><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></w:drawing></w:r>"


# ---- Paragraphs


def test_paragraphs_come_in_order_one_block_a_line() -> None:
    body = paragraph(run("一、总体") + run("情况")) + paragraph("") + paragraph(run("上\n下")) + paragraph(run(" 尾 "))
    document = word(body + '<w:sectPr><w:headerReference r:id="h"/></w:sectPr>')
    assert texts(document) == ["一、总体情况", "上", "下", "尾"]
    assert {block.kind for block in document.blocks} == {BlockKind.TEXT}
    assert (document.media_type, document.meta.title) == (DOCX, None)
    assert [block.where.line for block in document.blocks] == [1, 3, 3, 4]


_BY = 'w:id="1" w:author="a"'
_DELETED = f"<w:del {_BY}><w:r><w:delText>9</w:delText></w:r></w:del>"
SHOWN = {
    "runs join": (run("1") + run("2"), "12"),
    "tab": ("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t></w:r>", "1 2"),
    "break": ("<w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r>", "1\n2"),
    "hyphens": ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>", "a-bc"),
    "symbol": ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "\uf0fc"),
    "symbol that looks a digit": ('<w:r><w:sym w:font="Wingdings" w:char="0031"/></w:r>', "\ufffd"),
    "inserted": (f"<w:ins {_BY}>{run('1')}</w:ins>", "1"),
    "deleted": (f"{run('1')}{_DELETED}", "1"),
    "moved": (f"<w:moveFrom {_BY}>{run('8')}</w:moveFrom><w:moveTo {_BY}>{run('1')}</w:moveTo>", "1"),
    "deleted insertion": (f"<w:ins {_BY}>{_DELETED}</w:ins>{run('1')}", "1"),
    "control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('1')}</w:sdtContent></w:sdt>{run('2')}", "12"),
    "tag, link, direction": (
        f'<w:smartTag>{run("1")}</w:smartTag><w:hyperlink r:id="x">{run("2")}</w:hyperlink><w:bdo>{run("3")}</w:bdo>',
        "123",
    ),
    "simple field": (f'<w:fldSimple w:instr="=1">{run("1")}</w:fldSimple>', "1"),
    "field": (field(" =SUM(LEFT) 5 ", run("1")), "1"),
    "field in a field's code": (field(f" IF {field('PAGE', run('7'))} ", run("1")), "1"),
    "index entry": (field(' XE "12" ', None) + run("1"), "1"),
    "hidden": (run("9", "<w:vanish/>") + run("1", '<w:vanish w:val="0"/>'), "1"),
    "raised": (run("22") + run("1", '<w:vertAlign w:val="superscript"/>'), "22[1]"),
    "raised unit": (run("22m") + run("²"), "22m²"),
    "lowered": (run("22") + run("1", '<w:vertAlign w:val="subscript"/>'), "22[1]"),
    "footnote": (run("22") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "22"),
    "ruby": (
        f"<w:r><w:ruby><w:rt>{run('2')}</w:rt><w:rubyBase>{run('1')}</w:rubyBase></w:ruby></w:r>",
        "1",
    ),
    "plain equation": ("<m:oMath><m:r><m:t>1</m:t></m:r><m:r><m:t>2</m:t></m:r></m:oMath>", "12"),
    "spelling marks": (f'{run("1")}<w:proofErr w:type="spellStart"/>{run("2")}<w:bookmarkStart w:id="1"/>', "12"),
}
UNSURE = {
    "struck": (run("9", "<w:strike/>") + run("1"), "1"),
    "struck twice": (run("9", "<w:dstrike/>") + run("1"), "1"),
    "fraction": (
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
        "1 2",
    ),
    "field that shows what no text says": (field(r" EQ \o\ac(○,1) ", None), ""),
    "drop-down": (field(" FORMDROPDOWN ", None), ""),
    "picture": ("<w:r><w:drawing><a:blip r:embed='p'/></w:drawing></w:r>", ""),
    "shape": ("<w:r><w:pict><v:line/></w:pict></w:r>", ""),
    "object": ("<w:r><w:object><o:OLEObject r:id='p'/></w:object></w:r>", ""),
    "text box": (box(paragraph(run("3"))) + run("1"), "1\n3"),
    "unknown content": ("<w:r><w:contentPart r:id='p'/></w:r>", ""),
}


@pytest.mark.parametrize("name", SHOWN)
def test_text_is_what_shows(name: str) -> None:
    inside, shown = SHOWN[name]
    assert text_of(inside) == (shown, True)


@pytest.mark.parametrize("name", UNSURE)
def test_what_shows_more_than_its_text_is_not_sure(name: str) -> None:
    inside, shown = UNSURE[name]
    assert text_of(inside) == (shown, False)


def test_styles_hide_and_raise() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="r"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:basedOn w:val="r"/></w:style>'
        '<w:style w:type="character" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )
    inside = "".join(
        run(text, f'<w:rStyle w:val="{style}"/>') for text, style in (("1", "loop"), ("9", "h"), ("2", "c"))
    )
    assert text_of(inside, styles=styles) == ("1[2]", True)


def test_a_paragraph_whose_end_was_deleted_goes_on() -> None:
    gone = f"<w:rPr><w:del {_BY}/></w:rPr>"
    assert texts(word(paragraph(run("1"), gone) + paragraph(run("2")) + paragraph(run("3")))) == ["12", "3"]
    cells = as_table([f"<w:tr>{cell(paragraph(run('1'), gone) + paragraph(run('2')))}{cell(paragraph(''))}</w:tr>"], 2)
    assert texts(word(cells)) == ["12"]


def test_a_table_of_contents_is_no_text() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
    middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("separate", "end"))
    body = (
        paragraph(begin + middle + run("一、总体情况 1"))
        + paragraph(run("二、 2") + end)
        + paragraph(run("一、总体情况"))
    )
    assert texts(word(body)) == ["一、总体情况"]


def test_a_field_that_swallows_the_rest_is_damage() -> None:
    begin = paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>')
    body = f"<w:document {_NAMESPACES}><w:body>{begin}{paragraph(run('12'))}</w:body></w:document>"
    assert code(package(body)) == "damaged-file"


# ---- Numbering


def numbered(kind: str, template: str = "%1、", level: int = 0, extra: str = "") -> str:
    one = f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{template}"/>{extra}'
    return (
        f'<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="{level}">{one}</w:lvl></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    )


IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'


def test_automatic_numbers_are_written_out() -> None:
    body = "".join(paragraph(run(text), IN_LIST) for text in ("总体情况", "主动公开")) + paragraph(run("正文"))
    assert texts(word(body, numbering=numbered("chineseCountingThousand"))) == ["一、总体情况", "二、主动公开", "正文"]
    assert texts(word(body, numbering=numbered("bullet", "●"))) == ["总体情况", "主动公开", "正文"]
    assert texts(word(body, numbering=numbered("hebrew1", "%1.")))[0] == ". 总体情况"


def test_styles_number_too() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    off = '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph(run("甲"), '<w:pStyle w:val="b"/>') + paragraph(run("乙"), off) + paragraph(run("丙"), IN_LIST)
    assert texts(word(body, styles=styles, numbering=numbered("decimal", "（%1）"))) == ["（1）甲", "乙", "（2）丙"]


def test_levels_count_below_each_other() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, kind, text in ((0, "chineseCounting", "%1、"), (1, "decimal", "%1.%2"), (2, "decimal", "%3)"))
    )
    restarted = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    numbering = f'<w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum>' + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="5"/>{override}</w:num>'
        for number, override in ((2, ""), (3, restarted))
    )
    items = ((0, 2), (1, 2), (2, 2), (1, 2), (0, 2), (1, 2), (0, 3), (0, 2))
    body = "".join(
        paragraph(run("甲"), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        for level, number in items
    )
    expected = ["一、甲", "一.1 甲", "1)甲", "一.2 甲", "二、甲", "二.1 甲", "四、甲", "五、甲"]
    assert texts(word(body, numbering=numbering)) == expected


def test_a_counted_number_never_joins_digits_or_passes_for_a_count() -> None:
    for inside in (run("5"), ""):
        table = as_table([f"<w:tr>{cell(paragraph(inside, IN_LIST))}{cell(paragraph(run('x')))}</w:tr>"], 2)
        found = word(table, numbering=numbered("decimal", "%1.")).blocks[0].cells[0]
        assert (found.text, found.sure) == (f"1. {'5' if inside else ''}".strip(), False)


@pytest.mark.parametrize(
    ("number", "kind", "written"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCountingThousand", "十"),
        (11, "japaneseCounting", "十一"),
        (20, "taiwaneseCountingThousand", "二十"),
        (99, "chineseCounting", "九十九"),
        (100, "chineseCounting", ""),
        (10, "ideographDigital", "一〇"),
        (3, "ideographTraditional", "丙"),
        (3, "chineseLegalSimplified", "叁"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", ""),
        (5, "decimalZero", "05"),
        (4, "upperRoman", "IV"),
        (19, "lowerRoman", "xix"),
        (2, "upperLetter", "B"),
        (27, "lowerLetter", ""),
        (1, "none", ""),
        (1, "unheardOf", ""),
    ],
)
def test_numerals(number: int, kind: str, written: str) -> None:
    assert numeral(number, kind) == written


# ---- Tables


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def plain(text: str, span: int = 1, merge: str = "") -> str:
    return cell(paragraph(run(text)), span, merge)


def test_cells_know_their_columns_and_extents() -> None:
    table = as_table(
        [
            row(plain("甲", 2), plain("乙")),
            row(plain("丙", 1, "restart"), plain("1"), plain("")),
            row(plain("", 1, "continue"), plain("2"), plain("3")),
            row(plain("4"), properties='<w:gridBefore w:val="2"/>'),
        ],
        3,
    )
    document = word(table + paragraph(run("后")) + table)
    assert grid(document)[:4] == [
        [("甲", 0, 2, 1), ("乙", 2, 1, 1)],
        [("丙", 0, 1, 2), ("1", 1, 1, 1), ("", 2, 1, 1)],
        [("2", 1, 1, 1), ("3", 2, 1, 1)],
        [("4", 2, 1, 1)],
    ]
    assert [block.table for block in document.blocks] == [1, 1, 1, 1, None, 2, 2, 2, 2]
    where = document.blocks[2].cells[1].where
    assert (where.table, where.row, where.column) == (1, 3, 3)


def test_tables_without_anything_between_stay_two() -> None:
    one = as_table([row(plain("1"), plain("2"))], 2)
    assert [block.table for block in word(one + one).blocks] == [1, 2]


def test_a_row_wholly_covered_from_above_is_no_block() -> None:
    tall = [
        row(plain("1", 1, "restart"), plain("2", 1, "restart")),
        row(plain("", 1, "continue"), plain("", 1, "continue")),
    ]
    document = word(as_table([*tall, row(plain("3"), plain("4"))], 2))
    assert grid(document) == [[("1", 0, 1, 2), ("2", 1, 1, 2)], [("3", 0, 1, 1), ("4", 1, 1, 1)]]
    assert document.blocks[1].where.row == 3


def test_old_merges_to_the_right_count() -> None:
    first, second = (
        f'<w:tc><w:tcPr><w:hMerge w:val="{x}"/></w:tcPr>{paragraph(t)}</w:tc>'
        for x, t in (("restart", run("1")), ("continue", ""))
    )
    assert grid(word(as_table([row(first, second, plain("2"))], 3))) == [[("1", 0, 2, 1), ("2", 2, 1, 1)]]


def test_a_cell_that_continues_nothing_stands_for_itself_but_is_not_sure() -> None:
    cells = word(as_table([row(plain("1", 1, "continue"), plain("2"))], 2)).blocks[0].cells
    assert [(c.text, c.sure) for c in cells] == [("1", False), ("2", True)]


def test_a_number_under_a_merge_makes_it_unsure() -> None:
    table = as_table([row(plain("1", 1, "restart"), plain("2")), row(plain("7", 1, "continue"), plain("3"))], 2)
    assert [(c.text, c.sure) for b in word(table).blocks for c in b.cells] == [("1", False), ("2", True), ("3", True)]


def test_deleted_and_hidden_rows_and_cells_are_gone() -> None:
    gone = f"<w:tc><w:tcPr><w:cellDel {_BY}/></w:tcPr>{paragraph(run('9'))}</w:tc>"
    table = as_table(
        [
            row(plain("1"), plain("2")),
            row(plain("8"), plain("8"), properties=f"<w:del {_BY}/>"),
            row(plain("7"), plain("7"), properties="<w:hidden/>"),
            row(plain("3"), gone, plain("4"), properties=f"<w:ins {_BY}/>"),
        ],
        2,
    )
    assert texts(word(table)) == ["1 2", "3 4"]


def test_rows_and_cells_in_controls_are_read() -> None:
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    table = as_table([row(plain("1"), control.format(plain("2"))), control.format(row(plain("3"), plain("4")))], 2)
    assert texts(word(control.format(table))) == ["1 2", "3 4"]


def test_paragraphs_of_a_cell_keep_apart() -> None:
    assert (
        word(as_table([row(cell(paragraph(run("1")) + paragraph("") + paragraph(run("2"))), plain("3"))], 2))
        .blocks[0]
        .cells[0]
        .text
        == "1\n2"
    )


def test_a_table_around_others_only_arranges() -> None:
    inner = as_table([row(plain("1"), plain("2"))], 2)
    outer = as_table([row(cell(paragraph(run("标题")) + inner), plain("旁")), row(cell(inner), plain("尾"))], 2)
    document = word(outer)
    assert texts(document) == ["标题", "1 2", "旁", "1 2", "尾"]
    assert [block.table for block in document.blocks] == [None, 1, None, 2, None]


def test_a_frame_of_one_cell_is_no_table() -> None:
    assert [block.kind for block in word(as_table([row(plain("正文"))], 1)).blocks] == [BlockKind.TEXT]


def test_columns_of_a_rounding_error_vanish() -> None:
    widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in (900, 898, 2, 900))
    rows = [row(plain("1"), plain("2"), plain("3", 2)), row(plain("4"), plain("5", 2), plain("6"))]
    document = word(f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>{''.join(rows)}</w:tbl>")
    assert grid(document) == [
        [("1", 0, 1, 1), ("2", 1, 1, 1), ("3", 2, 1, 1)],
        [("4", 0, 1, 1), ("5", 1, 1, 1), ("6", 2, 1, 1)],
    ]


# ---- Boxes, pictures, attachments


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
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}" {mode}/>'
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


# ---- Packages


def test_the_strict_edition_reads_the_same() -> None:
    body = f"<w:document {_NAMESPACES}><w:body>{as_table([row(plain('1'), plain('2'))], 2)}</w:body></w:document>"
    strict = body.replace(_W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
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
    return package(f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>")


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
_EMPTY = f"<w:document {_NAMESPACES}><w:body/></w:document>"
ABUSES: dict[str, tuple[bytes, set[str]]] = {
    "no package": (b"PK\x03\x04 nothing", {"damaged-zip"}),
    "no body": (package(f"<w:document {_NAMESPACES}/>"), {"damaged-file"}),
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
    "a bomb": (package("<x>" + " " * 20_000_000 + "</x>"), {"zip-bomb"}),
    "a bomb of styles": (package(_EMPTY, styles="<x>" + " " * 20_000_000 + "</x>"), {"zip-bomb"}),
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
