"""What an error means for the person at the terminal: in words, without a trace and without secrets.

Place in the flow: used by ``app`` around every command. Errors are told by the names of their classes, so that nothing
heavy is imported for them.
"""

from __future__ import annotations

import errno

from workers.redaction import redact

DOCTOR = "`nianbao doctor` says what is wrong."


class CommandError(Exception):
    """What the user asked for cannot be done; the message says why and what to do."""


# Class → what to say; {} is the error's own text. Errors not named here are bugs, and keep their trace.
_WORDS = {
    "workers.cli.errors.CommandError": "{}",
    "workers.mail.address.BadAddressError": "{}",
    "workers.settings.SettingsError": "{}",
    "workers.store.StoreError": "{}",
    "workers.watchers.parking.FolderError": "{}",
    "workers.embedded.EmbeddedBrokerError": "{}",
    "parsers.report.ReadError": "{}",
    "sqlalchemy.exc.OperationalError": f"the database does not answer or is not set up ({{}}). {DOCTOR}",
    "sqlalchemy.exc.ProgrammingError": f"the database is not set up: run `nianbao db upgrade` ({{}}). {DOCTOR}",
    "redis.exceptions.RedisError": f"the broker does not answer ({{}}). {DOCTOR}",
}
# Of the errors of the system those that a path given by the user has, and those that say something of its disks.
_PATHS = (PermissionError, FileNotFoundError, IsADirectoryError)
_DISKS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOTDIR, errno.EIO})


def explain(error: BaseException) -> str | None:
    """The words for an error, or None when it is none a user can put right."""
    for kind in type(error).__mro__:
        words = _WORDS.get(f"{kind.__module__}.{kind.__qualname__}")
        if words is not None:
            text = str(error).strip() or kind.__name__
            if words != "{}":
                # Not our own text: SQLAlchemy adds lines with the statement, the first one says it.
                text = text.splitlines()[0]
            said: str = words.format(redact(text))
            return said
    if isinstance(error, OSError) and (error.errno in _DISKS or isinstance(error, _PATHS)):
        # Its own text begins with "[Errno 2]".
        return f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
    return None
