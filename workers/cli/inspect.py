"""``nianbao inspect``: read files and say what is in them and what is wrong, before anything is published.

Place in the flow: files → sandbox → rules → JSON lines or a page at the terminal. No database, no broker, no network.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from workers.cli.inspection import Inspection, read_file, to_json
from workers.cli.options import Organ, PublishedOn, Url, Year, given_hints
from workers.sandbox import Limits

if TYPE_CHECKING:
    from rules.profile import Profile

# Variables that may name a profile.
_NAMING: Final = frozenset({"NIANBAO_PROFILE", "NIANBAO_CONFIG"})
EXIT_FINDING = 1
EXIT_UNREADABLE = 3

app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})


class FailOn(StrEnum):
    """From which severity on a finding makes the command fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@app.command(
    epilog="Examples:  nianbao inspect 004.txt  |  nianbao inspect reports/*.txt --json  |  "
    "nianbao inspect draft.txt --year 2023 --fail-on error"
)
def inspect(  # noqa: PLR0913 - the options, by name
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", readable=False, help="Files to read.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, in the order of the files.")] = False,
    url: Url = None,
    published_on: PublishedOn = None,
    organ: Organ = None,
    year: Year = None,
    profile: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The office's profile (TOML); NIANBAO_PROFILE without.")
    ] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option(help="Exit with 1 when such a finding, or a worse one, stands.")
    ] = None,
) -> None:
    """Read files and say what is right and wrong in them, in Chinese; needs no set-up.

    An archive or a mail with several reports counts as so many files. DOC, WPS and RTF need LibreOffice on the PATH.
    What is known besides may stand in NAME.meta.json beside a file (url, published_on, organ, year); options win.
    Exit status: 0; 1 with --fail-on; 2 wrong usage; 3 when a file could not be read.
    """
    given = given_hints(url=url, published_on=published_on, organ=organ, year=year)
    wanted = _profile_of(profile)
    unreadable = worst = False
    with ThreadPoolExecutor(max_workers=min(len(paths), os.cpu_count() or 1)) as pool:
        # In order; each is shown as soon as it and those before it are done.
        readings = pool.map(lambda path: read_file(path, given, Limits()), paths)
        # Imported while the first file is being read.
        from workers.cli.judging import judged, reaches  # noqa: PLC0415 - see above

        show = _printer(as_json=as_json)
        for inspection in (judged(one, wanted) for one in chain.from_iterable(readings)):
            show(inspection)
            unreadable = unreadable or inspection.error is not None
            worst = worst or (fail_on is not None and reaches(inspection, fail_on))
    if unreadable or worst:
        raise typer.Exit(EXIT_UNREADABLE if unreadable else EXIT_FINDING)


def _profile_of(path: Path | None) -> Profile | None:
    """The profile in a file; without one that of the settings in force; None where there are none.

    :raises typer.BadParameter: when it cannot be read.
    """
    if path is None and not os.environ.keys() & _NAMING:
        return None
    from workers.profile import load_profile  # noqa: PLC0415 - most that inspect have no settings
    from workers.settings import SettingsError, load  # noqa: PLC0415 - same

    try:
        return load_profile(load(profile=path) if path is not None else load())
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from None


def _printer(*, as_json: bool) -> Callable[[Inspection], None]:
    """What shows an inspection; rich is imported for people only."""
    if as_json:
        return _print_json
    from workers.cli.page import show  # noqa: PLC0415 - rich takes 0.1 s

    return show


def _print_json(inspection: Inspection) -> None:
    sys.stdout.buffer.write(to_json(inspection) + b"\n")
    sys.stdout.buffer.flush()
