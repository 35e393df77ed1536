"""What it takes to find copies in the database of a whole office, and whether all are found and none false.

Two years of three thousand organs. In each year one in a hundred has another organ's text, up to a fifth of its
sentences new; in the second one in a hundred has its own text of the year before, with other numbers. A county's organs
share a third of their sentences. The baseline compares each new narrative exactly with every other of its year.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import msgspec
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import migrations
from models import Source, documents, organs, reports
from models.session import make_engine, read_only, transaction
from parsers.form import Edition
from parsers.report import Paragraph, Report, Section, Where
from rules.context import Family
from rules.finding import Finding
from rules.profile import Profile
from rules.registry import evaluate
from rules.similarity import NEAR_COPY, jaccard, masked, shingles
from workers.actors.surroundings import add_to_index, load_context

NOW: Final = dt.datetime(2024, 2, 5, tzinfo=dt.UTC)
YEARS: Final = (2022, 2023)
PLANTED: Final = 0.01
_COUNTY: Final = 30
# Of the sentences of a narrative, a third is a county's template; a copy has up to a fifth of its own.
_SENTENCES, _SHARED, _MOST_REPLACED = 36, 12, 7
_COMPARED: Final = 20
_SAME_AS_BEFORE = "Y-TEXT-COPY"
_FAMILIES: Final = (Family.HISTORY, Family.SIMILARITY)

_WHO = "办公室 各股室 业务科室 领导小组 信息中心 窗口单位 法规科 宣传部门 工作专班 分管领导 督查组 档案室"
_HOW = (
    "按照要求 结合实际 主动作为 强化统筹 突出重点 聚焦民生 对标先进 立足职能 着眼长远 坚持标准 严格程序 创新方式"
    " 逐项梳理 定期研判 分类施策 压实责任"
)
_DID = (
    "完善了工作机制 修订了公开指南 调整了栏目设置 开展了专题培训 组织了业务考核 发布了解读材料 更新了机构信息"
    " 规范了答复文书 畅通了受理渠道 清理了过期内容 落实了保密审查 建立了工作台账 回应了群众关切 公开了预算决算"
    " 推进了标准化建设 升级了门户网站 拓展了新媒体平台 开通了查询服务 编制了事项清单 听取了社会意见"
)
_SO = "成效明显 群众满意 质量提升 进展顺利 运行平稳 作用突出 渠道畅通 内容充实 保障有力 公开及时 管理有序 基础扎实"


class Tally(msgspec.Struct, frozen=True):
    """Of one rule: the reports of which it must tell, those of which it did not, and those of which it did wrongly."""

    planted: int
    missed: int
    false: int


class Found(msgspec.Struct, frozen=True):
    """What a run found.

    :param rules: by code; of two near copies both sides are to be told of.
    :param median_seconds: of the processor, the database's included, for adding one report when the others are there:
        its signature, its candidates, the exact look at them and at the year before.
    :param baseline: same, for comparing one narrative with all others of its year.
    """

    reports: int
    rules: dict[str, Tally]
    median_seconds: float
    slowest_twentieth: float
    baseline: float

    @property
    def ratio(self) -> float:
        """How many baselines adding one report takes."""
        return self.median_seconds / self.baseline if self.baseline else 0.0


def measure(organ_count: int = 3000) -> Found:
    """Two years of so many organs, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'office.db'}"
        migrations.upgrade(url)
        engine = make_engine(url)
        try:
            return _measure(engine, organ_count)
        finally:
            engine.dispose()


class _Office(msgspec.Struct):
    """The narratives by year and organ; which are copied from another, and which from the year before."""

    texts: dict[int, list[tuple[str, ...]]] = {}
    near: set[tuple[int, int]] = set()
    same: set[tuple[int, int]] = set()


def _measure(engine: Engine, organ_count: int) -> Found:
    office = _office(organ_count)
    keys: dict[tuple[int, int], int] = {}
    for year in YEARS:
        with transaction(engine) as session:
            for number, told in enumerate(office.texts[year]):
                keys[year, number] = _store(session, number, year, told)
    seconds = [_timed(partial(_add, engine, key)) for key in keys.values()]
    there = seconds[-len(seconds) // 10 :]
    told_of = {where: _fired(engine, key) for where, key in keys.items()}
    last = enumerate(office.texts[YEARS[-1]])
    whole = {number: shingles(masked(_report("云溪县民政局", YEARS[-1], told))) for number, told in last}
    base = [_timed(partial(_compare, whole, number)) for number in range(_COMPARED)]
    rules = {
        code: _tally(planted, {where for where, codes in told_of.items() if code in codes})
        for code, planted in ((NEAR_COPY, office.near), (_SAME_AS_BEFORE, office.same))
    }
    return Found(len(keys), rules, median(there), quantiles(there, n=20)[-1], median(base))


def _tally(planted: set[tuple[int, int]], told_of: set[tuple[int, int]]) -> Tally:
    return Tally(len(planted), len(planted - told_of), len(told_of - planted))


def _office(organ_count: int) -> _Office:
    rng = random.Random(20240205)  # noqa: S311 - reproducible data
    office, planted = _Office(), round(organ_count * PLANTED)
    for year in YEARS:
        templates = [tuple(sentences(rng, _SHARED)) for _ in range(organ_count // _COUNTY + 1)]
        texts = [
            (*templates[number // _COUNTY], *sentences(rng, _SENTENCES - _SHARED)) for number in range(organ_count)
        ]
        chosen = rng.sample(range(organ_count), planted * 3)
        if year - 1 in office.texts:
            for number in chosen[planted * 2 :]:
                texts[number] = tuple(_renumbered(rng, sentence) for sentence in office.texts[year - 1][number])
                office.same.add((year, number))
        for source, copy in zip(chosen[:planted], chosen[planted : planted * 2], strict=True):
            told = list(texts[source])
            for place in rng.sample(range(_SENTENCES), rng.randint(0, _MOST_REPLACED)):
                told[place] = next(sentences(rng, 1))
            texts[copy] = tuple(told)
            office.near |= {(year, source), (year, copy)}
        office.texts[year] = texts
    return office


def _renumbered(rng: random.Random, sentence: str) -> str:
    return re.sub(r"\d+", lambda _: str(rng.randint(1, 99)), sentence)


def sentences(rng: random.Random, count: int) -> Iterator[str]:
    """So many sentences about the work of a year, of which hardly two are alike."""
    who, how, did, so = (words.split() for words in (_WHO, _HOW, _DID, _SO))
    for _ in range(count):
        parts = [f"{rng.choice(who)}{rng.choice(how)}{rng.choice(how)}{rng.choice(did)}" for _ in range(2)]
        yield f"{parts[0]}{rng.randint(1, 99)}次，{parts[1]}，{rng.choice(so)}。"


def _report(organ: str, year: int, told: tuple[str, ...]) -> Report:
    paragraphs = tuple(Paragraph(sentence, 1, Where(line=line)) for line, sentence in enumerate(told, start=1))
    section = Section(1, "总体情况", "一、总体情况", "\n".join(told), Where(line=1))
    return Report(Edition.E2021, {}, organ=organ, year=year, sections=(section,), paragraphs=paragraphs)


def _store(session: Session, number: int, year: int, told: tuple[str, ...]) -> int:
    name = f"云溪县{number}号局"
    sha256 = hashlib.sha256(f"{number}:{year}".encode()).hexdigest()
    seen = documents.Seen(
        sha256=sha256, size=1, media_type="text/plain", store_key=sha256, source=Source.FOLDER, name=name
    )
    document, _ = documents.register(session, seen, NOW)
    organ = organs.find_or_propose(session, name)
    return reports.store(session, document, _report(name, year, told), organ, 1, NOW).id


def _add(engine: Engine, key: int) -> None:
    with transaction(engine) as session:
        add_to_index(session, key)
    _fired(engine, key)


def _fired(engine: Engine, key: int) -> set[str]:
    with read_only(engine) as session:
        context = load_context(session, Profile(), key, _FAMILIES)
    return {outcome.rule for outcome in evaluate(context, _FAMILIES) if isinstance(outcome, Finding)}


def _compare(whole: dict[int, frozenset[str]], number: int) -> float:
    return max(jaccard(whole[number], other) for key, other in whole.items() if key != number)


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
