"""Composes the mail: headers that cannot be tampered with, a text and an HTML half that say the same.

Place in the flow: called by the ``deliver`` actor with a ``MailBatch``; the message goes to ``transport.send``. Pure.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from email import policy
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from functools import cache
from importlib import resources

import css_inline
import jinja2

from models.beijing import BEIJING
from workers.mail import text_part, wording
from workers.mail.address import parse_address, parse_mailbox
from workers.mail.batch import MailBatch
from workers.mail.view import MailView, mail_view

# RFC 5322, 3.6.4, without comments and quoted parts; the limits keep the header on one line.
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,100}@[A-Za-z0-9.-]{1,255}>")
# RFC 2369: an address in angle brackets; printable ASCII without blanks, brackets and the comma that starts another.
_UNSUBSCRIBE = re.compile(r"(?:mailto:|https?://)[^\s<>,\x00-\x20\x7f-\U0010ffff]{1,800}")


class _OneLineHeader(UnstructuredHeader, BaseHeader):
    """A header that is never folded: the standard library would hide a long address in encoded words."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    registry.map_to_type("list-unsubscribe", _OneLineHeader)
    return policy.SMTP.clone(header_factory=registry)


POLICY = _policy()


def compose(batch: MailBatch, *, sender: str, now: dt.datetime, unsubscribe: str | None = None) -> EmailMessage:
    """The mail about one report for one recipient: multipart/alternative, text and HTML, both in Chinese.

    :param sender: ``nianbao@example.gov.cn`` or ``年报核查 <nianbao@example.gov.cn>``.
    :param now: when the mail is composed (aware); shown in Beijing time.
    :param unsubscribe: a ``mailto:`` or ``http(s)://`` address for List-Unsubscribe.
    :raises workers.mail.address.BadAddressError: when sender or recipient is not exactly one address.
    :raises ValueError: when the Message-ID or ``unsubscribe`` is malformed, or ``now`` is not aware.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if not _MESSAGE_ID.fullmatch(batch.message_id):
        raise ValueError(f"malformed Message-ID: {batch.message_id[:80]!r}")
    if unsubscribe is not None and not _UNSUBSCRIBE.fullmatch(unsubscribe):
        raise ValueError("unsubscribe must be one mailto: or http(s): address")
    view = mail_view(batch, now)
    message = EmailMessage(policy=POLICY)
    message["From"] = parse_mailbox(sender)
    message["To"] = parse_address(batch.recipient)
    message["Subject"] = view.subject
    message["Date"] = now.astimezone(BEIJING)
    message["Message-ID"] = batch.message_id
    # RFC 3834, and its Exchange counterpart: no out-of-office answers to a program.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message.set_content(text_of(view), cte="base64")
    message.add_alternative(html_of(view), subtype="html", cte="base64")
    # The same batch composed again at the same moment is the same mail, byte for byte.
    message.set_boundary(f"=_{hashlib.sha256(batch.message_id.encode()).hexdigest()[:32]}")
    return message


def text_of(view: MailView) -> str:
    """The text half."""
    return _environment().get_template("mail.txt.j2").render(mail=view, words=wording, width=text_part.WIDTH)


def html_of(view: MailView) -> str:
    """The HTML half: one self-contained page with its styles inlined, nothing to be fetched."""
    page = _environment().get_template("mail.html.j2").render(mail=view, words=wording)
    return _inliner().inline(page)


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
    environment.filters.update(wrapped=text_part.wrapped, drawn=text_part.drawn, legend=text_part.legend)
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    style = resources.files("workers.mail").joinpath("templates/mail.css").read_text("utf-8")
    return css_inline.CSSInliner(extra_css=style, load_remote_stylesheets=False, minify_css=True)
