"""What severities and editions are called in Chinese: the same words at the terminal and in the mails.

Place in the flow: read by ``inspect``'s page and by the mails.
"""

from __future__ import annotations

from parsers.form import FORMS, Edition
from rules.finding import Severity

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
EDITIONS = {
    **{edition: f"{edition.value}年版（{form.basis}）" for edition, form in FORMS.items()},
    Edition.MIXED: "新旧两版混用",
}
