"""What the commands that need the database share: settings, an open runtime, output for people and for programs.

Place in the flow: imported by every command but ``inspect``, which needs none of it.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workers import telemetry
from workers.cli.errors import CommandError
from workers.cli.plain import plain
from workers.settings import Settings, load

if TYPE_CHECKING:
    # Broker, actors and alembic take half a second to import, for which a health check has no use.
    from workers.runtime import Runtime

AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON instead of tables.")]


def command_app(help_: str | None = None, epilog: str | None = None) -> typer.Typer:
    """The Typer application of one module; with ``help_`` it is a group of commands."""
    group: dict[str, Any] = {"help": help_, "epilog": epilog, "no_args_is_help": True} if help_ else {}
    return typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **group,
    )


def console(*, err: bool = False) -> Console:
    """Where people read; without colours and at 80 columns when it is no terminal."""
    return Console(stderr=err, highlight=False)


@contextmanager
def opened(settings: Settings | None = None, *, quiet: bool = True) -> Iterator[Runtime]:
    """Settings, database and, where a Redis is set, the broker. Without one, the scheduler finds what was added.

    :param quiet: only warnings go to the log on standard error.
    :raises CommandError: when the database is not set up, or by another release.
    """
    # The actors must be known wherever a task is written: the registry says on which queue each is sent.
    from workers import actors  # noqa: F401, PLC0415 - for their registration; late, see the top
    from workers.broker import make_broker  # noqa: PLC0415 - late, see the top
    from workers.runtime import Runtime  # noqa: PLC0415 - same

    settings = settings or load()
    telemetry.configure("WARNING" if quiet else settings.log_level)
    require_schema(settings)
    with ExitStack() as stack:
        broker = make_broker(settings.redis_url.get_secret_value()) if settings.redis_url is not None else None
        yield stack.enter_context(Runtime(settings, broker=broker))


def require_schema(settings: Settings) -> None:
    """Return when the database has the tables of this release.

    :raises CommandError: saying what to do, when it has not.
    """
    import migrations  # noqa: PLC0415 - late, see the top

    current, head = current_revision(settings), migrations.head()
    if current is None:
        raise CommandError("the database is not set up yet: `nianbao db upgrade` or `nianbao run` does it")
    if current != head:
        raise CommandError(
            f"the database is at revision {current}, this release needs {head}: run `nianbao db upgrade`"
        )


def current_revision(settings: Settings) -> str | None:
    """The revision of the database, None when it has none; a database file that is not there is not made."""
    if settings.database_url is None and not (settings.home / "nianbao.db").exists():
        return None
    import migrations  # noqa: PLC0415 - late, see the top

    return migrations.current(settings.database)


def write_json(value: object) -> None:
    """One JSON value on a line of standard output, UTF-8."""
    sys.stdout.buffer.write(msgspec.json.encode(value, enc_hook=str) + b"\n")
    sys.stdout.buffer.flush()


def write_json_lines(values: Iterable[object]) -> None:
    """One JSON object a line."""
    for value in values:
        write_json(value)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> Table:
    """A plain table; cells are shown as they are, without markup and without power over the terminal."""
    drawn = Table(
        *heads, box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, show_header=any(heads)
    )
    for row in rows:
        drawn.add_row(*(Text(plain(_shown(cell)), overflow="fold") for cell in row))
    return drawn


def _shown(cell: object) -> str:
    """A cell as people read it: an instant as a clock in Beijing shows it, yes and no, several with semicolons."""
    from models.beijing import BEIJING  # noqa: PLC0415 - late, see the top

    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case dt.datetime():
            return cell.astimezone(BEIJING).isoformat(sep=" ", timespec="minutes")
        case list() | tuple():
            return "; ".join(map(str, cell))
        case _:
            return str(cell)


def shortened(text: str, width: int) -> str:
    """The text in so many terminal cells at most, with its beginning and its end: of file names both say something."""
    if cell_len(text) <= width:
        return text
    tail = (width - 1) // 2
    end = next(text[start:] for start in range(len(text) + 1) if cell_len(text[start:]) <= tail)
    front = set_cell_size(text, width - 1 - cell_len(end)).rstrip()
    return f"{front}…{end}"


def plural(count: int, word: str) -> str:
    """A count with its noun."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
