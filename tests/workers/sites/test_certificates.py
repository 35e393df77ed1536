"""Certificates: one that is not valid is not trusted, and ops hear in time of one that ends."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host

ORGAN = "云溪县民政局"
TODAY = dt.datetime.now(dt.UTC)


def certificate(folder: Path, address: str, until: dt.datetime) -> ssl.SSLContext:
    """A server's side with a certificate of its own; the certificate lies in ``folder`` as ``cert.pem``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nianbao tests")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY - dt.timedelta(days=100))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def put(sites: Farm, folder: Path, days: int) -> Host:
    """A site whose certificate ends in so many days."""
    context = certificate(folder, sites.next_address, TODAY + dt.timedelta(days=days))
    host = sites.host(context)
    host.put("/nb/", pages.static_list([Entry("2023.html", pages.title_of(ORGAN, 2023))]))
    host.put("/nb/2023.html", pages.report(ORGAN, 2023, 1))
    return host


@pytest.fixture
def watched(bare_watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """One that trusts the certificate in the test's folder."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    bare_watch.clock.time = TODAY
    return bare_watch


def test_a_certificate_that_ends_is_told_of_until_there_is_another(watched: Watch, sites: Farm, tmp_path: Path) -> None:
    host = put(sites, tmp_path, days=40)
    watched.add("site", f"{host.url}/nb/")
    (run,) = watched.crawl()
    assert (run.new, run.errors) == (1, 0)
    assert watched.notices() == []
    watched.clock.advance(days=30)
    # Nothing has changed, so that no page is transferred.
    (run,) = watched.crawl()
    assert (run.pages, run.unchanged) == (2, 2)
    assert watched.notices() == ["certificate-ends"]
    watched.clock.advance(days=-30)
    watched.crawl("site")
    assert watched.notices() == []


@pytest.mark.parametrize(("days", "is_trusted"), [(-1, True), (40, False)], ids=["expired", "of nobody we trust"])
def test_a_certificate_that_is_not_valid(
    watched: Watch,
    sites: Farm,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    is_trusted: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    host = put(sites, tmp_path, days)
    if not is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    watched.add("site", f"{host.url}/nb/")
    (run,) = watched.crawl()
    assert run.problems == {"certificate": 1}
    assert "certificate" in watched.notices()
    assert sites.asked == []
