"""Reports as web pages: the dialects of editors and office programs, in the frames and encodings of portals."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import opencc

from tests.factory.grid import Grid, GridCell
from tests.factory.html_frames import article, bare
from tests.factory.page import Part

Inner = Callable[[random.Random, str], str]
Attributes = Callable[[GridCell], str]


def _escape(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def plain(_: random.Random, text: str) -> str:
    return _escape(text)


def nbsp(rng: random.Random, text: str) -> str:
    """Blanks as &nbsp;, and some around the text, as editors leave them."""
    return (
        f"{'&nbsp;' * rng.randrange(3)}{_escape(text).replace(' ', '&nbsp;')}{'&#160;' * rng.randrange(2)}" or "&nbsp;"
    )


def paragraphs(_: random.Random, text: str) -> str:
    lines = text.split("\n")
    return "".join(f'<p style="text-align:center">{_escape(line) or "&nbsp;"}</p>' for line in lines)


def split_spans(rng: random.Random, text: str) -> str:
    """The characters of a cell over several spans, as spelling checkers and fonts leave them."""
    if len(text) < 2:
        return f"<span>{_escape(text)}</span>"
    at = rng.randrange(1, len(text))
    return f"<p><span>{_escape(text[:at])}</span><b></b><span><font face=宋体>{_escape(text[at:])}</font></span></p>"


def mso(rng: random.Random, text: str) -> str:
    """A cell as pasted from Word, with line breaks in the markup that mean nothing."""
    lines = []
    for line in text.split("\n"):
        at = rng.randrange(len(line) + 1)
        runs = "".join(
            f"<span lang=EN-US\n  style='font-size:10.5pt;font-family:宋体'>{_escape(run)}</span>"
            for run in (line[:at], line[at:])
            if run
        )
        lines.append(
            f"<p class=MsoNormal align=center style='mso-element:frame;\n  text-align:center'>{runs}"
            "<span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
        )
    return "\n  ".join(lines)


def wps(_: random.Random, text: str) -> str:
    runs = "".join(
        '<span style="font-family:仿宋_GB2312;font-size:12.0000pt;" >'
        f'<font face="仿宋_GB2312" >{_escape(char)}</font></span>'
        for char in re.findall(r"\d|[^\d]+", text)
    )
    end = '<span style="font-family:宋体;font-size:12.0000pt;" ><o:p></o:p></span>'
    return f'<p class=MsoNormal  align=center  style="text-align:center;" >{runs}{end}</p>'


def in_divs(_: random.Random, text: str) -> str:
    return f"<div><div class='cell'>\n      {_escape(text)}\n    </div></div>"


def commented(_: random.Random, text: str) -> str:
    return f"<!-- 99 --><!--[if gte mso 9]><xml>7</xml><![endif]-->{_escape(text)}<!--{{td}}-->"


def spans(cell: GridCell) -> str:
    """Extents as the standard writes them."""
    return (f' colspan="{cell.span}"' if cell.span > 1 else "") + (
        f' rowspan="{cell.height}"' if cell.height > 1 else ""
    )


def loose_spans(cell: GridCell) -> str:
    """Extents on every cell, without quotes, in odd order and case."""
    return f" ROWSPAN={cell.height} width=80 ColSpan=' {cell.span} '"


def office_spans(cell: GridCell) -> str:
    return f" width=57 {spans(cell)} valign=center style='width:42.55pt;border:solid windowtext 1.0pt;padding:0cm'"


@dataclass(frozen=True)
class Dialect:
    """How a page's tables are written, and the page around them."""

    name: str
    inner: Inner = plain
    attributes: Attributes = spans
    table: str = '<table border="1" cellspacing="0">'
    heads: bool = False
    closed: bool = True
    upper: bool = False
    bodies: bool = False
    frame: Callable[[random.Random, str, str], str] = bare
    write: Callable[[random.Random, Grid], str] | None = None


def _table(rng: random.Random, grid: Grid, dialect: Dialect) -> str:
    if dialect.write is not None:
        return dialect.write(rng, grid)
    rows: list[str] = []
    for row in grid.rows:
        cells = []
        for cell in row:
            tag = "th" if dialect.heads and cell.key is None and cell.text else "td"
            end = f"</{tag}>" if dialect.closed else ""
            cells.append(f"<{tag}{dialect.attributes(cell)}>{dialect.inner(rng, cell.text)}{end}")
        rows.append("<tr>" + "\n ".join(cells) + ("</tr>" if dialect.closed else ""))
    if dialect.bodies:
        cut = next((r for r, row in enumerate(grid.rows) if any(cell.key for cell in row)), 0)
        head = "<thead>" + "\n".join(rows[:cut]) + "</thead>" if cut and not _reaches(grid, cut) else ""
        body = rows[cut:] if head else rows
        inside = f"<colgroup>{'<col width=40>' * grid.width}</colgroup>{head}<tbody>{''.join(body)}</tbody>"
    else:
        inside = "\n".join(rows)
    text = f"{dialect.table}\n{inside}\n</table>"
    return re.sub(r"</?[a-z]+", lambda tag: tag[0].upper(), text) if dialect.upper else text


def _reaches(grid: Grid, at: int) -> bool:
    return any(r + cell.height > at for r, row in enumerate(grid.rows[:at]) for cell in row)


def write_page(rng: random.Random, parts: list[Part], dialect: Dialect) -> str:
    """A page as text."""
    body: list[str] = []
    title = ""
    for part in parts:
        if isinstance(part, Grid):
            body.append(_table(rng, part, dialect))
        elif part.level == 1:
            title = part.text
            body.append(f"<h1>{_escape(part.text)}</h1>")
        else:
            text = f"<strong>{_escape(part.text)}</strong>" if part.level else _escape(part.text)
            body.append(f"<p>　　{text}" + ("</p>" if dialect.closed else ""))
    return dialect.frame(rng, title, "\n".join(body))


# What a page is encoded in, and what it says of itself (None: nothing).
ENCODINGS: dict[str, tuple[str, str | None]] = {
    "utf-8": ("utf-8", "utf-8"),
    "utf-8 undeclared": ("utf-8", None),
    "utf-8 called gb2312": ("utf-8", "gb2312"),
    "utf-8 with BOM": ("utf-8-sig", "utf-8"),
    "gbk": ("gbk", "gbk"),
    "gb2312 with characters beyond": ("gb18030", "gb2312"),
    "gbk called utf-8": ("gbk", "utf-8"),
    "gbk undeclared": ("gbk", None),
    "big5": ("big5", "big5"),
    "big5 undeclared": ("big5", None),
    "utf-16": ("utf-16", "utf-16"),
}


def encode(page: str, encoding: str) -> bytes:
    """A page as bytes. Big5 has the traditional script only."""
    codec, declared = ENCODINGS[encoding]
    if codec == "big5":
        page = str(opencc.OpenCC("s2t").convert(page)).replace("㈠", "（一）")
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return page.replace("<!--charset-->", meta).encode(codec, "xmlcharrefreplace")


DIALECTS = (
    Dialect("plain"),
    Dialect("th, thead and tbody", heads=True, bodies=True, frame=article),
    Dialect("paragraphs in cells", inner=paragraphs, frame=article),
    Dialect("&nbsp;", inner=nbsp),
    Dialect("split spans", inner=split_spans),
    Dialect("Word paste", inner=mso, attributes=office_spans, table="<table class=MsoNormalTable border=1>"),
    Dialect("WPS paste", inner=wps, attributes=office_spans, table='<table class="MsoTableGrid" >', frame=article),
    Dialect("unclosed", closed=False, attributes=loose_spans),
    Dialect("capitals", upper=True, attributes=loose_spans, inner=in_divs),
    Dialect("comments in cells", inner=commented),
)
