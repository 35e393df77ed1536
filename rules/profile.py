"""What a supervising office may set: deadlines, thresholds, severities, rules on or off.

Place in the flow: a value handed in with the ``Context``; ``workers`` reads it from the settings, ``inspect`` takes the
defaults, which are those of the law and the national form.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from rules.finding import Severity

# Too much a matter of taste or of local custom to be on without a supervisor's word.
OFF_BY_DEFAULT = frozenset({"S1-LENGTH", "S5-NO-LASTYEAR"})


class MonthDay(msgspec.Struct, frozen=True):
    """A day of the year after the report's year; the day itself is still on time.

    :raises ValueError: from ``after`` when there is no such day.
    """

    month: int
    day: int

    def after(self, year: int) -> dt.date:
        """The deadline of the report for ``year``."""
        return dt.date(year + 1, self.month, self.day)


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one supervising office.

    :param department_deadline: 条例第四十九条第一款.
    :param government_deadline: 条例第四十九条第二款.
    :param township_deadline: 乡镇 and 街道 have no date in the law; None means that only a report later than that of
        the superior government, which sums it up, is called late.
    :param denial_share: share of refusals (0 to 1) up to which no reasons are expected in the narrative.
    :param fee_decimals: decimals the fee cell may have.
    :param township_fee_limit: 万元 above which a township's fee is taken for 元.
    :param section_one_maximum: characters of section one, for ``S1-LENGTH``.
    :param section_five_minimum: characters of section five below which it says nothing.
    :param off: codes of rules that are not evaluated.
    :param severities: code → severity instead of the catalogue's.
    """

    department_deadline: MonthDay = MonthDay(1, 31)
    government_deadline: MonthDay = MonthDay(3, 31)
    township_deadline: MonthDay | None = None
    denial_share: Decimal = Decimal(0)
    fee_decimals: int = 4
    township_fee_limit: int = 100_000
    section_one_maximum: int = 1000
    section_five_minimum: int = 30
    off: frozenset[str] = OFF_BY_DEFAULT
    severities: dict[str, Severity] = msgspec.field(default_factory=dict)
