"""Signatures and bands: near narratives share a band, others do not, whatever the names and numbers in them."""

from __future__ import annotations

import pytest

from rules import similarity
from rules.similarity import BANDS, bands, estimate, jaccard, masked, may_be_near, shingles, signature
from tests.rules.builder import named, tell
from tests.rules.cases_others import essay, told


@pytest.mark.parametrize(
    ("organ", "text", "left"),
    [
        ("云溪县民政局", "2023年，云溪县民政局公开信息120条。", "年公开信息条"),
        (
            "云溪县民政局",
            "我局按照《中华人民共和国政府信息公开条例》要求，云溪县民政局办公室牵头。",
            "按照要求办公室牵头",
        ),
        ("云溪县民政局", "（一）主动公开情况。县民政局在云溪公开。", "在公开"),
        ("大章镇人民政府", "大章镇坚持公开，全镇十二个村。", "坚持公开个村"),
        ("", "我局公开信息。", "公开信息"),
    ],
)
def test_what_differs_between_copies_is_masked(organ: str, text: str, left: str) -> None:
    assert masked(told(organ, text)) == left


def test_a_short_narrative_has_no_signature() -> None:
    assert signature(told("云溪县民政局", "公开信息。" * 30)) is None


def test_a_signature_is_the_same_for_ever() -> None:
    # It is stored: another version of the library that computes it otherwise must be noticed.
    found = signature(told("云溪县民政局", *essay(3)))
    assert found is not None
    assert len(found) == 126
    assert found[:3] == (700541965, 113991038, 131416518)
    assert bands(found)[:2] == (-8052161038871146581, 5285117643101241533)


def test_bands_fit_a_column_and_know_their_place() -> None:
    found = bands([7] * 126)
    assert len(found) == len(set(found)) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in found)


def test_a_copy_under_another_name_shares_bands_and_is_near() -> None:
    ours = tell(named("云溪县民政局"), {1: ("云溪县民政局公开信息12条。", *essay(3))})
    theirs = tell(named("白河县教育局"), {1: ("白河县教育局公开信息340条。", *essay(3))})
    one, other = signature(ours), signature(theirs)
    assert one is not None
    assert other is not None
    assert set(bands(one)) & set(bands(other))
    assert may_be_near(one, other)
    exact = jaccard(shingles(masked(ours)), shingles(masked(theirs)))
    assert exact > 0.95
    assert abs(estimate(one, other) - exact) < 0.15


def test_others_share_nothing() -> None:
    one, other = (signature(told("云溪县民政局", *essay(seed))) for seed in (3, 4))
    assert one is not None
    assert other is not None
    assert not set(bands(one)) & set(bands(other))
    assert not may_be_near(one, other)


def test_the_similarity_of_nothing_is_none() -> None:
    assert jaccard(frozenset(), frozenset()) == 0
    assert similarity.shingles("短") == frozenset()
