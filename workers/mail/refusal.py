"""Why a mail did not go out: whether it may later, and whether it is this recipient's address that is refused.

Place in the flow: raised by ``transport``; what the ``deliver`` actor needs to know to try again, to give up, or to
suspend an address.
"""

from __future__ import annotations

import re

from workers.mail.clean import one_line

# What a server says is quoted in errors up to here; it may say a lot.
MAX_REPLY = 200
# RFC 5321, 4.2.1: codes below 500 may pass, the others will not.
_FIRST_PERMANENT_CODE = 500
# RFC 3463: an enhanced code says whose fault it is. 5.1 and 5.2 are the address's and its mailbox's, but for the
# sender's address (5.1.7, 5.1.8) and a message too long for it (5.2.3); 5.7 and the like are everybody's.
_ENHANCED = re.compile(r"5\.(?P<subject>\d{1,3})\.(?P<detail>\d{1,3})\b")
_OF_RECIPIENT = {"1": frozenset({"7", "8"}), "2": frozenset({"3"})}
# RFC 5321, 4.2.3: without an enhanced code, these in answer to RCPT are about the mailbox; 554 is a policy's word.
_MAILBOX_CODES = frozenset({550, 551, 552, 553})


class MailError(Exception):
    """A mail that did not go out. The message is for a person and holds no secret.

    :param code: the SMTP code, or None where no server answered.
    """

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message if code is None else f"{message} (SMTP {code})")
        self.code = code


class TransientMailError(MailError):
    """It may go out later: no connection, a timeout, a 4xx answer, a full disk."""


class PermanentMailError(MailError):
    """It will not go out as it is: a 5xx answer, a wrong setting."""


class RefusedRecipientError(PermanentMailError):
    """The server says that this address takes no mail (a bounce); other addresses may."""


def refusal(what: str, code: int, text: str, *, to_rcpt: bool) -> MailError:
    """The error for a server's answer.

    :param what: what was refused, for a person.
    :param code: the SMTP code; -1 and the like when the server sent something that is no SMTP answer.
    :param text: the rest of the answer, without secrets.
    :param to_rcpt: whether it is the answer to the recipient's address.
    """
    message = ": ".join(part for part in (what, one_line(text, MAX_REPLY)) if part)
    if code < _FIRST_PERMANENT_CODE:
        return TransientMailError(message, code if code > 0 else None)
    refused = _is_recipients(code, text, to_rcpt=to_rcpt)
    return (RefusedRecipientError if refused else PermanentMailError)(message, code)


def _is_recipients(code: int, text: str, *, to_rcpt: bool) -> bool:
    """Whether a refusal is about this recipient, rather than about the message, its sender or this server's users."""
    enhanced = _ENHANCED.match(text.lstrip())
    if enhanced is None:
        return to_rcpt and code in _MAILBOX_CODES
    exceptions = _OF_RECIPIENT.get(enhanced["subject"])
    return exceptions is not None and enhanced["detail"] not in exceptions
