"""What a supervising office may set: deadlines, thresholds, severities, rules on or off, also for some organs only.

Place in the flow: a value handed in with the ``Context``; ``profile_file`` reads it from TOML for ``workers``,
``inspect`` takes the defaults, which are those of the law and the national form.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from parsers.prepared import prepare
from rules.finding import Severity
from rules.organ import OrganFacts, OrganKind, OrganLevel

# Wide bounds: what lies beyond is a slip of the pen.
AtLeastZero = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Days = Annotated[int, msgspec.Meta(ge=0, le=180)]
# The least of each share; the index of signatures (``similarity``) finds no copies below 0.6.
_LEAST_SHARES = {"denial_share": Decimal(0), "same_text_share": Decimal("0.5"), "near_copy_share": Decimal("0.6")}

# Too much a matter of taste or of local custom to be on without a supervisor's word.
OFF_BY_DEFAULT = frozenset({"S1-LENGTH", "S5-NO-LASTYEAR"})


class MonthDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day of the year after the report's year; the day itself is still on time.

    :raises ValueError: when not every year has such a day.
    """

    month: int
    day: int

    def __post_init__(self) -> None:
        dt.date(2001, self.month, self.day)

    def after(self, year: int) -> dt.date:
        """The deadline of the report for ``year``."""
        return dt.date(year + 1, self.month, self.day)


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other settings for some organs: those that fit every selector that is given.

    :param levels: of the government an organ is or belongs to.
    :param kinds: of organ.
    :param divisions: codes (GB/T 2260), each with all divisions below it: 430000, 430600, 430602, 430602001.
    :param settings: names of ``Profile``'s settings and other values for them.
    :param off: codes that are switched off for these organs.
    :param on: codes that are switched on for them.
    :param severities: code → severity.
    """

    levels: frozenset[OrganLevel] = frozenset()
    kinds: frozenset[OrganKind] = frozenset()
    divisions: frozenset[str] = frozenset()
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    severities: dict[str, Severity] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.levels or self.kinds or self.divisions):
            raise ValueError("an override needs levels, kinds or divisions")
        if wrong := [code for code in self.divisions if not re.fullmatch(r"\d{6}(?:\d{3})?", code)]:
            raise ValueError(f"no code of a division: {', '.join(sorted(wrong))}")
        if wrong := sorted(set(self.settings) & {"off", "severities", "overrides"}):
            raise ValueError(f"{', '.join(wrong)} cannot stand in an override's settings")
        if wrong := sorted(self.on & self.off):
            raise ValueError(f"both on and off: {', '.join(wrong)}")
        try:
            _typed(self.settings)
        except msgspec.ValidationError as error:
            raise ValueError(f"settings: {error}") from error

    def fits(self, facts: OrganFacts) -> bool:
        """Whether these are settings for that organ; what is not known of it fits no selector."""
        within = facts.division_code or ""
        return (
            (not self.levels or facts.level in self.levels)
            and (not self.kinds or facts.kind in self.kinds)
            and (not self.divisions or any(within.startswith(_subtree(code)) for code in self.divisions))
        )


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one supervising office.

    :param department_deadline: 条例第四十九条第一款.
    :param government_deadline: 条例第四十九条第二款.
    :param township_deadline: 乡镇 and 街道 have no date in the law; None means that only a report later than that of
        the superior government, which sums it up, is called late.
    :param reminder_days: days before its deadline from which a missing report is shown as due.
    :param denial_share: share of refusals (0 to 1) up to which no reasons are expected in the narrative.
    :param fee_decimals: decimals the fee cell may have.
    :param township_fee_limit: 万元 above which a township's fee is taken for 元.
    :param section_one_maximum: characters of section one, for ``S1-LENGTH``.
    :param section_five_minimum: characters of section five below which it says nothing.
    :param same_text_share: similarity (0 to 1) of sections one and five with last year's from which they are a copy.
    :param near_copy_share: similarity with another organ's narrative from which it is a copy.
    :param compared_minimum: characters below which no narrative is compared with another.
    :param jump_factor: times last year's number, or the part of it, from which a number has jumped.
    :param jump_minimum: difference to last year's number below which nothing has jumped.
    :param off: codes of rules that are not evaluated.
    :param severities: code → severity instead of the catalogue's.
    :param overrides: other settings for some organs; a later one goes before an earlier one.
    """

    department_deadline: MonthDay = MonthDay(1, 31)
    government_deadline: MonthDay = MonthDay(3, 31)
    township_deadline: MonthDay | None = None
    reminder_days: Days = 7
    denial_share: Decimal = Decimal(0)
    fee_decimals: AtLeastZero = 4
    township_fee_limit: AtLeastZero = 100_000
    section_one_maximum: AtLeastZero = 1000
    section_five_minimum: AtLeastZero = 30
    same_text_share: Decimal = Decimal("0.9")
    near_copy_share: Decimal = Decimal("0.6")
    compared_minimum: AtLeastZero = 200
    jump_factor: Annotated[int, msgspec.Meta(ge=2)] = 10
    jump_minimum: AtLeastZero = 50
    off: frozenset[str] = OFF_BY_DEFAULT
    severities: dict[str, Severity] = msgspec.field(default_factory=dict)
    overrides: tuple[Override, ...] = ()

    def __post_init__(self) -> None:
        for name, least in _LEAST_SHARES.items():
            if not least <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be from {least} to 1")

    def of(self, facts: OrganFacts) -> Profile:
        """The settings for one organ, with no overrides left."""
        own = self
        for override in self.overrides:
            if override.fits(facts):
                own = msgspec.structs.replace(
                    own,
                    **_typed(override.settings),
                    off=(own.off | override.off) - override.on,
                    severities={**own.severities, **override.severities},
                )
        return msgspec.structs.replace(own, overrides=())


prepare(Profile)


def _typed(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings as ``Profile`` has them.

    :raises msgspec.ValidationError: when a name or a value is none of a profile's.
    """
    typed = msgspec.convert(settings, type=Profile)
    return {name: getattr(typed, name) for name in settings}


def _subtree(code: str) -> str:
    """What the codes of all divisions within one begin with: 430600 → 4306."""
    for end, rest in ((2, "0000"), (4, "00")):
        if code[end:6] == rest and len(code) == 6:
            return code[:end]
    return code
