"""Resolves names for the crawl, and lets no address through that may not be connected to.

Place in the flow: installed on Twisted's reactor by Scrapy (``TWISTED_DNS_RESOLVER``). What it gives is what is
connected to: a name that answers otherwise the second time (DNS rebinding) gains nothing. Addresses in numbers come
this way, too.
"""

# What Twisted's interfaces take and give has no types that mypy knows: zope's interfaces are no types.
# ruff: noqa: ANN401, N802, N803

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.request import getproxies

from twisted.internet._resolver import GAIResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from workers.sites.address import AddressPolicy
from workers.sites.owners import host_of
from workers.telemetry import get_logger

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = get_logger(__name__)

POLICY: Final = "NIANBAO_ADDRESS_POLICY"
REFUSED: Final = "NIANBAO_REFUSED_HOSTS"


@implementer(IResolutionReceiver)
class _Filter:
    """Hands on the addresses that are allowed."""

    def __init__(self, receiver: Any, name: str, policy: AddressPolicy, refused: set[str]) -> None:
        self._receiver = receiver
        self._name = name
        self._policy = policy
        self._refused = refused

    def resolutionBegan(self, resolution: Any) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        if self._policy.allows(str(address.host)):
            self._refused.discard(self._name)
            self._receiver.addressResolved(address)
        else:
            self._refused.add(self._name)
            log.warning("address_refused", host=self._name, address=str(address.host))

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class CheckedResolver:
    """A resolver behind an ``AddressPolicy``. Proxies of the environment may lie anywhere.

    :param inner: what resolves (an ``IHostnameResolver``).
    :param refused: collects the names of which an address was refused, so that this can be told from "no such name".
    :param reactor: to be installed on.
    """

    def __init__(self, inner: Any, policy: AddressPolicy, refused: set[str], reactor: Any = None) -> None:
        self._inner = inner
        self._policy = policy
        self._refused = refused
        self._reactor = reactor
        self._proxies = {host_of(url if "://" in url else f"http://{url}") for url in getproxies().values()}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """As Scrapy makes it."""
        return cls(GAIResolver(reactor), crawler.settings[POLICY], crawler.settings[REFUSED], reactor)

    def install_on_reactor(self) -> None:
        """Become the resolver of every connection."""
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[Any] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Resolve a name to the addresses that may be connected to; to none, if none may."""
        receiver = resolutionReceiver
        if hostName.lower() not in self._proxies:
            receiver = _Filter(resolutionReceiver, hostName.lower(), self._policy, self._refused)
        return self._inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
