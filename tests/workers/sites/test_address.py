from __future__ import annotations

import ipaddress

import pytest

from workers.sites.address import AddressPolicy, ForbiddenAddressError

PUBLIC = AddressPolicy()


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 - nothing is bound
            "224.0.0.1",
        ),
        *("255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
        *(
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2002:c0a8:101::",
        ),
        *("", "localhost", "0x7f.1", "2130706433"),
    ],
)
def test_what_is_not_public_is_not_connected_to(host: str) -> None:
    assert not PUBLIC.allows(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public_is(host: str) -> None:
    assert PUBLIC.allows(host)


def test_a_network_can_be_allowed() -> None:
    policy = AddressPolicy([ipaddress.ip_network("10.20.0.0/16")])
    assert policy.allows("10.20.3.4")
    assert not policy.allows("10.21.3.4")
    policy.check("http://10.20.3.4/x")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///etc/passwd",
            "ftp://example.gov.cn/",
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.gov.cn/",
        ),
        *("gopher://example.gov.cn/", "", "http://", "http:///x", "https://user:pw@example.gov.cn/", "http://@x.cn/"),
        *(
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://0x7f.0.0.1/",
            "http://2130706433/",
        ),
        *("http://127.1/", "http://0177.0.0.1/", "http://0x7f000001/", "http://1.2.3.4.5/", "http://127.0.0.1./"),
        *("http://exa mple.cn/", "http://example.cn:99999/", "http://[::1", "http://example.cn\\@10.0.0.1/"),
        f"http://example.gov.cn/{'x' * 2000}",
    ],
)
def test_an_address_that_may_not_be_fetched(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        PUBLIC.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.gov.cn/xxgk/nb/",
        "https://example.gov.cn:8443/col/col123/index.html?uid=1&pageNum=2",
        "http://民政局.政务.cn/",
        "http://8.8.8.8/",
        "http://a1.b2.gov.cn/",
    ],
)
def test_an_address_that_may(url: str) -> None:
    PUBLIC.check(url)
