"""``nianbao rules``: what is checked, as a list, as JSON, as docs/rules.md; and the default profile.

Place in the flow: the catalogue in the code → **here** → standard output. No database, no settings.
"""

from __future__ import annotations

from typing import Annotated

import typer

from rules.page import markdown, paragraph, told
from rules.profile_file import template
from rules.registry import Rule, catalogue
from workers.cli.common import AsJson, command_app, console, plural, table, write_json_lines
from workers.cli.errors import CommandError

app = command_app()


@app.command(
    epilog="Examples:  nianbao rules T3-BALANCE  |  nianbao rules --list  |  nianbao rules --json  |  "
    "nianbao rules --profile-template > profile.toml"
)
def rules(
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="CODE", help="Only these, with all that is known.")
    ] = None,
    *,
    brief: Annotated[bool, typer.Option("--list", help="A table of codes, severities and formulas alone.")] = False,
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="The page docs/rules.md.")] = False,
    profile_template: Annotated[
        bool,
        typer.Option(
            "--profile-template", help="The default profile (TOML), to change and to name in NIANBAO_PROFILE."
        ),
    ] = False,
) -> None:
    """Say what is checked: code, severity, formula, legal basis, guards, and an example that fires."""
    if profile_template:
        typer.echo(template(), nl=False)
    elif as_markdown:
        typer.echo(markdown(), nl=False)
    elif as_json:
        write_json_lines(told(known) for known in _chosen(codes))
    elif brief:
        chosen = _chosen(codes)
        rows = ((known.code, known.severity.value, known.formula) for known in chosen)
        console().print(table(("code", "severity", "formula"), rows))
        console().print(f"{plural(len(chosen), 'rule')}. `nianbao rules CODE` says all of one.")
    else:
        typer.echo("\n\n".join(paragraph(known).strip() for known in _chosen(codes)))


def _chosen(codes: list[str] | None) -> list[Rule]:
    by_code = {known.code: known for known in catalogue()}
    if strange := [code for code in codes or () if code.upper() not in by_code]:
        raise CommandError(f"no such rule: {', '.join(strange)}; `nianbao rules --list` shows them")
    return [by_code[code.upper()] for code in codes] if codes else list(by_code.values())
