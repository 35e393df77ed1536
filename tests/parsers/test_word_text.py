"""The reader of Word: paragraphs, fields, and numbers that Word counts itself."""

from __future__ import annotations

import pytest

from parsers.document import BlockKind
from parsers.media_types import DOCX
from parsers.readers.word_numbering import numeral
from tests.factory.in_word import as_table, cell, paragraph, run
from tests.parsers.word_files import (
    BY,
    NAMESPACES,
    box,
    code,
    field,
    package,
    text_of,
    texts,
    word,
)


def test_paragraphs_come_in_order_one_block_a_line() -> None:
    body = paragraph(run("一、总体") + run("情况")) + paragraph("") + paragraph(run("上\n下")) + paragraph(run(" 尾 "))
    document = word(body + '<w:sectPr><w:headerReference r:id="h"/></w:sectPr>')
    assert texts(document) == ["一、总体情况", "上", "下", "尾"]
    assert {block.kind for block in document.blocks} == {BlockKind.TEXT}
    assert (document.media_type, document.meta.title) == (DOCX, None)
    assert [block.where.line for block in document.blocks] == [1, 3, 3, 4]


_DELETED = f"<w:del {BY}><w:r><w:delText>9</w:delText></w:r></w:del>"
SHOWN = {
    "runs join": (run("1") + run("2"), "12"),
    "tab": ("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t></w:r>", "1 2"),
    "break": ("<w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r>", "1\n2"),
    "hyphens": ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>", "a-bc"),
    "symbol": ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "\uf0fc"),
    "symbol that looks a digit": ('<w:r><w:sym w:font="Wingdings" w:char="0031"/></w:r>', "\ufffd"),
    "inserted": (f"<w:ins {BY}>{run('1')}</w:ins>", "1"),
    "deleted": (f"{run('1')}{_DELETED}", "1"),
    "moved": (f"<w:moveFrom {BY}>{run('8')}</w:moveFrom><w:moveTo {BY}>{run('1')}</w:moveTo>", "1"),
    "deleted insertion": (f"<w:ins {BY}>{_DELETED}</w:ins>{run('1')}", "1"),
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
    "raised mark": (run("22") + run("①", '<w:vertAlign w:val="superscript"/>'), "22"),
    "raised behind words": (run("规章") + run("1", '<w:vertAlign w:val="superscript"/>'), "规章[1]"),
    "raised unit": (run("22m") + run("²"), "22m²"),
    "footnote": (run("22") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "22"),
    "ruby": (
        f"<w:r><w:ruby><w:rt>{run('2')}</w:rt><w:rubyBase>{run('1')}</w:rubyBase></w:ruby></w:r>",
        "1",
    ),
    "plain equation": ("<m:oMath><m:r><m:t>1</m:t></m:r><m:r><m:t>2</m:t></m:r></m:oMath>", "12"),
    "coloured": (run("9", '<w:color w:val="FF0000"/><w:sz w:val="15"/>') + run("1", '<w:color w:val="auto"/>'), "91"),
    "pale words": (run("其他", '<w:color w:val="FFFFFF"/>') + run("1"), "其他1"),
    "spelling marks": (f'{run("1")}<w:proofErr w:type="spellStart"/>{run("2")}<w:bookmarkStart w:id="1"/>', "12"),
}
UNSURE = {
    "raised": (run("22") + run("1", '<w:vertAlign w:val="superscript"/>'), "22[1]"),
    "lowered": (run("22") + run("1", '<w:vertAlign w:val="subscript"/>'), "22[1]"),
    "struck": (run("9", "<w:strike/>") + run("1"), "1"),
    "in the colour of paper": (run("9", '<w:color w:val="FFFFFF"/>') + run("1"), "91"),
    "pale": (run("9", '<w:color w:val="F2F2F2"/>') + run("1"), "91"),
    "too small to see": (run("9", '<w:sz w:val="2"/>') + run("1"), "91"),
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
    assert text_of(inside, styles=styles) == ("1[2]", False)


def test_a_paragraph_whose_end_was_deleted_goes_on() -> None:
    gone = f"<w:rPr><w:del {BY}/></w:rPr>"
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
    body = f"<w:document {NAMESPACES}><w:body>{begin}{paragraph(run('12'))}</w:body></w:document>"
    assert code(package(body)) == "damaged-file"


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
