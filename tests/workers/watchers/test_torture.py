"""Files of mixed media written slowly, in pieces, renamed, overwritten and removed, while the watcher is killed.

Every file that is whole in the end is taken exactly once, and no half file is ever taken for a whole one.
``NIANBAO_TORTURE_FILES`` says how many; some hundred by default.
"""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from models import Document, Sighting, Task
from models.session import read_only
from tests.workers.watchers.kennel import STABLE
from workers.store import digest

FILES = int(os.environ.get("NIANBAO_TORTURE_FILES", "160"))
KILLS = 10 if FILES > 1000 else 5
WRITERS = 4
ROOT = Path(__file__).parents[3]


class Writer(threading.Thread):
    """A person and their programs, by a seed: notes every whole version ever put there, and what is left in the end."""

    def __init__(self, inbox: Path, seed: int, count: int, pause: threading.Event) -> None:
        super().__init__()
        self.inbox = inbox
        self.seed = seed
        self.count = count
        self.whole: set[str] = set()
        self.final: set[str] = set()
        self._rng = random.Random(seed)  # noqa: S311 - reproducible test data
        self._pause = pause

    def run(self) -> None:
        ways = (self._at_once, self._in_pieces, self._torn, self._renamed, self._overwritten, self._removed)
        for number in range(self.count):
            suffix = self._rng.choice((".txt", ".html", ".pdf", ".docx", ".png"))
            folder = self.inbox / self._rng.choice(("", "市直", "市直/民政局"))
            folder.mkdir(parents=True, exist_ok=True)
            self._rng.choice(ways)(folder / f"{self.seed}-{number}{suffix}", suffix)

    def _content(self, suffix: str) -> bytes:
        """A whole file of a type."""
        body = self._rng.randbytes(self._rng.randrange(200, 4000)).hex().encode()
        if suffix == ".pdf":
            # No line end after the mark: without it the file is whole as well.
            body = b"%PDF-1.4\n" + body + b"\nstartxref\n9\n%%EOF"
        elif suffix == ".docx":
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                archive.writestr("word/document.xml", body)
            body = buffer.getvalue()
        elif suffix == ".png":
            body = b"\x89PNG\r\n\x1a\n" + body + b"\0\0\0\0IEND\xae\x42\x60\x82"
        self.whole.add(digest(body))
        return body

    def _wait(self, seconds: float) -> None:
        self._pause.wait(seconds)

    def _at_once(self, path: Path, suffix: str) -> None:
        body = self._content(suffix)
        path.write_bytes(body)
        self.final.add(digest(body))

    def _in_pieces(self, path: Path, suffix: str) -> None:
        """Held open all the while, with pauses longer than a rest: only the kernel knows."""
        body = self._content(suffix)
        with path.open("wb") as file:
            for piece in self._pieces(body):
                file.write(piece)
                file.flush()
                self._wait(self._rng.choice((0.001, 0.001, 0.01, STABLE * 1.5)))
        self.final.add(digest(body))

    def _torn(self, path: Path, suffix: str) -> None:
        """Closed between the pieces, with pauses longer than a rest: only the end that is missing tells."""
        if suffix in {".txt", ".html"}:
            self._in_pieces(path, suffix)  # nothing marks their end
            return
        body = self._content(suffix)
        for piece in self._pieces(body):
            with path.open("ab") as file:
                file.write(piece)
            self._wait(STABLE * 1.5 if self._rng.random() < 0.2 else 0.001)
        self.final.add(digest(body))

    def _renamed(self, path: Path, suffix: str) -> None:
        """As browsers and sync programs do it."""
        body = self._content(suffix)
        part = path.with_name(path.name + ".part")
        part.write_bytes(body[: len(body) // 2])
        self._wait(0.002)
        part.write_bytes(body)
        part.replace(path)
        self.final.add(digest(body))

    def _overwritten(self, path: Path, suffix: str) -> None:
        """Twice, by another file under the name."""
        for _ in range(2):
            body = self._content(suffix)
            part = path.with_name(path.name + ".part")
            part.write_bytes(body)
            part.replace(path)
            self._wait(self._rng.choice((0.001, STABLE)))
        self.final.add(digest(body))

    def _removed(self, path: Path, suffix: str) -> None:
        path.write_bytes(self._content(suffix))
        self._wait(self._rng.choice((0.001, STABLE)))
        path.unlink(missing_ok=True)

    def _pieces(self, body: bytes) -> Iterator[bytes]:
        step = max(1, len(body) // self._rng.randrange(2, 6))
        return (body[i : i + step] for i in range(0, len(body), step))


class Kennel:
    """The watcher's process."""

    def __init__(self, *arguments: str) -> None:
        self._command = (sys.executable, "-m", "tests.workers.watchers.kennel", *arguments)
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """Without a word, as the kernel does when memory is short."""
        assert self.process.poll() is None, "the watcher ended by itself"
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.kill()
        self.process = self._start()


@pytest.mark.timeout(3000 if FILES > 1000 else 240)
@pytest.mark.parametrize("mode", ["events", "polling"])
def test_every_whole_file_is_taken_exactly_once(engine: Engine, database_url: str, tmp_path: Path, mode: str) -> None:
    if not database_url.startswith("sqlite") and mode == "polling":
        pytest.skip("polling is tried on SQLite only: the database does not see how the watcher wakes")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    pause = threading.Event()
    writers = [Writer(inbox, seed, FILES // WRITERS, pause) for seed in range(WRITERS)]
    kennel = Kennel(database_url, str(tmp_path), mode)
    rng = random.Random(mode)  # noqa: S311 - reproducible test data
    for writer in writers:
        writer.start()
    for _ in range(KILLS):
        pause.wait(rng.uniform(0.5, 1.5) * max(1.0, FILES / 1000))
        kennel.restart()
    for writer in writers:
        writer.join()
    while any(path.is_file() for path in inbox.rglob("*")):
        assert kennel.process.poll() is None, "the watcher ended by itself"
        pause.wait(STABLE)
    kennel.kill()

    whole = set().union(*(writer.whole for writer in writers))
    final = set().union(*(writer.final for writer in writers))
    with read_only(engine) as session:
        taken = session.scalars(select(Document.sha256)).all()
        tasks = session.scalars(select(Task.subject).where(Task.actor == "extract")).all()
        sighted = set(session.scalars(select(Sighting.document_id)))
        documents = set(session.scalars(select(Document.id)))
    assert set(taken) - whole == set(), "half files were taken"
    assert final - set(taken) == set(), "whole files were lost"
    assert len(taken) == len(set(taken))
    assert sorted(tasks) == sorted(map(str, documents)), "one task a document"
    assert sighted == documents
    parked = [path for path in (tmp_path / "processed").rglob("*") if path.is_file()]
    assert {digest(path.read_bytes()) for path in parked if path.stat().st_size} <= whole
    assert final <= {digest(path.read_bytes()) for path in parked}
    assert not (tmp_path / "failed").exists()
