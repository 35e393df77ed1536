"""Defects of the text: counts, identity, time, writing; beside ``planting``."""

from __future__ import annotations

import random
import re

from parsers.form import CHANNELS
from tests.factory.numerals import chinese
from tests.factory.planting import CARRIED, COLUMNS, DONE, FEE, NEW, OUT, Plant, add, applied, rename
from tests.factory.story import Story

# ---- narrative against tables


def wrong_count(rng: random.Random, story: Story) -> bool:
    new, carried, done = (story.total(row) for row in (NEW, CARRIED, DONE))
    wrong = max(new, done, new + carried) + rng.randint(1, 9)
    if new == 0:
        return False
    own = story.own
    applied(
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


def wrong_carried(rng: random.Random, story: Story) -> bool:
    new, carried, out = (story.total(row) for row in (NEW, CARRIED, OUT))
    if new == 0:
        return False
    applied(
        story,
        f"收到政府信息公开申请{new}件，"
        + rng.choice(
            (
                f"上年结转{carried + 1}件。",
                f"结转上年度申请{carried + 2}件，均已办结。",
                f"结转下年度继续办理{out + 1}件。",
                f"其余{out + 2}件结转{story.year + 1}年办理。",
                f"共办结{new + carried + 3}件。",
            )
        ),
    )
    return True


def denied_all(rng: random.Random, story: Story) -> bool:
    if story.total(NEW) == 0:
        return False
    applied(
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


def invented(rng: random.Random, story: Story) -> bool:
    if story.total(NEW) or story.total(CARRIED):
        return False
    applied(story, f"全年收到政府信息公开申请{rng.randint(1, 20)}件，均已答复。")
    return True


def no_count(_: random.Random, story: Story) -> bool:
    if story.total(NEW) == 0:
        return False
    applied(story, "规范答复程序，做到应答尽答。")
    lines = story.paragraphs[1]
    # Nothing else may name a number of applications.
    story.paragraphs[1] = [re.sub(r"[^。]*公开申请\d+件。", "", line) for line in lines]
    return True


def wrong_proceedings(rng: random.Random, story: Story) -> bool:
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


def no_proceedings(rng: random.Random, story: Story) -> bool:
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


def silent_proceedings(_: random.Random, story: Story) -> bool:
    if not sum(story.total(f"proceedings.{channel}") for channel, _ in CHANNELS):
        return False
    story.paragraphs[4] = []
    story.paragraphs[1] = [re.sub(r"审理行政复议案件\d+件。", "", line) for line in story.paragraphs[1]]
    return True


def no_reason(_: random.Random, story: Story) -> bool:
    if not any(story.cells[key] for key in story.cells if key.startswith("applications.refused.")):
        return False
    story.paragraphs[1] = [line.replace("对不予公开的，依法说明理由。", "") for line in story.paragraphs[1]]
    return True


def wrong_decisions(rng: random.Random, story: Story) -> bool:
    row, name = rng.choice((("licences", "行政许可"), ("penalties", "行政处罚")))
    wrong = story.value(f"disclosure.{row}.decisions") + rng.randint(1, 99)
    lines = [re.sub(rf"(?:全年)?作出{name}决定\d+件。", "", line) for line in story.paragraphs[1]]
    wording = rng.choice((f"全年作出{name}决定{wrong}件。", f"{name}处理决定数量{wrong}件。"))
    story.paragraphs[1], story.paragraphs[2] = lines, [wording]
    return True


def no_fee_words(_: random.Random, story: Story) -> bool:
    if not story.cells.get(FEE):
        return False
    story.paragraphs[1] = [line.replace("行政事业性收费目录清单已公开。", "") for line in story.paragraphs[1]]
    return True


def low_fee(_: random.Random, story: Story) -> bool:
    if FEE not in story.cells:
        return False
    story.cells[FEE] = 0
    story.paragraphs[6] = [f"{story.year}年收取政府信息公开信息处理费1200元。"]
    return True


def unpaid(_: random.Random, story: Story) -> bool:
    row = "applications.other.fee_overdue"
    if f"{row}.total" not in story.cells:
        return False
    for key in (row, DONE, NEW):
        for column in (COLUMNS[0], "total"):
            add(story, f"{key}.{column}")
    new = story.total(NEW)
    applied(story, f"全年收到政府信息公开申请{new}件。")
    story.paragraphs[6] = ["未发出收费通知，未收取信息处理费。"]
    return True


# ---- identity, time, writing


def foreign(rng: random.Random, story: Story) -> bool:
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


def other_year(_: random.Random, story: Story) -> bool:
    last = story.year - 1
    body = [text for texts in story.paragraphs.values() for text in texts]
    if not any(text.startswith(f"{story.year}年") for text in body):
        return False
    title, dated = story.title, story.dated
    rename(story, [(str(story.year), str(last)), (str(last), str(last - 1))])
    story.title, story.dated = title, dated
    story.paragraphs[1][0] = f"{last}年，{story.own}扎实推进政府信息公开工作。"
    story.paragraphs[0] = [f"现将{last}年度政府信息公开工作情况报告如下。"]
    return True


def period(_: random.Random, story: Story) -> bool:
    story.paragraphs[0] = [f"本报告中所列数据的统计期限自{story.year - 1}年1月1日起至{story.year - 1}年12月31日止。"]
    return True


def dated(month: int, day: int, *, years: int = 1) -> Plant:
    def plant(_: random.Random, story: Story) -> bool:
        story.dated = f"发布时间：{story.year + years}-{month:02}-{day:02}"
        return True

    return plant


def only(plant: Plant, *own: str) -> Plant:
    return lambda rng, story: story.own in own and "办公室" not in story.organ and plant(rng, story)


def from_2021(plant: Plant) -> Plant:
    return lambda rng, story: story.year >= 2021 and plant(rng, story)


def twice(rng: random.Random, story: Story) -> bool:
    copied = rng.choice([text for text in story.paragraphs[1] if len(text) > 40])
    story.paragraphs[5].append(copied)
    return True
