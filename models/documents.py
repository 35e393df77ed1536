"""Documents as found, where they were seen, and what a reading of them yielded.

Place in the flow: ``register`` is called by whatever takes files in, once their bytes are safe in the store; the
actor ``extract`` writes the extractions.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, JsonText
from models.upsert import insert_if_missing


class Source(StrEnum):
    """By which way a document came."""

    FOLDER = "folder"
    SITE = "site"
    CLI = "cli"


class Document(Base):
    """One file by its bytes: the same bytes are one document, wherever they were seen."""

    __tablename__ = "documents"
    __table_args__ = ({"comment": "Files by their bytes. 原始文件，按内容唯一。"},)

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    sha256: Mapped[str] = mapped_column(
        String(64), unique=True, comment="SHA-256 of the bytes, in hex. 文件内容的 SHA-256 值。"
    )
    bytes: Mapped[int] = mapped_column(comment="Size in bytes. 文件大小（字节）。")
    media_type: Mapped[str] = mapped_column(comment="Media type by the magic bytes. 按文件头判定的媒体类型。")
    store_key: Mapped[str] = mapped_column(comment="Where the store keeps the bytes. 原件在存储中的位置。")
    first_seen_at: Mapped[dt.datetime] = mapped_column(comment="When first seen. 首次发现时间。")


class Sighting(Base):
    """One place where a document was seen."""

    __tablename__ = "sightings"
    __table_args__ = (
        UniqueConstraint("document_id", "source", "name"),
        {"comment": "Where documents were seen. 文件的来源记录，同一文件可有多处来源。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    document_id: Mapped[int] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), comment="The document. 所指文件。"
    )
    source: Mapped[Source] = mapped_column(comment="Way it came: folder, site or cli. 来源方式：文件夹、网站或命令行。")
    name: Mapped[str] = mapped_column(comment="File name or page address. 文件名或网页地址。")
    url: Mapped[str | None] = mapped_column(comment="Web address, if any. 网址（如有）。")
    hints: Mapped[dict[str, Any]] = mapped_column(
        default=dict, comment="Hints that came with it: url, published_on, organ, year. 随文件提供的提示信息。"
    )
    seen_at: Mapped[dt.datetime] = mapped_column(comment="When first seen there. 在该处首次发现的时间。")


class Extraction(Base):
    """What one version of the parsers made of a document: a report, an error, or a bundle of documents.

    A bundle of several reports has neither body nor error: its files became documents of their own.
    """

    __tablename__ = "extractions"
    __table_args__ = (
        UniqueConstraint("document_id", "parser_version"),
        {"comment": "What each parser version read from a document. 各版解析程序对文件的读取结果。"},
    )

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    document_id: Mapped[int] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), comment="The document. 所读文件。"
    )
    parser_version: Mapped[int] = mapped_column(comment="Version of the parsers. 解析程序版本。")
    body: Mapped[dict[str, Any] | None] = mapped_column(
        JsonText,
        comment="The report as JSON; NULL after an error or of a bundle. 读出的年报（JSON），出错或含多份年报时为空。",
    )
    members: Mapped[list[dict[str, Any]] | None] = mapped_column(
        JsonText,
        comment="Files of an archive or mail, and what each is in it. 压缩包或邮件内的文件及其类别。",
    )
    error_code: Mapped[str | None] = mapped_column(comment="Why it could not be read, for programs. 错误代码。")
    error_message: Mapped[str | None] = mapped_column(comment="Why it could not be read, for people. 错误说明。")
    seconds: Mapped[float] = mapped_column(comment="Time the reading took, in seconds. 读取用时（秒）。")
    extracted_at: Mapped[dt.datetime] = mapped_column(comment="When it was read. 读取时间。")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was seen, its bytes being in the store already.

    :param sha256: of the bytes, in hex.
    :param size: in bytes.
    :param store_key: where the store keeps them.
    :param name: file name or page address; with ``source`` it names the place.
    :param hints: what came with the file (url, published_on, organ, year), as JSON values.
    """

    sha256: str
    size: int
    media_type: str
    store_key: str
    source: Source
    name: str
    url: str | None = None
    hints: dict[str, Any] = {}


def register(session: Session, seen: Seen, now: dt.datetime) -> tuple[Document, bool]:
    """Note a file: the same bytes are one document, each place one sighting, however many workers see it at once.

    What is seen again in the same place adds the hints that were not given before. The document is locked, so that
    what follows from its hints is decided by one transaction after the other.

    :returns: the document, and whether its bytes are new.
    """
    values = {
        "sha256": seen.sha256,
        "bytes": seen.size,
        "media_type": seen.media_type,
        "store_key": seen.store_key,
        "first_seen_at": now,
    }
    new = insert_if_missing(session, Document, values) is not None
    locked = select(Document).where(Document.sha256 == seen.sha256).with_for_update(key_share=True)
    document = session.scalars(locked).one()
    sighting = {
        "document_id": document.id,
        "source": seen.source,
        "name": seen.name,
        "url": seen.url,
        "hints": seen.hints,
        "seen_at": now,
    }
    if insert_if_missing(session, Sighting, sighting) is None and seen.hints:
        _add_hints(session, document.id, seen)
    return document, new


def hints(session: Session, document_id: int) -> dict[str, Any]:
    """What came with a document at all its sightings, as JSON values; where two differ, the earlier one counts."""
    given = select(Sighting.hints).where(Sighting.document_id == document_id).order_by(Sighting.id)
    merged: dict[str, Any] = {}
    for later in session.scalars(given):
        merged = later | merged
    return merged


def add_hints(session: Session, document_id: int, given: dict[str, Any]) -> None:
    """Note what a person says of a document; it counts for more than what came with the file."""
    first = session.scalars(select(Sighting).where(Sighting.document_id == document_id).order_by(Sighting.id)).first()
    if first is not None:
        first.hints = first.hints | given
        session.flush()


def complete_hints(session: Session, document_id: int, found: dict[str, Any]) -> None:
    """Note what was found within a document; it counts for less than what came with the file."""
    first = session.scalars(select(Sighting).where(Sighting.document_id == document_id).order_by(Sighting.id)).first()
    if found and first is not None:
        first.hints = found | first.hints
        first.url = first.url or found.get("url")
        session.flush()


def _add_hints(session: Session, document_id: int, seen: Seen) -> None:
    same = select(Sighting).where(
        Sighting.document_id == document_id, Sighting.source == seen.source, Sighting.name == seen.name
    )
    sighting = session.scalars(same).one()
    sighting.hints = seen.hints | sighting.hints
    sighting.url = sighting.url or seen.url
    session.flush()
