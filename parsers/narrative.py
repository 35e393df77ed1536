"""Counts in the narrative: who counts what, how many, in whose name, and where it stands.

Place in the flow: Report.paragraphs → **narrative** → the rules that hold text against tables. A count is taken only
where its noun stands beside it; hot lines, letters, petitions, permits of others and whole-city figures keep their own
``Scope``, so that a rule can tell what it may compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

import msgspec

from parsers import narrative_patterns as patterns
from parsers.narrative_patterns import Subject
from parsers.narrative_sentences import Sentence, plain, sentences_of
from parsers.normalise import fold
from parsers.report import Number, Paragraph, Where


class Scope(StrEnum):
    """Whose count it is. Only ``OWN`` may be held against a table without further thought."""

    OWN = "own"
    AREA = "a whole area or system"
    PART = "one channel, one group, one step"
    OTHER_YEAR = "another year"
    OTHER_KIND = "another kind of case"
    APPROXIMATE = "rounded"


class Statement(msgspec.Struct, frozen=True):
    """One count: ``amount`` of ``subject``, in the sentence ``text``.

    :param span: where the count stands in its paragraph, as offsets into the source's text; None where that cannot be
        told, because folding the paragraph (width, script) changed its length.
    :param channel: for results (维持, 纠正): of which proceedings, when the sentence says so.
    :param area: the words that make the scope an area's, e.g. 全县.
    :param in_words: True for "none" in words (未收到…), False for a figure.
    :param fragment: the words of the count itself, folded, e.g. 收到政府信息公开申请11件.
    """

    subject: Subject
    amount: Number
    scope: Scope
    text: str
    where: Where
    section: int
    span: tuple[int, int] | None = None
    channel: Subject | None = None
    area: str | None = None
    in_words: bool = False
    fragment: str = ""


class Breakdown(msgspec.Struct, frozen=True):
    """A total and the parts it is said to consist of, all in one unit.

    ``exhaustive``: 分别为, not 其中. ``by_applicant``: the parts are persons and bodies, together all there are.
    """

    total: int
    parts: tuple[int, ...]
    unit: str
    exhaustive: bool
    by_applicant: bool
    text: str
    where: Where


_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=64)
def statements(paragraphs: tuple[Paragraph, ...], year: int | None) -> tuple[Statement, ...]:
    """All counts in the paragraphs, in order.

    :param year: the report's year; figures of other years get ``Scope.OTHER_YEAR``.
    """
    return tuple(statement for sentence in sentences_of(paragraphs, year) for statement in _read(sentence))


def chinese_number(text: str) -> int:
    """The value of 一 … 九千九百九十九, or of digits with thousands separators.

    :raises ValueError: when it is neither.
    """
    if text[0].isdigit():
        return int(text.replace(",", ""))
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[character], 0
        else:
            raise ValueError(f"no number: {text!r}")
    return total + digit


def _read(sentence: Sentence) -> Iterator[Statement]:
    """The statements of one sentence. What is read is masked, so that it is not counted a second time."""
    text, bare = sentence.text, sentence.on_applications
    for subjects, pattern in (*patterns.DENIALS, *(patterns.BARE_DENIALS if bare else ())):
        for match in pattern.finditer(text):
            for subject in subjects:
                yield _statement(subject, 0, match, sentence)
            text = _mask(text, match)
    for subject, pattern in patterns.RESULTS:
        for match in pattern.finditer(text):
            yield _statement(subject, _amount(match), match, sentence)
    for subject, pattern in (*patterns.FIGURES, *(patterns.BARE_FIGURES if bare else ())):
        for match in pattern.finditer(text):
            yield _statement(subject, _amount(match), match, sentence)
            text = _mask(text, match)
    if bare:
        yield from _elliptic(sentence, text)
        yield from _carried(sentence)


def _elliptic(sentence: Sentence, text: str) -> Iterator[Statement]:
    """Counts without a noun (收到13件; 办结13件), where nothing else than applications was spoken of before."""
    for subject, pattern in (*patterns.ELLIPTIC_FIGURES, *patterns.FINISHED_FIGURES):
        for match in pattern.finditer(text):
            if not patterns.OTHER_NOUN.search(sentence.text[: match.start()]):
                yield _statement(subject, _amount(match), match, sentence)


def _carried(sentence: Sentence) -> Iterator[Statement]:
    """What was carried over from the year before and to the next; of other years, or of other things, nothing."""
    text = sentence.text
    for subjects, pattern in patterns.CARRIED_DENIALS:
        for match in pattern.finditer(text):
            if _next_to(sentence.year, match):
                yield _statement(subjects[0], 0, match, sentence)
            text = _mask(text, match)
    for subject, pattern in patterns.CARRIED_FIGURES:
        for match in pattern.finditer(text):
            if _next_to(sentence.year, match) and not patterns.OTHER_NOUN.search(match[0]):
                yield _statement(subject, _amount(match), match, sentence)
            text = _mask(text, match)


def _next_to(year: int | None, match: re.Match[str]) -> bool:
    """Whether the year from which or to which is carried over, where it is named, is the one beside the report's."""
    known = match.re.groupindex
    last, following = (match[name] if name in known else None for name in ("last", "next"))
    if year is None:
        return last is None and following is None
    return last in {None, str(year - 1)} and following in {None, str(year + 1)}


def _mask(sentence: str, match: re.Match[str]) -> str:
    return sentence[: match.start()] + "＿" * (match.end() - match.start()) + sentence[match.end() :]


def _amount(match: re.Match[str]) -> Number:
    if match["unit"] in {"元", "万元"}:
        amount = Decimal(match["n"].replace(",", ""))
        return amount * 10_000 if match["unit"] == "万元" else amount
    return chinese_number(match["n"])


def _statement(subject: Subject, amount: Number, match: re.Match[str], sentence: Sentence) -> Statement:
    before = sentence.text[: match.start()]
    clause = re.split(r"[,:]", before)[-1] + match[0]
    carried = subject in patterns.CARRIED
    scope, area = _scope_of_carried(before, clause) if carried else _scope(subject, before, clause, sentence)
    after = sentence.text[match.end() :]
    if subject in patterns.APPLIED_FOR and (patterns.CONTAINS_YEAR.match(after) or _is_of_years(before, clause)):
        scope, area = Scope.OTHER_YEAR, None
    elif subject in patterns.PROCEEDINGS and patterns.CONTAINS_DISCLOSURE.match(after):
        scope, area = Scope.OTHER_KIND, None
    if scope is Scope.OWN and match.groupdict().get("about"):
        scope = Scope.APPROXIMATE
    return Statement(
        subject,
        amount,
        scope,
        sentence.text,
        sentence.paragraph.where,
        sentence.paragraph.section,
        span=_span(sentence, match),
        channel=_channel(before + match[0]) if subject in patterns.OUTCOMES else None,
        area=area,
        in_words="n" not in match.re.groupindex,
        fragment=match[0],
    )


def _span(sentence: Sentence, match: re.Match[str]) -> tuple[int, int] | None:
    places = _places(sentence.paragraph)
    if not places or match.start() == match.end():
        return None
    return places[sentence.start + match.start()], places[sentence.start + match.end() - 1] + 1


@lru_cache(maxsize=256)
def _places(paragraph: Paragraph) -> tuple[int, ...]:
    """For each character of the plain text its place in the source; empty where that cannot be told."""
    folded = [(index, character) for index, one in enumerate(paragraph.text) for character in fold(one)]
    kept = [index for index, character in folded if not character.isspace() or character == "\n"]
    return tuple(kept) if len(kept) == len(plain(paragraph)) else ()


def _channel(text: str) -> Subject | None:
    told: list[str] = re.findall(r"复议|诉讼|起诉", text)
    if not told:
        return None
    return Subject.REVIEW if told[-1] == "复议" else Subject.LITIGATION


def _scope(subject: Subject, before: str, clause: str, sentence: Sentence) -> tuple[Scope, str | None]:
    told, year = patterns.YEAR.findall(patterns.ASIDE.sub("", before) + clause), sentence.year
    if (year is not None and told and int(told[-1]) != year) or patterns.OTHER_YEAR.search(clause):
        return Scope.OTHER_YEAR, None
    if _other_kind(subject, before, clause, sentence):
        return Scope.OTHER_KIND, None
    if subject in patterns.APPLIED_FOR and _is_part(before, clause):
        return Scope.PART, None
    if subject in patterns.OUTCOMES and patterns.ALL_OF_THEM.search(clause) and patterns.CASES.search(before):
        return Scope.PART, None
    if area := patterns.AREA.search(before + clause):
        return Scope.AREA, area[0]
    return Scope.OWN, None


def _is_of_years(before: str, clause: str) -> bool:
    """Whether a count is one over several years, and the clause itself does not say that it is of one."""
    if patterns.YEARS.search(before + clause):
        return True
    return patterns.LONGER.search(before + clause) is not None and patterns.ONE_YEAR.search(clause) is None


def _scope_of_carried(before: str, clause: str) -> tuple[Scope, str | None]:
    """其中 says nothing here; a channel or a group of applicants told before makes it a part, unless all are."""
    if patterns.GROUP.search(before + clause) and not patterns.ALL_CHANNELS.search(before):
        return Scope.PART, None
    area = patterns.AREA.search(before + clause)
    return (Scope.AREA, area[0]) if area else (Scope.OWN, None)


def _is_part(before: str, clause: str) -> bool:
    if "其中" in before or patterns.STEP.search(clause):
        return True
    last = "".join(re.split(r"[,:]", before)[-2:-1])
    # What a clause counts is told with it: its ways and groups are no longer those of the next.
    near = clause if patterns.COUNTED.search(last) else last + clause
    whole = patterns.TOTAL.search(clause) or patterns.ALL_CHANNELS.search(near)
    return whole is None and patterns.PART.search(near) is not None


def _other_kind(subject: Subject, before: str, clause: str, sentence: Sentence) -> bool:
    section = sentence.paragraph.section
    if subject in patterns.PROCEEDINGS:
        here = patterns.DISCLOSURE.search(clause) is not None
        preceding = sentence.preceding
        told = patterns.APPLICATIONS.search(preceding) or patterns.DISCLOSURE_CASES.search(preceding)
        near = patterns.DISCLOSURE.search(before) or told
        return not (here or near or section in {3, 4}) or (patterns.REVIEWER.search(clause) is not None and not here)
    if subject is Subject.NORMATIVE_DOCUMENTS:
        return patterns.NOT_ISSUED.search(clause) is not None
    if subject in patterns.DECISIONS:
        own = section == 2 or patterns.DECIDED.search(clause)
        return not own or patterns.NOT_DECIDED.search(clause) is not None
    return subject is Subject.PROCESSING_FEE and patterns.NOT_PAID.search(clause) is not None


def breakdowns(paragraphs: tuple[Paragraph, ...]) -> Iterator[Breakdown]:
    """Totals followed by 其中 or 分别为 and at least two parts, all in the total's unit, nothing left open (等, 约)."""
    for paragraph in paragraphs:
        for match in patterns.BREAKDOWN.finditer(plain(paragraph)):
            parts = patterns.PART_COUNT.findall(match["parts"])
            same_unit = all(unit == match["unit"] for _, unit in parts)
            if len(parts) < 2 or not same_unit or match["about"] or patterns.NO_PARTITION.search(match["parts"]):
                continue
            yield Breakdown(
                total=chinese_number(match["n"]),
                parts=tuple(chinese_number(number) for number, _ in parts),
                unit=match["unit"],
                exhaustive=match["how"] != "其中",
                by_applicant=all(kind.search(match["parts"]) for kind in patterns.APPLICANTS),
                text=match[0],
                where=paragraph.where,
            )
