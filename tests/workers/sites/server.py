"""Web sites on loopback: one address a site, one thread for all, every request written down."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit


@dataclass
class Page:
    """What a path answers."""

    body: bytes | str = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    # With an ETag, so that it can be asked for with a condition.
    tagged: bool = True
    # Of an answer that nothing has changed.
    unchanged_headers: dict[str, str] = field(default_factory=dict)
    # Seconds before the answer; or between its bytes.
    wait: float = 0.0
    drip: float = 0.0
    # Closes the connection after so many bytes of the body.
    cut: int | None = None

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body

    @property
    def tag(self) -> str:
        return f'"{sha256(self.data).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    at: float
    host: str
    path: str
    headers: dict[str, str]
    status: int


class Host:
    """One site: its pages by path; what is not there is 404."""

    def __init__(self, address: str, port: int, scheme: str = "http") -> None:
        self.address = address
        self.url = f"{scheme}://{address}:{port}"
        self.pages: dict[str, Page] = {}
        self.otherwise: Callable[[str], Page] | None = None

    def put(self, path: str, body: bytes | str = b"", **how: object) -> str:
        """Serve something; its address."""
        self.pages[path] = Page(body, **how)  # type: ignore[arg-type] # the fields of Page by name
        return self.url + path

    def find(self, path: str) -> Page:
        page = self.pages.get(path) or self.pages.get(urlsplit(path).path)
        if page is None and self.otherwise is not None:
            page = self.otherwise(path)
        return page or Page("not found", 404, tagged=False)


class Farm:
    """The server. ``host()`` opens one more address of the loopback network."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.hosts: dict[str, Host] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="farm", daemon=True)
        self._servers: list[asyncio.Server] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self._port = 0
        self._thread.start()

    @property
    def next_address(self) -> str:
        """Of the host that is opened next."""
        number = len(self.hosts) + 1
        return f"127.77.{number // 200}.{number % 200 + 1}"

    def host(self, tls: ssl.SSLContext | None = None) -> Host:
        address = self.next_address
        server = asyncio.run_coroutine_threadsafe(self._open(address, tls), self._loop).result(10)
        self._port = self._port or server.sockets[0].getsockname()[1]
        host = self.hosts[address] = Host(address, self._port, "https" if tls else "http")
        return host

    def counts(self, since: float = 0.0) -> Counter[str]:
        """How often each page was asked for, robots.txt left out."""
        return Counter(f"http://{one.host}{one.path}" for one in self.asked if one.at >= since and not _is_robots(one))

    def requests(self, host: Host, since: float = 0.0) -> list[Asked]:
        return [one for one in self.asked if one.host == urlsplit(host.url).netloc and one.at >= since]

    def close(self) -> None:
        async def stop() -> None:
            for server in self._servers:
                server.close()
            for writer in self._writers:
                writer.close()
            await asyncio.sleep(0)
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self, address: str, tls: ssl.SSLContext | None) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, address, self._port, ssl=tls)
        self._servers.append(server)
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError, asyncio.CancelledError):
            while await self._answer(reader, writer):
                pass
        self._writers.discard(writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
        address = writer.get_extra_info("sockname")[0]
        page = self.hosts[address].find(path)
        unchanged = page.tagged and page.status == 200 and headers.get("if-none-match") == page.tag
        status = 304 if unchanged else page.status
        self.asked.append(Asked(time.time(), headers.get("host", ""), path, headers, status))
        if page.wait:
            await asyncio.sleep(page.wait)
        body = b"" if unchanged else page.data
        told = {"Content-Type": page.kind, "Content-Length": str(len(body)), **page.headers}
        told |= page.unchanged_headers if unchanged else {}
        if page.tagged and page.status == 200:
            told["ETag"] = page.tag
        writer.write(f"HTTP/1.1 {status} X\r\n".encode())
        writer.write("".join(f"{name}: {value}\r\n" for name, value in told.items()).encode() + b"\r\n")
        for start in range(len(body) if page.drip else 0):
            writer.write(body[start : start + 1])
            await writer.drain()
            await asyncio.sleep(page.drip)
        if not page.drip:
            writer.write(body if page.cut is None else body[: page.cut])
        await writer.drain()
        return page.cut is None


def _is_robots(asked: Asked) -> bool:
    return asked.path == "/robots.txt"


@contextlib.contextmanager
def farm() -> Iterator[Farm]:
    made = Farm()
    try:
        yield made
    finally:
        made.close()
