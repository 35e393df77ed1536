"""Bundles for tests: archives and mails of given files, and a text report cut into its text and its tables."""

from __future__ import annotations

import io
import tarfile
import zipfile
from email.message import EmailMessage
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"
_TABLE_HEADINGS = ("二、主动公开", "三、收到和处理", "四、")


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.txt").read_bytes()


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # A fixed date: the same files are the same bytes.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz", *others: tarfile.TarInfo) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for other in others:
            archive.addfile(other)
    return target.getvalue()


def mail(body: str, files: dict[str, bytes], html: str | None = None) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "bgs@example.gov.cn", "xxgk@example.gov.cn", "2023年年报"
    message["Date"] = "Tue, 16 Jan 2024 09:00:00 +0800"
    message.set_content(body)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def cut(name: str) -> tuple[bytes, list[bytes]]:
    """The text of a sample with its tables printed as rows of pipes, without them; and these, one by one."""
    text: list[str] = []
    tables: list[list[str]] = []
    for line in sample(name).decode().splitlines():
        if line.startswith(_TABLE_HEADINGS) and "|" not in line:
            tables.append([])
        (tables[-1] if tables and "|" in line else text).append(line)
    return "\n".join(text).encode(), ["\n".join(lines).encode() for lines in tables]
