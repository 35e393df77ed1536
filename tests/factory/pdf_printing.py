"""The programs that make most PDFs, a word processor and a browser: documents and web pages as printed."""

from __future__ import annotations

import atexit
import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def by_office(documents: Sequence[bytes], kind: str = "docx", to: str = "pdf") -> list[bytes]:
    """Documents as PDF, or as another kind of document, all in one call of the word processor."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.{kind}") for number in range(len(documents))]
        for path, data in zip(paths, documents, strict=True):
            path.write_bytes(data)
        command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", to, "--outdir", f"{folder}/out", *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return [Path(folder, "out", f"{path.stem}.{to}").read_bytes() for path in paths]


def by_browser(page: str, options: Mapping[str, Any] | None = None) -> bytes:
    """A web page as printed.

    :param options: of ``Page.printToPDF`` (landscape, scale, displayHeaderFooter …); the page's own size by default.
    """
    return _browser().printed(page, {"preferCSSPageSize": True, **(options or {})})


class _Browser:
    """A browser without a window, spoken to through a pair of pipes; one for all pages of a process."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        flags += " --disable-component-update --disable-sync --remote-debugging-pipe"
        script = f'exec "$0" {flags} "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, str(BROWSER), f"--user-data-dir={self._folder.name}", "about:blank"],
            pass_fds=(theirs_in, theirs_out),
            # Where it leaves folders of its own, they go with ours.
            env=os.environ | {"TMPDIR": self._folder.name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._rest, self._number = b"", 0
        atexit.register(self.close)
        targets = self._ask("Target.getTargets", {})["targetInfos"]
        target = next(one["targetId"] for one in targets if one["type"] == "page")
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]

    def printed(self, page: str, options: Mapping[str, Any]) -> bytes:
        """A page as PDF."""
        frame = self._ask("Page.getFrameTree", {})["frameTree"]["frame"]["id"]
        self._ask("Page.setDocumentContent", {"frameId": frame, "html": page})
        return base64.b64decode(self._ask("Page.printToPDF", {"printBackground": True, **options})["data"])

    def close(self) -> None:
        """End the browser."""
        self._process.terminate()
        self._process.wait(10)
        self._folder.cleanup()

    def _ask(self, method: str, params: Mapping[str, Any]) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if hasattr(self, "_session"):
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while True:
            answer = self._answer()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return answer["result"]

    def _answer(self) -> Any:
        while b"\0" not in self._rest:
            more = os.read(self._in, 1 << 20)
            if not more:
                raise RuntimeError("the browser is gone")
            self._rest += more
        line, self._rest = self._rest.split(b"\0", 1)
        return json.loads(line)


@cache
def _browser() -> _Browser:
    return _Browser()
