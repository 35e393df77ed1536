"""The one door: bytes from any source become a stored document with its sighting and its first task.

Place in the flow: watchers and ``ingest`` → **here** → store, then one transaction (document, sighting, task
``extract``), then, when the source has put its original aside, a message to the broker.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Engine, select

from models import Extraction, Source, documents
from models.session import read_only, transaction
from parsers import PARSER_VERSION, Hints, media_type
from parsers.report import ReadError
from workers import ledger
from workers.ledger import Sent
from workers.store import Store, Stored, digest
from workers.telemetry import bind, new_correlation_id

EXTRACT = "extract"


class Taken(msgspec.Struct, frozen=True):
    """A file that is safe: its bytes are in the store; its document, sighting and task are committed.

    ``is_new`` is false when the same bytes were known already; ``tasks`` is what ``send`` will tell the broker.
    """

    document_id: int
    sha256: str
    name: str
    is_new: bool
    correlation_id: str
    tasks: tuple[Sent, ...] = ()


def extract_version(sha256: str, hints: Mapping[str, Any] | None = None) -> str:
    """The input version of the task ``extract``: the bytes, the parsers that read them, and what else is known.

    :param hints: of all sightings (``models.documents.hints``).
    """
    version = f"{sha256[:16]}.{PARSER_VERSION}"
    return f"{version}.{digest(msgspec.json.encode(hints, order='sorted'))[:8]}" if hints else version


class Intake:
    """Takes files in, from one source.

    The same bytes are read once, under whatever names they come, and again when hints come with them that were not
    known before.

    :param engine: the database.
    :param store: where the bytes go.
    :param source: how documents come by this way.
    :param send: tells the broker (``workers.runtime``); a failure there costs time only, since the ledger knows.
    :param max_attempts: of the task ``extract``.
    """

    def __init__(
        self,
        engine: Engine,
        store: Store,
        source: Source,
        send: Callable[[Sequence[Sent]], object],
        *,
        max_attempts: int = ledger.DEFAULT_ATTEMPTS,
    ) -> None:
        self._engine = engine
        self._store = store
        self._source = source
        self._send = send
        self._max_attempts = max_attempts

    def take(self, data: bytes, *, name: str, hints: Hints, now: dt.datetime) -> Taken:
        """Store the bytes and commit what follows from them; the same file with the same hints changes nothing.

        :param data: the file.
        :param name: where it was seen: its name in the folder, its path, its address.
        :param hints: what came with it.
        :param now: the time of day (UTC).
        :raises StoreError: when the bytes cannot be stored; nothing has been committed then.
        """
        correlation_id = new_correlation_id()
        with bind(correlation_id=correlation_id):
            stored = self._store.put(data)
            with transaction(self._engine) as session:
                document, is_new = documents.register(session, self._seen(stored, data, name, hints), now)
                ledger.add(
                    session,
                    EXTRACT,
                    str(document.id),
                    extract_version(stored.sha256, documents.hints(session, document.id)),
                    now=now,
                    correlation_id=correlation_id,
                    max_attempts=self._max_attempts,
                )
                tasks = tuple(ledger.added(session))
        return Taken(document.id, stored.sha256, name, is_new, correlation_id, tasks)

    def known_error(self, document_id: int) -> ReadError | None:
        """Why this version of the parsers could not read the document; None when it could, or has not tried yet."""
        with read_only(self._engine) as session:
            row = session.execute(
                select(Extraction.error_code, Extraction.error_message).where(
                    Extraction.document_id == document_id,
                    Extraction.parser_version == PARSER_VERSION,
                    Extraction.error_code.is_not(None),
                )
            ).one_or_none()
        return ReadError(row.error_code, row.error_message or "") if row is not None else None

    def send(self, taken: Taken) -> None:
        """Tell the broker of the tasks of a file; after its original has been put aside."""
        if taken.tasks:
            self._send(taken.tasks)

    def _seen(self, stored: Stored, data: bytes, name: str, hints: Hints) -> documents.Seen:
        return documents.Seen(
            sha256=stored.sha256,
            size=stored.size,
            media_type=media_type(data),
            store_key=stored.key,
            source=self._source,
            name=name,
            url=hints.url,
            hints={key: value for key, value in msgspec.to_builtins(hints).items() if value is not None},
        )
