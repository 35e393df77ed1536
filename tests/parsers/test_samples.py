"""The sample reports read as their authors meant them: every number right, or withheld where the source lost it."""

import json
from pathlib import Path
from typing import Any

import pytest

import parsers
from parsers.report import Cell, Report, Status

SAMPLES = Path(__file__).parent.parent / "samples"
SOURCES = {path.stem: path for path in sorted(SAMPLES.iterdir()) if path.suffix not in {".json", ".md"}}
NAMES = sorted(SOURCES)


def read(name: str) -> Report:
    return parsers.read(SOURCES[name].read_bytes(), SOURCES[name].name)


def expectation(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return expected


def under(key: str, prefixes: dict[str, Any]) -> Any | None:
    """What stands for the cell key itself, its row or its table in ``prefixes``."""
    return next((prefixes[prefix] for prefix in prefixes if f"{key}.".startswith(f"{prefix}.")), None)


def shown(cell: Cell) -> str:
    return str(cell.value) if cell.status is Status.OK else cell.status.value


def test_every_sample_has_its_expectation() -> None:
    assert sorted(path.name.removesuffix(".expected.json") for path in SAMPLES.glob("*.expected.json")) == NAMES
    assert len(NAMES) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_says_whose_report_it_is(name: str) -> None:
    report, expected = read(name), expectation(name)
    dates = {
        field: value.isoformat() if (value := getattr(report, field)) else None
        for field in ("published_on", "signed_on")
    }
    read_as = {"organ": report.organ, "year": report.year, "title": report.title, "edition": report.edition, **dates}
    assert read_as == {field: expected[field] for field in read_as}


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_right_or_withheld(name: str) -> None:
    report, expected = read(name), expectation(name)
    wrong = {}
    for key, cell in report.cells.items():
        true = str(under(key, expected["withheld"]) or expected["cells"].get(key, 0))
        may_be_withheld = under(key, expected["uncertain"]) is not None and cell.value is None
        if shown(cell) != true and not may_be_withheld:
            wrong[key] = f"{shown(cell)}, but {true} is true"
    assert not wrong
    assert not set(expected["cells"]) - set(report.cells)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_source_lost_is_withheld(name: str) -> None:
    report, expected = read(name), expectation(name)
    for prefix, lost in expected["uncertain"].items():
        withheld = [key for key, cell in report.cells.items() if under(key, {prefix: True}) and cell.value is None]
        assert len(withheld) >= lost, f"{prefix}: {lost} cells were lost, {len(withheld)} are withheld"


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_has_a_place(name: str) -> None:
    assert not [key for key, cell in read(name).cells.items() if cell.status is not Status.ABSENT and not cell.where]
