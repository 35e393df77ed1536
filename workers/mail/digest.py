"""What a digest says: how much is new, where it is worst, and then the findings, division by division.

Place in the flow: ``DigestBatch`` is filled by ``load_digest`` (or by hand, in tests); ``digest_view`` turns it into
what the templates draw, for ``compose``. All alerts stand in the table attached (``attachment``).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from models import AlertStatus
from models.beijing import BEIJING
from rules.finding import Confidence, Severity
from rules.registry import place_of
from rules.words import SEVERITIES
from workers.mail import wording
from workers.mail.clean import header_text, one_line
from workers.mail.excerpt import Excerpt
from workers.mail.view import MAX_NAME, MAX_SUBJECT, moment, safe_link

# A screen or two of a telephone; the table attached has them all.
MAX_DIVISIONS = 20
MAX_LINES = 60
MAX_LINES_PER_ORGAN = 6
MAX_RESOLVED = 20
MAX_MESSAGE = 90
WORST = 3
# The worst are shown with the part of the table that is wrong, one an organ; more would hide the lines between them.
MAX_EXCERPTS = 5
# The balance has four.
MAX_EXCERPT_ROWS = 5


class DigestAlert(msgspec.Struct, frozen=True):
    """One alert as a digest and its table show it.

    ``told`` is what the digest was made to tell of it, open or resolved; ``why`` the reason of the latter. ``checks``
    and ``quotes`` are its evidence in words; ``excerpt`` shows it, for the worst few.
    """

    number: int
    organ: str | None
    division: str | None
    year: int | None
    rule: str
    severity: Severity
    message: str
    basis: str
    status: AlertStatus
    opened_at: dt.datetime
    told: AlertStatus = AlertStatus.OPEN
    why: str | None = None
    confidence: Confidence = Confidence.HIGH
    url: str | None = None
    checks: str = ""
    quotes: str = ""
    excerpt: Excerpt | None = None

    @property
    def is_new(self) -> bool:
        """Whether it is told as open, and still asks something of somebody."""
        return self.told is AlertStatus.OPEN and self.status in {AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED}

    @property
    def is_gone(self) -> bool:
        """Whether it is told as resolved, and has not come back since."""
        return self.told is AlertStatus.RESOLVED and self.status is AlertStatus.RESOLVED


class DigestBatch(msgspec.Struct, frozen=True):
    """One digest: to whom, under which Message-ID, what it is called (每日汇总), which alerts.

    ``standing`` counts what stands now of all that its reader has subscribed to, new or not.
    """

    recipient: str
    message_id: str
    name: str
    alerts: tuple[DigestAlert, ...]
    standing: Mapping[Severity, int] = {}


class LineView(msgspec.Struct, frozen=True):
    """One alert on a line; ``tone`` names its severity for the style sheet, ``note`` what else is to be said."""

    tone: str
    severity: str
    message: str
    rule: str
    number: int
    note: str
    excerpt: Excerpt | None


class OrganView(msgspec.Struct, frozen=True):
    """What is new about one organ's year; ``more`` alerts stand in the table only."""

    name: str
    link: str | None
    lines: tuple[LineView, ...]
    more: int


class DivisionView(msgspec.Struct, frozen=True):
    """One division: how many organs and alerts; ``organs`` as far as shown, ``more`` stand in the table only."""

    name: str
    organ_count: int
    counts: tuple[int, ...]
    resolved: int
    organs: tuple[OrganView, ...]
    more: int


class DigestView(msgspec.Struct, frozen=True):
    """A whole digest, ready to be drawn. ``tiles`` are a label and a number each; ``heads`` those of the counts."""

    subject: str
    heading: str
    summary: str
    is_bad: bool
    worst: str
    tiles: tuple[tuple[str, int], ...]
    heads: tuple[str, ...]
    divisions: tuple[DivisionView, ...]
    divisions_left_out: int
    resolved: tuple[tuple[str, LineView], ...]
    resolved_left_out: int
    file_name: str
    composed: str


def digest_view(batch: DigestBatch, now: dt.datetime) -> DigestView:
    """The batch as the templates draw it.

    :param now: when the mail is composed (aware).
    """
    day = now.astimezone(BEIJING)
    new = [alert for alert in batch.alerts if alert.is_new]
    gone = [alert for alert in batch.alerts if alert.is_gone]
    divisions = _divisions(new, gone)
    found = wording.tally(Counter(alert.severity for alert in new))
    summary = wording.summary(f"新增{found}" if found else "", len(gone))
    return DigestView(
        subject=header_text(
            f"{wording.SUBJECT_PREFIX}{batch.name}（{day.month}月{day.day}日）：{summary}", MAX_SUBJECT
        ),
        heading=f"{day.year}年{day.month}月{day.day}日{batch.name}",
        summary=summary,
        is_bad=bool(new),
        worst=_worst(divisions),
        tiles=(
            ("新增问题", len(new)),
            ("涉及单位", len({alert.organ for alert in new})),
            ("已消除", len(gone)),
            ("待处理合计", sum(batch.standing.values())),
        ),
        heads=("单位", *SEVERITIES.values(), "已消除"),
        divisions=tuple(divisions[:MAX_DIVISIONS]),
        divisions_left_out=max(0, len(divisions) - MAX_DIVISIONS),
        resolved=tuple((_organ_name(alert), _line(alert)) for alert in in_order(gone)[:MAX_RESOLVED]),
        resolved_left_out=max(0, len(gone) - MAX_RESOLVED),
        file_name=f"年报核查{batch.name}-{day:%Y-%m-%d}",
        composed=moment(now),
    )


def in_order(alerts: Iterable[DigestAlert]) -> list[DigestAlert]:
    """By division and organ, the worst first; of an organ the worst first, and of those equally bad the surest."""
    found = list(alerts)
    of_division = _badness((_division(alert), alert) for alert in found)
    of_organ = _badness(((alert.organ, alert.year), alert) for alert in found)

    def order(alert: DigestAlert) -> tuple[object, ...]:
        organ = (alert.organ, alert.year)
        own = (-alert.severity.rank, alert.confidence is Confidence.LOW, place_of(alert.rule), alert.number)
        return of_division[_division(alert)], _division(alert), of_organ[organ], str(organ), own

    return sorted(found, key=order)


def to_illustrate(alerts: Iterable[DigestAlert]) -> list[DigestAlert]:
    """The alerts with a line of their own in the digest, in its order: of which the first can be shown with a table."""
    lines: Counter[tuple[str | None, int | None]] = Counter()
    found = []
    for alert in in_order(alert for alert in alerts if alert.is_new):
        lines[alert.organ, alert.year] += 1
        if lines[alert.organ, alert.year] <= MAX_LINES_PER_ORGAN:
            found.append(alert)
    return found[:MAX_LINES]


def _badness(keyed: Iterable[tuple[object, DigestAlert]]) -> dict[object, tuple[int, ...]]:
    """How bad each group is, as what sorts the worst first."""
    counts: dict[object, Counter[Severity]] = {}
    for key, alert in keyed:
        counts.setdefault(key, Counter())[alert.severity] += 1
    return {key: tuple(-count[severity] for severity in SEVERITIES) for key, count in counts.items()}


def _divisions(new: list[DigestAlert], gone: list[DigestAlert]) -> list[DivisionView]:
    """The divisions that have something new, the worst first, then those where something is gone."""
    by_division: dict[str, list[DigestAlert]] = {}
    for alert in (*in_order(new), *in_order(gone)):
        by_division.setdefault(_division(alert), []).append(alert)
    views = []
    left = MAX_LINES
    for position, (name, alerts) in enumerate(by_division.items()):
        own = [alert for alert in alerts if alert.is_new]
        organs = _organs(own)
        shown: list[OrganView] = []
        for organ in organs if position < MAX_DIVISIONS else ():
            if left <= 0:
                break
            shown.append(_organ(organ, min(left, MAX_LINES_PER_ORGAN)))
            left -= len(shown[-1].lines)
        counts = Counter(alert.severity for alert in own)
        views.append(
            DivisionView(
                name=one_line(name, MAX_NAME),
                organ_count=len({alert.organ for alert in alerts}),
                counts=tuple(counts[severity] for severity in SEVERITIES),
                resolved=len(alerts) - len(own),
                organs=tuple(shown),
                more=len(organs) - len(shown),
            )
        )
    return views


def _organs(alerts: list[DigestAlert]) -> list[list[DigestAlert]]:
    found: dict[tuple[str | None, int | None], list[DigestAlert]] = {}
    for alert in alerts:
        found.setdefault((alert.organ, alert.year), []).append(alert)
    return list(found.values())


def _organ(alerts: list[DigestAlert], limit: int) -> OrganView:
    lines = tuple(map(_line, alerts[:limit]))
    link = next((link for alert in alerts if (link := safe_link(alert.url))), None)
    return OrganView(_organ_name(alerts[0]), link, lines, len(alerts) - len(lines))


def _line(alert: DigestAlert) -> LineView:
    note = one_line(alert.why or "", MAX_NAME)
    if alert.is_new and alert.status is not AlertStatus.OPEN:
        note = wording.STATUSES[alert.status]
    elif alert.is_new and not note and alert.confidence is Confidence.LOW:
        note = wording.UNSURE
    return LineView(
        tone=alert.severity.value,
        severity=SEVERITIES[alert.severity],
        message=one_line(alert.message, MAX_MESSAGE),
        rule=one_line(alert.rule, MAX_NAME),
        number=alert.number,
        note=note,
        excerpt=alert.excerpt,
    )


def _organ_name(alert: DigestAlert) -> str:
    organ = one_line(alert.organ or "", MAX_NAME) or wording.NO_ORGAN
    return f"{organ}（{alert.year}年度）" if alert.year is not None else f"{organ}{wording.NO_YEAR}"


def _division(alert: DigestAlert) -> str:
    return alert.division or wording.NO_DIVISION


def _worst(divisions: list[DivisionView]) -> str:
    """Where to look first, in one sentence; "" when nothing is new or there is nothing to choose from."""
    named = [view for view in divisions if any(view.counts)]
    if len(named) <= 1:
        return ""
    words = (
        f"{view.name}（{wording.tally(dict(zip(SEVERITIES, view.counts, strict=True)))}）" for view in named[:WORST]
    )
    return f"问题较多的地方：{'、'.join(words)}。"
