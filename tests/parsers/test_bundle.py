"""What the files of a bundle are to each other; in doubt nobody's numbers get into another's report."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib

import pytest

import parsers
from parsers import Hints, bundle_parts
from parsers.bundle import list_files, open_file
from parsers.opened import Found, Opened, Role, sha256_of
from parsers.report import Cell, Doubt, ReadError, Report, Status
from tests.factory.bundles import cut, mail, sample, tarred, zipped
from tests.factory.content import make_content
from tests.factory.media import MEDIA
from tests.factory.rendering import render

WATER, ROADS, LAND = (sample(name) for name in ("clean-pipe-rows", "broken-sums-pipe-rows", "clean-2019-form"))
LETTER = "各位同事：明天下午三点开会。".encode()
KEY = "disclosure.licences.decisions"
TOTAL = "applications.new_received.total"


def written_word() -> bytes:
    source = render(MEDIA["docx"].layouts[0], make_content(5, sparse=False), 5).source
    assert isinstance(source, bytes)
    return source


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(files: dict[str, bytes], hints: Hints | None = None) -> Opened:
    return open_file(zipped(files), "bundle.zip", hints or Hints())


def reports(found: Opened) -> dict[str, str | None]:
    return {file.name: file.report.organ for file in found.found if file.report is not None}


def roles(found: Opened) -> dict[str, str]:
    return {file.name: file.role.value for file in found.found}


def one(found: Opened) -> Report:
    assert found.report is not None, roles(found)
    return found.report


def values(report: Report) -> dict[str, tuple[Status, object]]:
    return {key: (cell.status, cell.value) for key, cell in report.cells.items()}


def refusal(files: dict[str, bytes]) -> ReadError:
    with pytest.raises(ReadError) as caught:
        opened(files)
    return caught.value


# Files that are no bundles


def test_any_other_file_is_read_as_it_is() -> None:
    assert open_file(WATER, "a.txt") == Opened(parsers.read(WATER))


# Reports of their own


def test_reports_of_several_organs_are_files_of_their_own() -> None:
    found = opened({"甲/a.txt": WATER, "b.txt": ROADS, "c.txt": LAND})
    assert found.report is None
    assert reports(found) == {"甲/a.txt": "霁川县水利局", "b.txt": "霁川县交通运输局", "c.txt": "青栎县自然资源局"}
    for file, data in zip(found.found, (WATER, ROADS, LAND), strict=True):
        assert (file.role, file.data, file.sha256, file.size) == (Role.REPORT, data, sha256_of(data), len(data))
        assert file.report == parsers.read(data)


def test_the_same_organs_reports_of_two_years_are_two() -> None:
    later = WATER.replace("2023年".encode(), "2024年".encode())
    found = opened({"2023.txt": WATER, "2024.txt": later})
    assert [file.report and file.report.year for file in found.found] == [2023, 2024]


def test_two_organs_of_one_name_are_two() -> None:
    """Each county has a 水利局; that both say the same year proves nothing."""
    other = sample("broken-sums-pipe-rows").replace("交通运输局".encode(), "水利局".encode())
    other = other.replace("2024年".encode(), "2023年".encode())
    assert len(reports(opened({"甲县/a.txt": WATER, "乙县/a.txt": other}))) == 2


def test_what_is_no_report_is_listed_with_its_reason() -> None:
    found = opened(
        {"a.txt": WATER, "b.txt": ROADS, "通知.txt": LETTER, "logo.png": picture(), "坏年报.pdf": b"%PDF-1.7"}
    )
    told = {file.name: file for file in found.found}
    assert roles(found) == {
        "a.txt": "report",
        "b.txt": "report",
        "通知.txt": "other",
        "logo.png": "other",
        "坏年报.pdf": "unread",
    }
    assert told["通知.txt"].code == "not-an-annual-report"
    assert told["坏年报.pdf"].code
    assert told["坏年报.pdf"].message
    assert (told["坏年报.pdf"].data, told["通知.txt"].data) == (b"%PDF-1.7", b"")


def picture() -> bytes:
    """One grey dot, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def test_hints_of_a_bundle_reach_its_files_but_for_what_names_one_report() -> None:
    hints = Hints(organ="某局", year=2020, url="https://example.gov.cn/a", published_on=dt.date(2024, 1, 9))
    found = opened({"a.txt": WATER, "b.txt": ROADS}, hints)
    for file in found.found:
        assert file.report is not None
        assert file.report.source_url == "https://example.gov.cn/a"
        assert {what for what, *_ in file.report.hint_conflicts} <= {"published_on"}


# One report


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: mail("请查收。", files)])
def test_one_report_among_other_things_is_the_bundles(pack: object) -> None:
    found = open_file(pack({"a.txt": WATER, "b.txt": LETTER}), "x", Hints(year=2022))  # type: ignore[operator]
    report, plain = one(found), parsers.read(WATER)
    assert values(report) == values(plain)
    assert report.hint_conflicts == (("year", "2022", "2023"),)
    assert {cell.where.part for cell in report.cells.values() if cell.where} == {"a.txt"}
    assert {section.where.part for section in report.sections} == {"a.txt"}
    assert roles(found)["a.txt"] == "part"


def test_a_hint_in_other_words_completes_the_name_of_a_bundles_report() -> None:
    found = open_file(zipped({"a.txt": WATER, "b.txt": LETTER}), "x", Hints(organ="白河市霁川县水利局"))
    report = one(found)
    assert (report.organ, report.organ_basis, report.hint_conflicts) == ("白河市霁川县水利局", "hint", ())


def test_text_and_tables_in_different_files_are_one_report() -> None:
    text, tables = cut("clean-pipe-rows")
    whole = parsers.read(WATER)
    for files in (
        {"正文.txt": text, **{f"附件{number}.txt": table for number, table in enumerate(tables, 1)}},
        {"附件/表.txt": b"\n".join(tables), "正文.txt": text},
    ):
        report = one(opened(files))
        assert values(report) == values(whole)
        assert (report.organ, report.year, report.title) == (whole.organ, whole.year, whole.title)
        assert [section.text for section in report.sections] == [section.text for section in whole.sections]
        assert [section.has_table for section in report.sections] == [section.has_table for section in whole.sections]
        assert len(report.tables) == 3
    places = {name.partition(".")[0]: cell.where and cell.where.part for name, cell in report.cells.items()}
    assert set(places.values()) == {"附件/表.txt"}


def test_a_mail_whose_body_is_the_report_and_whose_tables_are_attached() -> None:
    text, tables = cut("clean-pipe-rows")
    found = open_file(mail(text.decode(), {f"附表{number}.txt": table for number, table in enumerate(tables)}), "x.eml")
    assert values(one(found)) == values(parsers.read(WATER))
    assert set(roles(found).values()) == {"part"}


def test_tables_that_could_be_anybodys_are_not_joined() -> None:
    text, tables = cut("clean-pipe-rows")
    two = opened({"a.txt": text, "b.txt": cut("broken-sums-pipe-rows")[0], "表.txt": b"\n".join(tables)})
    assert reports(two) == {"a.txt": "霁川县水利局", "b.txt": "霁川县交通运输局", "表.txt": None}
    twice = opened({"a.txt": text, "表1.txt": tables[0], "表2.txt": cut("broken-sums-pipe-rows")[1][0]})
    assert len(reports(twice)) == 3


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("表.txt", "青栎县自然资源局2023年政府信息公开工作年度报告附表"),
        ("表.txt", "填报单位：青栎县自然资源局"),
        ("表.txt", "2022年度统计表"),
        ("青栎县自然资源局.txt", ""),
        ("2022年附表.txt", ""),
        ("青栎县自然资源局/附表.txt", ""),
    ],
)
def test_tables_of_another_organ_or_year_are_not_joined(name: str, head: str) -> None:
    text, tables = cut("clean-pipe-rows")
    rows = head.encode() + b"\n" + b"\n".join(tables)
    assert len(reports(opened({"a.txt": text, name: rows}))) == 2
    assert one(opened({"a.txt": text, "霁川县水利局2023年附表.txt": b"\n".join(tables)})).organ == "霁川县水利局"


def test_folders_hold_together_what_is_in_them() -> None:
    files: dict[str, bytes] = {}
    for folder, name in (("水利局", "clean-pipe-rows"), ("交通局", "broken-sums-pipe-rows")):
        text, tables = cut(name)
        files |= {f"{folder}/正文.txt": text, f"{folder}/附表.txt": b"\n".join(tables)}
    found = opened(files)
    made = [file for file in found.found if file.role is Role.REPORT]
    assert [file.name for file in made] == ["水利局/正文.txt等2个文件", "交通局/正文.txt等2个文件"]
    for file, data in zip(made, (WATER, ROADS), strict=True):
        # Read again as the document that it becomes, it is the same report.
        again = open_file(file.data, file.name)
        assert again.report == file.report
        assert values(one(again)) == values(parsers.read(data))
    assert opened(files) == found, "the same files are the same documents"


def test_names_of_organs_hold_together_what_lies_in_one_folder() -> None:
    files: dict[str, bytes] = {}
    for organ, name in (("霁川县水利局", "clean-pipe-rows"), ("霁川县交通运输局", "broken-sums-pipe-rows")):
        text, tables = cut(name)
        files |= {f"{organ}报告.txt": text, f"{organ}附表.txt": b"\n".join(tables)}
    found = opened(files)
    assert reports(found) == {
        "霁川县水利局报告.txt等2个文件": "霁川县水利局",
        "霁川县交通运输局报告.txt等2个文件": "霁川县交通运输局",
    }
    for file, data in zip((file for file in found.found if file.report), (WATER, ROADS), strict=True):
        assert file.report is not None
        assert values(file.report) == values(parsers.read(data))


def test_a_name_that_many_organs_have_holds_nothing_together() -> None:
    text, tables = cut("clean-pipe-rows")
    short = text.replace("霁川县水利局".encode(), "水利局".encode())
    files = {"水利局.txt": short, "水利局附表.txt": b"\n".join(tables), "b.txt": ROADS}
    assert len(reports(opened(files))) == 3


@pytest.mark.parametrize("subject", ["霁川县水利局2023年政府信息公开工作年度报告", "关于报送年报的函"])
def test_a_letter_that_speaks_of_the_report_is_none(subject: str) -> None:
    body = f"{subject}\n现将我局2023年政府信息公开工作年度报告报送你办，请查收。\n霁川县水利局\n2024年1月16日\n"
    found = open_file(mail(body, {"年报.txt": WATER}), "x.eml")
    assert values(one(found)) == values(parsers.read(WATER))
    assert roles(found) == {"正文.txt": "other", "年报.txt": "part"}
    two = open_file(mail(body, {"年报.txt": WATER, "b.txt": ROADS}), "x.eml")
    assert len(reports(two)) == 2


# Copies


def misread(data: bytes) -> bytes:
    """The report with one number of many read wrongly: 行政许可 86 → 36."""
    changed = data.replace("行政许可 | 86".encode(), "行政许可 | 36".encode())
    assert changed != data
    return changed


def test_the_same_report_in_two_media_is_one() -> None:
    found = opened({"a.txt": WATER, "打印版.txt": WATER.replace(b"\n", b"\r\n\r\n")})
    assert values(one(found)) == values(parsers.read(WATER))
    assert roles(found) == {"a.txt": "part", "打印版.txt": "copy"}


def test_where_two_copies_differ_the_cell_is_withheld() -> None:
    report = one(opened({"a.txt": WATER, "b.txt": misread(WATER)}))
    cell = report.cells[KEY]
    assert (cell.status, cell.value, cell.doubt) == (Status.AMBIGUOUS, None, Doubt.TWO_READINGS)
    assert cell.readings == ("'86' in a.txt", "'36' in b.txt")
    expected = values(parsers.read(WATER))
    assert {key for key, value in values(report).items() if value != expected[key]} == {KEY}


def test_a_page_without_tables_is_a_copy_of_the_whole_report() -> None:
    found = opened({"page.txt": cut("clean-pipe-rows")[0], "年报.txt": WATER})
    assert values(one(found)) == values(parsers.read(WATER))
    assert roles(found) == {"page.txt": "copy", "年报.txt": "part"}


def test_whose_report_it_is_may_stand_in_a_copy_alone() -> None:
    nameless = WATER.partition(b"\n")[2].replace("霁川县水利局".encode(), "我局".encode())
    assert parsers.read(nameless).organ is None
    report = one(opened({"page.txt": cut("clean-pipe-rows")[0], "年报.txt": nameless}))
    assert (report.organ, report.year, report.value(KEY)) == ("霁川县水利局", 2023, 86)


def test_a_copy_fills_nothing_in() -> None:
    withheld, certain = Cell(Status.AMBIGUOUS, raw="8 6"), Cell(Status.OK, 86, "86")
    report = parsers.read(WATER)
    cells = {**report.cells, KEY: withheld}
    for other in (certain, Cell(Status.BLANK)):
        kept = bundle_parts.compared(_with(report, cells), [_with(report, {**cells, KEY: other})])
        assert kept.cells[KEY] == withheld
    blank = bundle_parts.compared(report, [_with(report, {**report.cells, KEY: Cell(Status.BLANK)})])
    assert blank.cells[KEY].status is Status.AMBIGUOUS, "a blank is a claim as well"


def _with(report: Report, cells: dict[str, Cell]) -> Report:
    return Report(edition=report.edition, cells=cells)


def test_the_same_file_twice_beside_another_report() -> None:
    found = opened({"a.txt": WATER, "b.txt": ROADS, "副本/a.txt": WATER})
    assert reports(found) == {"a.txt": "霁川县水利局", "b.txt": "霁川县交通运输局"}
    assert [file.data for file in found.found] == [WATER, ROADS, b""]


# Nothing to be read


def test_a_bundle_without_a_report_says_why() -> None:
    letters = refusal({"a.txt": LETTER, "b.txt": LETTER})
    assert letters.code == "not-an-annual-report"
    assert "a.txt" in letters.message
    assert refusal({"a.txt": LETTER, "年报.rar": b"Rar!\x1a\x07\x00" + bytes(20)}).code == "unsupported-archive"
    mixed = {"年报.rar": b"Rar!\x1a\x07\x00" + bytes(20), "年报.pdf": b"%PDF-1.7"}
    assert refusal(mixed).code == "unreadable-members"


# What LibreOffice must convert

RTF = rb"{\rtf1 report}"


def test_what_must_be_converted_is_asked_for_first() -> None:
    for data in (RTF, zipped({"a.txt": WATER, "b.rtf": RTF, "again.rtf": RTF})):
        asked = open_file(data, "x")
        assert asked.report is None
        assert [(file.sha256, file.data) for file in asked.wanted] == [(sha256_of(RTF), RTF)]
        # Text stands for the DOCX here: the parsers do not care.
        answered = open_file(data, "x", Hints(), {sha256_of(RTF): ROADS})
        assert answered.wanted == ()
    assert set(reports(answered).values()) == {"霁川县水利局", "霁川县交通运输局"}
    assert next(file.data for file in answered.found if file.name == "b.rtf") == RTF


def test_what_could_not_be_converted_is_refused_for_that() -> None:
    why = {sha256_of(RTF): ("needs-libreoffice", "install LibreOffice")}
    with pytest.raises(ReadError) as caught:
        open_file(RTF, "x.rtf", Hints(), why)
    assert caught.value.code == "needs-libreoffice"
    found = open_file(zipped({"a.txt": WATER, "b.rtf": RTF}), "x", Hints(), why)
    assert [(file.name, file.code) for file in found.found if file.role is Role.UNREAD] == [
        ("b.rtf", "needs-libreoffice")
    ]


# A file that breaks the reading of all


def test_a_member_that_brings_out_a_bug_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    read = parsers.bundle.read_document  # type: ignore[attr-defined]

    def read_or_fail(data: bytes, name: str) -> object:
        if data == ROADS:
            raise KeyError("bug")
        return read(data, name)

    monkeypatch.setattr("parsers.bundle.read_document", read_or_fail)
    found = opened({"a.txt": WATER, "年报b.txt": ROADS})
    assert one(found).organ == "霁川县水利局"
    assert [(file.name, file.role, file.code) for file in found.found[1:]] == [("年报b.txt", Role.UNREAD, "crashed")]


def test_the_files_that_may_be_reports_can_be_listed_unread() -> None:
    data = zipped({"年报.txt": WATER, "b.pdf": b"%PDF-1.7", "logo.png": picture(), "通知.txt": LETTER})
    found: tuple[Found, ...] = list_files(data, "x.zip").found
    assert [file.name for file in found if file.data] == ["年报.txt", "b.pdf"]
    assert {file.role for file in found} == {Role.REPORT, Role.OTHER}
    with pytest.raises(ReadError):
        list_files(WATER)


def test_the_parts_of_an_unpacked_document_are_no_report() -> None:
    """Their tags would read as text, and all tables as left out."""
    document = zipped({f"文件/{name}": data for name, data in unzipped(written_word()).items()})
    with pytest.raises(ReadError) as caught:
        open_file(document, "x.zip")
    assert caught.value.code == "unsupported-media-type"


def test_a_document_without_its_content_types_is_read_as_one() -> None:
    parts = unzipped(written_word())
    del parts["[Content_Types].xml"]
    report = one(open_file(zipped(parts), "x.docx"))
    assert report.value("disclosure.licences.decisions") is not None
