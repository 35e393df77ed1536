"""Mail addresses: exactly one, with nothing in it that could become a second one or a header.

Place in the flow: used by ``compose`` for sender and recipient, and wherever a subscription is taken.
"""

from __future__ import annotations

import re
from email.headerregistry import Address

from workers.mail.clean import header_text, one_line

# RFC 5321, 4.5.3.1: the local part, the domain, and the path as a whole.
MAX_LOCAL = 64
MAX_ADDRESS = 254
MAX_DISPLAY_NAME = 60

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")


class BadAddressError(ValueError):
    """A text that is not one mail address. The message is for a person and quotes no more than a piece of the text."""


def parse_address(text: str) -> Address:
    """One bare address, e.g. ``zhang@example.gov.cn``; the domain may be an international one (stored as IDNA).

    :raises BadAddressError: for anything else: none, several, quoted local parts, control characters, non-ASCII users.
    """
    local, at, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    fits = len(local) <= MAX_LOCAL and len(local) + 1 + len(domain) <= MAX_ADDRESS
    if not (at and fits and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise BadAddressError(f"不是有效的单个电子邮件地址：{one_line(text, 60)}")
    return Address(username=local, domain=domain)


def parse_mailbox(text: str) -> Address:
    """An address with or without a display name: ``a@b.cn`` or ``年报核查系统 <a@b.cn>``.

    :raises BadAddressError: when it is not exactly one.
    """
    named = _NAMED.fullmatch(text.strip())
    if named is None:
        return parse_address(text.strip())
    address = parse_address(named["address"].strip())
    display_name = header_text(named["name"].strip().strip('"'), MAX_DISPLAY_NAME)
    return Address(display_name=display_name, username=address.username, domain=address.domain)
