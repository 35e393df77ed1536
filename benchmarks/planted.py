"""Recall and precision of the rules, over rendered reports: clean ones, and ones with a planted defect.

The reports are those of ``tests.factory.story`` in the layouts from which every cell comes back, so that what is
measured are the rules, or in those of other media. For the rules that look beyond one report a whole scene is read
(``tests.factory.staging``); of organs without a report the roster's rule is asked. A finding counts as right when its
rule is for the defect planted; companions of that rule (``Rule.companions``) count neither way; every other finding is
a false alarm.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from multiprocessing.pool import Pool
from typing import NamedTuple

import msgspec

from rules import Context, Finding, Profile, catalogue, evaluate, organ_facts
from rules.coverage import due_on, missing
from tests.factory.media import MEDIA
from tests.factory.page import OFFICIAL
from tests.factory.planted import DEFECTS, STAGED, planted, staged
from tests.factory.rendering import Layout
from tests.factory.staging import Scene, context_of, make_scene
from tests.factory.story import ORGANS, make_story
from tests.factory.story_pages import read_story

COMPANIONS = {known.code: frozenset(known.companions) for known in catalogue()}
# The looks of PDF in which lines tell the cells.
_RULED = frozenset({"strokes", "boxes", "edges", "dashes"})
# A seed whose report has no place for a defect is passed over; of so many times the seeds wanted some have one.
_MOST_SEEDS = 12


class Found(NamedTuple):
    """What one report fired beside what it must; ``code`` is empty for a clean one."""

    code: str
    hit: bool
    false: tuple[str, ...]
    seed: int


class Tally(msgspec.Struct):
    """Of one rule: reports in which it must fire, in which it did, and false alarms of it in all reports."""

    planted: int = 0
    hits: int = 0
    false: int = 0

    @property
    def recall(self) -> float | None:
        """Hits over planted; None when nothing was planted."""
        return self.hits / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """Hits over all findings that count; None when there are none."""
        return self.hits / (self.hits + self.false) if self.hits or self.false else None


def measure(each: int, pool: Pool, media: tuple[str, ...] = ()) -> tuple[dict[str, Tally], list[Found]]:
    """Every defect in so many reports, and as many clean reports as there are defects times a third of that.

    :param media: the media whose ruled and plain layouts are written instead of those from which every cell comes back.
    :return: by rule, and the reports that went wrong.
    """
    clean = range(max(each, len(DEFECTS) * each // 3))
    jobs = [Job("clean", seed, 1, media) for seed in clean]
    jobs += [Job("defect", index, each, media) for index in range(len(DEFECTS))]
    if not media:
        jobs += [Job("scene", seed, 1) for seed in range(len(STAGED) * each // 3)]
        jobs += [Job("staged", index, each) for index in range(len(STAGED))]
        jobs += [Job("absent", 0, each)]
    found = [one for some in pool.imap_unordered(_run, jobs) for one in some]
    return tallied(found), [one for one in found if one.false or not one.hit]


def tallied(found: Iterable[Found]) -> dict[str, Tally]:
    """By rule, in the catalogue's order, those of which anything was planted or fired."""
    tallies = {code: Tally() for code in COMPANIONS}
    for one in found:
        if one.code:
            tallies[one.code].planted += 1
            tallies[one.code].hits += one.hit
        for code, count in Counter(one.false).items():
            tallies[code].false += count
    return {code: tally for code, tally in tallies.items() if tally.planted or tally.false}


class Job(NamedTuple):
    """What one process measures: a clean report or scene of a seed, or a defect so many times."""

    what: str
    number: int
    each: int
    media: tuple[str, ...] = ()


def _run(job: Job) -> list[Found]:
    match job.what:
        case "clean":
            return [look("", job.number, media=job.media)]
        case "scene":
            return [_of_scene("", make_scene(job.number), job.number)]
        case "absent":
            return list(_absent(job.each))
        case "staged":
            defect = STAGED[job.number]
            scenes = ((seed, staged(defect, seed)) for seed in range(job.each * _MOST_SEEDS * 3))
            there = ((seed, scene) for seed, scene in scenes if scene is not None)
            return [_of_scene(defect.code, scene, seed) for seed, scene in islice(there, job.each)]
        case _:
            return list(_of_defect(job))


def _of_defect(job: Job) -> Iterator[Found]:
    defect, done = DEFECTS[job.number], 0
    for seed in range(job.number * 1000, job.number * 1000 + job.each * _MOST_SEEDS):
        if done < job.each and planted(defect, seed) is not None:
            done += 1
            yield look(defect.code, seed, job.number, media=job.media)


def look(code: str, seed: int, index: int = -1, media: tuple[str, ...] = ()) -> Found:
    """Write, read and judge one report."""
    story = planted(DEFECTS[index], seed) if code else make_story(seed)
    layouts = layouts_of(media) if media else None
    report = read_story(story, seed, grid=bool(code) and DEFECTS[index].grid, layouts=layouts) if story else None
    return _judged(code, Context(report) if report else None, seed)


def layouts_of(media: tuple[str, ...]) -> tuple[Layout, ...]:
    """Of each medium the layouts that a careful program writes: ruled, official looks."""
    return tuple(
        layout
        for medium in media
        for layout in MEDIA[medium].layouts
        if isinstance(layout, Layout) and layout.look is OFFICIAL and (medium != "pdf" or layout.name in _RULED)
    )


def _of_scene(code: str, scene: Scene, seed: int) -> Found:
    return _judged(code, context_of(scene, seed), seed)


def _judged(code: str, context: Context | None, seed: int) -> Found:
    if context is None:
        return Found(code, hit=False, false=(), seed=seed)
    fired = {outcome.rule for outcome in evaluate(context) if isinstance(outcome, Finding)}
    allowed = {code, *COMPANIONS.get(code, ())}
    return Found(code, not code or code in fired, tuple(sorted(fired - allowed)), seed)


def _absent(each: int) -> Iterator[Found]:
    """Organs of the roster without a report: the day after their deadline, and long before it."""
    code = "C-MISSING"
    for number in range(each):
        facts, year, profile = organ_facts(ORGANS[number % len(ORGANS)][0]), 2019 + number % 6, Profile()
        deadline = due_on(facts, year, profile)
        late = missing(facts, year, deadline + dt.timedelta(days=1 + number), profile)
        early = missing(facts, year, deadline - dt.timedelta(days=profile.reminder_days + 1 + number), profile)
        yield Found(code, any(isinstance(one, Finding) for one in late), (), number)
        yield Found("", hit=True, false=(code,) * any(isinstance(one, Finding) for one in early), seed=number)
