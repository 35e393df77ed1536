"""Documents of Word for the tests of its reader, written by hand."""

from __future__ import annotations

import io
import zipfile

import pytest

from parsers.document import BlockKind, Document
from parsers.readers.word import read_word
from parsers.report import ReadError
from tests.factory.in_word import as_table, cell, paragraph, run

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def package(document: str | bytes, relations: str = "", **parts: str | bytes) -> bytes:
    """A DOCX of these parts (``styles``, ``numbering``) and relationships of the main part."""
    own = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in parts)
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/></Types>'
    main = f'<Relationship Id="1" Type="{OFFICE}/officeDocument" Target="/word/document.xml"/>'
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
    wrapped = {name: f"<w:{name} {NAMESPACES}>{text}</w:{name}>" for name, text in parts.items() if text}
    return read_word(package(f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>", relations, **wrapped))


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


BY = 'w:id="1" w:author="a"'


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def plain(text: str, span: int = 1, merge: str = "") -> str:
    return cell(paragraph(run(text)), span, merge)
