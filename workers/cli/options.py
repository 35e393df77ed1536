"""Options that more than one command has: the hints about a file.

Place in the flow: ``inspect`` and ``ingest``. Imports nothing heavy.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from parsers import sidecar
from parsers.report import ReadError

Url = Annotated[str | None, typer.Option(help="Address of the page the report stands on.")]
PublishedOn = Annotated[str | None, typer.Option(help="Day of publication, YYYY-MM-DD.")]
Organ = Annotated[str | None, typer.Option(help="Full name of the organ.")]
Year = Annotated[int | None, typer.Option(help="Year the report is about.")]

Division = Annotated[
    str | None, typer.Option(help="Name or code of the division the organ belongs to: which of many namesakes it is.")
]


def given_hints(**values: str | int | None) -> dict[str, Any]:
    """The hints of the command line, checked like a sidecar's; those not given are None.

    :raises typer.BadParameter: naming the hint that cannot be used.
    """
    try:
        hints = sidecar.hints_from({key: value for key, value in values.items() if value is not None})
    except ReadError as error:
        raise typer.BadParameter(error.message) from None
    return {key: getattr(hints, key) for key in values}
