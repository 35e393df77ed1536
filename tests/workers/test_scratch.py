"""Folders of child processes: gone with the work, or with the next one where the worker was killed in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from workers.scratch import scratch

_HOUR = 3600.0
# A process that tells its folder, and that a file lies in it, and then waits to be ended.
_WORKER = """
import sys
from pathlib import Path
from workers.scratch import scratch
with scratch() as folder:
    Path(folder, "deep").mkdir()
    Path(folder, "deep", "file").write_text("x")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def started(tmp_path: Path) -> tuple[subprocess.Popen[str], Path]:
    env = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    )
    assert worker.stdout is not None
    return worker, Path(worker.stdout.readline().strip())


def grown_old(folder: Path) -> None:
    then = folder.stat().st_mtime - _HOUR
    os.utime(folder, (then, then))


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_process_left_goes_with_the_next_work_and_what_is_in_use_stays(
    tmp_path: Path, ending: signal.Signals
) -> None:
    worker, left = started(tmp_path)
    grown_old(left)
    with scratch() as own:
        assert left.is_dir()
        worker.send_signal(ending)
        worker.communicate()
        assert left.is_dir()
        with scratch():
            assert not left.exists()
        assert Path(own).is_dir()
    assert list(tmp_path.iterdir()) == []


def test_young_folders_and_those_that_are_none_of_ours_stay(tmp_path: Path) -> None:
    with scratch() as one:
        name = Path(one).name
    young, link, elsewhere = tmp_path / f"{name}-young", tmp_path / f"{name}-link", tmp_path / "elsewhere"
    young.mkdir()
    elsewhere.mkdir()
    (elsewhere / "file").touch()
    grown_old(elsewhere)
    link.symlink_to(elsewhere)
    with scratch():
        pass
    assert {path.name for path in tmp_path.iterdir()} == {young.name, link.name, "elsewhere"}
    assert (elsewhere / "file").exists()
