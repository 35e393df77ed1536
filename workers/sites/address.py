"""Which addresses may be fetched: http(s) only, and public hosts only, unless the settings allow a network.

Place in the flow: asked by ``guard`` for every request, redirects included, and by ``resolver`` for every address that
a name resolves to, right before the connection is made to that very address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_URL = 2000
_SCHEMES = frozenset({"http", "https"})
_NAME = re.compile(r"[\w.-]+|\[[0-9a-fA-F:.]+\]")
# IPv4 addresses in other spellings (0x7f.1, 2130706433, 010.0.0.1): no name ends in a number.
_NUMBER = re.compile(r"(?:^|\.)(?:0[xX][0-9a-fA-F]*|[0-9]+)\.?$")
# IPv6 addresses that carry an IPv4 address a gateway may connect to (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class ForbiddenAddressError(ValueError):
    """An address that must not be fetched; the message says why."""


class AddressPolicy:
    """What may be connected to.

    :param networks: that are allowed although they are not public.
    """

    def __init__(self, networks: Sequence[Network] = ()) -> None:
        self._networks = tuple(networks)

    def allows(self, host: str) -> bool:
        """Whether an IP address may be connected to."""
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return any(address in network for network in self._networks) or all(map(_is_public, _meanings(address)))

    def check(self, url: str) -> None:
        """Look at an address before anything is sent; names are looked at again when they are resolved.

        :raises ForbiddenAddressError: for another scheme, a user or password, no host, or a host that is no public one.
        """
        if len(url) > MAX_URL:
            raise ForbiddenAddressError("the address is too long")
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError as error:
            raise ForbiddenAddressError("the address cannot be parsed") from error
        if parts.scheme not in _SCHEMES:
            raise ForbiddenAddressError(f"only http and https are fetched, not {parts.scheme or 'nothing'}")
        if "@" in parts.netloc:
            raise ForbiddenAddressError("the address has a user or password in it")
        if not host or not _NAME.fullmatch(f"[{host}]" if ":" in host else host):
            raise ForbiddenAddressError("the address has no host that could be asked")
        if (":" in host or _NUMBER.search(host)) and not self.allows(host):
            raise ForbiddenAddressError(f"{host} is no public address")


def _meanings(address: Address) -> list[Address]:
    """The address, and the IPv4 addresses inside it."""
    found: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        found += [one for one in inner if one is not None]
        if address.ipv4_mapped is not None or address in _NAT64:
            # These stand for the IPv4 address alone.
            found.remove(address)
    return found


def _is_public(address: Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
