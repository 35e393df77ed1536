"""Reading and checking the sample reports: how many cells come out right, and how long it takes.

The ratio to ``baseline`` says what knowing the form costs.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

import parsers
import rules
from benchmarks.baseline import BASELINE, find_numbers
from parsers.report import Number

SAMPLES: Final = Path(__file__).parent.parent / "tests" / "samples"
ROUNDS: Final = 7
SPEED_METHOD: Final = f"all samples, best of {ROUNDS} rounds, one process"


class Score(msgspec.Struct, frozen=True):
    """Cells of one report.

    Right is the true value, or none where the source has none; withheld is no value where there is one; wrong is any
    other value.
    """

    cells: int
    right: int
    withheld: int
    wrong: int


def accuracy() -> dict[str, Score]:
    """Score every sample against what its author wrote down, and all together under the name "all"."""
    scores = {path.stem: _score(path) for path in _paths()}
    total = Score(*(sum(column) for column in zip(*map(msgspec.structs.astuple, scores.values()), strict=True)))
    return {**scores, "all": total}


def speed() -> dict[str, float]:
    """Seconds a report for each step, the baseline first."""
    sources = [(path.read_bytes(), path.name) for path in _paths()]
    contexts = [rules.Context(parsers.read(data, name)) for data, name in sources]
    steps: dict[str, Callable[[], object]] = {
        f"baseline: {BASELINE}": lambda: [find_numbers(data) for data, _ in sources],
        "parsers.read": lambda: [parsers.read(data, name) for data, name in sources],
        "rules.evaluate, all families": lambda: [rules.evaluate(context) for context in contexts],
    }
    return {name: _best(step) / len(sources) for name, step in steps.items()}


def _paths() -> list[Path]:
    return sorted(path for path in SAMPLES.iterdir() if path.suffix not in {".json", ".md"})


def _score(path: Path) -> Score:
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    report = parsers.read(path.read_bytes(), path.name)
    pairs = [(_text(cell.value), _true(key, expected)) for key, cell in report.cells.items()]
    right = sum(value == true for value, true in pairs)
    withheld = sum(value is None and true is not None for value, true in pairs)
    return Score(len(pairs), right, withheld, len(pairs) - right - withheld)


def _text(value: Number | None) -> str | None:
    return None if value is None else str(value)


def _true(key: str, expected: dict[str, Any]) -> str | None:
    """The true value as text; None where the source has an empty cell or no such table, and no value is right."""
    if any(f"{key}.".startswith(f"{prefix}.") for prefix in expected["withheld"]):
        return None
    return str(expected["cells"].get(key, 0))


def _best(step: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return min(seconds)
