"""A watcher as a process of its own, to be killed at any moment; its arguments: database, home, events or polling."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from models import Source
from models.session import make_engine
from workers.intake import Intake
from workers.store import Store
from workers.watchers.events import ticks, watch
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import Folders
from workers.watchers.rest import Patience

# Seconds: longer than a writer of the test pauses in a file whose end nothing marks.
STABLE = 0.4


def main(url: str, home: Path, mode: str) -> None:
    """Watch until killed."""
    folders = Folders(home / "inbox", home / "processed", home / "failed")
    intake = Intake(make_engine(url), Store(str(home / "store")), Source.FOLDER, lambda _: None)
    watcher = FolderWatcher(folders, intake, patience=Patience(STABLE, torn_seconds=60), max_bytes=1_000_000)
    stream = ticks(folders.inbox, threading.Event(), stable_seconds=STABLE, force_polling=mode == "polling")
    watch(watcher, stream, rescan_seconds=5)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
