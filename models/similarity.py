"""MinHash signatures of the narratives, and their bands, indexed: which reports of a year may be near-copies.

Place in the flow: written and asked by the check of the family ``similarity``. Adding one report reads only the rows
that share a band with it, however many there are.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


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
