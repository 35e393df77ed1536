"""What comes back from the child: its usage, the reports of bundles, and what LibreOffice made of files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import parsers
from parsers.opened import Conversions, Wanted
from parsers.report import ReadError
from tests.factory.bundles import SAMPLES, zipped
from tests.workers.fake_parsers import FAKE
from workers import conversion, office, sandbox
from workers.sandbox import MIB, Limits
from workers.sandbox_start import import_path


def test_what_a_child_used_is_told() -> None:
    reading = sandbox.read((SAMPLES / "clean-pipe-rows.txt").read_bytes())
    assert 0 < reading.usage.cpu_seconds < 60
    assert 10 * MIB < reading.usage.peak_bytes < 1024 * MIB
    assert reading.usage.plus(sandbox.Usage(1.0, 5)).peak_bytes == reading.usage.peak_bytes


def test_the_memory_of_the_worker_is_not_counted_as_the_childs() -> None:
    ballast = b"x" * (256 * MIB)
    reading = sandbox.read((SAMPLES / "clean-pipe-rows.txt").read_bytes())
    assert reading.usage.peak_bytes < len(ballast)


def test_a_report_survives_the_way_back() -> None:
    data = (SAMPLES / "clean-2019-form.txt").read_bytes()
    assert sandbox.read(data).report == parsers.read(data)


def test_the_reports_of_a_bundle_come_with_their_bytes() -> None:
    files = {name: (SAMPLES / f"{name}.txt").read_bytes() for name in ("clean-pipe-rows", "broken-sums-pipe-rows")}
    reading = sandbox.read(zipped(files), "x.zip")
    assert reading.report is None
    assert {found.name: found.data for found in reading.found} == files
    assert [found.report for found in reading.found] == [parsers.read(data) for data in files.values()]


@pytest.fixture
def breaking(tmp_path: Path) -> Callable[[str], tuple[str, ...]]:
    """The path of parsers whose reading of a file, or of a bundle, breaks off so; listing works."""

    def path(how: str) -> tuple[str, ...]:
        package = tmp_path / "parsers"
        package.mkdir()
        real = str(Path(sandbox.__file__).parents[1] / "parsers")
        # Importing the real module would take the fake one's place.
        listing = (
            "\nfake = bundle\nfrom parsers.bundle import list_files\nbundle = fake\nbundle.list_files = list_files\n"
        )
        (package / "__init__.py").write_text(FAKE.format(real=real, body=f"    {how}") + listing, encoding="utf-8")
        return str(tmp_path), *import_path()

    return path


@pytest.mark.parametrize(
    "how", ["os.kill(os.getpid(), signal.SIGSEGV)", "raise MemoryError", "while True: time.sleep(1)", "os._exit(3)"]
)
def test_where_one_file_of_a_bundle_breaks_the_reading_all_are_listed(
    breaking: Callable[[str], tuple[str, ...]], how: str
) -> None:
    data = zipped({"年报.txt": b"a", "x.txt": b"b"})
    reading = sandbox.read(data, "x.zip", limits=Limits(wall_seconds=2), path=breaking(how))
    assert [(found.name, found.data) for found in reading.found] == [("年报.txt", b"a"), ("x.txt", b"")]


def test_where_nothing_else_may_be_a_report_what_broke_is_the_answer(
    breaking: Callable[[str], tuple[str, ...]],
) -> None:
    path = breaking("os._exit(3)")
    for data in (b"a", zipped({"x.txt": b"b"})):
        with pytest.raises(ReadError) as caught:
            sandbox.read(data, "x", path=path)
        assert caught.value.code == "crashed"


RTF = rb"{\rtf1\ansi hello}"


@pytest.mark.parametrize("in_a_bundle", [False, True])
def test_what_libreoffice_makes_is_read_in_its_place(monkeypatch: pytest.MonkeyPatch, *, in_a_bundle: bool) -> None:
    report = (SAMPLES / "clean-pipe-rows.txt").read_bytes()
    asked: list[list[bytes]] = []

    def convert(wanted: Sequence[Wanted], *_: object) -> Conversions:
        asked.append([file.data for file in wanted])
        return {file.sha256: report for file in wanted}

    monkeypatch.setattr(sandbox, "convert_all", convert)
    reading = sandbox.read(zipped({"甲.rtf": RTF, "通知.txt": "通知".encode()}) if in_a_bundle else RTF, "x")
    assert reading.report is not None
    assert reading.report.organ == "霁川县水利局"
    assert [files for files in asked if files] == [[RTF]]


def test_why_libreoffice_could_not_is_the_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def convert(wanted: Sequence[Wanted], *_: object) -> Conversions:
        return {file.sha256: ("needs-libreoffice", "install it") for file in wanted}

    monkeypatch.setattr(sandbox, "convert_all", convert)
    for data in (RTF, zipped({"甲.rtf": RTF})):
        with pytest.raises(ReadError) as caught:
            sandbox.read(data, "x")
        assert caught.value.code == "needs-libreoffice"


def test_many_files_are_converted_together_and_within_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[int, float]] = []

    def convert_many(files: Sequence[tuple[bytes, str]], _: object, limits: office.OfficeLimits) -> list[object]:
        calls.append((len(files), limits.wall_seconds))
        return [ReadError("damaged-file", "x") if data == b"3" else b"PK" + data for data, _ in files]

    monkeypatch.setattr(office, "convert_many", convert_many)
    wanted = [Wanted(str(number), "application/msword", str(number).encode()) for number in range(12)]
    made = conversion.convert_all(wanted, 90.0)
    assert calls == [(5, 15.0), (5, 15.0), (2, 15.0)]
    assert made["3"] == ("damaged-file", "x")
    assert made["11"] == b"PK11"
    assert conversion.convert_all([], 90.0) == {}
    late = conversion.convert_all(wanted[:2], 0.0)
    assert {answer[0] for answer in late.values()} == {"timeout"}
    assert len(calls) == 3


@pytest.mark.skipif(office.find_program() is None, reason="LibreOffice is not installed")
def test_an_old_word_file_is_read_by_libreoffice_and_word_reader(tmp_path: Path) -> None:
    text = "\\par ".join(
        "".join(f"\\u{ord(char)}?" for char in line)
        for line in (
            "霁川县水利局2023年政府信息公开工作年度报告",
            "一、总体情况",
            "较好。",
            "五、存在的主要问题",
            "无。",
        )
    )
    data = b"{\\rtf1\\ansi " + text.encode() + b"}"
    for source in (data, zipped({"年报.rtf": data})):
        report = sandbox.read(source, "x.rtf").report
        assert report is not None
        assert (report.organ, report.year) == ("霁川县水利局", 2023)
        assert [section.number for section in report.sections] == [1, 5]
