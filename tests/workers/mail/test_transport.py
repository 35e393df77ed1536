"""The outbox, and a real SMTP server on the loopback interface that accepts, refuses, hangs and encrypts on demand."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr

from tests.servers import free_port
from tests.workers.mail.smtp import Sink, listening, serving
from workers.mail.refusal import MailError, PermanentMailError, RefusedRecipientError, TransientMailError
from workers.mail.transport import check, outbox_name, parse, send

USER = "nianbao@example.gov.cn"
PASSWORD = "p@ss/wo:rd#1"
LOGIN = "nianbao%40example.gov.cn:p%40ss%2Fwo%3Ard%231"


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@pytest.fixture
def deliver(message: EmailMessage, tmp_path: Path) -> Callable[..., Path | None]:
    def deliver(url: str, timeout: float = 10) -> Path | None:
        return send(message, smtp_url=SecretStr(url), outbox=tmp_path, timeout=timeout)

    return deliver


Deliver = Callable[..., Path | None]


def test_without_a_server_the_mail_becomes_one_file(message: EmailMessage, tmp_path: Path) -> None:
    outbox = tmp_path / "new" / "outbox"
    first = send(message, smtp_url=None, outbox=outbox, timeout=1)
    second = send(message, smtp_url=None, outbox=outbox, timeout=1)
    assert first == second
    assert list(outbox.iterdir()) == [first]
    assert first is not None
    assert first.name.startswith("17.b3f0@nianbao.example.gov.cn-")
    written = message_from_bytes(first.read_bytes(), policy=policy.default)
    assert written["Subject"] == message["Subject"]


def test_names_in_the_outbox_are_safe_and_differ() -> None:
    names = set()
    for message_id in ("<../../etc/passwd@x>", "<a/b@x>", "<a_b@x>", "<.a@x>", "<" + "a" * 100 + "@x>"):
        message = EmailMessage()
        message["Message-ID"] = message_id
        names.add(outbox_name(message))
    assert len(names) == 5
    assert not any("/" in name or name.startswith(".") or len(name) > 100 for name in names)


def test_an_outbox_that_cannot_be_written_may_be_so_later(message: EmailMessage, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TransientMailError, match="outbox"):
        send(message, smtp_url=None, outbox=tmp_path / "file" / "outbox", timeout=1)


def test_a_server_gets_the_mail_whole(message: EmailMessage, deliver: Deliver, tmp_path: Path) -> None:
    sink = Sink()
    with serving(sink) as port:
        assert deliver(f"smtp://127.0.0.1:{port}") is None
    (envelope,) = sink.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("nianbao@example.gov.cn", ["zhang@example.gov.cn"])
    assert envelope.original_content == message.as_bytes()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://h", 25), ("smtp+starttls://h", 587), ("smtps://h", 465), ("smtp+starttls://u:p@h:2525", 2525)],
)
def test_each_scheme_has_its_port(url: str, port: int) -> None:
    assert parse(SecretStr(url)).port == port


def test_a_check_logs_in_and_sends_nothing() -> None:
    sink = Sink()
    with serving(sink, authenticator=authenticate, auth_require_tls=False) as port:
        assert check(SecretStr(f"smtp://{LOGIN}@127.0.0.1:{port}"), "example.org", 10).port == port
        with pytest.raises(PermanentMailError, match="the user or the password is refused"):
            check(SecretStr(f"smtp://someone:geheim@127.0.0.1:{port}"), "example.org", 10)
    assert not sink.received


def test_user_and_password_are_decoded(deliver: Deliver) -> None:
    sink = Sink()
    with serving(sink, authenticator=authenticate, auth_require_tls=False) as port:
        deliver(f"smtp://{LOGIN}@127.0.0.1:{port}")
    assert sink.authenticated


def test_a_wrong_password_is_permanent_and_stays_secret(deliver: Deliver) -> None:
    with (
        serving(Sink(), authenticator=authenticate, auth_require_tls=False) as port,
        pytest.raises(PermanentMailError, match="the user or the password is refused") as caught,
    ):
        deliver(f"smtp://someone:geheim@127.0.0.1:{port}")
    assert caught.value.code == 535
    assert_secret(caught.value, "geheim", "someone")


@pytest.mark.parametrize(
    ("sink", "kind", "code"),
    [
        (Sink(rcpt="451 try again later"), TransientMailError, 451),
        (Sink(rcpt="550 no such user"), PermanentMailError, 550),
        (Sink(data="452 disk full"), TransientMailError, 452),
        (Sink(data="554 looks like spam"), PermanentMailError, 554),
    ],
)
def test_refusals_are_told_apart(deliver: Deliver, sink: Sink, kind: type[MailError], code: int) -> None:
    with serving(sink) as port, pytest.raises(kind, match=rf"{(sink.rcpt or sink.data)[4:]} \(SMTP {code}\)") as caught:
        deliver(f"smtp://127.0.0.1:{port}")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("sink", "kind"),
    [
        (Sink(rcpt="550 no such user"), RefusedRecipientError),
        (Sink(rcpt="550 5.1.1 no such user"), RefusedRecipientError),
        (Sink(rcpt="552 5.2.2 mailbox full"), RefusedRecipientError),
        (Sink(data="550 5.1.1 found out late"), RefusedRecipientError),
        (Sink(rcpt="550 5.7.1 unable to relay"), PermanentMailError),
        (Sink(rcpt="554 relay access denied"), PermanentMailError),
        (Sink(rcpt="550 5.1.8 bad sender"), PermanentMailError),
        (Sink(data="552 5.2.3 message too long"), PermanentMailError),
        (Sink(data="550 looks like spam"), PermanentMailError),
    ],
)
def test_only_an_address_that_takes_no_mail_is_a_bounce(deliver: Deliver, sink: Sink, kind: type[MailError]) -> None:
    with serving(sink) as port, pytest.raises(PermanentMailError) as caught:
        deliver(f"smtp://127.0.0.1:{port}")
    assert type(caught.value) is kind


def test_a_server_that_repeats_the_password_does_not_get_it_into_the_error(deliver: Deliver) -> None:
    sink = Sink(rcpt=f"550 {PASSWORD} is the password of {USER}")
    with (
        serving(sink, authenticator=authenticate, auth_require_tls=False) as port,
        pytest.raises(PermanentMailError) as caught,
    ):
        deliver(f"smtp://{LOGIN}@127.0.0.1:{port}")
    assert_secret(caught.value, PASSWORD, USER)


def test_a_bad_goodbye_does_not_send_the_mail_again(deliver: Deliver) -> None:
    sink = Sink(quit_reply="421 leave me alone")
    with serving(sink) as port:
        deliver(f"smtp://127.0.0.1:{port}")
    assert len(sink.received) == 1


def test_no_server_is_transient(deliver: Deliver) -> None:
    with pytest.raises(TransientMailError, match="Connection refused"):
        deliver(f"smtp://{LOGIN}@127.0.0.1:{free_port()}")


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_says_nothing_is_left_soon(deliver: Deliver, scheme: str) -> None:
    begun = time.monotonic()
    with listening(wait_for_end) as port, pytest.raises(TransientMailError):
        deliver(f"{scheme}://127.0.0.1:{port}", timeout=0.2)
    assert time.monotonic() - begun < 3


def test_a_server_that_says_a_byte_now_and_then_is_left_soon(deliver: Deliver) -> None:
    begun = time.monotonic()
    with listening(drip) as port, pytest.raises(TransientMailError):
        deliver(f"smtp://127.0.0.1:{port}", timeout=0.3)
    assert time.monotonic() - begun < 3


def test_a_server_that_hangs_up_is_transient(deliver: Deliver) -> None:
    with listening(lambda _: None) as port, pytest.raises(TransientMailError):
        deliver(f"smtp://127.0.0.1:{port}")


def test_a_server_that_speaks_no_smtp_is_transient(deliver: Deliver) -> None:
    with listening(lambda c: c.sendall(b"HTTP/1.1 400\r\n\r\n")) as port, pytest.raises(TransientMailError):
        deliver(f"smtp://127.0.0.1:{port}")


def test_encryption_that_is_required_and_not_offered_is_permanent(deliver: Deliver) -> None:
    with serving(Sink()) as port, pytest.raises(PermanentMailError, match="STARTTLS"):
        deliver(f"smtp+starttls://127.0.0.1:{port}")


@pytest.mark.parametrize(
    "url",
    [
        "smtp://user:geheim@",
        "smtp://user:geheim/1@host",
        "smtp://user:geheim@host:port",
        "smtp://user:geheim@host:99999",
        "smtp://user:gehe%FFim@host",
        "http://user:geheim@host",
        "geheim",
        "smtp://[geheim",
    ],
)
def test_a_bad_url_is_permanent_and_stays_secret(deliver: Deliver, url: str) -> None:
    with pytest.raises(PermanentMailError, match="the SMTP URL must look like") as caught:
        deliver(url)
    assert_secret(caught.value, "geheim", "gehe")


def test_a_password_that_smtp_cannot_carry_is_permanent_and_stays_secret(deliver: Deliver) -> None:
    with (
        serving(Sink(), authenticator=authenticate, auth_require_tls=False) as port,
        pytest.raises(PermanentMailError, match="ASCII") as caught,
    ):
        deliver(f"smtp://user:%E5%AF%86@127.0.0.1:{port}")
    assert_secret(caught.value, "密")


@pytest.mark.parametrize("header", ["From", "To"])
def test_a_message_without_exactly_one_address_is_permanent(tmp_path: Path, header: str) -> None:
    message = EmailMessage()
    message["From"] = message["To"] = "a@example.org"
    del message[header]
    with pytest.raises(PermanentMailError, match=header):
        send(message, smtp_url=SecretStr("smtp://127.0.0.1:1"), outbox=tmp_path, timeout=1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key in one file."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def _trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")


@pytest.mark.usefixtures("_trusted")
@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls"])
def test_starttls_is_used_before_the_password(deliver: Deliver, tls: ssl.SSLContext, scheme: str) -> None:
    sink = Sink()
    with serving(sink, tls_context=tls, require_starttls=True, authenticator=authenticate, auth_required=True) as port:
        deliver(f"{scheme}://{LOGIN}@127.0.0.1:{port}")
    assert sink.authenticated


@pytest.mark.usefixtures("_trusted")
def test_smtps_is_encrypted_from_the_first_byte(deliver: Deliver, tls: ssl.SSLContext) -> None:
    sink = Sink()
    with serving(sink, ssl_context=tls, authenticator=authenticate, auth_require_tls=False) as port:
        deliver(f"smtps://{LOGIN}@127.0.0.1:{port}")
    assert sink.authenticated


@pytest.mark.parametrize("url", ["smtp+starttls://127.0.0.1", f"smtp://{LOGIN}@127.0.0.1"])
def test_nobody_is_trusted_without_a_certificate(deliver: Deliver, tls: ssl.SSLContext, url: str) -> None:
    sink = Sink()
    with serving(sink, tls_context=tls) as port, pytest.raises(TransientMailError, match="SSLCertVerificationError"):
        deliver(f"{url}:{port}")
    assert not sink.received


def test_without_a_password_any_encryption_will_do(deliver: Deliver, tls: ssl.SSLContext) -> None:
    sink = Sink()
    with serving(sink, tls_context=tls) as port:
        deliver(f"smtp://127.0.0.1:{port}")
    assert len(sink.received) == 1


def wait_for_end(connection: socket.socket) -> None:
    while connection.recv(1024):
        pass


def drip(connection: socket.socket) -> None:
    pause = threading.Event()
    with contextlib.suppress(OSError):
        while not pause.wait(0.05):
            connection.sendall(b"2")


def assert_secret(error: BaseException, *secrets: str) -> None:
    """Neither the error nor what a traceback would show of its causes holds a secret."""
    shown: BaseException | None = error
    while shown is not None:
        assert not any(secret in text for secret in secrets for text in (str(shown), repr(shown)))
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
