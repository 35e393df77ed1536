"""How near two narratives are, and the rule about copies of another organ's.

Place in the flow: family ``similarity``. ``signature`` and ``bands`` are stored and indexed by ``workers``, which asks
the index for reports of the year that share a band, drops those that ``may_be_near`` rules out, and hands the rest in
as ``Context.neighbours``; the rule looks at them exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rensa import RMinHash

from parsers.normalise import fold
from parsers.report import Report
from rules.context import Context, Family, Neighbour
from rules.finding import Severity
from rules.organ import OrganKind, division_level, divisions, organ_facts
from rules.reading import joined, narrative
from rules.registry import Fire, Skip, Verdict, rule

NEAR_COPY: Final = "P-NEAR-DUP"
SHINGLE: Final = 8
# 42 bands of 3: of two narratives with a similarity of 0.6 one pair in 27,000 shares no band, at 0.7 none in 10^7.
BANDS: Final = 42
ROWS: Final = 3
_SEED: Final = 711
# Below it nothing is a copy under any profile, and chance alone makes short texts alike.
LEAST_CHARACTERS: Final = 200
# Three standard deviations of an estimate from 126 values at 0.6.
_DOUBT: Final = 0.13

_LAW = re.compile(r"《[^《》]{1,60}》")
_SUBHEADING = re.compile(r"^\((?:[一二三四五六七八九十]|\d)+\)[^。:,;]{2,16}[。:]?|^(?:[一二三四五六]是|\d{1,2}[.、])")
# 我局, 全县, 本街道: who speaks.
_SPEAKER = re.compile(r"[我本全](?:街道|单位|机关|系统|中心|[局委办厅处镇乡县区市旗州盟省院])")
_OFFICE = re.compile(r"(?:局|委员会|委|厅|办公厅|办公室|人民政府|办事处)$")
_NO_WORD = re.compile(r"[^一-龥]|[〇零一二三四五六七八九十百千]")


def masked(report: Report, *sections: int) -> str:
    """The narrative (of all sections, or of those named) without what differs between copies.

    Left out are names and places of the organ, digits, dates, sub-headings, names of laws, and all punctuation.
    """
    names = sorted(_names(report.organ or ""), key=len, reverse=True)
    own = re.compile("|".join(map(re.escape, names))) if names else None
    lines = []
    for paragraph in narrative(report, *sections):
        text = _LAW.sub("", _SUBHEADING.sub("", re.sub(r"\s", "", fold(paragraph.text))))
        text = own.sub("", text) if own else text
        lines.append(_NO_WORD.sub("", _SPEAKER.sub("", text)))
    return "".join(lines)


def _names(organ: str) -> set[str]:
    """What an organ and its places may be called in its own text."""
    plain = re.sub(r"\s", "", fold(organ))
    places = divisions(plain)
    names = {plain, *places, *(re.sub(r"(?:街道|自治[州县旗]|[省市州盟县旗区镇乡])$", "", place) for place in places)}
    if places:
        office = plain.rpartition(places[-1])[2]
        names |= {office, *(f"{place[-1]}{office}" for place in places)} if _OFFICE.search(office) else set()
    return {name for name in names if len(name) > 1}


def shingles(text: str) -> frozenset[str]:
    """All pieces of eight characters."""
    return frozenset(text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared shingles over all shingles, 0 to 1."""
    return len(one & other) / (len(one | other) or 1)


def signature(report: Report) -> tuple[int, ...] | None:
    """126 numbers of 32 bits that are alike where narratives are; None for one too short to be compared.

    The same for the same text on every machine: it may be stored.
    """
    text = masked(report)
    if len(text) < LEAST_CHARACTERS:
        return None
    # Sorted: the result does not depend on the order, and nothing else should either.
    minhash = RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
    minhash.update(sorted(shingles(text)))
    return tuple(minhash.digest())


def bands(of: Sequence[int]) -> tuple[int, ...]:
    """The signature's 42 bands as signed numbers of 64 bits, each with its own place mixed in.

    Two reports are candidates when they share one; a single indexed column holds them all.
    """
    return tuple(_band(index, of[index * ROWS : (index + 1) * ROWS]) for index in range(BANDS))


_FNV_OFFSET, _FNV_PRIME, _64_BITS = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1


def _band(index: int, values: Sequence[int]) -> int:
    mixed = _FNV_OFFSET
    for value in (index, *values):
        for shift in (0, 8, 16, 24):
            mixed = ((mixed ^ (value >> shift & 0xFF)) * _FNV_PRIME) & _64_BITS
    return mixed - (1 << 64) if mixed >> 63 else mixed


def estimate(one: Sequence[int], other: Sequence[int]) -> float:
    """The similarity as far as two signatures tell, 0 to 1, give or take 0.05."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def may_be_near(one: Sequence[int], other: Sequence[int], share: float = 0.6) -> bool:
    """Whether the exact similarity may reach ``share``: cheap, before a candidate's report is loaded."""
    return estimate(one, other) >= share - _DOUBT


@rule(
    code=NEAR_COPY,
    severity=Severity.ERROR,
    family=Family.SIMILARITY,
    basis="条例第六条、第五十条（年度报告应当反映本机关实际情况）",
    formula="same year, other organ: Jaccard of the narrative's 8-character shingles < 0.6 (profile), names, digits and"
    " laws masked; a warning, an error when the other organ's name stands in the text, too",
    guards=(
        "fewer than 200 characters left (profile)",
        "another version of the organ's own report",
        "a government and its office, which publish one report",
    ),
    example="云溪县民政局与白河县民政局2023年度报告正文相似度92%",
)
def near_duplicate(context: Context) -> Verdict:
    """The narrative is the organ's own."""
    report, profile = context.report, context.profile
    if context.neighbours is None:
        return Skip("没有与其他机关的年度报告比对")
    text = masked(report)
    if len(text) < max(LEAST_CHARACTERS, profile.compared_minimum):
        return Skip("正文太短，不作比对")
    ours = shingles(text)
    near = sorted(
        (
            (jaccard(ours, shingles(masked(neighbour.report))), neighbour)
            for neighbour in context.neighbours
            if neighbour.report.year == report.year and not _publish_one_report(report.organ or "", neighbour.organ)
        ),
        key=lambda pair: (-pair[0], pair[1].organ),
    )
    near = [(share, neighbour) for share, neighbour in near if share >= profile.near_copy_share]
    if not near:
        return None
    others = "、".join(f"{neighbour.organ}（相似度{share:.0%}）" for share, neighbour in near[:3])
    others += f"等{len(near)}个机关" if len(near) > 3 else ""
    message = f"正文与同年度{others}的年度报告高度雷同"
    left = next((name for _, neighbour in near if (name := _left_over(report, neighbour))), None)
    if left:
        return Fire(f"{message}，文中并留有“{left}”字样，疑似套用其他机关文本，请核对。")
    return Fire(f"{message}，请核实是否套用文本，并按本机关实际情况撰写。", severity=Severity.WARNING)


def _publish_one_report(one: str, other: str) -> bool:
    """Whether one is the government and the other its office."""
    kinds = {organ_facts(one).kind, organ_facts(other).kind}
    return kinds == {OrganKind.GOVERNMENT, OrganKind.OFFICE} and divisions(one) == divisions(other)


def _left_over(report: Report, neighbour: Neighbour) -> str | None:
    """The neighbour's name, or that of its division of the same rank, in the text of the report."""
    text, own = joined(report.paragraphs), report.organ or ""
    theirs = fold(neighbour.organ)
    if theirs not in own and own not in theirs and theirs in text:
        return theirs
    ours, places = divisions(own), divisions(theirs)
    if not ours or not places or places[-1] in own:
        return None
    same_rank = division_level(ours[-1]) is division_level(places[-1])
    return places[-1] if same_rank and places[-1] in text else None
