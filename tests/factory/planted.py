"""Defects planted in a clean ``Story``, each with the rule that must see it.

A defect changes a story in place and says whether it could be planted: not every story has what it breaks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from parsers.form import APPLICANTS, CHANNELS, FORMS, Edition, TableName
from tests.factory.story import Story, chinese, make_story

Plant = Callable[[random.Random, Story], bool]
_COLUMNS = [column.key for column in APPLICANTS[:-1]]
_NEW, _CARRIED, _DONE, _OUT = (
    f"applications.{row}" for row in ("new_received", "carried_in", "result_total", "carried_out")
)
_FEE = "disclosure.fees.amount_10k_yuan"
_LONG = "坚持以公开为常态不公开为例外，深入推进决策执行管理服务结果公开，切实保障人民群众合法权益。"
_APPLIED = re.compile(r"^(?:（二）|2\.)依申请公开。")


class Defect(NamedTuple):
    """A fault and the code of the rule that is for it."""

    code: str
    plant: Plant


def planted(defect: Defect, seed: int) -> Story | None:
    """A story with the defect, or None where this seed's has no place for it."""
    rng = random.Random(seed * 7 + 1)  # noqa: S311 - reproducible test data
    story = make_story(seed)
    return story if defect.plant(rng, story) else None


def _add(story: Story, key: str, by: int = 1) -> None:
    story.cells[key] = story.value(key) + by


def _some(rng: random.Random, story: Story, table: TableName) -> str:
    row = rng.choice(FORMS[story.edition].table(table))
    return rng.choice([key for key in row.keys if key != _FEE] or list(row.keys))


def _applied(story: Story, text: str) -> None:
    """Other words on applications; what was said on refusals stays."""
    lines = story.paragraphs[1]
    for i, line in enumerate(lines):
        if match := _APPLIED.match(line):
            tail = "对不予公开的，依法说明理由。" if "对不予公开的" in line else ""
            lines[i] = f"{match[0]}{text}{tail}"


# ---- cells and sums


def _row_sum(rng: random.Random, story: Story) -> bool:
    row = rng.choice(FORMS[story.edition].table(TableName.APPLICATIONS))
    _add(story, rng.choice(row.keys), rng.randint(1, 5))
    return True


def _column_sum(rng: random.Random, story: Story) -> bool:
    column = rng.choice(_COLUMNS)
    for key in (f"{_DONE}.{column}", f"{_DONE}.total"):
        _add(story, key, 2)
    return True


def _balance(rng: random.Random, story: Story) -> bool:
    column = rng.choice(_COLUMNS)
    for key in (f"{_OUT}.{column}", f"{_OUT}.total"):
        _add(story, key)
    return True


def _exceeds(rng: random.Random, story: Story) -> bool:
    column = rng.choice(_COLUMNS)
    for row in ("applications.granted", _DONE):
        for end in (column, "total"):
            _add(story, f"{row}.{end}", 9)
    return True


def _t4_sum(rng: random.Random, story: Story) -> bool:
    channel, _ = rng.choice(CHANNELS[:2])
    _add(story, f"proceedings.{channel}.other", 3)
    return True


def _effective(_: random.Random, story: Story) -> bool:
    key = "disclosure.normative_documents.in_force"
    if key not in story.cells or story.value("disclosure.normative_documents.issued") == 0:
        return False
    story.cells[key] = 0
    return True


def _regulations(rng: random.Random, story: Story) -> bool:
    key = rng.choice([key for key in story.cells if key.startswith("disclosure.regulations.")])
    story.cells[key] = 6
    if key.endswith(".issued"):
        story.cells["disclosure.regulations.in_force"] = 9
    return True


def _blank(table: TableName) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        story.cells[_some(rng, story, table)] = None
        return True

    return plant


def _all_blank(table: TableName) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        story.cells.update({key: None for key in story.cells if key.startswith(f"{table}.")})
        return True

    return plant


def _text_in_cell(rng: random.Random, story: Story) -> bool:
    story.cells[_some(rng, story, TableName.DISCLOSURE)] = "若干"
    return True


def _unit(_: random.Random, story: Story) -> bool:
    if _FEE not in story.cells:
        return False
    story.cells[_FEE] = Decimal("18.0856")
    story.printed[_FEE] = "18.0856 万元"
    return True


def _cell(row: str, value: Decimal | int) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        if row not in story.cells:
            return False
        story.cells[row] = value
        return True

    return plant


def _no_row(table: TableName) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        rows = [r for r in FORMS[story.edition].table(table) if not any(story.cells[key] for key in r.keys)]
        rows = [row for row in rows if not row.key.endswith("fees")]
        if not rows:
            return False
        for key in rng.choice(rows).keys:
            del story.cells[key]
        return True

    return plant


# ---- structure


def _numbers(change: Callable[[random.Random, list[int]], list[int]]) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        story.numbers = change(rng, story.numbers)
        return True

    return plant


def _tables(count: int) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        table = rng.choice([TableName.APPLICATIONS, TableName.PROCEEDINGS] if count else list(TableName))
        story.tables[table] = count
        return not (count == 0 and any(story.cells[key] for key in story.cells if key.startswith(f"{table}.")))

    return plant


def _without(rng: random.Random, numbers: list[int]) -> list[int]:
    gone = rng.choice((1, 5))
    return [n for n in numbers if n != gone]


def _form_of(edition: Edition) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        if story.edition is not edition:
            return False
        old = story.year
        story.year = 2022 if edition is Edition.E2019 else 2020
        names = [(str(old + 1), str(story.year + 1)), (str(old), str(story.year)), (str(old - 1), str(story.year - 1))]
        _rename(story, names)
        return True

    return plant


def _rename(story: Story, names: list[tuple[str, str]]) -> None:
    """Other words everywhere, all at once."""
    table = dict(names)
    pattern = re.compile("|".join(map(re.escape, table)))

    def other(text: str) -> str:
        return pattern.sub(lambda match: table[match[0]], text)

    story.title, story.dated = other(story.title), other(story.dated)
    story.paragraphs = {number: [other(text) for text in texts] for number, texts in story.paragraphs.items()}


def _section(number: int, *texts: str) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        story.paragraphs[number] = list(texts)
        return True

    return plant


def _sentence(number: int, *texts: str) -> Plant:
    def plant(rng: random.Random, story: Story) -> bool:
        story.paragraphs[number].append(rng.choice(texts).format(year=story.year, last=story.year - 1, own=story.own))
        return True

    return plant


def _title(text: str) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        story.title = text.format(organ=story.organ, year=story.year)
        return True

    return plant


# ---- narrative against tables


def _wrong_count(rng: random.Random, story: Story) -> bool:
    new, carried, done = (story.total(row) for row in (_NEW, _CARRIED, _DONE))
    wrong = max(new, done, new + carried) + rng.randint(1, 9)
    if new == 0:
        return False
    own = story.own
    _applied(
        story,
        rng.choice(
            (
                f"{story.year}年，{own}共收到政府信息公开申请{wrong}件，均已答复。",
                f"全年受理依申请公开{wrong}件。",
                f"收到{wrong}件政府信息公开申请。",
                f"本年度新收政府信息公开申请{wrong}件，均按期办结。",
                f"全年收到政府信息公开申请{chinese(wrong) if wrong < 100 else wrong}件。",
                f"通过网络、信函等渠道共接收信息公开申请{wrong}件。",
                f"全年政府信息公开申请数量为{wrong}件。",
                f"收到公民、法人和其他组织提交的政府信息公开申请{wrong}宗，其中网上申请{wrong - 1}宗、信函申请1宗。",
            )
        ),
    )
    return True


def _denied_all(rng: random.Random, story: Story) -> bool:
    if story.total(_NEW) == 0:
        return False
    _applied(
        story,
        rng.choice(
            (
                f"{story.year}年，{story.own}未收到政府信息公开申请。",
                "本年度没有收到公民、法人或者其他组织提出的政府信息公开申请。",
                "全年无依申请公开事项。",
                "收到政府信息公开申请0件。",
            )
        ),
    )
    return True


def _invented(rng: random.Random, story: Story) -> bool:
    if story.total(_NEW) or story.total(_CARRIED):
        return False
    _applied(story, f"全年收到政府信息公开申请{rng.randint(1, 20)}件，均已答复。")
    return True


def _no_count(_: random.Random, story: Story) -> bool:
    if story.total(_NEW) == 0:
        return False
    _applied(story, "规范答复程序，做到应答尽答。")
    lines = story.paragraphs[1]
    # Nothing else may name a number of applications.
    story.paragraphs[1] = [re.sub(r"[^。]*公开申请\d+件。", "", line) for line in lines]
    return True


def _wrong_proceedings(rng: random.Random, story: Story) -> bool:
    review, direct, after = (story.total(f"proceedings.{channel}") for channel, _ in CHANNELS)
    wrong = review + direct + after + rng.randint(1, 5)
    story.paragraphs[4] = [
        rng.choice(
            (
                f"因政府信息公开引发行政复议{wrong}件。",
                f"{story.year}年，因政府信息公开被申请行政复议{review}件，被提起行政诉讼{wrong}件。",
                f"政府信息公开行政复议、行政诉讼共{wrong}件。",
                f"因政府信息公开产生行政复议案件{chinese(wrong)}起。",
            )
        )
    ]
    return True


def _no_proceedings(rng: random.Random, story: Story) -> bool:
    if not sum(story.total(f"proceedings.{channel}") for channel, _ in CHANNELS):
        return False
    story.paragraphs[4] = [
        rng.choice(
            (
                f"{story.year}年未发生因政府信息公开引发的行政复议、行政诉讼案件。",
                "无因政府信息公开被申请行政复议、提起行政诉讼的情况。",
                "本年度没有发生政府信息公开行政复议和行政诉讼。",
            )
        )
    ]
    return True


def _silent_proceedings(_: random.Random, story: Story) -> bool:
    if not sum(story.total(f"proceedings.{channel}") for channel, _ in CHANNELS):
        return False
    story.paragraphs[4] = []
    story.paragraphs[1] = [re.sub(r"审理行政复议案件\d+件。", "", line) for line in story.paragraphs[1]]
    return True


def _no_reason(_: random.Random, story: Story) -> bool:
    if not any(story.cells[key] for key in story.cells if key.startswith("applications.refused.")):
        return False
    story.paragraphs[1] = [line.replace("对不予公开的，依法说明理由。", "") for line in story.paragraphs[1]]
    return True


def _wrong_decisions(rng: random.Random, story: Story) -> bool:
    row, name = rng.choice((("licences", "行政许可"), ("penalties", "行政处罚")))
    wrong = story.value(f"disclosure.{row}.decisions") + rng.randint(1, 99)
    lines = [re.sub(rf"(?:全年)?作出{name}决定\d+件。", "", line) for line in story.paragraphs[1]]
    wording = rng.choice((f"全年作出{name}决定{wrong}件。", f"{name}处理决定数量{wrong}件。"))
    story.paragraphs[1], story.paragraphs[2] = lines, [wording]
    return True


def _no_fee_words(_: random.Random, story: Story) -> bool:
    if not story.cells.get(_FEE):
        return False
    story.paragraphs[1] = [line.replace("行政事业性收费目录清单已公开。", "") for line in story.paragraphs[1]]
    return True


def _low_fee(_: random.Random, story: Story) -> bool:
    if _FEE not in story.cells:
        return False
    story.cells[_FEE] = 0
    story.paragraphs[6] = [f"{story.year}年收取政府信息公开信息处理费1200元。"]
    return True


def _unpaid(_: random.Random, story: Story) -> bool:
    row = "applications.other.fee_overdue"
    if f"{row}.total" not in story.cells:
        return False
    for key in (row, _DONE, _NEW):
        for column in (_COLUMNS[0], "total"):
            _add(story, f"{key}.{column}")
    new = story.total(_NEW)
    _applied(story, f"全年收到政府信息公开申请{new}件。")
    story.paragraphs[6] = ["未发出收费通知，未收取信息处理费。"]
    return True


# ---- identity, time, writing


def _foreign(rng: random.Random, story: Story) -> bool:
    """Another organ's self-references; the own place is nowhere in the body."""
    if "镇" in story.organ or "乡" in story.organ:
        story.paragraphs[1] += ["依托纸房镇党政办公室统一发布信息。", "印发《纸房镇政务公开制度》。"]
    elif "街道" in story.organ:
        story.paragraphs[1] += ["河西街道通过微信公众号公开信息。", "河西街道坚持公开，服务群众。"]
    elif "市" in story.organ:
        return False
    else:
        story.paragraphs[1] += ["印发《湖口县政务公开工作方案》。", "制定《湖口县依申请公开规程》。"]
    if story.own == "我街道":
        story.organ = story.title = "城关街道办事处"
        story.title = f"城关街道办事处{story.year}年政府信息公开工作年度报告"
    return rng is not None


def _other_year(_: random.Random, story: Story) -> bool:
    last = story.year - 1
    body = [text for texts in story.paragraphs.values() for text in texts]
    if not any(text.startswith(f"{story.year}年") for text in body):
        return False
    title, dated = story.title, story.dated
    _rename(story, [(str(story.year), str(last)), (str(last), str(last - 1))])
    story.title, story.dated = title, dated
    story.paragraphs[1][0] = f"{last}年，{story.own}扎实推进政府信息公开工作。"
    story.paragraphs[0] = [f"现将{last}年度政府信息公开工作情况报告如下。"]
    return True


def _period(_: random.Random, story: Story) -> bool:
    story.paragraphs[0] = [f"本报告中所列数据的统计期限自{story.year - 1}年1月1日起至{story.year - 1}年12月31日止。"]
    return True


def _dated(month: int, day: int, *, years: int = 1) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        story.dated = f"发布时间：{story.year + years}-{month:02}-{day:02}"
        return True

    return plant


def _only(plant: Plant, *own: str) -> Plant:
    return lambda rng, story: story.own in own and "办公室" not in story.organ and plant(rng, story)


def _from_2021(plant: Plant) -> Plant:
    return lambda rng, story: story.year >= 2021 and plant(rng, story)


def _undated(_: random.Random, story: Story) -> bool:
    story.dated = ""
    return True


def _twice(rng: random.Random, story: Story) -> bool:
    copied = rng.choice([text for text in story.paragraphs[1] if len(text) > 40])
    story.paragraphs[5].append(copied)
    return True


DEFECTS = (
    Defect("T3-ROW-SUM", _row_sum),
    Defect("T3-COL-SUM", _column_sum),
    Defect("T3-BALANCE", _balance),
    Defect("T3-PROCESSED-EXCEEDS", _exceeds),
    Defect("T4-SUM", _t4_sum),
    Defect("T2-EFFECTIVE-LT", _effective),
    Defect("T2-REG-AUTH", _regulations),
    Defect("T2-CELL-BLANK", _blank(TableName.DISCLOSURE)),
    Defect("T3-CELL-BLANK", _blank(TableName.APPLICATIONS)),
    Defect("T4-CELL-BLANK", _blank(TableName.PROCEEDINGS)),
    Defect("T2-ALL-BLANK", _all_blank(TableName.DISCLOSURE)),
    Defect("T3-ALL-BLANK", _all_blank(TableName.APPLICATIONS)),
    Defect("T4-ALL-BLANK", _all_blank(TableName.PROCEEDINGS)),
    Defect("CELL-NONNUMERIC", _text_in_cell),
    Defect("CELL-UNIT-TEXT", _unit),
    Defect("CELL-NEGATIVE", _cell("disclosure.coercive_measures.decisions", -1)),
    Defect("CELL-FRACTION", _cell("disclosure.coercive_measures.decisions", Decimal("1.5"))),
    Defect("T2-FEE-DECIMALS", _cell(_FEE, Decimal("18.085682"))),
    Defect("T2-FEE-UNIT-SUSPECT", _only(_cell(_FEE, 250000), "我镇", "我乡", "我街道")),
    Defect("T2-ROW-MISSING", _no_row(TableName.DISCLOSURE)),
    Defect("T3-ROW-MISSING", _no_row(TableName.APPLICATIONS)),
    Defect("STR-TITLE-MISSING", _title("")),
    Defect("STR-TITLE-FORM", _title("{organ}关于{year}年政府信息公开工作情况的年度报告")),
    Defect("STR-SECTION-MISSING", _numbers(_without)),
    Defect("STR-SECTION-DUP", _numbers(lambda _, numbers: [1, *numbers])),
    Defect("STR-SECTION-ORDER", _numbers(lambda _, numbers: [*numbers[:4], 6, 5])),
    Defect("STR-SECTION-EMPTY", _section(6)),
    Defect("STR-TABLE-MISSING", _tables(0)),
    Defect("STR-TABLE-DUP", _tables(2)),
    Defect("FMT-OLD-TEMPLATE", _form_of(Edition.E2019)),
    Defect("FMT-NEW-TEMPLATE-EARLY", _form_of(Edition.E2021)),
    Defect("FMT-OLD-CITATION", _from_2021(_sentence(0, "本报告根据国办公开办函〔2019〕60号文件编制。"))),
    Defect("N-T3-COUNT", _wrong_count),
    Defect("N-T3-NONE-CONTRA", _denied_all),
    Defect("N-T3-NONE-CONTRA", _invented),
    Defect("T3-NO-NARRATIVE", _no_count),
    Defect("N-T4-COUNT", _wrong_proceedings),
    Defect("N-T4-COUNT", _no_proceedings),
    Defect("T4-NO-NARRATIVE", _silent_proceedings),
    Defect("T3-DENY-NO-REASON", _no_reason),
    Defect("N-T2-COUNT", _wrong_decisions),
    Defect("T2-FEE-NO-NARRATIVE", _no_fee_words),
    Defect("X-FEE-LT-INFOFEE", _low_fee),
    Defect("S6-FEE-CONTRA", _sentence(6, "全年收取信息处理费300元。")),
    Defect("S6-FEE-CONTRA", _unpaid),
    Defect("N-SUM", _sentence(1, "全年接待咨询372人次，其中现场咨询331人次，电话咨询61人次。")),
    Defect("S6-FEE-STATEMENT-MISSING", _from_2021(_section(6, "无其他需要报告的事项。"))),
    Defect("S5-NO-PROBLEM", _section(5, "无。")),
    Defect("S5-NO-PROBLEM", _section(5, f"下一步将加强培训。{_LONG}")),
    Defect("S5-NO-MEASURE", _section(5, "政策解读形式还不够丰富，栏目内容更新不够及时，公众参与的渠道还比较少。")),
    Defect("TXT-SELF-DUP", _twice),
    Defect("TXT-LAW-NAME", _sentence(1, "组织学习《信息公开工作条例》。")),
    Defect(
        "TXT-PLACEHOLDER",
        _sentence(1, "共公开财政信息XX条。", "某某镇召开专题会议。", "（此处填写培训情况）", "20××年底前完成整改。"),
    ),
    Defect("ID-ORGAN-MISMATCH", _foreign),
    Defect("ID-YEAR-MISMATCH", _other_year),
    Defect("ID-YEAR-STALE", _period),
    Defect("TIME-LATE", _only(_dated(2, 1), "我局", "我委")),
    Defect("TIME-LATE", _only(_dated(4, 1), "我镇", "我乡", "我街道")),
    Defect("TIME-GOV-LATE", _only(_dated(4, 1), "我县")),
    Defect("TIME-LATE-UNSURE", lambda rng, story: "办公室" in story.organ and _dated(2, 18)(rng, story)),
    Defect("TIME-DATE-UNKNOWN", _undated),
    Defect("TIME-TOO-EARLY", _dated(12, 20, years=0)),
)
