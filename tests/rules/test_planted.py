"""Whole reports, written and read again: clean ones are silent, and a planted defect is seen by the rule for it."""

from __future__ import annotations

from itertools import islice

import pytest

from parsers.report import Report
from rules import Context, Finding, catalogue, evaluate
from tests.factory.planted import DEFECTS, Defect, planted
from tests.factory.story import make_story, read_story

COMPANIONS = {known.code: set(known.companions) for known in catalogue()}
SEEDS = range(40)
EACH = 2


def fired(report: Report | None) -> set[str]:
    assert report is not None
    return {found.rule for found in evaluate(Context(report)) if isinstance(found, Finding)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clean_report_is_silent(seed: int) -> None:
    assert fired(read_story(make_story(seed), seed)) == set()


@pytest.mark.parametrize("defect", DEFECTS, ids=[defect.code for defect in DEFECTS])
def test_a_planted_defect_is_seen(defect: Defect) -> None:
    stories = ((seed, story) for seed in SEEDS if (story := planted(defect, seed)) is not None)
    chosen = list(islice(stories, EACH))
    assert len(chosen) == EACH
    for seed, story in chosen:
        found = fired(read_story(story, seed, grid=defect.grid))
        assert defect.code in found
        assert found <= {defect.code} | COMPANIONS[defect.code]
