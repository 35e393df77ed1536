from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.mail.address import BadAddressError, parse_address, parse_mailbox


@pytest.mark.parametrize("text", ["zhang@example.gov.cn", "a.b+c@mail-1.example", "ops@localhost"])
def test_one_address_is_taken_as_it_is(text: str) -> None:
    assert parse_address(text).addr_spec == text


def test_an_international_domain_is_stored_as_idna() -> None:
    assert parse_address("zhang@青山县.政务").domain == "xn--5nr35r7q5c.xn--zfr164b"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "zhang",
        "zhang@",
        "@example.gov.cn",
        "a@b@example.gov.cn",
        "a@example.gov.cn, b@example.gov.cn",
        "a@example.gov.cn\r\nBcc: b@example.gov.cn",
        "a@example.gov.cn\n",
        "a b@example.gov.cn",
        '"a b"@example.gov.cn',
        "a..b@example.gov.cn",
        ".a@example.gov.cn",
        "张@example.gov.cn",
        "a@-example.cn",
        "a@example..cn",
        "a@[127.0.0.1]",
        "Zhang <a@example.gov.cn>",
        "x" * 65 + "@example.gov.cn",
        "a@" + ".".join(["d" * 60] * 5),
        "a@" + "d" * 64 + ".cn",
        "a@example.cn\x00",
        "a@\ud800.cn",
    ],
)
def test_whatever_is_not_one_plain_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddressError, match="不是有效的单个电子邮件地址"):
        parse_address(text)


def test_a_display_name_is_cleaned() -> None:
    mailbox = parse_mailbox('"年报核查\r\nBcc: x" <nianbao@example.gov.cn>')
    assert (mailbox.display_name, mailbox.addr_spec) == ("年报核查 Bcc: x", "nianbao@example.gov.cn")
    assert parse_mailbox(" nianbao@example.gov.cn ").addr_spec == "nianbao@example.gov.cn"


@pytest.mark.parametrize("text", ["a <b@c.cn> d", "a <b@c.cn>, <d@e.cn>", "a <>", "<<a@b.cn>>"])
def test_a_mailbox_has_exactly_one_address(text: str) -> None:
    with pytest.raises(BadAddressError):
        parse_mailbox(text)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except BadAddressError:
        return
    assert address.addr_spec.isascii()
    assert not set(address.addr_spec) & set(" \r\n,;<>")
