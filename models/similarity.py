"""MinHash signatures of the narratives, and their bands, indexed: which reports of a year may be near-copies.

Place in the flow: written and asked by the check of the family ``similarity``. Adding one report reads only the rows
that share a band with it, however many there are.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, bindparam, insert, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models.base import Base
from models.report_tables import StoredReport


class TextSignature(Base):
    """The signature of one report's narrative."""

    __tablename__ = "text_signatures"
    __table_args__ = ({"comment": "Signatures of the narratives. 报告正文的相似度签名。"},)

    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, comment="The report. 所属报告。"
    )
    signature: Mapped[bytes] = mapped_column(LargeBinary, comment="MinHash values, 32 bits each. 签名。")


class SignatureBand(Base):
    """One band of a signature: reports with the same value in one of them may be near-copies."""

    __tablename__ = "signature_bands"
    __table_args__ = (
        Index("ix_signature_bands_report_id", "report_id"),
        {"comment": "Bands of the signatures. 相似度签名的分段。"},
    )

    year: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Year reported on. 报告年度。")
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Number and hash of the band. 分段值。")
    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, comment="The report. 所属报告。"
    )


def is_indexed(session: Session, report_id: int) -> bool:
    """Whether the report's signature is there."""
    return session.get(TextSignature, report_id) is not None


def add(session: Session, report_id: int, year: int, signature: Sequence[int], bands: Collection[int]) -> None:
    """Put a report into the index; what stands there already stays, since a stored report never changes.

    :param signature: numbers of 32 bits.
    :param bands: numbers of 64 bits, signed.
    """
    # Of two workers, the second waits for the first, and then finds it done.
    session.execute(select(StoredReport.id).where(StoredReport.id == report_id).with_for_update(key_share=True))
    if is_indexed(session, report_id):
        return
    session.add(TextSignature(report_id=report_id, signature=struct.pack(f">{len(signature)}I", *signature)))
    session.flush()
    rows = [{"year": year, "band": band, "report_id": report_id} for band in sorted(set(bands))]
    session.execute(insert(SignatureBand), rows)


# Put together once: composing it takes longer than executing it.
_MINE, _THEIRS = aliased(SignatureBand), aliased(SignatureBand)
_NEAR = (
    select(TextSignature.report_id, TextSignature.signature)
    .join(StoredReport, StoredReport.id == TextSignature.report_id)
    .where(
        StoredReport.is_current,
        TextSignature.report_id.in_(
            select(_THEIRS.report_id)
            .join(_MINE, (_MINE.year == _THEIRS.year) & (_MINE.band == _THEIRS.band))
            .where(
                _MINE.report_id.in_(bindparam("report_ids", expanding=True)),
                _THEIRS.report_id.not_in(bindparam("report_ids", expanding=True)),
            )
        ),
    )
    .order_by(TextSignature.report_id)
)


def near(session: Session, report_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The other current reports of the same year that share a band with one of these: key → signature."""
    found = session.execute(_NEAR, {"report_ids": list(report_ids)})
    return {key: unpacked(packed) for key, packed in found}


def signature_of(session: Session, report_id: int) -> tuple[int, ...] | None:
    """The signature of a report in the index."""
    found = session.get(TextSignature, report_id)
    return None if found is None else unpacked(found.signature)


def unpacked(packed: bytes) -> tuple[int, ...]:
    """The numbers of a stored signature."""
    return struct.unpack(f">{len(packed) // 4}I", packed)
