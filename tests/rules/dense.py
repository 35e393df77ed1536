"""A clean report with many numbers, and a narrative that tells them: what the mutation tests break."""

from __future__ import annotations

from decimal import Decimal

from parsers.form import Edition
from parsers.report import Number, Report
from tests.factory.content import make_content
from tests.rules.builder import TEXTS, clean, fill, tell

FEE = "disclosure.fees.amount_10k_yuan"
_CHANNELS = ("review", "litigation_direct", "litigation_after_review")


def dense(seed: int) -> Report:
    """A report of the 2021 form: sums right, most cells not zero, every rule silent."""
    drawn = next(
        content
        for n in range(1000)
        if (content := make_content(seed * 1000 + n, sparse=False)).edition is Edition.E2021
        and 3 < max(v for v in content.cells.values() if isinstance(v, int)) < 3000
    )
    cells: dict[str, Number] = {key: value for key, value in drawn.cells.items() if isinstance(value, int | Decimal)}
    issued, repealed = cells["disclosure.normative_documents.issued"], cells["disclosure.normative_documents.repealed"]
    cells |= {f"disclosure.regulations.{column}": 0 for column in ("issued", "repealed", "in_force")}
    cells |= {"disclosure.normative_documents.in_force": max(issued - repealed, 0) + 40, FEE: Decimal("3.25")}
    return tell(fill(clean(), cells), _texts(cells))


def _texts(cells: dict[str, Number]) -> dict[int, tuple[str, ...]]:
    def total(key: str, column: str = "total") -> Number:
        return cells[f"{key}.{column}"]

    review, direct, after = (total(f"proceedings.{channel}") for channel in _CHANNELS)
    applied = (
        f"（二）依申请公开。2023年共收到政府信息公开申请{total('applications.new_received')}件，"
        f"上年结转{total('applications.carried_in')}件，办理{total('applications.result_total')}件，"
        "其中不予公开的已说明法律依据和理由。"
    )
    decided = (
        f"全年制发行政规范性文件{total('disclosure.normative_documents', 'issued')}件，"
        f"作出行政许可决定{total('disclosure.licences', 'decisions')}件，"
        f"行政处罚决定{total('disclosure.penalties', 'decisions')}件，"
        f"行政强制决定{total('disclosure.coercive_measures', 'decisions')}件，行政事业性收费按规定公示。"
    )
    brought = f"2023年因政府信息公开引发行政复议{review}件、行政诉讼{direct + after}件。"
    return {1: (*TEXTS[1][:2], applied, *TEXTS[1][3:]), 2: (decided,), 4: (brought,)}
