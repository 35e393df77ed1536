"""A home in which three reports were read, for each test anew."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workers.cli.commands import Command, commands_in

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples"
TAKEN = ("broken-sums-pipe-rows.txt", "clean-pipe-rows.txt", "lost-cells.txt")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """A home after ``run --once`` over three reports and a picture; its summary, and what it showed meanwhile."""
    home = tmp_path_factory.mktemp("finished") / "home"
    (home / "inbox").mkdir(parents=True)
    for name in TAKEN:
        shutil.copy2(SAMPLES / name, home / "inbox")
    (home / "inbox" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = subprocess.run(
        [sys.executable, "-c", "from workers.cli import main; main()", "run", "--once", "--json"],
        cwd=ROOT,
        env={**os.environ, "NIANBAO_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert result.returncode == 3, result.stderr
    return home, json.loads(result.stdout), result.stderr


@pytest.fixture
def home(finished: tuple[Path, dict[str, Any], str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished[0], tmp_path / "home", ignore=shutil.ignore_patterns("*.sock")))


@pytest.fixture
def nianbao(home: Path) -> Iterator[Command]:
    """Run a command in the home."""
    with commands_in(home) as run:
        yield run


# run
