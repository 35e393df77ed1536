"""Reports as DOCX, written part by part: what Word, WPS and converters make of tables and runs."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.factory.grid import Grid, GridCell
from tests.factory.packages import DATE
from tests.factory.page import Part, Text

Runs = Callable[[random.Random, str], str]

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.numbering+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/numbering" '
    'Target="numbering.xml"/></Relationships>'
)
_NUMBERING = (
    f"{_HEAD}<w:numbering {_NAMESPACES}>"
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def run(text: str, properties: str = "") -> str:
    """One run of text."""
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(map(escape, text.split("\n")))
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{lines}</w:t></w:r>' if text else ""


def one_run(_: random.Random, text: str) -> str:
    return run(text)


def split_runs(rng: random.Random, text: str) -> str:
    """A run for every few characters, with the marks of spelling checkers and bookmarks between."""
    out, rest = [], text
    while rest:
        at = rng.randint(1, 2)
        out.append(run(rest[:at], '<w:rFonts w:hint="eastAsia"/>'))
        out.append(
            rng.choice(
                (
                    "",
                    '<w:proofErr w:type="spellStart"/>',
                    '<w:bookmarkStart w:id="1" w:name="_Goback"/><w:bookmarkEnd w:id="1"/>',
                )
            )
        )
        rest = rest[at:]
    return "".join(out)


_BY = 'w:id="9" w:author="a" w:date="2024-01-03T09:00:00Z"'


def tracked(rng: random.Random, text: str) -> str:
    """A correction: what was deleted is no longer said, what was inserted is."""
    if rng.random() < 0.6:
        return run(text)
    gone = f"<w:del {_BY}><w:r><w:delText>{rng.randint(1, 9)}</w:delText></w:r></w:del>"
    return f"{gone}<w:ins {_BY}>{run(text)}</w:ins>" if text else gone


def controlled(rng: random.Random, text: str) -> str:
    """Content controls, smart tags, links around runs."""
    kind = rng.choice(("sdt", "smart", "link", ""))
    inside = run(text)
    return {
        "sdt": f'<w:sdt><w:sdtPr><w:alias w:val="7"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>',
        "smart": f'<w:smartTag w:uri="u" w:element="chmetcnv">{inside}</w:smartTag>',
        "link": f'<w:hyperlink w:anchor="a">{inside}</w:hyperlink>',
        "": inside,
    }[kind]


def fields(rng: random.Random, text: str) -> str:
    """Sums by formula: the field's result is what is printed, its instruction is not."""
    if not text.isdecimal() or rng.random() < 0.5:
        return run(text)
    if rng.random() < 0.5:
        return f'<w:fldSimple w:instr=" =SUM(LEFT) \\# 0 ">{run(text)}</w:fldSimple>'
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{x}"/></w:r>' for x in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText> =SUM(B2:G2) </w:instrText></w:r>{middle}{run(text)}{end}"


def hidden(rng: random.Random, text: str) -> str:
    """Hidden characters between those that are printed."""
    return run(str(rng.randint(1, 9)), "<w:vanish/>") + run(text)


@dataclass(frozen=True)
class Word:
    """How a document is written."""

    name: str
    runs: Runs = one_run
    table: Callable[[random.Random, Grid, Runs], str] | None = None
    numbered: bool = False
    wrap: Callable[[str], str] = str


def paragraph(inside: str, properties: str = "") -> str:
    """A paragraph of runs."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def cell(inside: str, span: int = 1, merge: str = "") -> str:
    """A cell; ``merge`` is restart, continue or nothing."""
    properties = '<w:tcW w:w="900" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}.get(merge, "")
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def continued(grid: Grid) -> list[list[tuple[GridCell | None, GridCell | None]]]:
    """Per row its cells in order: (a cell that begins here, or None; the one that reaches down from above, or None)."""
    rows: list[list[tuple[GridCell | None, GridCell | None]]] = []
    placed = grid.placed()
    for r, row in enumerate(placed):
        found: list[tuple[int, GridCell | None, GridCell | None]] = [(start, own, None) for start, own in row]
        for y, above in enumerate(placed[:r]):
            found.extend((start, None, tall) for start, tall in above if y + tall.height > r)
        rows.append([(own, tall) for _, own, tall in sorted(found, key=lambda item: item[0])])
    return rows


def _rows(rng: random.Random, grid: Grid, runs: Runs) -> list[list[str]]:
    out = []
    for row in continued(grid):
        cells = []
        for own, tall in row:
            if own is not None:
                lines = own.text.split("\n") if own.key is None else [own.text]
                inside = "".join(paragraph(runs(rng, line)) for line in lines)
                cells.append(cell(inside, own.span, "restart" if own.height > 1 else ""))
            elif tall is not None:
                cells.append(cell(paragraph(""), tall.span, "continue"))
        out.append(cells)
    return out


def as_table(rows: list[str], columns: int) -> str:
    """Rows as a table."""
    grid = '<w:gridCol w:w="900"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def merged_table(rng: random.Random, grid: Grid, runs: Runs) -> str:
    """The table as Word merges: spans over columns, and cells that continue those above."""
    rows = [f"<w:tr>{''.join(cells) or cell(paragraph(''))}</w:tr>" for cells in _rows(rng, grid, runs)]
    return as_table(rows, grid.width)


def write_word(rng: random.Random, parts: list[Part], look: Word) -> bytes:
    """A document as bytes."""
    table = look.table or merged_table
    body = []
    for part in parts:
        if isinstance(part, Grid):
            body.append(table(rng, part, look.runs))
            continue
        text, properties = part.text, ""
        if look.numbered and part.level == 2:
            text = text.split("、", 1)[1]
            properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        body.append(paragraph(one_run(rng, text), properties))
    document = f"{_HEAD}<w:document {_NAMESPACES}><w:body>{look.wrap(''.join(body))}<w:sectPr/></w:body></w:document>"
    return package(document)


def package(document: str) -> bytes:
    """The parts of a document as a DOCX file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", _DOCUMENT_RELATIONS),
            ("word/numbering.xml", _NUMBERING),
        ):
            info = zipfile.ZipInfo(name, DATE)
            archive.writestr(info, text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


__all__ = ["Text", "Word", "as_table", "cell", "continued", "merged_table", "package", "paragraph", "run", "write_word"]
