"""What must be told to whom in the planned winter, worked out from the plan alone.

Place in the flow: the second part of the bench ``winter``. A plain retelling of what the office was promised: an alert
is told once when it is found, once more when it has grown, once when it is gone; at once or in the next digest. It
shares no line with the program that is measured.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from benchmarks.winter_plan import (
    DEADLINES,
    FAULTS,
    FIRST_DAY,
    LAST_DAY,
    MERGED_ON,
    REMINDER_DAYS,
    Arrival,
    Plan,
    PlannedOrgan,
)
from models.beijing import BEIJING
from rules.finding import Severity
from rules.organ import OrganKind

MISSING, LATE, COPY, SECOND = "C-MISSING", "TIME-LATE", "P-NEAR-DUP", "C-DUP-REPORT"
_RANK: Final = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Reader(NamedTuple):
    """One subscription. ``division`` and ``government`` (a number) limit it; ``digest``: "daily", "weekly" or None."""

    address: str
    minimum: Severity = Severity.WARNING
    division: str = ""
    government: int | None = None
    rules: tuple[str, ...] = ()
    digest: str | None = None

    def covers(self, organ: PlannedOrgan) -> bool:
        """Whether it is about this organ."""
        below = self.government is None or organ.government == self.government
        return organ.division.startswith(self.division) and below

    def wants(self, rule: str, severity: Severity) -> bool:
        """Whether it asks for such an alert."""
        named = not self.rules or any(fnmatchcase(rule, pattern) for pattern in self.rules)
        return named and _RANK[severity] >= _RANK[self.minimum]


def readers(plan: Plan) -> list[Reader]:
    """Who wants to hear of what: desks of the counties, cities and the province, and some with wishes of their own."""
    counties = sorted({organ.division for organ in plan.organs})
    cities = sorted({division[:4] for division in counties})
    governments = sorted({organ.government for organ in plan.organs})[::10]
    return [
        *(Reader(f"county{division}@example.gov.cn", division=division) for division in counties),
        *(Reader(f"city{division}@example.gov.cn", division=division, digest="daily") for division in cities),
        Reader("province@example.gov.cn", Severity.ERROR, digest="weekly"),
        Reader("deadlines@example.gov.cn", Severity.INFO, rules=(MISSING,)),
        Reader("everything@example.gov.cn", Severity.INFO, division=counties[0]),
        # At once for some rules, and the rest in a digest: nothing twice.
        *(Reader(f"leader{n}@example.gov.cn", government=n, rules=("T2-*", "T3-*")) for n in governments),
        *(Reader(f"leader{n}@example.gov.cn", government=n, digest="daily") for n in governments),
    ]


class Mail(NamedTuple):
    """One mail: to whom, on which day, and what it tells: organ, rule, whether as gone."""

    address: str
    day: dt.date
    told: frozenset[tuple[str, str, bool]]


class _Alert:
    """One alert as it stands; ``opening`` counts how often it was news."""

    def __init__(self, severity: Severity) -> None:
        self.severity = severity
        self.standing = True
        self.opening = 1
        self.cells: frozenset[str] = frozenset()


class Truth:
    """The winter as it should be told; ``mails`` fills as it goes on."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._readers = readers(plan)
        self._alerts: dict[int, dict[str, _Alert]] = defaultdict(dict)
        self._told: dict[str, dict[tuple[int, str], tuple[int, int]]] = defaultdict(dict)
        self._versions: dict[int, list[Arrival]] = defaultdict(list)
        self.mails: Counter[Mail] = Counter()

    def run(self) -> Counter[Mail]:
        """All mails of the winter."""
        arrivals: dict[dt.date, list[Arrival]] = defaultdict(list)
        for arrival in self._plan.arrivals:
            arrivals[arrival.at.astimezone(BEIJING).date()].append(arrival)
        day = FIRST_DAY
        while day <= LAST_DAY:
            self._morning(day)
            for arrival in arrivals[day]:
                self._arrive(arrival, day)
            if day == MERGED_ON:
                for number in sorted(self._plan.renamed):
                    if self._versions[number]:
                        self._set(number, MISSING, None)
                        self._tell_now(number, day)
            day += dt.timedelta(days=1)
        return self.mails

    def _morning(self, day: dt.date) -> None:
        """Who has not published by then; then the digests."""
        for organ in self._plan.organs:
            if self._versions[organ.number] and (organ.number not in self._plan.renamed or day > MERGED_ON):
                continue
            left = (DEADLINES[organ.kind] - day).days
            if left < 0:
                self._set(organ.number, MISSING, Severity.ERROR)
            elif left <= REMINDER_DAYS:
                self._set(organ.number, MISSING, Severity.INFO)
        for own in self._by_address(None):
            self._mail(own, day, self._news(own, MISSING))
        for own in self._by_address("daily"):
            self._mail(own, day, self._news(own))
        if day.isoweekday() == 1:
            for own in self._by_address("weekly"):
                self._mail(own, day, self._news(own))

    def _arrive(self, arrival: Arrival, day: dt.date) -> None:
        number = arrival.organ
        if arrival.again:
            return
        earlier = self._versions[number]
        earlier.append(arrival)
        if number in self._plan.renamed and day <= MERGED_ON:
            return
        found = dict(self._faults(arrival))
        for rule in {*found, *self._alerts[number]} - {COPY, SECOND}:
            self._set(number, rule, found.get(rule))
        cells, differs = self._compared(arrival, earlier[:-1])
        self._set(number, SECOND, Severity.INFO if differs else None, cells)
        partners = [next(iter(pair - {number})) for pair in self._plan.copies if number in pair]
        there = [partner for partner in partners if self._versions[partner]]
        for one in (number, *there) if there else ():
            # None of them names the other.
            self._set(one, COPY, Severity.WARNING)
        for one in (number, *there):
            self._tell_now(one, day)

    def _faults(self, arrival: Arrival) -> Iterator[tuple[str, Severity]]:
        for name in arrival.faults:
            yield from FAULTS[name].rules.items()
        kind = self._plan.organs[arrival.organ].kind
        # A correction does not make late what was there in time.
        first = min(version.published_on for version in self._versions[arrival.organ])
        if first > DEADLINES[kind]:
            yield LATE, Severity.ERROR if kind is OrganKind.DEPARTMENT else Severity.WARNING

    @staticmethod
    def _compared(arrival: Arrival, earlier: list[Arrival]) -> tuple[frozenset[str], bool]:
        """Which numbers differ from those of earlier versions, and whether anything does."""
        cells: set[str] = set()
        differs = False
        for other in earlier:
            odd = arrival.faults ^ other.faults
            for name in odd:
                cells |= FAULTS[name].differs
                differs = differs or bool(FAULTS[name].differs) or FAULTS[name].retold
        return frozenset(cells), differs

    def _set(self, number: int, rule: str, severity: Severity | None, cells: frozenset[str] = frozenset()) -> None:
        alert = self._alerts[number].get(rule)
        if alert is None:
            if severity is not None:
                self._alerts[number][rule] = new = _Alert(severity)
                new.cells = cells
            return
        if severity is None:
            alert.standing = False
            return
        grown = bool(cells - alert.cells) or _RANK[severity] > _RANK[alert.severity]
        if not alert.standing or grown:
            alert.opening += 1
        alert.standing, alert.severity, alert.cells = True, severity, cells

    def _by_address(self, digest: str | None) -> Iterator[list[Reader]]:
        found: dict[str, list[Reader]] = {}
        for reader in self._readers:
            if reader.digest == digest:
                found.setdefault(reader.address, []).append(reader)
        return iter(found.values())

    def _tell_now(self, number: int, day: dt.date) -> None:
        organ = self._plan.organs[number]
        for own in self._by_address(None):
            covering = [reader for reader in own if reader.covers(organ)]
            self._mail(covering, day, self._news_of(covering, number, self._alerts[number]))

    def _news(self, own: list[Reader], rule: str | None = None) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for number, alerts in self._alerts.items():
            covering = [reader for reader in own if reader.covers(self._plan.organs[number])]
            if covering:
                found += self._news_of(covering, number, alerts if rule is None else {rule} & alerts.keys())
        return found

    def _news_of(self, covering: list[Reader], number: int, rules: Iterable[str]) -> list[tuple[int, str]]:
        found = []
        for rule in rules:
            alert = self._alerts[number][rule]
            if not any(reader.wants(rule, alert.severity) for reader in covering):
                continue
            as_open, as_gone = self._told[covering[0].address].get((number, rule), (0, 0))
            if (as_open < alert.opening) if alert.standing else (as_gone < as_open):
                found.append((number, rule))
        return found

    def _mail(self, own: list[Reader], day: dt.date, news: list[tuple[int, str]]) -> None:
        if not news:
            return
        told = set()
        for number, rule in news:
            alert = self._alerts[number][rule]
            before = self._told[own[0].address].get((number, rule), (0, 0))
            self._told[own[0].address][number, rule] = (
                (alert.opening, before[1]) if alert.standing else (before[0], alert.opening)
            )
            told.add((self._plan.organs[number].name, rule, not alert.standing))
        self.mails[Mail(own[0].address, day, frozenset(told))] += 1
