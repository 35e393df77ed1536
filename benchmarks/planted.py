"""Recall and precision of the rules, over rendered reports: clean ones, and ones with a planted defect.

The reports are those of ``tests.factory.story`` in the layouts from which every cell comes back, so that what is
measured are the rules. A finding counts as right when its rule is for the defect planted; companions of that rule
(``Rule.companions``) count neither way; every other finding is a false alarm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing.pool import Pool
from typing import NamedTuple

import msgspec

from rules import Context, Finding, catalogue, evaluate
from tests.factory.planted import DEFECTS, planted
from tests.factory.story import make_story, read_story

COMPANIONS = {known.code: frozenset(known.companions) for known in catalogue()}
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


def measure(each: int, pool: Pool) -> tuple[dict[str, Tally], list[Found]]:
    """Every defect in so many reports, and as many clean reports as there are defects times a third of that.

    :return: by rule, and the reports that went wrong.
    """
    clean = range(max(each, len(DEFECTS) * each // 3))
    jobs = [(-1, seed) for seed in clean] + [(i, each) for i in range(len(DEFECTS))]
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


def _run(job: tuple[int, int]) -> list[Found]:
    index, number = job
    return [look("", number)] if index < 0 else list(_of_defect(index, number))


def _of_defect(index: int, each: int) -> Iterator[Found]:
    defect, done = DEFECTS[index], 0
    for seed in range(index * 1000, index * 1000 + each * _MOST_SEEDS):
        if done < each and planted(defect, seed) is not None:
            done += 1
            yield look(defect.code, seed, index)


def look(code: str, seed: int, index: int = -1) -> Found:
    """Write, read and judge one report."""
    story = planted(DEFECTS[index], seed) if code else make_story(seed)
    report = read_story(story, seed, grid=bool(code) and DEFECTS[index].grid) if story else None
    if report is None:
        return Found(code, hit=False, false=(), seed=seed)
    fired = {outcome.rule for outcome in evaluate(Context(report)) if isinstance(outcome, Finding)}
    allowed = {code, *COMPANIONS.get(code, ())}
    return Found(code, not code or code in fired, tuple(sorted(fired - allowed)), seed)
