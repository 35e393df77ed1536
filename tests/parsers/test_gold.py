"""The five real reports: every number right or, where the gold has null, withheld."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import parsers
from parsers.form import FORMS, Edition

NAMES = ("000_b5458f52e61f09e6", "001_873059f99be5ef02", "002_b4c68211845cc32f", "003_c09c82378b8e7991")
SEEDS = (*NAMES, "004_aa0e9da7314e5239")


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("name", SEEDS)
def test_a_real_report_is_read_right(name: str, shared: Path) -> None:
    gold: dict[str, Any] = json.loads((shared / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    report = parsers.read((shared / "seeds" / gold["file"]).read_bytes())
    assert {key: _plain(cell.value) for key, cell in report.cells.items()} == gold["cells"]
    for field in ("organ", "year", "title"):
        assert getattr(report, field) == gold[field], field
    for field in ("published_on", "signed_on"):
        date = getattr(report, field)
        assert (date.isoformat() if date else None) == gold[field], field
    assert report.edition.value == gold["edition"]
    found = [(section.number, section.title, section.where.line) for section in report.sections]
    assert found == [(section["number"], section["title"], section["line"]) for section in gold["sections"]]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_the_form_is_the_contracts(edition: str, shared: Path) -> None:
    contract = json.loads((shared / "contract" / f"form-{edition}.json").read_text(encoding="utf-8"))

    form = FORMS[Edition(edition)]
    cells = [cell for table in contract["tables"].values() for cell in table]
    assert list(form.keys) == [cell["key"] for cell in cells]
    columns = [(column.label, column.kind.value) for row in form.rows for column in row.columns]
    assert columns == [(cell["column"], cell["type"]) for cell in cells]
