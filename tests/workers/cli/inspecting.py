"""How tests run ``nianbao inspect`` over the samples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from workers.cli.app import app

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples"
CLEAN = SAMPLES / "clean-pipe-rows.txt"
BROKEN = SAMPLES / "broken-sums-pipe-rows.txt"
BLANK = SAMPLES / "blank-applications-table.txt"
LOST = SAMPLES / "lost-cells.txt"


def run(*arguments: object, width: int = 80, code: int = 0) -> Result:
    environment = {"COLUMNS": str(width), "TERM": "dumb"}
    result = CliRunner().invoke(app, ["inspect", *map(str, arguments)], env=environment)
    assert result.exit_code == code, result.output
    return result


def lines_of(*arguments: object, code: int = 0) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("--json", *arguments, code=code).stdout.splitlines()]
