from __future__ import annotations

import http.server
import io
import random
import re
import shutil
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest

from parsers import detect, media_types
from parsers.document import BlockKind, Document
from parsers.readers.sheet import read_sheet
from parsers.readers.word import read_word
from parsers.report import ReadError
from tests.factory.in_word import Word, package, paragraph, run, write_word
from tests.factory.page import OFFICIAL, compose, print_grids
from tests.factory.variations import plain_content
from tests.workers.shut_off import knows_landlock
from workers import office
from workers.office import OfficeLimits

pytestmark = pytest.mark.skipif(office.find_program() is None, reason="LibreOffice is not installed")

FORMATS = {"doc": media_types.DOC, "rtf": media_types.RTF, "odt": media_types.ODT}
RTF = rb"{\rtf1\ansi\ansicpg936 %s}"


def report(seed: int) -> bytes:
    """A rendered report as DOCX."""
    content, rng = plain_content(seed), random.Random(seed)  # noqa: S311 - reproducible test data
    return write_word(rng, compose(content, print_grids(content, OFFICIAL, rng)), Word("merged"))


def save_as(folder: Path, sources: list[bytes], extension: str) -> list[bytes]:
    """DOCX files as LibreOffice saves them in another format."""
    names = [folder / f"{index}.docx" for index in range(len(sources))]
    for name, data in zip(names, sources, strict=True):
        name.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    program = str(office.find_program())
    command = [program, "--headless", profile, "--convert-to", extension, "--outdir", str(folder), *map(str, names)]
    for _ in range(2):
        # The first run in a new profile may only furnish it.
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        if all(name.with_suffix(f".{extension}").exists() for name in names):
            break
    return [name.with_suffix(f".{extension}").read_bytes() for name in names]


def grid(document: Document) -> list[list[tuple[str, int, int, int, bool]]]:
    return [
        [(c.text, c.column, c.span, c.height, c.sure) for c in block.cells]
        for block in document.blocks
        if block.kind is BlockKind.GRID
    ]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind is BlockKind.TEXT]


def code(data: bytes, kind: str, limits: OfficeLimits | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        office.convert(data, kind, limits=limits)
    return caught.value.code


def tracked() -> bytes:
    """A DOCX in which 9 was deleted and 12 inserted."""
    by = 'w:id="1" w:author="a" w:date="2024-01-03T09:00:00Z"'
    gone = f"<w:del {by}><w:r><w:delText>9</w:delText></w:r></w:del>"
    inside = paragraph(f"{gone}<w:ins {by}>{run('12')}</w:ins>")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return package(f'<w:document xmlns:w="{space}"><w:body>{inside}<w:sectPr/></w:body></w:document>')


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """Two reports and a document with tracked changes, saved in each old format and converted back."""
    sources = [report(1), report(2), tracked()]
    saved = {
        kind: save_as(tmp_path_factory.mktemp(extension), sources, extension) for extension, kind in FORMATS.items()
    }
    assert {kind: {detect.media_type(one) for one in files} for kind, files in saved.items()} == {
        kind: {kind} for kind in FORMATS.values()
    }
    found = office.convert_many([(data, kind) for kind, files in saved.items() for data in files])
    assert not [one for one in found if isinstance(one, ReadError)]
    whole = [one for one in found if isinstance(one, bytes)]
    return {kind: whole[3 * index : 3 * index + 3] for index, kind in enumerate(saved)}


@pytest.mark.parametrize("kind", FORMATS.values())
def test_reports_come_through_exactly(kind: str, converted: dict[str, list[bytes]]) -> None:
    for source, result in zip((report(1), report(2)), converted[kind][:2], strict=True):
        before, after = read_word(source), read_word(result)
        assert grid(after) == grid(before)
        assert len(grid(after)) > 40
        assert texts(after) == texts(before)


@pytest.mark.parametrize("kind", FORMATS.values())
def test_tracked_changes_read_as_accepted(kind: str, converted: dict[str, list[bytes]]) -> None:
    assert texts(read_word(converted[kind][2])) == ["12"]


def test_one_damaged_file_spoils_no_other() -> None:
    good = RTF % rb"\'d5\'fd\'ce\'c4\par"
    found = office.convert_many(
        [(good, media_types.RTF), (b"\xd0\xcf\x11\xe0" + bytes(600), media_types.DOC), (b"x", "text/plain")]
    )
    assert isinstance(found[0], bytes)
    assert texts(read_word(found[0])) == ["正文"]
    assert [one.code for one in found[1:] if isinstance(one, ReadError)] == ["damaged-file", "unsupported-media-type"]


def test_automatic_numbers_survive() -> None:
    numbering = (
        rb"{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc39\leveljc0\levelstartat1\levelfollow2"
        rb"{\leveltext\'02\'00\u12289 ?;}{\levelnumbers\'01;}}\listid1}}"
        rb"{\*\listoverridetable{\listoverride\listid1\listoverridecount0\ls1}}"
    )
    items = b"".join(rb"\pard\ls1\ilvl0 \'d5\'fd\'ce\'c4\par" for _ in range(2))
    assert texts(read_word(office.convert(RTF % (numbering + items), media_types.RTF))) == ["一、正文", "二、正文"]


def converted_rows(sheet: bytes, kind: str) -> list[list[str]]:
    assert detect.media_type(sheet) == kind
    return [[cell.text for cell in block.cells] for block in read_sheet(office.convert(sheet, kind)).blocks]


def test_old_sheets_come_through() -> None:
    sheet = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row>'
        '<Cell><Data ss:Type="String">甲</Data></Cell><Cell><Data ss:Type="Number">12.5</Data></Cell>'
        "</Row></Table></Worksheet></Workbook>"
    ).encode()
    assert converted_rows(sheet, media_types.EXCEL_XML) == [["甲", "12.5"]]


def test_opendocument_in_one_file_comes_through() -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    sheet = (
        f'<?xml version="1.0"?><office:document xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0" office:version="1.3" office:mimetype="{media_types.ODS}"><office:body>'
        '<office:spreadsheet><table:table table:name="a"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12.5</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document>"
    ).encode()
    assert converted_rows(sheet, media_types.FLAT_ODS) == [["甲", "12.5"]]


def test_without_the_program_its_package_is_named() -> None:
    with pytest.raises(ReadError, match="libreoffice-writer") as caught:
        office.convert(RTF % b"x", media_types.RTF, program="no-such-program")
    assert caught.value.code == "needs-libreoffice"
    assert office.find_program("/no/such/program") is None


def test_a_password_is_told_from_damage(tmp_path: Path) -> None:
    (saved,) = save_as(tmp_path, [report(1)], "doc")
    path = tmp_path / "locked.doc"
    path.write_bytes(saved)
    with olefile.OleFileIO(str(path), write_mode=True) as ole:
        stream = bytearray(ole.openstream("WordDocument").read())
        stream[11] |= 1
        ole.write_stream("WordDocument", bytes(stream))
    assert code(path.read_bytes(), media_types.DOC) == "password-protected"


def test_time_and_size_have_limits() -> None:
    started = time.monotonic()
    assert code(RTF % b"x", media_types.RTF, OfficeLimits(wall_seconds=0.05)) == "timeout"
    assert time.monotonic() - started < 10
    assert code(RTF % b"x", media_types.RTF, OfficeLimits(input_bytes=3)) == "too-large"
    assert code(RTF % (b"x" * 100_000), media_types.RTF, OfficeLimits(output_bytes=2_000)) in {
        "too-large",
        "damaged-file",
    }
    assert code(RTF % b"x", media_types.RTF, OfficeLimits(memory_bytes=64 * 1024 * 1024)) == "damaged-file"


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """A web server of this machine, its address, and what was asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def _linking(address: str, secret: Path) -> bytes:
    """An ODT with a picture and a section from elsewhere. Without any defence LibreOffice asks for the picture."""
    names = {
        "office": "office",
        "text": "text",
        "draw": "drawing",
        "svg": "svg-compatible",
    }
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in names.items())
    sections = "".join(
        f'<text:section text:name="{index}"><text:section-source xlink:href="{link}"/><text:p>a</text:p></text:section>'
        for index, link in enumerate((f"{address}/section.odt", secret.as_uri()))
    )
    picture = (
        '<text:p><draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char">'
        f'<draw:image xlink:href="{address}/picture.png" xlink:type="simple"/></draw:frame></text:p>'
    )
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>'
        f"{sections}{picture}</office:text></office:body></office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", media_types.ODT), ("content.xml", "text/xml"))
    )
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", media_types.ODT)
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {space}>{entries}</manifest:manifest>")
        archive.writestr("content.xml", content)
    return buffer.getvalue()


@pytest.mark.parametrize("defence", ["all", "settings", "namespace", "landlock"])
def test_links_are_not_followed(
    defence: str, visits: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = visits
    text = office.CHILD.read_text(encoding="utf-8")
    if defence in {"settings", "landlock"}:
        text = re.sub(r"(CLONE_NEW\w+) = 0x\d+", r"\1 = 0", text)
    if defence in {"settings", "namespace"}:
        text = text.replace("    shut_off(None)\n", "")
    weaker = tmp_path / "child.py"
    weaker.write_text(text, encoding="utf-8")
    monkeypatch.setattr(office, "CHILD", weaker)
    if defence == "landlock" and not knows_landlock():
        pytest.skip("this system's kernel keeps no TCP from a process")
    if defence == "namespace":
        command = ["unshare", "--user", "--net", "true"]
        if not shutil.which("unshare") or subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("this machine allows no namespaces")
    if defence in {"namespace", "landlock"}:
        monkeypatch.setattr(office, "_PROFILE", re.sub("<item.*</item>", "", office._PROFILE))
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET", encoding="utf-8")
    document = office.convert(_linking(address, secret), media_types.ODT)
    assert asked == []
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        assert not any(b"TOPSECRET" in parts.read(name) for name in parts.namelist())


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    office.convert(RTF % b"x", media_types.RTF)
    assert list(tmp_path.iterdir()) == []
