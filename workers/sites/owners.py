"""Whether a host is the organ's own: mirrors and clones of reports exist, and what they show counts less.

Place in the flow: asked by ``finds`` for each report that comes from a site. Pure.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from rules.organ import OrganKind, organ_facts

# Below these a name belongs to whoever registered it: gov.cn has yueyang.gov.cn, com has example.com.
_SHARED_SUFFIXES = frozenset({"gov.cn", "org.cn", "com.cn", "net.cn", "edu.cn", "ac.cn", "mil.cn", "政务.cn"})
_GOVERNMENT = "人民政府"


class Owner(msgspec.Struct, frozen=True):
    """Whom a site speaks for.

    :param hosts: of its start pages.
    """

    hosts: frozenset[str]
    organ: str | None = None
    division_code: str | None = None


def speaks_for(owner: Owner, organ: str, division_code: str | None) -> bool:
    """Whether a site is that of an organ, of its government or of its division; one that names neither may be any's.

    :param organ: whose report it is, by name.
    :param division_code: of that organ, where the roster knows it.
    """
    if owner.organ is None and owner.division_code is None:
        return True
    if owner.organ is not None and (owner.organ == organ or _governs(owner.organ, organ)):
        return True
    return bool(
        owner.division_code and division_code and division_code.startswith(owner.division_code.rstrip("0") or "0")
    )


def is_own_host(url: str, owner: Owner, official_site: str | None) -> bool:
    """Whether an address lies on the site itself, beside it under the same domain, or on the organ's official site."""
    host = host_of(url)
    own = set(owner.hosts)
    if official_site:
        own.add(host_of(official_site if "://" in official_site else f"http://{official_site}"))
    return any(host == one or _domain(host) == _domain(one) for one in own)


def host_of(url: str) -> str:
    """The host of an address, in lower case."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _governs(government: str, organ: str) -> bool:
    """岳阳市人民政府 publishes for 岳阳市民政局."""
    if organ_facts(government).kind not in {OrganKind.GOVERNMENT, OrganKind.TOWNSHIP, OrganKind.OFFICE}:
        return False
    place, found, _ = government.partition(_GOVERNMENT)
    return bool(found) and len(place) > 1 and organ.startswith(place)


def _domain(host: str) -> str:
    """The part of a host that was registered: yueyang.gov.cn of mzj.yueyang.gov.cn. Addresses are their own."""
    labels = host.split(".")
    if not host or ":" in host or labels[-1].isdecimal():
        return host
    kept = 3 if ".".join(labels[-2:]) in _SHARED_SUFFIXES else 2
    return ".".join(labels[-kept:])
