"""The mail to ops: what others wrote stays in its place there, too."""

from __future__ import annotations

import email
import email.policy
import unicodedata

import pytest

from models import Subscription, SubscriptionState
from rules.finding import Severity
from tests.workers.motor import Motor, body
from workers.store import Store

HOSTILE = "no\r\n\r\nBcc: x@example.org\x1b[31m\u202e\u2066\x00=?utf-8?q?=0D=0A?= " + "长" * 9000


def test_no_text_breaks_out_of_its_place(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of mail servers and of errors are others' words."""

    def refused(*_: object) -> bytes:
        raise ValueError(HOSTILE)

    monkeypatch.setattr(Store, "get", refused)
    stopped = Subscription(
        address="gone@example.gov.cn",
        minimum_severity=Severity.WARNING,
        state=SubscriptionState.BOUNCED,
        state_at=motor.clock(),
        state_why=HOSTILE.replace("\x00", ""),
        created_at=motor.clock(),
        scheduled_at=motor.clock(),
    )
    motor.write(lambda session: session.add(stopped))
    motor.take("clean-pipe-rows")
    [path] = [path for path in motor.mails() if "alarm" in path.name]
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert not message.defects
    assert message["Bcc"] is None
    assert message["Subject"] == "年报核查系统：1 项任务已隔离，1 个订阅已停发"
    text = body(path)
    assert {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs"}} <= {"\n", "\r"}
    assert not any(line.startswith("Bcc") for line in text.splitlines())
    assert text.count("Bcc: x@example.org") >= 1
    assert len(text) < 2000
