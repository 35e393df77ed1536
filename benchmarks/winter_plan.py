"""What happens in the winter of an invented province: who publishes what on which day, with which planted defects.

Place in the flow: the first part of the bench ``winter``; ``winter_truth`` says what must be told of it, ``winter``
lets it happen. Nothing here asks the program: which rules a planted defect breaks is written down.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from benchmarks.copies import sentences
from models.beijing import BEIJING
from parsers.report import Cell, Number, Report, Status
from rules.finding import Severity
from rules.organ import OrganKind
from tests.rules.builder import BLANK, FEE, applied, change, fill, tell

YEAR: Final = 2023
FIRST_DAY, LAST_DAY = dt.date(2024, 1, 1), dt.date(2024, 3, 15)
# Departments have the law's day, townships one that the office's profile sets; governments are due after this winter.
DEADLINES: Final = {
    OrganKind.DEPARTMENT: dt.date(2024, 1, 31),
    OrganKind.TOWNSHIP: dt.date(2024, 2, 28),
    OrganKind.GOVERNMENT: dt.date(2024, 3, 31),
}
REMINDER_DAYS: Final = 7
MERGED_ON: Final = dt.date(2024, 2, 5)
_COUNTY, _CITY = 30, 10
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_LICENCES = "disclosure.licences.decisions"
_PENALTIES = "disclosure.penalties.decisions"


class Fault(NamedTuple):
    """A planted defect: the rules it breaks, the cells or the section it changes.

    ``differs``: the cells whose certain numbers are others than in the report without it; ``retold``: a sentence is.
    """

    rules: Mapping[str, Severity]
    cells: Mapping[str, Number | Cell] = {}
    texts: Mapping[int, tuple[str, ...]] = {}
    differs: frozenset[str] = frozenset()

    @property
    def retold(self) -> bool:
        """Whether its text differs."""
        return bool(self.texts)


FAULTS: Final = {
    "negative": Fault({"CELL-NEGATIVE": _ERROR}, {_LICENCES: -1}, differs=frozenset({_LICENCES})),
    "unit": Fault(
        {"CELL-UNIT-TEXT": _WARNING},
        {_LICENCES: Cell(Status.OK, 22, "22（其中变更16件）")},
        differs=frozenset({_LICENCES}),
    ),
    "blank": Fault({"T2-CELL-BLANK": _WARNING}, {FEE: BLANK}),
    "word": Fault({"CELL-NONNUMERIC": _ERROR}, {FEE: Cell(Status.INVALID, None, "若干")}),
    "fraction": Fault({"CELL-FRACTION": _ERROR}, {_PENALTIES: Decimal("1.5")}, differs=frozenset({_PENALTIES})),
    "sums": Fault(
        dict.fromkeys(("T3-ROW-SUM", "T3-COL-SUM", "T3-PROCESSED-EXCEEDS"), _ERROR),
        {"applications.granted.total": 999},
        differs=frozenset({"applications.granted.total"}),
    ),
    "placeholder": Fault(
        {"TXT-PLACEHOLDER": _ERROR},
        texts={4: ("2023年XX局未发生因政府信息公开工作引发的行政复议、行政诉讼案件。",)},
    ),
    "fees": Fault({"S6-FEE-STATEMENT-MISSING": _WARNING}, texts={6: ("",)}),
}
# Of two that change the same cell, a report has one.
_APART = ({"negative", "unit"}, {"blank", "word"})


class PlannedOrgan(NamedTuple):
    """An organ of the roster. ``named``: as its report calls it; ``former``: whose report of the year before is its."""

    number: int
    name: str
    kind: OrganKind
    division: str
    government: int
    named: str
    alias: bool
    former: str | None


class Arrival(NamedTuple):
    """A file that comes: whose, which version, published when, with which defects; ``told`` are its own sentences."""

    at: dt.datetime
    organ: int
    version: int
    published_on: dt.date
    faults: frozenset[str]
    told: tuple[str, ...]
    applications: int
    again: bool = False


class Plan(NamedTuple):
    """A whole winter.

    ``copies``: pairs of organs with one text; ``renamed``: those whose report bears a name the roster does not know
    until ``MERGED_ON``.
    """

    organs: tuple[PlannedOrgan, ...]
    arrivals: tuple[Arrival, ...]
    before: tuple[tuple[int, tuple[str, ...], int], ...]
    copies: frozenset[frozenset[int]]
    renamed: frozenset[int]


_FIRST, _SECOND = "霁澄湛漪沐岚砚栖梧翊", "川溪河岭坪湖洲塘浦崖"
_DEPARTMENTS = (
    *("民政", "财政", "教育", "统计", "水利", "审计", "交通运输", "农业农村", "卫生健康", "应急管理", "住房和城乡建设"),
    *("自然资源", "市场监督管理", "文化和旅游", "人力资源和社会保障", "司法", "公安", "科学技术", "商务", "医疗保障"),
    *("退役军人事务", "信访", "发展和改革"),
)
_TOWNSHIPS = ["大章", "小港", "柳林", "石桥", "东坪", "西坝"]


def organs(count: int, rng: random.Random) -> Iterator[PlannedOrgan]:
    """Counties of thirty: the government, its departments, its townships."""
    for number in range(count):
        county, place = divmod(number, _COUNTY)
        here = f"{_FIRST[county // 10 % 10]}{_SECOND[county % 10]}{'县' if county < 100 else '区'}"
        name, kind = f"{here}人民政府", OrganKind.GOVERNMENT
        if 0 < place <= len(_DEPARTMENTS):
            name, kind = f"{here}{_DEPARTMENTS[place - 1]}局", OrganKind.DEPARTMENT
        elif place:
            name, kind = f"{here}{_TOWNSHIPS[place - 1 - len(_DEPARTMENTS)]}镇人民政府", OrganKind.TOWNSHIP
        named, alias, former = name, False, None
        lot = rng.random()
        if kind is OrganKind.DEPARTMENT and lot < 0.02:
            named, alias = f"{name[:-1]}和社会事务局", lot < 0.01
        elif kind is OrganKind.DEPARTMENT and lot < 0.03:
            former = f"{name[:-1]}管理办公室"
        division = f"99{county // _CITY + 1:02d}{county % _CITY + 1:02d}"
        yield PlannedOrgan(number, name, kind, division, county * _COUNTY, named, alias, former)


def plan(count: int, seed: int = 20240101) -> Plan:
    """The winter of so many organs, always the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - reproducible data
    roster = tuple(organs(count, rng))
    texts = {organ.number: _texts(rng) for organ in roster}
    renamed = frozenset(organ.number for organ in roster if organ.named != organ.name and not organ.alias)
    silent = {organ.number for organ in roster if organ.number not in renamed and rng.random() < 0.02}
    copies = set()
    chosen = rng.sample([n for n in range(count) if n not in silent | renamed], round(count * 0.01) * 2)
    for source, copy in zip(chosen[::2], chosen[1::2], strict=True):
        told = list(texts[source])
        for place in rng.sample(range(len(told)), rng.randint(0, 7)):
            told[place] = next(sentences(rng, 1))
        texts[copy] = tuple(told)
        copies.add(frozenset((source, copy)))
    before = tuple((organ.number, _texts(rng), _applications(organ, rng) - 9) for organ in roster)
    arrivals = [
        arrival
        for organ in roster
        if organ.number not in silent
        for arrival in _arrivals(organ, texts[organ.number], rng, clean=organ.number in renamed)
    ]
    return Plan(roster, tuple(_spread(arrivals)), before, frozenset(copies), renamed)


def _texts(rng: random.Random) -> tuple[str, ...]:
    return tuple(sentences(rng, 36))


def _arrivals(organ: PlannedOrgan, told: tuple[str, ...], rng: random.Random, *, clean: bool) -> Iterator[Arrival]:
    """An organ's first report, corrections of it, and the same file once more."""
    deadline, lot = DEADLINES[organ.kind], rng.random()
    if organ.kind is OrganKind.GOVERNMENT:
        published = FIRST_DAY + dt.timedelta(days=rng.randint(40, 85))
    elif lot < 0.04 and not clean:
        published = deadline + dt.timedelta(days=rng.randint(1, 20))
    else:
        # Most come in the last fortnight.
        published = deadline - dt.timedelta(days=int(min(rng.expovariate(0.12), (deadline - FIRST_DAY).days - 1)))
    seen = published + dt.timedelta(days=rng.choice((0, 0, 0, 0, 1, 3)))
    applications = _applications(organ, rng)
    faults = frozenset() if clean or rng.random() > 0.3 else _faults(rng)
    first = Arrival(_at(seen), organ.number, 1, published, faults, told, applications)
    found = [first]
    if faults and rng.random() < 0.5:
        # Sent back by the supervisor: mostly put right, sometimes by another defect, sometimes undone later.
        later = seen + dt.timedelta(days=rng.randint(2, 15))
        kept = frozenset() if rng.random() < 0.7 else _faults(rng)
        found.append(first._replace(at=_at(later), version=2, published_on=later, faults=kept))
        if rng.random() < 0.3:
            last = later + dt.timedelta(days=rng.randint(2, 10))
            found.append(first._replace(at=_at(last), version=3, published_on=last))
    if rng.random() < 0.03:
        found.append(found[-1]._replace(at=found[-1].at + dt.timedelta(days=1), again=True))
    return iter([one for one in found if one.at.astimezone(BEIJING).date() <= LAST_DAY])


def _applications(organ: PlannedOrgan, rng: random.Random) -> int:
    """More for a government than for all organs below it together."""
    return 900 if organ.kind is OrganKind.GOVERNMENT else rng.randint(10, 18)


def _faults(rng: random.Random) -> frozenset[str]:
    chosen = set(rng.sample(sorted(FAULTS), rng.randint(1, 3)))
    for apart in _APART:
        if apart <= chosen:
            chosen.discard(min(apart))
    return frozenset(chosen)


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9, 30), BEIJING)


def _spread(arrivals: list[Arrival]) -> Iterator[Arrival]:
    """Those of a day one after the other, between half past nine and six."""
    by_day: dict[dt.datetime, list[Arrival]] = {}
    for arrival in arrivals:
        by_day.setdefault(arrival.at, []).append(arrival)
    for day in sorted(by_day):
        step = dt.timedelta(hours=8.5) / len(by_day[day])
        for place, arrival in enumerate(by_day[day]):
            yield arrival._replace(at=day + step * place)


def report_of(arrival: Arrival, organ: PlannedOrgan) -> Report:
    """The report that arrives, as the parsers would have read it."""
    report = clean_report(organ.named, YEAR, arrival.told, arrival.applications, arrival.published_on)
    for name in sorted(arrival.faults):
        fault = FAULTS[name]
        report = fill(tell(report, fault.texts) if fault.texts else report, fault.cells)
    return report


def clean_report(name: str, year: int, told: tuple[str, ...], applications: int, published_on: dt.date) -> Report:
    """A report without a defect; every sentence of ``told`` stands in sections one and five."""
    report = applied(applications)
    texts = {number: [p.text for p in report.paragraphs if p.section == number] for number in range(1, 7)}
    texts[1] += told[3:]
    texts[5] = ["".join((*texts[5], *told[:3]))]
    dated = {n: tuple(text.replace(str(YEAR), str(year)) for text in own) for n, own in texts.items()}
    title = f"{name}{year}年政府信息公开工作年度报告"
    return change(tell(report, dated), organ=name, title=title, year=year, published_on=published_on)


def bytes_of(report: Report) -> bytes:
    """The file: the report itself, since how it is printed and read is measured elsewhere."""
    return msgspec.json.encode(report)
