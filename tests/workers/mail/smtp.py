"""Mail servers on the loopback interface that accept, refuse, hang up and say odd things on demand."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import free_port


class Sink:
    """What the server does with a mail: keep it, or answer with the replies given."""

    def __init__(self, rcpt: str = "", data: str = "", quit_reply: str = "") -> None:
        self.received: list[Envelope] = []
        self.authenticated = False
        self.rcpt, self.data, self.quit_reply = rcpt, data, quit_reply

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by the command's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not self.rcpt:
            envelope.rcpt_tos.append(address)
        return self.rcpt or "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - same
        if not self.data:
            self.received.append(envelope)
            self.authenticated = bool(session.authenticated)
        return self.data or "250 OK"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - same
        return self.quit_reply or "221 Bye"


@contextlib.contextmanager
def serving(sink: Sink, **options: Any) -> Iterator[int]:
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextlib.contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server of its own for what aiosmtpd would never do; ``answer`` gets each connection in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                answer(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.close()
    thread.join(5)
