"""Near copies in a history of two years: which are found, which are false, and what one more report costs the core.

``benchmarks.neighbours`` measures what the database adds, on texts of real words; here last year's text is
planted, too, which needs no index.

The narratives are of invented words, with sentences that a county's organs share. Copies are planted between organs of
one year (another's text under the own name, other numbers, up to a sixth of the sentences new) and between years (last
year's text with other numbers). The index of bands is a dictionary here: what is measured is the work of the core.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Final

import msgspec

from parsers.report import Paragraph, Report, Where
from rules import Context, Finding, Neighbour, evaluate
from rules.context import Family
from rules.similarity import bands, may_be_near, signature
from tests.rules.builder import change, clean

_COUNTY: Final = 60
_SENTENCES: Final = 30
_SHARED: Final = 10
_YEARS: Final = (2022, 2023)
_FAMILIES: Final = (Family.HISTORY, Family.SIMILARITY)


class Measured(msgspec.Struct):
    """What came of it; ``milliseconds`` is one report's signature, bands, look-up and exact comparison."""

    organs: int
    planted: dict[str, int]
    found: dict[str, int]
    false: dict[str, int]
    candidates: float
    milliseconds: tuple[float, ...]
    baseline: tuple[float, ...]

    @property
    def typical(self) -> float:
        """Of the report in the middle."""
        return median(self.milliseconds)

    @property
    def slow(self) -> float:
        """Of the slowest of a hundred."""
        return quantiles(self.milliseconds, n=100)[-1]

    @property
    def ratio(self) -> float:
        """How many baselines: going through the characters of the narrative once."""
        return self.typical / median(self.baseline)


class _Writer:
    """Invents words, sentences and names."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - reproducible test data
        letters = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
        self._words = ["".join(self._rng.sample(letters, 2)) for _ in range(2500)]

    def sentence(self) -> str:
        """A sentence, most with a number."""
        words = self._rng.choices(self._words, k=self._rng.randint(8, 16))
        return f"{''.join(words[:5])}，{''.join(words[5:])}#件。"

    def name(self) -> str:
        """A county."""
        return f"{''.join(self._rng.choices(self._words, k=1))}县"

    def pick(self, number: int, of: int) -> list[int]:
        """Some of so many."""
        return self._rng.sample(range(of), number)

    def fill(self, sentences: list[str]) -> tuple[str, ...]:
        """Numbers where they belong."""
        return tuple(sentence.replace("#", str(self._rng.randint(1, 900))) for sentence in sentences)

    def altered(self, sentences: list[str]) -> list[str]:
        """Up to a sixth of the sentences new: the similarity stays above the threshold."""
        new = list(sentences)
        for index in self.pick(self._rng.randint(0, len(new) // 6), len(new)):
            new[index] = self.sentence()
        return new


def measure(organs: int = 3000, share: float = 0.01, seed: int = 1) -> Measured:
    """Two years of so many organs; of the second, that share copies another organ, and as many their own last year."""
    writer, planted = _Writer(seed), round(organs * share)
    counties = [(writer.name(), [writer.sentence() for _ in range(2 * _SHARED)]) for _ in range(-(-organs // _COUNTY))]
    names = [f"{counties[i // _COUNTY][0]}第{chr(0x5000 + i % _COUNTY)}管理局" for i in range(organs)]
    texts: dict[int, list[list[str]]] = {}
    for year in _YEARS:
        texts[year] = [_text(writer, counties[i // _COUNTY][1]) for i in range(organs)]
    chosen = writer.pick(3 * planted, organs)
    copies = dict(zip(chosen[:planted], chosen[planted : 2 * planted], strict=True))
    same = set(chosen[2 * planted :])
    last, this = _YEARS
    for copy, source in copies.items():
        texts[this][copy] = writer.altered([s.replace(names[source], names[copy]) for s in texts[this][source]])
    for index in same:
        texts[this][index] = list(texts[last][index])
    reports = {
        year: [_report(names[i], year, writer.fill([f"{names[i]}坚持公开。", *texts[year][i]])) for i in range(organs)]
        for year in _YEARS
    }
    return _judged(reports, copies, same)


def _text(writer: _Writer, shared: list[str]) -> list[str]:
    own = [writer.sentence() for _ in range(_SENTENCES - _SHARED)]
    return [shared[i] for i in writer.pick(_SHARED, len(shared))] + own


def _report(organ: str, year: int, texts: tuple[str, ...]) -> Report:
    paragraphs = tuple(Paragraph(text, 1, Where(line=i)) for i, text in enumerate(texts, 1))
    return change(_EMPTY, organ=organ, year=year, paragraphs=paragraphs)


_EMPTY: Final = clean()


def _judged(reports: dict[int, list[Report]], copies: dict[int, int], same: set[int]) -> Measured:
    last, this = _YEARS
    expected = {"P-NEAR-DUP": {*copies, *copies.values()}, "Y-TEXT-COPY": same}
    fired: dict[str, set[int]] = {code: set() for code in expected}
    spent, baseline, candidates = [], [], 0
    index: dict[int, list[int]] = defaultdict(list)
    signatures: list[tuple[int, ...]] = []
    for number, report in enumerate(reports[this]):
        start = time.perf_counter()
        own = signature(report) or ()
        keys = bands(own)
        near = {other for key in keys for other in index[key] if may_be_near(own, signatures[other])}
        neighbours = tuple(Neighbour(reports[this][other].organ or "", reports[this][other]) for other in near)
        context = Context(report, predecessor=reports[last][number], neighbours=neighbours)
        for code in _fired(context):
            fired[code].add(number)
        for key in keys:
            index[key].append(number)
        signatures.append(own)
        spent.append((time.perf_counter() - start) * 1000)
        candidates += len(near)
        # The earlier of two copies is checked again when the later comes.
        for other in near:
            again = Context(reports[this][other], neighbours=(Neighbour(report.organ or "", report),))
            fired["P-NEAR-DUP"].update({other} if "P-NEAR-DUP" in _fired(again) else ())
        start = time.perf_counter()
        sum(character > "一" for paragraph in report.paragraphs for character in paragraph.text)
        baseline.append((time.perf_counter() - start) * 1000)
    return Measured(
        len(reports[this]),
        {code: len(wanted) for code, wanted in expected.items()},
        {code: len(fired[code] & wanted) for code, wanted in expected.items()},
        {code: len(fired[code] - wanted) for code, wanted in expected.items()},
        candidates / len(reports[this]),
        tuple(spent),
        tuple(baseline),
    )


def _fired(context: Context) -> Iterator[str]:
    outcomes = evaluate(context, _FAMILIES)
    return (o.rule for o in outcomes if isinstance(o, Finding) and o.rule in {"P-NEAR-DUP", "Y-TEXT-COPY"})
