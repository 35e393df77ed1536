"""The files of a bundle that become documents of their own: stored, registered, and given to ``extract``.

Place in the flow: ``extract`` → **here**, in the transaction of its result. The bundle itself has no report then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from models import Sighting, documents
from models import Source as Way
from parsers import Hints
from parsers.opened import Found
from workers.actors.work import Work
from workers.intake import EXTRACT, extract_version
from workers.sandbox import printable
from workers.store import Store, Stored

# What of a bundle's hints cannot be meant for each of its files.
_OF_ONE_REPORT = frozenset({"organ", "year"})


def listed(found: Sequence[Found]) -> list[dict[str, Any]] | None:
    """What the extraction says of a bundle's files; None where the document is none."""
    if not found:
        return None
    told = ("name", "media_type", "sha256", "size", "role", "code", "message")
    return [{key: getattr(file, key) for key in told} for file in found]


def told(hints: Hints) -> dict[str, Any]:
    """What hints say, as JSON values, without what they leave open."""
    return {key: value for key, value in msgspec.to_builtins(hints).items() if value is not None}


def put(store: Store, found: Sequence[Found]) -> list[tuple[Found, Stored]]:
    """Store the bytes of those that become documents; before the transaction, as the intake does.

    :raises StoreError: when they cannot be stored.
    """
    return [(file, store.put(file.data)) for file in found if file.data]


def register(
    work: Work, session: Session, seen: Sighting | None, given: Mapping[str, Any], kept: Sequence[tuple[Found, Stored]]
) -> None:
    """Note each as a document seen in its bundle, with the task ``extract``; what is known already changes nothing.

    :param seen: where the bundle was seen first.
    :param given: the bundle's hints; they count for more than those of a sidecar in it.
    """
    of_all = {key: value for key, value in given.items() if key not in _OF_ONE_REPORT}
    for file, stored in kept:
        hints = told(file.hints) | of_all
        place = documents.Seen(
            sha256=stored.sha256,
            size=stored.size,
            media_type=file.media_type,
            store_key=stored.key,
            source=seen.source if seen is not None else Way.CLI,
            name=printable(f"{seen.name if seen is not None else ''}/{file.name}"),
            url=hints.get("url"),
            hints=hints,
        )
        document, _ = documents.register(session, place, work.now())
        version = extract_version(stored.sha256, documents.hints(session, document.id))
        work.add(session, EXTRACT, document.id, version)
