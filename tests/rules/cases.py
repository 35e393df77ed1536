"""What a case is: a rule, a context, and the outcome it must have."""

from __future__ import annotations

from typing import NamedTuple

from parsers.report import Report
from rules import Confidence, Context, Severity
from tests.rules.builder import context


class Case(NamedTuple):
    """A rule and a report. ``severity`` and ``confidence`` count for cases that fire."""

    code: str
    context: Context
    severity: Severity = Severity.ERROR
    confidence: Confidence = Confidence.HIGH


W, INFO = Severity.WARNING, Severity.INFO
LOW = Confidence.LOW


def case(
    code: str, what: Report | Context, severity: Severity = Severity.ERROR, confidence: Confidence = Confidence.HIGH
) -> Case:
    """A case from a report (under the default profile) or a context."""
    return Case(code, what if isinstance(what, Context) else context(what), severity, confidence)
