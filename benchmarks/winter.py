"""A winter of a whole province, day by day, through the real actors: each mail once, and to whom it should go.

Two years of three thousand organs; the first is stored beforehand, the second arrives from January to mid-March by a
clock that is moved by hand. Ledger, database, actors, scheduler, intake and mail are the program's own; messages are
worked on in this thread, by dramatiq's worker code. Only the reading of files is left out (measured elsewhere): what
arrives is the Report itself, handed over where the child process hands it over. Now and then the process is killed in
the middle of its work, the messages in the broker are lost, the mail server is away for hours.
"""

from __future__ import annotations

import datetime as dt
import logging
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import msgspec
from sqlalchemy import event, func, select

import migrations
from benchmarks import winter_plan
from benchmarks.winter_office import store
from benchmarks.winter_plan import FIRST_DAY, LAST_DAY, MERGED_ON, Arrival, Plan, bytes_of, report_of
from benchmarks.winter_post import Post
from benchmarks.winter_truth import Mail, Truth
from models import Source, Task, TaskState, organs, roster
from models.beijing import BEIJING
from models.session import make_engine, read_only
from parsers import Hints
from parsers.report import Report
from rules.profile import MonthDay, Profile
from tests.workers.motor import Clock
from tests.workers.sync_broker import SyncBroker
from workers import actors, sandbox, settings
from workers.actors.reassess import reassess
from workers.broker import middleware
from workers.intake import Intake
from workers.runtime import Runtime
from workers.sandbox import Reading
from workers.scheduler import Scheduler

_HOUR: Final = dt.timedelta(hours=1)
# Longer than any lease.
_LEASES: Final = dt.timedelta(minutes=12)
# Beijing hours at which the scheduler is sure to have swept: the daily work, the digests, the evening.
_SWEEPS: Final = (dt.time(0, 20), dt.time(8, 40), dt.time(9, 10), dt.time(18, 30), dt.time(23, 30))
_AWAY: Final = dt.date(2024, 1, 26)
_KILL_EVERY: Final = 97
_RESEND_EVERY: Final = 5
_UNFINISHED: Final = (TaskState.PENDING, TaskState.RUNNING, TaskState.QUARANTINED)


class KilledError(BaseException):
    """The process is gone: nothing it would do now happens."""


class Found(msgspec.Struct):
    """What the winter came to.

    :param resent: mails that went out twice under one Message-ID since the process was killed between the mail and the
        commit; ``doubled`` those without such a cause.
    :param unfinished: tasks that were not done in the end.
    :param day_seconds: of each day; ``report_seconds`` of each arrival, from the file to the last mail.
    :param peak: bytes of memory; ``before``: of them taken when the winter began.
    """

    organs: int
    days: int = 0
    arrivals: int = 0
    kills: int = 0
    expected: int = 0
    sent: int = 0
    lost: list[Mail] = []
    stray: list[Mail] = []
    doubled: int = 0
    resent: int = 0
    astray: int = 0
    unfinished: int = 0
    largest: int = 0
    day_seconds: list[float] = []
    report_seconds: list[float] = []
    before: int = 0
    peak: int = 0

    def summary(self) -> list[tuple[str, str]]:
        """What to print: label and figure."""
        quiet = sorted(self.day_seconds)[: len(self.day_seconds) // 2]
        slow = quantiles(self.report_seconds, n=20)[-1] if len(self.report_seconds) > 1 else 0.0
        return [
            ("days", str(self.days)),
            ("organs", str(self.organs)),
            ("files that arrived", str(self.arrivals)),
            ("kills and restarts", str(self.kills)),
            ("mails expected", str(self.expected)),
            ("mails sent", str(self.sent)),
            ("lost", str(len(self.lost))),
            ("not expected", str(len(self.stray))),
            ("doubled", str(self.doubled)),
            ("resent under one Message-ID after a kill", str(self.resent)),
            ("to a wrong address", str(self.astray)),
            ("tasks not done", str(self.unfinished)),
            ("largest HTML half, kB", f"{self.largest / 1000:.1f}"),
            ("seconds a day, mean of the quieter half", f"{sum(quiet) / max(1, len(quiet)):.2f}"),
            ("seconds of the busiest day", f"{max(self.day_seconds, default=0):.1f}"),
            ("ms a report, median", f"{median(self.report_seconds) * 1000:.0f}"),
            ("ms a report, slowest 5 %", f"{slow * 1000:.0f}"),
            ("MiB before, peak", f"{self.before >> 20}, {self.peak >> 20}"),
        ]


def measure(organ_count: int = 3000, database: str | None = None) -> Found:
    """The winter of so many organs.

    :param database: URL of an empty database; None: an SQLite file.
    """
    plan = winter_plan.plan(organ_count)
    truth = Truth(plan).run()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = database or f"sqlite:///{folder / 'winter.db'}"
        migrations.upgrade(url)
        store(url, plan)
        stack.enter_context(_reading_left_out())
        stack.enter_context(_kills_unsaid())
        winter = _Winter(plan, url, folder / "home", stack)
        winter.run()
        return winter.compare(truth)


@contextmanager
def _reading_left_out() -> Iterator[None]:
    read = sandbox.read

    def decode(data: bytes, *_: object) -> Reading:
        return Reading(msgspec.json.decode(data, type=Report))

    sandbox.read = decode  # type: ignore[assignment]  # the rest of its parameters says how a child reads
    try:
        yield
    finally:
        sandbox.read = read


@contextmanager
def _kills_unsaid() -> Iterator[None]:
    """A killed process logs nothing; dramatiq's worker code here logs what stands for the kill as an actor's error."""
    log = logging.getLogger("dramatiq.worker.WorkerThread")

    def is_told(record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], KilledError))

    log.addFilter(is_told)
    try:
        yield
    finally:
        log.removeFilter(is_told)


class _Process:
    """One run of the program, until it is killed: ``left`` counts the commits and beginnings down to that."""

    def __init__(self, url: str, home: Path, smtp_url: str, clock: Clock) -> None:
        chosen = settings.load(home=home, database_url=url, smtp_url=smtp_url, sweep_seconds=5)
        chosen.make_folders()
        self.engine = make_engine(url)
        self.broker = SyncBroker(middleware())
        self.runtime = Runtime(chosen, broker=self.broker, engine=self.engine, clock=clock)
        self.runtime.profile = Profile(township_deadline=MonthDay(2, 28))
        actors.declare(self.runtime, self.broker)
        self.scheduler = Scheduler(self.runtime, self.broker.waiting)
        self.left: int | None = None
        for moment in ("begin", "commit"):
            event.listen(self.engine, moment, self._step)

    def _step(self, *_: Any) -> None:  # noqa: ANN401 - a hook's signature
        if self.left is not None:
            self.left -= 1
        if self.is_dead:
            raise KilledError

    @property
    def is_dead(self) -> bool:
        return self.left is not None and self.left <= 0


class _Winter:
    """Lets the plan happen."""

    def __init__(self, plan: Plan, url: str, home: Path, stack: ExitStack) -> None:
        self._plan, self._url, self._home = plan, url, home
        self._clock = Clock(dt.datetime.combine(FIRST_DAY, dt.time(0), BEIJING).astimezone(dt.UTC))
        self._post = Post(self._clock, self._on_mail)
        self._smtp_url = stack.enter_context(self._post.open())
        self._dies_by_mail = False
        self.found = Found(organs=len(plan.organs))
        self._process = self._start()
        stack.callback(self._stop)

    def _start(self) -> _Process:
        return _Process(self._url, self._home, self._smtp_url, self._clock)

    def _stop(self) -> None:
        self._process.engine.dispose()

    def _on_mail(self) -> None:
        if self._dies_by_mail:
            self._dies_by_mail, self._process.left = False, 0
            self.found.resent += 1

    def run(self) -> None:
        """Every day from the first to the last."""
        by_day: dict[dt.date, list[Arrival]] = {}
        for arrival in self._plan.arrivals:
            by_day.setdefault(arrival.at.astimezone(BEIJING).date(), []).append(arrival)
        self.found.before = _peak()
        day = FIRST_DAY
        while day <= LAST_DAY:
            started = time.perf_counter()
            self._day(day, by_day.get(day, []))
            self.found.day_seconds.append(time.perf_counter() - started)
            day += dt.timedelta(days=1)
        self.found.days = len(self.found.day_seconds)
        self.found.peak = _peak()

    def _day(self, day: dt.date, arrivals: list[Arrival]) -> None:
        for at in _SWEEPS[:3]:
            self._sweep(day, at)
        for arrival in arrivals:
            self._post.is_away = day == _AWAY and arrival.at.astimezone(BEIJING).hour in {11, 12, 13}
            self._clock.time = max(self._clock.time, arrival.at.astimezone(dt.UTC))
            started = time.perf_counter()
            self._arrive(arrival)
            self.found.report_seconds.append(time.perf_counter() - started)
        self._post.is_away = False
        if day == MERGED_ON:
            self._merge()
        for at in _SWEEPS[3:]:
            self._sweep(day, at)

    def _sweep(self, day: dt.date, at: dt.time) -> None:
        """As often as there is something due."""
        self._clock.time = max(self._clock.time, dt.datetime.combine(day, at, BEIJING).astimezone(dt.UTC))
        while self._process.scheduler.sweep():
            pass

    def _arrive(self, arrival: Arrival) -> None:
        self.found.arrivals += 1
        number = self.found.arrivals
        kill = number % _KILL_EVERY == 0
        if kill and number // _KILL_EVERY % _RESEND_EVERY == 0:
            self._dies_by_mail = True
        elif kill:
            self._process.left = 2 + number // _KILL_EVERY * 7 % 90
        with suppress(KilledError):
            self._take(arrival)
        if self._process.is_dead:
            self._restart(arrival)
        else:
            self._process.left = None

    def _take(self, arrival: Arrival) -> None:
        organ, runtime = self._plan.organs[arrival.organ], self._process.runtime
        intake = Intake(runtime.engine, runtime.store, Source.FOLDER, runtime.send)
        name = f"{organ.named}{'（再次）' if arrival.again else ''}-{arrival.version}.json"
        taken = intake.take(bytes_of(report_of(arrival, organ)), name=name, hints=Hints(), now=self._clock())
        intake.send(taken)

    def _restart(self, arrival: Arrival) -> None:
        """A new process, an empty broker, and the file still in the inbox; what was claimed comes free in its time."""
        self.found.kills += 1
        self._process.engine.dispose()
        self._process = self._start()
        self._take(arrival)
        self._clock.time += _LEASES
        while self._process.scheduler.sweep():
            pass

    def _merge(self) -> None:
        """A person says which organs of the roster the unknown names are."""
        for number in sorted(self._plan.renamed):
            organ = self._plan.organs[number]
            with self._process.runtime.transaction() as session:
                proposed, into = organs.find(session, organ.named), organs.find(session, organ.name)
                if proposed is not None and into is not None:
                    moved = roster.merge(session, proposed, into)
                    reassess(self._process.runtime, session, [into], moved, f"merge{number}")

    def compare(self, truth: Counter[Mail]) -> Found:
        """Hold what came against what should have come."""
        found, post = self.found, self._post
        found.expected, found.sent = truth.total(), post.mails.total()
        found.lost = _in_order(truth - post.mails)
        found.stray = _in_order(post.mails - truth)
        found.doubled = post.copies.total() - len(post.copies) - found.resent
        found.astray, found.largest = len(post.astray), post.largest
        with read_only(self._process.engine) as session:
            unfinished = select(func.count()).select_from(Task).where(Task.state.in_(_UNFINISHED))
            found.unfinished = session.scalar(unfinished) or 0
        return found


def _in_order(mails: Counter[Mail]) -> list[Mail]:
    return sorted(mails.elements(), key=lambda mail: (mail.day, mail.address, sorted(mail.told)))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
