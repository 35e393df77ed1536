"""docs/rules.md is what the code says, and the command prints both."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from rules import catalogue
from rules.page import markdown
from rules.profile_file import template
from workers.cli.app import app

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["rules", *arguments], env={"COLUMNS": "120", "TERM": "dumb"})
    assert result.exit_code == code, result.output
    return result.output


def test_the_page_is_made_from_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run: nianbao rules --markdown > docs/rules.md"


def test_the_command_prints_the_page_and_the_template() -> None:
    assert run("--markdown") == markdown()
    assert run("--profile-template") == template()


def test_the_list_names_every_rule() -> None:
    output = run("--list")
    assert [known.code for known in catalogue() if f"{known.code} " not in output] == []


def test_the_catalogue_says_all_of_every_rule() -> None:
    output = run()
    for known in catalogue():
        said = (known.code, known.severity.value, known.formula, known.basis, *known.guards, known.example)
        assert [part for part in said if part not in output] == []


def test_programs_get_all_of_every_rule() -> None:
    lines = [json.loads(line) for line in run("--json").splitlines()]
    assert [line["code"] for line in lines] == [known.code for known in catalogue()]
    assert all(line[key] for line in lines for key in ("severity", "formula", "basis", "example", "holds", "version"))


def test_one_rule_is_told_in_full() -> None:
    output = run("t3-balance")
    assert "T3-BALANCE" in output
    assert "第一项加第二项之和" in output
    assert "### T3-ROW-SUM" not in output


def test_a_code_that_is_none_is_named() -> None:
    assert "no such rule: X-NONE" in run("X-NONE", code=1)
