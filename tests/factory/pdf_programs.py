"""Reports as PDF by the programs that make most of them: a word processor and a browser."""

from __future__ import annotations

import html
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.factory.grid import Grid
from tests.factory.in_word import Runs, Word, continued, merged_table, write_word
from tests.factory.page import Part

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_BORDERS = "".join(
    f'<w:{side} w:val="{{kind}}" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def word_pages(rng: random.Random, parts: list[Part]) -> bytes:
    """A DOCX with ruled tables on pages of some size."""
    kind = rng.choice(("single", "single", "double", "dashed"))
    size = rng.choice((15, 18, 21, 24))
    whole = rng.random() < 0.3
    repeat = rng.random() < 0.4
    centred = rng.random() < 0.6
    height = rng.randint(9000, 16838)

    def table(rng: random.Random, grid: Grid, runs: Runs) -> str:
        text = merged_table(rng, grid, runs)
        wide = 9000 // grid.width
        widths = [wide] * grid.width if grid.width != 10 else [700, 1000, 2600, *([670] * 7)]
        text = re.sub(r"<w:tblGrid>.*?</w:tblGrid>", _grid(widths), text)
        text = text.replace(
            "<w:tblPr/>", f"<w:tblPr><w:tblBorders>{_BORDERS.format(kind=kind)}</w:tblBorders></w:tblPr>"
        )
        text = _with_widths(text, grid, widths)
        if centred:
            text = text.replace("</w:tcPr>", '<w:vAlign w:val="center"/></w:tcPr>')
            text = text.replace("<w:p>", '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>')
        if whole:
            text = text.replace("<w:tr>", "<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        if repeat and not whole:
            head = next(i for i, row in enumerate(grid.rows) if any(cell.key for cell in row))
            text = re.sub("<w:tr>(?!<w:trPr>)", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", text, count=head)
        return text.replace("<w:r>", f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr>')

    margins = '<w:pgMar w:top="1200" w:bottom="1200" w:left="1400" w:right="1400"/>'
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="{height}"/>{margins}</w:sectPr>'
    look = Word("pages", table=table, wrap=lambda body: body + page)
    # The section's properties come last; those that the writer adds are empty.
    return write_word(rng, parts, look)


def _grid(widths: Sequence[int]) -> str:
    return f"<w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{w}{chr(34)}/>' for w in widths)}</w:tblGrid>"


def _with_widths(text: str, grid: Grid, widths: Sequence[int]) -> str:
    order = []
    for row in continued(grid):
        column = 0
        for own, tall in row:
            span = (own or tall).span  # type: ignore[union-attr]
            order.append(sum(widths[column : column + span]))
            column += span
    it = iter(order)
    return re.sub(r'<w:tcW w:w="900"', lambda _: f'<w:tcW w:w="{next(it)}"', text)


def web_page(rng: random.Random, parts: list[Part]) -> str:
    """An HTML page for printing, with rules or without."""
    border = rng.choice(("1px solid #000", "1px solid #999", "0.5px solid #000", "2px solid #333", "1px dashed #000"))
    collapse = rng.choice(("collapse", "collapse", "separate"))
    size, padding = rng.choice((12, 14, 16, 18)), rng.randint(1, 8)
    align = rng.choice(("center", "center", "left", "right"))
    height = rng.randint(160, 297)
    keep = rng.random() < 0.3
    style = (
        f"@page {{size: 210mm {height}mm; margin: {rng.randint(10, 25)}mm}} body {{font-size: {size}px}}"
        f"table {{border-collapse: {collapse}; border-spacing: 0; width: 100%}}"
        f"td {{border: {border}; padding: {padding}px; text-align: {align}}}"
        + ("tr {break-inside: avoid}" if keep else "")
    )
    body = []
    for part in parts:
        if not isinstance(part, Grid):
            tag = "h2 style='text-align:center'" if part.level == 1 else "p style='text-indent:2em'"
            body.append(f"<{tag}>{html.escape(part.text)}</{tag.split(maxsplit=1)[0]}>")
            continue
        rows = []
        for row in part.rows:
            cells = "".join(
                f"<td colspan={cell.span} rowspan={cell.height}>{html.escape(cell.text).replace(chr(10), '<br>')}</td>"
                for cell in row
            )
            rows.append(f"<tr>{cells}</tr>")
        body.append(f"<table>{''.join(rows)}</table>")
    head = f"<!DOCTYPE html><html><head><meta charset=utf-8><style>{style}</style></head>"
    return f"{head}<body>{''.join(body)}</body></html>"


def by_office(documents: Sequence[bytes]) -> list[bytes]:
    """DOCX files as PDF, all in one call of the word processor."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.docx") for number in range(len(documents))]
        for path, data in zip(paths, documents, strict=True):
            path.write_bytes(data)
        subprocess.run(
            [
                str(OFFICE),
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )
        return [path.with_suffix(".pdf").read_bytes() for path in paths]


def by_browser(page: str) -> bytes:
    """A web page as printed to PDF."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, out = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                str(BROWSER),
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                f"--print-to-pdf={out}",
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return out.read_bytes()
