"""A whole report with a narrative that tells its tables, in many wordings: what the rules must leave alone.

A ``Story`` is clean: no rule has a reason to fire. ``planted`` breaks it. Organs are invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from parsers.form import APPLICANTS, CHANNELS, FORMS, Edition, TableName
from parsers.identity import Hints
from parsers.reading import NO_HINTS
from tests.factory.content import Value
from tests.factory.grid import Grid
from tests.factory.numerals import chinese

# An organ, what it calls itself, and the latest day after 1 January on which its report may come.
ORGANS = (
    ("云溪县民政局", "我局", 30),
    ("云溪县教育体育局", "我局", 30),
    ("临江县卫生健康委员会", "我委", 30),
    ("白河市应急管理局", "我局", 30),
    ("云溪县人民政府", "我县", 80),
    ("临江县人民政府办公室", "我办", 30),
    ("大章镇人民政府", "我镇", 30),
    ("石桥乡人民政府", "我乡", 30),
    ("云溪县城关街道办事处", "我街道", 30),
)


@dataclass
class Story:
    """What is printed: numbers, title, date, headings in order, paragraphs by section (0: before the first).

    ``reprint`` changes each table before it is written; ``hints`` come with the file.
    """

    organ: str
    own: str
    year: int
    cells: dict[str, Value]
    edition: Edition
    title: str
    dated: str
    paragraphs: dict[int, list[str]]
    numbers: list[int] = field(default_factory=lambda: [1, 2, 3, 4, 5, 6])
    printed: dict[str, str] = field(default_factory=dict)
    tables: dict[TableName, int] = field(default_factory=lambda: dict.fromkeys(TableName, 1))
    reprint: Callable[[Grid], None] | None = None
    hints: Hints = NO_HINTS

    def value(self, key: str) -> int:
        """A count."""
        value = self.cells[key]
        assert isinstance(value, int)
        return value

    def total(self, row: str) -> int:
        """The total of a row of table three or four."""
        return self.value(f"{row}.total")


def make_story(seed: int, year: int | None = None, organ: int | None = None) -> Story:
    """A clean report."""
    rng = random.Random(seed * 13 + 5)  # noqa: S311 - reproducible test data
    name, own, days = ORGANS[rng.randrange(len(ORGANS)) if organ is None else organ]
    year = year or rng.randint(2019, 2024)
    edition = Edition.E2021 if year >= 2021 else Edition.E2019
    story = Story(
        organ=name,
        own=own,
        year=year,
        cells=_cells(rng, edition),
        edition=edition,
        title=f"{name}{year}年{rng.choice(('', '度'))}政府信息公开{rng.choice(('工作', ''))}年度报告",
        dated=f"发布时间：{year + 1}-{rng.randint(1, days) // 31 + 1:02}-{rng.randint(2, 28):02}",
        paragraphs={},
    )
    story.paragraphs = _paragraphs(rng, story)
    return story


def _cells(rng: random.Random, edition: Edition) -> dict[str, Value]:
    cells: dict[str, Value] = dict.fromkeys(FORMS[edition].keys, 0)
    busy = rng.random() < 0.7
    columns = [column.key for column in APPLICANTS[:-1]]
    rows = [row.key for row in FORMS[edition].table(TableName.APPLICATIONS)]
    for column in columns if busy else ():
        results = {key: rng.choice((0, 0, 0, 0, 0, 1, 2, 5)) for key in rows[2:-2]}
        out, done = rng.choice((0, 0, 0, 1, 2)), sum(results.values())
        carried = rng.randint(0, min(2, done + out))
        frame = {rows[0]: done + out - carried, rows[1]: carried, rows[-2]: done, rows[-1]: out}
        cells.update({f"{key}.{column}": n for key, n in {**results, **frame}.items()})
    for key in rows:
        cells[f"{key}.total"] = sum(n for c in columns if isinstance(n := cells[f"{key}.{c}"], int))
    for channel, _ in CHANNELS:
        counts = [rng.choice((0, 0, 1, 3)) if rng.random() < 0.4 else 0 for _ in range(4)]
        keys = [f"proceedings.{channel}.{outcome}" for outcome in ("upheld", "corrected", "other", "pending", "total")]
        cells.update(zip(keys, [*counts, sum(counts)], strict=True))
    if not cells["proceedings.review.total"]:
        cells.update({key: 0 for key in cells if key.startswith("proceedings.litigation_after_review.")})
    for row in ("licences", "penalties", "coercive_measures"):
        cells[f"disclosure.{row}.decisions"] = rng.choice((0, rng.randint(1, 900)))
    issued = rng.choice((0, 0, 3, 12))
    if edition is Edition.E2021:
        cells["disclosure.normative_documents.issued"] = issued
        cells["disclosure.normative_documents.in_force"] = issued + rng.randint(0, 40)
        cells["disclosure.fees.amount_10k_yuan"] = rng.choice((0, Decimal("3.25"), Decimal("18.0856")))
    return cells


def _paragraphs(rng: random.Random, story: Story) -> dict[int, list[str]]:
    year, own = story.year, story.own
    published = rng.randint(30, 400)
    policy, rest = published // 3, published - published // 3
    opening = rng.choice(
        (
            f"{year}年，{own}认真贯彻落实《中华人民共和国政府信息公开条例》，{_work(rng)}",
            f"现将{year}年度政府信息公开工作情况报告如下，{_work(rng)}",
            f"一年来，{own}高度重视政府信息公开工作，{_work(rng)}",
        )
    )
    disclosed = rng.choice(
        (
            f"（一）主动公开。全年主动公开政府信息{published}条，其中政策文件{policy}条、工作动态{rest}条。",
            f"（一）主动公开情况。通过门户网站和公众号公开信息{published}条，发布解读材料{rng.randint(1, 9)}篇。",
            f"1.主动公开。{year}年在政府网站发布信息{published}条，较上年增加{rng.randint(2, 60)}条。",
        )
    )
    mark = "2." if disclosed.startswith("1.") else "（二）"
    marks = ("3.", "4.", "5.") if mark == "2." else ("（三）", "（四）", "（五）")
    story_lines = [
        opening,
        disclosed,
        f"{mark}依申请公开。{_applied(rng, story)}{_denied(story)}",
        f"{marks[0]}政府信息管理。{rng.choice(('严格保密审查，', '动态调整目录，'))}{_decided(rng, story)}",
        f"{marks[1]}平台建设。优化公开平台栏目设置，及时维护政务新媒体内容。{_distraction(rng, story)}",
        f"{marks[2]}监督保障。开展培训{rng.randint(1, 6)}次，纳入年度考核，开展社会评议，未发生责任追究情形。",
    ]
    problems = rng.choice(
        (
            "存在的主要问题：政策解读形式还不够丰富，更新不够及时。改进措施：加强培训，完善发布机制。",
            "当前工作中仍存在公开内容不够全面、业务能力有待提升等不足。下一步，将加强学习，强化监督，提高公开质量。",
            "一是专职人员较少，二是栏目更新滞后。针对上述问题，我们将充实力量，健全制度，推动工作再上新台阶。",
        )
    )
    return {
        0: [f"本报告中所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"] if rng.random() < 0.6 else [],
        1: story_lines,
        2: [],
        3: [],
        4: [text for text in [_brought(rng, story)] if text],
        5: [problems],
        6: [_fees(rng, story)],
    }


def _work(rng: random.Random) -> str:
    return rng.choice(
        (
            "坚持以公开为常态、不公开为例外，扎实推进各项工作。",
            "着力提升公开的质量和实效，切实保障公众的知情权。",
            "围绕中心工作，不断完善制度，公开工作平稳有序。",
        )
    )


def _applied(rng: random.Random, story: Story) -> str:
    new, carried, done = (story.total(f"applications.{row}") for row in ("new_received", "carried_in", "result_total"))
    year, own = story.year, story.own
    if new == 0 and carried == 0:
        return rng.choice(
            (
                f"{year}年，{own}未收到政府信息公开申请。",
                "本年度没有收到公民、法人或者其他组织提出的政府信息公开申请。",
                f"{own}全年无依申请公开事项。",
                "全年收到政府信息公开申请0件。",
                f"{own}本年度未接到信息公开申请，无结转办理事项。",
            )
        )
    if new == 0:
        return f"本年新收政府信息公开申请0件，上年结转{carried}件，已办理{done}件。"
    web = new // 2
    return rng.choice(
        (
            f"{year}年，{own}共收到政府信息公开申请{new}件，均在法定期限内答复。",
            f"全年受理依申请公开{new}件，按时办结率100%。",
            f"本年度新收政府信息公开申请{new}件，上年结转{carried}件，共办理政府信息公开申请{done}件。",
            f"收到公民、法人和其他组织提交的政府信息公开申请{new}宗，其中网上申请{web}宗、信函申请{new - web}宗。",
            f"共收到{new}件政府信息公开申请，已依法作出答复。",
            f"全年收到政府信息公开申请{chinese(new) if new < 100 else new}件，答复规范。",
            f"共受理政府信息公开申请{new + carried}件（含上年结转{carried}件），办结{done}件。",
            f"通过网络、信函、当面等多种渠道，共接收信息公开申请{new}件。",
            f"{year}年共收到政府信息公开申请{new}件，比{year - 1}年（{new + 7}件）有所减少。",
            f"全年政府信息公开申请数量为{new}件，全部按期办理。",
        )
    )


def _denied(story: Story) -> str:
    refused = any(n for key, n in story.cells.items() if key.startswith("applications.refused.") and n)
    return "对不予公开的，依法说明理由。" if refused else ""


def _distraction(rng: random.Random, story: Story) -> str:
    """Figures of other things, of other years, of others."""
    n = rng.randint(2, 900)
    wordings = [
        f"办结12345热线转办工单{n}件。",
        f"答复网民留言{n}条，办理群众来信{n + 3}件。",
        f"政务服务窗口受理行政许可申请{n}件。",
        f"{story.year - 1}年收到政府信息公开申请{n}件。",
        f"办理信访事项{n}件、人大代表建议{n % 30}件。",
        "",
    ]
    if story.own in {"我局", "我委"}:
        wordings += [f"全县各部门共收到政府信息公开申请{n}件。", f"审理行政复议案件{n}件。"]
    return rng.choice(wordings)


def _decided(rng: random.Random, story: Story) -> str:
    told = [f"作出行政许可决定{story.value('disclosure.licences.decisions')}件。"]
    told.append(f"全年作出行政处罚决定{story.value('disclosure.penalties.decisions')}件。")
    if "disclosure.normative_documents.issued" in story.cells:
        told.append(f"制发行政规范性文件{story.value('disclosure.normative_documents.issued')}件。")
    return f"{rng.choice(told)}行政事业性收费目录清单已公开。"


def _brought(rng: random.Random, story: Story) -> str:
    review, direct, after = (story.total(f"proceedings.{channel}") for channel, _ in CHANNELS)
    lawsuits = direct + after
    if review + lawsuits == 0:
        return rng.choice(
            (
                f"{story.year}年未发生因政府信息公开引发的行政复议、行政诉讼案件。",
                "无因政府信息公开被申请行政复议、提起行政诉讼的情况。",
                "本年度没有发生政府信息公开行政复议和行政诉讼。",
                "",
            )
        )
    upheld, corrected = (
        sum(story.value(f"proceedings.{channel}.{outcome}") for channel, _ in CHANNELS)
        for outcome in ("upheld", "corrected")
    )
    wordings = [
        f"因政府信息公开引发行政复议{review}件、行政诉讼{lawsuits}件。",
        f"{story.year}年，因政府信息公开被申请行政复议{review}件，被提起行政诉讼{lawsuits}件。",
        f"政府信息公开行政复议、行政诉讼共{review + lawsuits}件，其中结果维持{upheld}件，结果纠正{corrected}件。",
    ]
    if review and not lawsuits:
        wordings.append(f"因政府信息公开产生行政复议案件{chinese(review)}起，未发生行政诉讼。")
    return rng.choice(wordings)


def _fees(rng: random.Random, story: Story) -> str:
    return rng.choice(
        (
            f"{story.year}年未收取政府信息公开信息处理费。",
            "本年度依申请公开政府信息未收取任何信息处理费，没有其他需要报告的事项。",
            f"{story.own}未产生信息处理费，无其他需要报告的事项。",
        )
    )
