"""Whole reports, written and read again: clean ones are silent, and a planted defect is seen by the rule for it."""

from __future__ import annotations

from itertools import islice

import pytest

from parsers.report import Report
from rules import Context, Finding, catalogue, evaluate
from tests.factory.planted import DEFECTS, STAGED, Defect, Staged, planted, staged
from tests.factory.staging import context_of, make_scene
from tests.factory.story import make_story
from tests.factory.story_pages import read_story

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


@pytest.mark.parametrize("seed", range(8))
def test_a_clean_scene_is_silent(seed: int) -> None:
    context = context_of(make_scene(seed), seed)
    assert context is not None
    assert {found.rule for found in evaluate(context) if isinstance(found, Finding)} == set()


@pytest.mark.parametrize("defect", STAGED, ids=[defect.code for defect in STAGED])
def test_what_only_another_report_shows_is_seen(defect: Staged) -> None:
    scenes = ((seed, scene) for seed in range(80) if (scene := staged(defect, seed)) is not None)
    seed, scene = next(scenes)
    context = context_of(scene, seed)
    assert context is not None
    found = {one.rule for one in evaluate(context) if isinstance(one, Finding)}
    assert defect.code in found
    assert found <= {defect.code} | COMPANIONS[defect.code]


def test_every_rule_of_the_catalogue_is_planted() -> None:
    """Of an organ without a report there is nothing to write: the bench asks the rule itself."""
    planted_codes = {one.code for one in (*DEFECTS, *STAGED)}
    assert {known.code for known in catalogue()} - planted_codes == {"C-MISSING"}
