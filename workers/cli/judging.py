"""A file that was read, put to the rules.

Place in the flow: ``inspect`` → ``inspection`` → **here** → standard output or ``page``.
"""

from __future__ import annotations

import msgspec

from parsers.report import ReadError
from rules.context import Context
from rules.finding import Finding, NotAssessable, Severity
from rules.profile import Profile
from rules.registry import RuleError, evaluate
from workers.cli.inspection import Inspection


def judged(inspection: Inspection, profile: Profile | None = None) -> Inspection:
    """The inspection with what the rules say of its report, the worst first; as it is when there is no report.

    :param profile: of the office; None: what the law says.
    """
    if inspection.report is None:
        return inspection
    try:
        outcomes = evaluate(Context(report=inspection.report, profile=profile or Profile()))
    except RuleError as error:
        # A bug of ours; the other files must not suffer for it.
        return Inspection(inspection.source, error=ReadError("rule-failed", f"{error}: {error.__cause__!r}"))
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    return msgspec.structs.replace(
        inspection,
        findings=tuple(sorted(findings, key=lambda finding: -finding.severity.rank)),
        not_assessed=tuple(outcome for outcome in outcomes if isinstance(outcome, NotAssessable)),
    )


def reaches(inspection: Inspection, least: str) -> bool:
    """Whether a finding of that severity, or a worse one, stands."""
    rank = Severity(least).rank
    return any(finding.severity.rank >= rank for finding in inspection.findings)
