"""A report among others: the year before, another organ's, another copy, those of subordinates, its web page.

What ``planted`` breaks for the rules that look beyond one report. A ``Scene`` as it is made is clean: the year before
leads to this year, the other organ's text is its own, the copy says the same.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field

from parsers.form import APPLICANTS
from parsers.report import Report
from rules import Context, Copy, Neighbour, Profile, Subordinates
from rules.context import WebPage
from rules.coverage import AGGREGATE_KEYS
from tests.factory.planting import CARRIED, DONE, NEW, OUT, rename
from tests.factory.story import Story, make_story
from tests.factory.story_pages import read_story

# Everybody's profile, and one that has on what is off by default.
_ALL_ON = Profile(off=frozenset())
_WHO = "办公室 各股室 业务科室 领导小组 信息中心 窗口单位 法规科 宣传部门 工作专班 分管领导 督查组 档案室"
_HOW = "按照要求 结合实际 主动作为 强化统筹 突出重点 聚焦民生 对标先进 着眼长远 严格程序 创新方式"
_DID = (
    "完善了工作机制 修订了公开指南 调整了栏目设置 开展了专题培训 组织了业务考核 发布了解读材料 更新了机构信息"
    " 规范了答复文书 畅通了受理渠道 清理了过期内容 落实了保密审查 建立了工作台账 回应了群众关切 公开了预算决算"
)


@dataclass
class Scene:
    """A story and what stands around it; None where a rule would have nothing to look at."""

    story: Story
    before: Story
    neighbour: Story
    copy: Story
    profile: Profile = field(default_factory=Profile)
    below: dict[str, int] = field(default_factory=dict)
    pages: list[WebPage] = field(default_factory=lambda: [WebPage("http://www.yunxi.gov.cn/nb/1.html")])


ScenePlant = Callable[[random.Random, Scene], bool]


def make_scene(seed: int) -> Scene:
    """A clean scene."""
    rng = random.Random(seed * 29 + 3)  # noqa: S311 - reproducible test data
    story = make_story(seed, year=rng.randint(2022, 2024))
    for told in (invented(rng) for _ in range(8)):
        story.paragraphs[1].append(told)
    story.paragraphs[5].append("针对上年度存在的问题，已完成整改。")
    before, neighbour = make_story(seed, story.year - 1), make_story(seed + 1, story.year)
    if neighbour.organ == story.organ:
        neighbour.organ = "白河县审计局"
    for other in (before, neighbour):
        other.paragraphs[1] = [invented(rng) for _ in range(14)]
        other.paragraphs[5] = [invented(rng) for _ in range(3)]
    _lead(story, before)
    below = {key: story.value(key) for key in AGGREGATE_KEYS}
    return Scene(story, before, neighbour, deepcopy(story), below=below)


def invented(rng: random.Random) -> str:
    """A sentence that no other report has."""
    who, how, did = (words.split() for words in (_WHO, _HOW, _DID))
    parts = (f"{rng.choice(who)}{rng.choice(how)}{rng.choice(how)}{rng.choice(did)}" for _ in range(2))
    return f"{'，'.join(parts)}。"


def _lead(story: Story, before: Story) -> None:
    """The year before with numbers from which this year's follow, and which do not jump."""
    cells, last = story.cells, before.cells
    last.update({key: cells[key] for key in last if key in cells})
    for column in (column.key for column in APPLICANTS):
        new, carried = story.value(f"{NEW}.{column}"), story.value(f"{CARRIED}.{column}")
        rows = {NEW: new + carried, CARRIED: 0, "applications.granted": new, DONE: new, OUT: carried}
        last.update({key: 0 for key in last if key.startswith("applications.") and key.endswith(f".{column}")})
        last.update({f"{row}.{column}": n for row, n in rows.items()})
    row = "disclosure.normative_documents"
    if f"{row}.in_force" in last:
        last[f"{row}.in_force"] = story.value(f"{row}.in_force") - story.value(f"{row}.issued")
        last[f"{row}.issued"] = last[f"{row}.repealed"] = 0
    last["disclosure.licences.decisions"] = story.value("disclosure.licences.decisions") + 1


def context_of(scene: Scene, seed: int, report: Report | None = None) -> Context | None:
    """The scene read, each story from another layout; None when one of them is refused.

    :param report: the story's own report where it was read already.
    """
    report = report or read_story(scene.story, seed, grid=True)
    others = [read_story(s, seed + i, grid=True) for i, s in enumerate((scene.before, scene.neighbour, scene.copy), 1)]
    if report is None or None in others:
        return None
    before, neighbour, copy = (other for other in others if other is not None)
    return Context(
        report,
        profile=scene.profile,
        predecessor=before,
        neighbours=(Neighbour(scene.neighbour.organ, neighbour),),
        copies=(Copy(copy, "www.yunxi.gov.cn"),),
        pages=tuple(scene.pages),
        subordinates=Subordinates(12, 12, dict(scene.below)),
    )


# ---- what is broken


def carried_over(rng: random.Random, scene: Scene) -> bool:
    """The year before carried out one more."""
    column = rng.choice([column.key for column in APPLICANTS[:-1]])
    for row in (NEW, OUT):
        for end in (column, "total"):
            scene.before.cells[f"{row}.{end}"] = scene.before.value(f"{row}.{end}") + 1
    return True


def in_force(rng: random.Random, scene: Scene) -> bool:
    """The stock of documents does not follow."""
    key = "disclosure.normative_documents.in_force"
    if key not in scene.before.cells:
        return False
    scene.before.cells[key] = scene.before.value(key) + rng.randint(1, 9)
    return True


def last_text(_: random.Random, scene: Scene) -> bool:
    """The text of this year stood there already, with other years."""
    year = scene.story.year
    _tell_again(scene.before, scene.story, [(str(year - 1), str(year - 2)), (str(year), str(year - 1))])
    return True


def last_tables(_: random.Random, scene: Scene) -> bool:
    """Last year's tables again; nothing may be carried over, since that would break Y-CARRY as well."""
    story = scene.story
    if story.edition is not scene.before.edition or story.total(CARRIED) or story.total(OUT):
        return False
    if story.value("disclosure.normative_documents.issued") or not story.value("disclosure.licences.decisions"):
        return False
    scene.before.cells = dict(story.cells)
    return story.value("disclosure.licences.decisions") >= 10


def jumped(_: random.Random, scene: Scene) -> bool:
    """A number of decisions is a hundredth of last year's."""
    now = scene.story.value("disclosure.licences.decisions")
    scene.before.cells["disclosure.licences.decisions"] = now * 100
    return now > 0


def another_text(_: random.Random, scene: Scene) -> bool:
    """The neighbour's text is this one's, its names and numbers are its own."""
    _tell_again(scene.neighbour, scene.story, [(scene.story.organ, scene.neighbour.organ), ("1", "3")])
    return True


def _tell_again(other: Story, story: Story, names: list[tuple[str, str]]) -> None:
    """The story's text in another report, with other words; the title stays."""
    title, dated, other.paragraphs = other.title, other.dated, deepcopy(story.paragraphs)
    rename(other, names)
    other.title, other.dated = title, dated


def another_number(_: random.Random, scene: Scene) -> bool:
    """The copy on another site has another number."""
    key = "disclosure.penalties.decisions"
    scene.copy.cells[key] = scene.copy.value(key) + 1
    return True


def more_below(rng: random.Random, scene: Scene) -> bool:
    """The subordinates have more than their government."""
    scene.below[rng.choice(AGGREGATE_KEYS)] += 1000
    return scene.story.organ == "云溪县人民政府"


def taken_down(_: random.Random, scene: Scene) -> bool:
    """The page of the report is no longer there."""
    scene.pages = [WebPage(page.url, dt.date(scene.story.year + 1, 5, 6)) for page in scene.pages]
    return True


def long_opening(_: random.Random, scene: Scene) -> bool:
    """Section one of more than a thousand characters."""
    scene.profile = _ALL_ON
    rng = random.Random(7)  # noqa: S311 - reproducible test data
    scene.story.paragraphs[1] += [invented(rng) for _ in range(40)]
    scene.copy = deepcopy(scene.story)
    return True


def silent_on_last_year(_: random.Random, scene: Scene) -> bool:
    """Section five does not say what became of last year's problems."""
    scene.profile = Profile(off=frozenset({"S1-LENGTH"}))
    scene.story.paragraphs[5].pop()
    scene.copy = deepcopy(scene.story)
    return True
