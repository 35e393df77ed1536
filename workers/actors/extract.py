"""extract: bytes → Report, in a child process; a bundle of reports → documents of their own.

Place in the flow: watcher → store → **extract** → persist, or ``extract`` again for the files of a bundle. See the
actor's docstring for its commit points.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Document, Extraction, Sighting, documents
from parsers import PARSER_VERSION, Hints
from parsers.report import ReadError
from parsers.sidecar import hints_from
from workers import sandbox
from workers.actors import members
from workers.actors.work import InputChangedError, Work
from workers.queues import Queue
from workers.registry import ledger_actor
from workers.sandbox import LISTING_SECONDS, MIB, Limits, Reading
from workers.settings import Settings
from workers.telemetry import get_logger
from workers.watchers.parking import park_failed

log = get_logger(__name__)

# Fetching the bytes, starting the child, writing the result.
_MARGIN_SECONDS: Final = 60
# Codes that say something went wrong with the reader rather than with the file.
_READER_ERRORS: Final = frozenset({"crashed"})


class Source(msgspec.Struct, frozen=True):
    """What is known of a document before it is read."""

    document: Document
    sightings: tuple[Sighting, ...]
    given: dict[str, Any]

    @property
    def name(self) -> str:
        """The name under which it was first seen."""
        return self.sightings[0].name if self.sightings else ""

    @property
    def hints(self) -> Hints:
        """The hints of all sightings.

        :raises ReadError: when they cannot be used.
        """
        return hints_from(self.given)


def _time_limit(settings: Settings) -> float:
    # The last files to be converted may take as long again as all may together.
    return settings.extract_wall_seconds + LISTING_SECONDS + 2 * settings.office_seconds + _MARGIN_SECONDS


@ledger_actor(queue=Queue.CPU, time_limit=_time_limit)
def extract(work: Work) -> None:
    """Read one document and keep what was read.

    Subject: a document's id. Reads its bytes from the store, in a child process with limits on memory, processor and
    wall time. A file that cannot be read is a result: an error row, and the original moved to ``failed/``. Hints that
    come while it is read have it read again. An archive or mail with one report is read as one; the files of several
    reports are stored first, then registered as documents of their own, as are those that could not be read.

    Commits: 1. the claim; 2. the extraction, the task ``persist`` for a report, document and task ``extract`` for each
    file of a bundle, and "done", in one transaction.
    Acknowledged: after 2, or after the failure is recorded.
    """
    with work.reading() as session:
        source = _source(session, work.subject_id)
    data = work.runtime.store.get(source.document.store_key)
    started = time.monotonic()
    try:
        reading = sandbox.read(data, source.name, source.hints, limits(work.runtime.settings))
    except ReadError as error:
        if isinstance(error, sandbox.HostLimitError) and work.claim.attempt == 1:
            # Perhaps it was the machine that was slow or full, not the file: once more.
            raise
        _refuse(work, source, error, time.monotonic() - started)
    else:
        _keep(work, source, reading, time.monotonic() - started)


def limits(settings: Settings) -> Limits:
    """The child's limits under these settings."""
    return Limits(
        input_bytes=settings.extract_max_bytes,
        memory_bytes=settings.extract_memory_mb * MIB,
        cpu_seconds=settings.extract_cpu_seconds,
        wall_seconds=settings.extract_wall_seconds,
        office_seconds=settings.office_seconds,
        office_program=settings.office_program,
    )


def _source(session: Session, document_id: int) -> Source:
    document = session.get_one(Document, document_id)
    sightings = session.scalars(select(Sighting).where(Sighting.document_id == document_id).order_by(Sighting.id))
    return Source(document, tuple(sightings), documents.hints(session, document_id))


@contextmanager
def _finish(work: Work, source: Source) -> Iterator[Session]:
    """The transaction of the result, if all that is known of the document now was known when it was read.

    :raises InputChangedError: else. Of two readings that end at the same time, the later one thus knows as much.
    """

    def lock(session: Session) -> None:
        # As ``documents.register`` does, before the watcher writes its task.
        session.get_one(Document, work.subject_id, with_for_update={"key_share": True})

    with work.finish(lock) as session:
        if documents.hints(session, work.subject_id) != source.given:
            raise InputChangedError("hints came while the document was read")
        yield session


def _keep(work: Work, source: Source, reading: Reading, seconds: float) -> None:
    kept = members.put(work.runtime.store, reading.found)
    with _finish(work, source) as session:
        body = msgspec.to_builtins(reading.report) if reading.report is not None else None
        _record(work, session, seconds, body=body, members=members.listed(reading.found))
        if reading.report is not None:
            # A worker of another release may take it: it must know whose reading it is.
            payload = {"parser_version": PARSER_VERSION}
            work.add(session, "persist", work.subject_id, work.claim.input_version, payload)
        documents.complete_hints(session, source.document.id, members.told(reading.hints))
        first = source.sightings[0] if source.sightings else None
        members.register(work, session, first, source.given, kept)
    if kept:
        log.info("bundle_opened", files=len(reading.found), documents=len(kept), report=reading.report is not None)


def _refuse(work: Work, source: Source, error: ReadError, seconds: float) -> None:
    """A data error: the row says why; the original is moved first, which is safe to repeat."""
    if error.code in _READER_ERRORS:
        log.error("reader_failed", code=error.code, reason=error.message, notes=getattr(error, "__notes__", []))
    settings = work.runtime.settings
    parked = park_failed(
        settings.processed,
        settings.failed,
        sha256=source.document.sha256,
        size=source.document.bytes,
        days=[sighting.seen_at.date() for sighting in source.sightings],
        error=error,
        now=work.now(),
    )
    with _finish(work, source) as session:
        _record(work, session, seconds, error_code=error.code, error_message=error.message)
    log.warning("document_refused", code=error.code, reason=error.message, moved=len(parked))


def _record(work: Work, session: Session, seconds: float, **result: object) -> None:
    """The extraction of this document by these parsers: one row, replaced when the document is read again."""
    session.execute(
        delete(Extraction).where(Extraction.document_id == work.subject_id, Extraction.parser_version == PARSER_VERSION)
    )
    session.add(
        Extraction(
            document_id=work.subject_id,
            parser_version=PARSER_VERSION,
            seconds=seconds,
            extracted_at=work.now(),
            **result,
        )
    )
