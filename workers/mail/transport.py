"""Hands a message over: to the SMTP server of the settings, or as a file into the outbox where there is none.

Place in the flow: called by the ``deliver`` actor outside any transaction; its two errors are what the ledger needs to
know: try again, or not. At least once: when the connection breaks after the server took the message, but before it said
so, the mail goes out again under the same Message-ID.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from workers.mail.clean import one_line
from workers.mail.refusal import MAX_REPLY, MailError, PermanentMailError, TransientMailError, refusal
from workers.store import write_durably

_UNSAFE_IN_NAMES = re.compile(r"[^A-Za-z0-9._@-]+")
# Leaves room for the digest within the 255 bytes of a file name, and stays readable.
_MAX_READABLE_NAME = 80


class Security(StrEnum):
    """What encryption a scheme asks for."""

    OPPORTUNISTIC = "smtp"
    REQUIRED = "smtp+starttls"
    IMPLICIT = "smtps"


_PORTS = {Security.OPPORTUNISTIC: 25, Security.REQUIRED: 587, Security.IMPLICIT: 465}


class Server(NamedTuple):
    """A parsed SMTP URL."""

    security: Security
    host: str
    port: int
    user: str | None
    password: SecretStr


def send(message: EmailMessage, *, smtp_url: SecretStr | None, outbox: Path, timeout: float) -> Path | None:
    """Hand the message over once.

    :param smtp_url: ``smtp://`` (encrypted when the server offers it), ``smtp+starttls://`` (always encrypted) or
        ``smtps://`` (encrypted from the first byte), with user and password URL-encoded. None: into the outbox.
    :param outbox: folder for ``.eml`` files; created when it is not there.
    :param timeout: seconds for the whole conversation, from the connection to the good-bye.
    :return: the file written, or None when an SMTP server took the message.
    :raises TransientMailError: when a later attempt can succeed.
    :raises RefusedRecipientError: when none can, because the server takes nothing for this address.
    :raises PermanentMailError: when none can, for another reason.
    """
    if smtp_url is None:
        return _lay_down(message, outbox)
    _deliver(message, parse(smtp_url), timeout)
    return None


def check(smtp_url: SecretStr, own_name: str, timeout: float) -> Server:
    """Prove that the server would take a mail: connect, encrypt, log in, as ``send`` does, and send nothing.

    :param own_name: domain of the sender.
    :return: what was reached.
    :raises TransientMailError: PermanentMailError: as ``send`` does.
    """
    server = parse(smtp_url)
    with _explained(server), _ready(server, own_name, timeout) as smtp:
        smtp.noop()
    return server


def outbox_name(message: EmailMessage) -> str:
    """The file name of a message in the outbox: the same for the same Message-ID, and safe whatever that is."""
    message_id = str(message["Message-ID"])
    readable = _UNSAFE_IN_NAMES.sub("_", message_id.strip("<>")).lstrip(".")[:_MAX_READABLE_NAME]
    return f"{readable}-{hashlib.sha256(message_id.encode()).hexdigest()[:12]}.eml"


def _lay_down(message: EmailMessage, outbox: Path) -> Path:
    """Write the message under its name: there whole or not at all, and once however often it is written."""
    target = outbox / outbox_name(message)
    try:
        write_durably(target, message.as_bytes())
    except OSError as error:
        raise TransientMailError(f"the outbox cannot be written: {error.strerror}") from error
    return target


def parse(smtp_url: SecretStr) -> Server:
    """The parts of the URL.

    :raises PermanentMailError: without a word of the URL, which holds a password.
    """
    try:
        parts = urlsplit(smtp_url.get_secret_value())
        security = Security(parts.scheme)
        host, port = parts.hostname, parts.port
        user = None if parts.username is None else unquote(parts.username, errors="strict")
        password = SecretStr(unquote(parts.password or "", errors="strict"))
    except ValueError:
        host = None
    if not host:
        raise PermanentMailError(
            "the SMTP URL must look like smtp://user:password@host:port, user and password URL-encoded"
        )
    return Server(security, host, port or _PORTS[security], user, password)


def _deliver(message: EmailMessage, server: Server, timeout: float) -> None:
    sender, recipient = _only_address(message, "From"), _only_address(message, "To")
    with _explained(server), _ready(server, sender.domain, timeout) as smtp:
        smtp.send_message(message, sender.addr_spec, [recipient.addr_spec])


def _only_address(message: EmailMessage, header: str) -> Address:
    value = message[header]
    addresses: tuple[Address, ...] = () if value is None else value.addresses
    if len(addresses) != 1:
        raise PermanentMailError(f"the message has {len(addresses)} addresses in {header}, not one")
    return addresses[0]


class _Watched(smtplib.SMTP):
    """A client whose conversation ends when its time is over, whatever the server does.

    smtplib's own timeout is for each read: a server that sends a byte now and then would hold the worker for hours.
    """

    def __init__(self, server: Server, own_name: str, timeout: float, options: dict[str, Any]) -> None:
        self._over = threading.Event()
        threading.Thread(target=self._cut_off_after, args=[timeout], daemon=True).start()
        try:
            # The own name is given, since looking it up asks a name server that may be slow.
            super().__init__(server.host, server.port, own_name, timeout=timeout, **options)
        except BaseException:
            self._over.set()
            raise

    def close(self) -> None:
        """Close the connection and dismiss the watch."""
        self._over.set()
        super().close()

    def _cut_off_after(self, timeout: float) -> None:
        while not self._over.wait(timeout):
            if self.sock is not None:
                with contextlib.suppress(OSError):
                    # Not SSLSocket's own method: it takes the encryption away under the thread that reads.
                    socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _WatchedSsl(_Watched, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


@contextlib.contextmanager
def _ready(server: Server, own_name: str, timeout: float) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted as the URL asks, and logged in where it names a user."""
    with _connected(server, own_name, timeout) as smtp:
        _secure(smtp, server)
        if server.user is not None:
            smtp.login(server.user, server.password.get_secret_value())
        yield smtp


@contextlib.contextmanager
def _connected(server: Server, own_name: str, timeout: float) -> Iterator[smtplib.SMTP]:
    """A connection with the server; closed at the end, politely if all went well."""
    if server.security is Security.IMPLICIT:
        smtp: _Watched = _WatchedSsl(server, own_name, timeout, {"context": ssl.create_default_context()})
    else:
        smtp = _Watched(server, own_name, timeout, {})
    try:
        yield smtp
        # The message is with the server: what goes wrong in saying good-bye must not send it again.
        with contextlib.suppress(OSError):
            smtp.quit()
    finally:
        smtp.close()


def _secure(smtp: smtplib.SMTP, server: Server) -> None:
    """Encrypt as the scheme asks; a password never goes over a connection that somebody else could read.

    :raises PermanentMailError: when it would.
    """
    if server.security is Security.IMPLICIT:
        return
    smtp.ehlo_or_helo_if_needed()
    if smtp.has_extn("starttls"):
        smtp.starttls(context=_context(server))
        smtp.ehlo()
    elif server.security is Security.REQUIRED:
        raise PermanentMailError("the server offers no STARTTLS, which smtp+starttls:// requires")
    elif server.user is not None and not _is_loopback(smtp):
        raise PermanentMailError("the server offers no encryption; the password is not sent in the clear")


def _context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.security is Security.OPPORTUNISTIC and server.user is None:
        # RFC 7435: encryption nobody vouches for is still better than none, and nothing secret is said.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _is_loopback(smtp: smtplib.SMTP) -> bool:
    return smtp.sock is not None and ipaddress.ip_address(smtp.sock.getpeername()[0]).is_loopback


@contextlib.contextmanager
def _explained(server: Server) -> Iterator[None]:
    """Turn what smtplib raises into the two errors of this module, without its tracebacks: they hold the password."""
    place = f"{server.host}:{server.port}"
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        raise _refusal("the recipient is refused", code, reply, server, to_rcpt=True) from None
    except smtplib.SMTPAuthenticationError as error:
        # The reply is left out: some servers repeat what they were sent.
        raise _refusal("the user or the password is refused", error.smtp_code, b"", server) from None
    except smtplib.SMTPResponseException as error:
        raise _refusal("the server refuses the message", error.smtp_code, error.smtp_error, server) from None
    except smtplib.SMTPNotSupportedError:
        raise PermanentMailError(f"{place} does not offer what the SMTP URL asks for") from None
    except UnicodeError:
        raise PermanentMailError("user and password of the SMTP URL must be ASCII") from None
    except OSError as error:
        raise TransientMailError(f"no mail could be handed to {place}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """The kind of failure; of operating system errors also their text, which is the system's own."""
    text = getattr(error, "strerror", None) or getattr(error, "reason", None)
    name = type(error).__name__
    return f"{name}, {one_line(str(text), MAX_REPLY)}" if text else name


def _refusal(what: str, code: int, reply: bytes | str, server: Server, *, to_rcpt: bool = False) -> MailError:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    for secret in (server.password.get_secret_value(), server.user):
        text = text.replace(secret, "***") if secret else text
    return refusal(what, code, text, to_rcpt=to_rcpt)
