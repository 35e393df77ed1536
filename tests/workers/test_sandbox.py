"""The child process that reads files of strangers: its limits, and what it cannot do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from parsers import Hints
from parsers.report import ReadError, Report
from tests.workers.fake_parsers import FAKE
from tests.workers.processes import assert_ends
from tests.workers.shut_off import knows_landlock
from workers import sandbox
from workers.sandbox import HostLimitError, Limits, printable
from workers.sandbox_start import import_path
from workers.settings import Settings

Fake = Callable[..., Report]


@pytest.fixture
def run(tmp_path: Path) -> Fake:
    """Read with a ``parsers.read`` of the given body: ``run(body, data=…, **limits)``."""
    real = str(Path(sandbox.__file__).parents[1] / "parsers")

    def read(body: str, data: bytes = b"x", name: str = "x.txt", hints: Hints | None = None, **limits: int) -> Report:
        # One server has one path of modules, and imports them once.
        package = tmp_path / f"fake{len(list(tmp_path.glob('fake*')))}" / "parsers"
        package.mkdir(parents=True)
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
    assert "fake0/parsers/__init__.py" in "".join(error.__notes__)


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
    title = run(body).title
    assert title is not None
    assert_ends(int(title))


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
    assert_ends(int(said[0]))


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
