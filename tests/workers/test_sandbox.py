from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest

import parsers
from parsers import Hints
from parsers.opened import Conversions, Wanted
from parsers.report import ReadError, Report
from tests.factory.bundles import SAMPLES, zipped
from tests.workers.shut_off import knows_landlock
from workers import conversion, office, sandbox
from workers.sandbox import MIB, HostLimitError, Limits, printable
from workers.sandbox_start import import_path
from workers.settings import Settings

# Stands before the real parsers on the child's path: its ``read`` is the test's, all else is real.
FAKE = """
from __future__ import annotations
__path__ = [{real!r}]
import os, resource, signal, sys, time
import msgspec
from parsers.form import Edition
from parsers.report import ReadError, Report

class Hints(msgspec.Struct):
    url: str | None = None
    published_on: str | None = None
    organ: str | None = None
    year: int | None = None

def report(title):
    return Report(edition=Edition.E2021, cells={{}}, title=title)

def read(data, name, hints):
{body}

class bundle:
    def open_file(data, name, hints, converted):
        return {{"report": read(data, name, hints)}}

    def list_files(data, name):
        return {{"found": []}}
"""

Fake = Callable[..., Report]


@pytest.fixture
def run(tmp_path: Path) -> Fake:
    """Read with a ``parsers.read`` of the given body: ``run(body, data=…, **limits)``."""
    package = tmp_path / "fake" / "parsers"
    package.mkdir(parents=True)
    real = str(Path(sandbox.__file__).parents[1] / "parsers")

    def read(body: str, data: bytes = b"x", name: str = "x.txt", hints: Hints | None = None, **limits: int) -> Report:
        text = FAKE.format(real=real, body=textwrap.indent(textwrap.dedent(body), "    "))
        (package / "__init__.py").write_text(text, encoding="utf-8")
        reading = sandbox.read(
            data, name, hints, msgspec.convert(limits, Limits), (str(package.parent), *import_path())
        )
        assert reading.report is not None
        return reading.report

    return read


def refusal(run: Fake, body: str, **arguments: object) -> ReadError:
    with pytest.raises(ReadError) as caught:
        run(body, **arguments)
    return caught.value


def test_bytes_name_and_hints_reach_the_reader(run: Fake) -> None:
    body = "return report(f'{len(data)} {name} {hints.year} {hints.organ}')"
    report = run(
        body, data=b"\x00\xff" * 300_000, name="报告\udcff\n.txt", hints=Hints(year=2023, organ="岳阳市民政局")
    )
    assert report.title == r"600000 报告\udcff\n.txt 2023 岳阳市民政局".replace(r"\udcff", r"\xff")


def test_the_readers_own_refusal_comes_through(run: Fake) -> None:
    error = refusal(run, "raise ReadError('not-a-report', '没有表格')")
    assert (error.code, error.message) == ("not-a-report", "没有表格")


def test_a_bug_in_the_reader_is_a_crash_with_its_trace(run: Fake) -> None:
    error = refusal(run, "return {}['missing \\udcff']")
    assert error.code == "crashed"
    assert "KeyError" in error.message
    assert "fake/parsers/__init__.py" in "".join(error.__notes__)


def test_too_many_bytes_start_no_child(run: Fake) -> None:
    assert refusal(run, "return report('x')", data=b"xxx", input_bytes=2).code == "too-large"


def test_an_endless_loop_ends_with_the_wall_clock(run: Fake) -> None:
    started = time.monotonic()
    assert refusal(run, "while True: time.sleep(1)", wall_seconds=1).code == "timeout"
    assert time.monotonic() - started < 5


def test_a_child_that_is_killed_leaves_no_file(run: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    body = "os.mkdir('deep'); open('deep/left', 'w').write('x'); os.chmod('deep', 0)\nwhile True: pass"
    assert refusal(run, body, cpu_seconds=1, wall_seconds=20).code == "timeout"
    assert list(folder.iterdir()) == []


def test_an_endless_loop_ends_with_the_processor_clock(run: Fake) -> None:
    assert refusal(run, "while True: pass", cpu_seconds=1, wall_seconds=20).code == "timeout"


@pytest.mark.parametrize(
    "last_words",
    [
        "memory allocation of 2147483648 bytes failed",
        "terminate called after throwing an instance of 'std::bad_alloc'",
    ],
)
def test_a_library_that_aborts_for_want_of_memory_is_no_bug(run: Fake, last_words: str) -> None:
    error = refusal(run, f"os.write(2, {last_words.encode()!r}); os.abort()")
    assert error.code == "out-of-memory"
    assert last_words in error.__notes__[0]


def test_a_memory_hog_ends_alone(run: Fake) -> None:
    limits = {"memory_bytes": 300 * 1024 * 1024}
    assert refusal(run, "return report('x' * (1 << 31))", **limits).code == "out-of-memory"
    assert refusal(run, "hog = []\nwhile True: hog.append(bytes(1000))", **limits).code == "out-of-memory"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed"),
        ("os.abort()", "crashed"),
        ("os._exit(3)", "crashed"),
        ("os._exit(0)", "crashed"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "out-of-memory"),
        ("sys.exit(0)", "crashed"),
        ("os.write(3, b'{'); os._exit(0)", "crashed"),
    ],
)
def test_whatever_the_child_does_is_a_refusal(run: Fake, body: str, code: str) -> None:
    assert refusal(run, body).code == code


@pytest.mark.parametrize(
    ("body", "limits", "is_the_hosts"),
    [
        ("time.sleep(60)", {"wall_seconds": 1}, True),
        ("os.kill(os.getpid(), signal.SIGALRM)", {}, True),
        ("os.kill(os.getpid(), signal.SIGKILL)", {}, True),
        ("os.kill(os.getpid(), signal.SIGXCPU)", {}, False),
        ("raise MemoryError", {}, False),
        ("raise ReadError('not-a-report', '没有表格')", {}, False),
    ],
)
def test_a_want_of_the_host_is_told_from_one_of_the_file(
    run: Fake, body: str, limits: dict[str, int], *, is_the_hosts: bool
) -> None:
    assert isinstance(refusal(run, body, **limits), HostLimitError) is is_the_hosts


def test_an_answer_without_end_is_cut_off(run: Fake) -> None:
    assert refusal(run, "return report('x' * 2_000_000)", answer_bytes=1024 * 1024).code == "too-large"


def test_what_a_library_prints_does_not_disturb(run: Fake) -> None:
    body = "print('hello', flush=True); os.write(1, b'hello'); return report('x')"
    assert run(body).title == "x"


def test_the_child_sees_no_secret_and_an_empty_folder(run: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_DATABASE_URL", "postgresql://u:hunter2@db/x")
    title = run("return report(f'{sorted(os.environ)} {os.listdir()} {os.getcwd()}')").title
    assert title is not None
    assert "NIANBAO" not in title
    assert "[] " in title
    assert not Path(title.rpartition(" ")[2]).exists()


def test_the_child_holds_nothing_open_but_its_pipes(run: Fake) -> None:
    body = """
    here = '/proc/self/fd'
    return report(' '.join(os.readlink(f'{here}/{n}') for n in os.listdir(here) if os.path.exists(f'{here}/{n}')))
    """
    with socket.socket() as connection, tempfile.NamedTemporaryFile(suffix="-database") as database:
        os.set_inheritable(connection.fileno(), True)  # noqa: FBT003 - its own signature
        os.set_inheritable(database.fileno(), True)  # noqa: FBT003 - its own signature
        title = run(body).title
    assert title is not None
    assert "socket" not in title
    assert "database" not in title
    assert title.count("pipe:") == 1


@pytest.mark.skipif(not knows_landlock(), reason="this system has no Landlock")
@pytest.mark.parametrize(
    "deed",
    [
        "open(f'/proc/{os.getppid()}/environ', 'rb').read()",
        "open(f'/proc/{os.getppid()}/cmdline', 'rb').read()",
        "os.listdir(f'/proc/{os.getppid()}/fd')",
        "os.listdir('/proc')",
        "open('ELSEWHERE/x', 'w')",
        "os.mkdir('ELSEWHERE/x')",
        "os.unlink('ELSEWHERE/there')",
        "os.execv('/bin/true', ['true'])",
        "socket.create_connection(('127.0.0.1', 9), 1)",
        "os.kill(os.getppid(), 0)",
    ],
)
def test_the_child_is_shut_off(run: Fake, tmp_path: Path, deed: str) -> None:
    (tmp_path / "there").write_text("x")
    deed = deed.replace("ELSEWHERE", str(tmp_path))
    body = f"""
    import socket
    try:
        {deed}
    except PermissionError:
        return report('refused')
    return report('done')
    """
    assert run(body).title == "refused"
    assert (tmp_path / "there").exists()


def test_the_child_cannot_fill_the_disk_or_leave_a_core(run: Fake) -> None:
    body = """
    try:
        open('big', 'wb', buffering=0).write(bytes(1 << 20))
        size = os.path.getsize('big')
    except OSError:
        size = -1
    return report(f"{size} {resource.getrlimit(resource.RLIMIT_CORE)}")
    """
    title = run(body).title
    assert title is not None
    size, _, core = title.partition(" ")
    assert int(size) <= sandbox.STDERR_BYTES
    assert core == "(0, 0)"


def test_what_the_child_started_dies_with_it(run: Fake) -> None:
    body = """
    started = os.fork()
    if started == 0:
        os.closerange(3, 64)
        time.sleep(600)
    return report(str(started))
    """
    grandchild = Path(f"/proc/{run(body).title}/stat")
    deadline = time.monotonic() + 10
    while grandchild.exists() and ") Z " not in grandchild.read_text():
        assert time.monotonic() < deadline


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the alarm is the net")
def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    package = tmp_path / "parsers"
    package.mkdir()
    real = str(Path(sandbox.__file__).parents[1] / "parsers")
    body = "    open('pid', 'w').write(str(os.getpid()))\n    time.sleep(600)"
    (package / "__init__.py").write_text(FAKE.format(real=real, body=body), encoding="utf-8")
    script = "import sys; from workers import sandbox; sandbox.read(b'x', path=tuple(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), *import_path()],
        cwd=Path(sandbox.__file__).parents[1],
        env=os.environ | {"TMPDIR": str(tmp_path)},
    ) as parent:
        deadline = time.monotonic() + 20
        # The only folder it may write to is its own.
        while not (said := [file.read_text() for file in tmp_path.glob("nianbao-*/pid")]) or not said[0]:
            assert time.monotonic() < deadline
            assert parent.poll() is None
        parent.kill()
    child = int(said[0])
    while _runs(child):
        assert time.monotonic() < deadline


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return ") Z " not in Path(f"/proc/{process}/stat").read_text()


def test_the_real_parsers_answer_through_the_child() -> None:
    with pytest.raises(ReadError) as caught:
        sandbox.read(b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.txt")
    assert caught.value.code != "crashed"


def test_the_child_imports_the_parsers_and_nothing_else_of_the_house(run: Fake) -> None:
    body = "return report(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    title = run(body).title
    assert title is not None
    # Of ``workers`` only what shuts it off.
    assert not {"models", "rules", "sqlalchemy", "dramatiq", "redis", "structlog", "pydantic"} & set(title.split())


def test_defaults_are_those_of_the_settings(tmp_path: Path) -> None:
    settings, limits = Settings(home=tmp_path), Limits()
    assert limits.input_bytes == settings.extract_max_bytes
    assert limits.memory_bytes == settings.extract_memory_mb * 1024 * 1024
    assert (limits.cpu_seconds, limits.wall_seconds) == (settings.extract_cpu_seconds, settings.extract_wall_seconds)
    assert (limits.office_seconds, limits.office_program) == (settings.office_seconds, settings.office_program)


def test_names_become_printable() -> None:
    assert printable("报告 2023　终.txt") == "报告 2023　终.txt"
    assert printable("a\nb\x1b[31m\udcff") == r"a\nb\x1b[31m\xff"


def test_signals_named_are_those_of_the_platform() -> None:
    assert signal.SIGXCPU in sandbox._SIGNALS


# Bundles, conversion, usage


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
