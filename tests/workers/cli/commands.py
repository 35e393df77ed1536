"""How tests run the command in a home of their own."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from workers.cli.app import app

Command = Callable[..., Result]


@contextmanager
def commands_in(home: Path) -> Iterator[Command]:
    """A function that runs ``nianbao`` with its arguments in that home; logging is as before at the end."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: object, code: int = 0, **environment: str) -> Result:
        variables = {"NIANBAO_HOME": str(home), "COLUMNS": "80", "TERM": "dumb", **environment}
        result = CliRunner().invoke(app, list(map(str, arguments)), env=variables)
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    yield run
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def rows(result: Result) -> list[dict[str, Any]]:
    """What a command with ``--json`` wrote."""
    return [json.loads(line) for line in result.stdout.splitlines()]
