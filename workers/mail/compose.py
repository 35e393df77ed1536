"""Composes the mail: headers that cannot be tampered with, a text and an HTML half that say the same.

Place in the flow: called by the ``deliver`` actor with a ``MailBatch`` or a ``DigestBatch``; the message goes to
``transport.send``. Pure.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from email import policy
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from functools import cache
from importlib import resources

import css_inline
import jinja2
import msgspec

from models.beijing import BEIJING
from workers.mail import text_part, wording
from workers.mail.address import parse_address, parse_mailbox
from workers.mail.attachment import csv_of
from workers.mail.batch import MailBatch
from workers.mail.digest import DigestBatch, DigestView, digest_view
from workers.mail.view import MailView, mail_view

# RFC 5322, 3.6.4, without comments and quoted parts; the limits keep the header on one line.
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,100}@[A-Za-z0-9.-]{1,255}>")
# RFC 2369: an address in angle brackets; printable ASCII without blanks, brackets and the comma that starts another.
# RFC 8058 wants https.
_UNSUBSCRIBE = re.compile(r"(?:mailto:|https://)[^\s<>,\x00-\x20\x7f-\U0010ffff]{1,800}")


class _OneLineHeader(UnstructuredHeader, BaseHeader):
    """A header that is never folded: the standard library would hide a long address in encoded words."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    for name in ("list-unsubscribe", "list-unsubscribe-post", "references", "in-reply-to"):
        registry.map_to_type(name, _OneLineHeader)
    return policy.SMTP.clone(header_factory=registry)


POLICY = _policy()


class Unsubscribe(msgspec.Struct, frozen=True):
    """How a reader ends a subscription without writing to anybody (RFC 2369).

    :param page: a https address that takes a POST of its mail program's button (RFC 8058), or None.
    :param mail: a ``mailto:`` address, or None.
    """

    page: str | None = None
    mail: str | None = None

    def headers(self) -> dict[str, str]:
        """List-Unsubscribe and, where one click is enough, List-Unsubscribe-Post; none when there is no way.

        :raises ValueError: when an address is malformed.
        """
        ways = [way for way in (self.page, self.mail) if way is not None]
        if not all(_UNSUBSCRIBE.fullmatch(way) for way in ways):
            raise ValueError("unsubscribe must be one https: and one mailto: address")
        found = {"List-Unsubscribe": ", ".join(f"<{way}>" for way in ways)} if ways else {}
        return found | ({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if self.page else {})


NO_WAY_OUT = Unsubscribe()


def compose(
    batch: MailBatch | DigestBatch, *, sender: str, now: dt.datetime, unsubscribe: Unsubscribe = NO_WAY_OUT
) -> EmailMessage:
    """The mail of a batch, text and HTML, both in Chinese; a digest has its alerts as a CSV file attached.

    :param sender: ``nianbao@example.gov.cn`` or ``年报核查 <nianbao@example.gov.cn>``.
    :param now: when the mail is composed (aware); shown in Beijing time.
    :param unsubscribe: how its reader may end this.
    :raises workers.mail.address.BadAddressError: when sender or recipient is not exactly one address.
    :raises ValueError: when a Message-ID or ``unsubscribe`` is malformed, or ``now`` is not aware.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if isinstance(batch, DigestBatch):
        digest = digest_view(batch, now)
        message = _addressed(batch, digest.subject, sender, now, unsubscribe)
        _fill(message, "digest", digest)
        name = f"{digest.file_name}.csv"
        message.add_attachment(
            csv_of(batch), maintype="text", subtype="csv", params={"charset": "utf-8"}, filename=name
        )
    else:
        view = mail_view(batch, now)
        message = _addressed(batch, view.subject, sender, now, unsubscribe)
        _thread(message, batch.thread)
        _fill(message, "mail", view)
    _fix_boundaries(message, batch.message_id)
    return message


def _addressed(
    batch: MailBatch | DigestBatch, subject: str, sender: str, now: dt.datetime, unsubscribe: Unsubscribe
) -> EmailMessage:
    """A message with its headers and nothing else."""
    message = EmailMessage(policy=POLICY)
    message["From"] = parse_mailbox(sender)
    message["To"] = parse_address(batch.recipient)
    message["Subject"] = subject
    message["Date"] = now.astimezone(BEIJING)
    message["Message-ID"] = _checked(batch.message_id)
    # RFC 3834, and its Exchange counterpart: no out-of-office answers to a program.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    for name, value in unsubscribe.headers().items():
        message[name] = value
    return message


def _thread(message: EmailMessage, thread: Sequence[str]) -> None:
    """RFC 5322, 3.6.4: mail programs show it below the mails it answers."""
    if thread:
        message["In-Reply-To"] = _checked(thread[-1])
        message["References"] = " ".join(map(_checked, thread))


def _checked(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"malformed Message-ID: {message_id[:80]!r}")
    return message_id


def _fill(message: EmailMessage, template: str, view: MailView | DigestView) -> None:
    """The text half, then the HTML half: one self-contained page with its styles inlined, nothing to be fetched."""
    environment = _environment()
    text = environment.get_template(f"{template}.txt.j2").render(mail=view, words=wording, width=text_part.WIDTH)
    page = environment.get_template(f"{template}.html.j2").render(mail=view, words=wording)
    message.set_content(text, cte="base64")
    message.add_alternative(_inliner().inline(page), subtype="html", cte="base64")


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """The same batch composed again at the same moment is the same mail, byte for byte."""
    for level, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{level}{message_id}'.encode()).hexdigest()[:32]}")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("workers.mail"),
        # On for everything but the text half, where "&lt;" would be read as such.
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt.j2",), default=True, default_for_string=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        wrapped=text_part.wrapped, drawn=text_part.drawn, legend=text_part.legend, tallied=text_part.tallied
    )
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    style = resources.files("workers.mail").joinpath("templates/mail.css").read_text("utf-8")
    return css_inline.CSSInliner(extra_css=style, load_remote_stylesheets=False, minify_css=True)
