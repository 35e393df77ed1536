"""How labels are spelt otherwise: other wordings, typing errors, spaces, widths, the traditional script.

``wordings`` come from published reports; each means what the official label means. A reader may withhold what it does
not know, but may not take it for something else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import opencc

from tests.factory.grid import Grid

Spelling = Callable[[random.Random, str], str]

WORDINGS: dict[str, tuple[str, ...]] = {
    "行政规范性文件": ("规范性文件", "行政规范文件", "行政性规范性文件"),
    "规章": ("规 章", "规　章", "规章（设区的市、自治州人民政府应提供相关数据）"),
    "现行有效件数": ("现行有效件", "现行有效件数（历史累计）", "现行有效数"),
    "本年制发件数": ("本年制发数", "本年制发件数（件）"),
    "本年处理决定数量": ("本年处理绝对数量", "本年处理决定数", "本年处理决定件数"),
    "本年收费金额（单位：万元）": ("本年收费金额（万元）", "本年收费金额(单位:万元，保留4位小数)", "本年收费金额"),
    "本年增/减": ("本年增／减", "本年增减", "本年增/减数量"),
    "一、本年新收政府信息公开申请数量": ("一、本年新收申请数量", "一、本年度新收政府信息公开申请数量"),
    "二、上年结转政府信息公开申请数量": ("二、上年结转政府信息公开数量", "二、上年度结转政府信息公开申请数量"),
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": (
        "（二）部分公开",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情况）",
        "（二）部分公开\n（区分处理的，只计这一情形，不计其他情形）",
    ),
    "2.其他法律行政法规禁止公开": ("2.其他法律、行政法规禁止公开", "2.其他法律法规禁止公开"),
    "3.危及“三安全一稳定”": ('3.危及"三安全一稳定"', "3.危及“三安全、一稳定”", "3.危及三安全一稳定"),
    "4.保护第三方合法权益": ("4.保护第三方合法利益", "4.保护第三方的合法权益"),
    "6.属于四类过程性信息": ("6.属于四类过程性性信息", "6.属于四类过程信息"),
    "1.本机关不掌握相关政府信息": ("1.本机关不掌握相关信息", "1.本机关不掌握"),
    "2.没有现成信息需要另行制作": ("2.没有现成信息，需要另行制作", "2.没有现成信息需另行制作"),
    "4.无正当理由大量反复申请": ("4.无正当理由的大量反复申请", "4.无正当理由大量重复申请"),
    "5.要求行政机关确认或重新出具已获取信息": ("5.要求行政机关确认或者重新出具已获取信息",),
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": (
        "1.逾期不补正",
        "1.申请人无正当理由逾期不补正",
    ),
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": ("2.逾期未缴费", "2.逾期不缴纳费用"),
    "3.其他": ("3.其它", "3、其他情形"),
    "（七）总计": ("（七）合计", "(七)总计"),
    "总计": ("合计", "总 计"),
    "四、结转下年度继续办理": ("四、结转下年度继续办理数量", "四、结转下一年度继续办理"),
    "社会公益组织": ("社会公益 组织", "社会公益\n组织"),
    "未经复议直接起诉": ("未经复议 直接起诉", "未经复议直接诉讼"),
    "复议后起诉": ("复议后 起诉", "经复议后起诉"),
    "第二十条第（一）项": ("第二十条 第（一）项", "第二十条第(一)项", "第（一）项", "第二十条第㈠项"),
    "第二十条第（五）项": ("第二十条 第（五）项", "第二十条第(五)项"),
}
_ORDINAL = re.compile(r"^(?:[（(]?[一二三四五六七八][）)、]|\d\.)")
_HALF = str.maketrans("（），：；", "(),:;")


def wordings(rng: random.Random, label: str) -> str:
    return rng.choice((label, *WORDINGS.get(label, ())))


def spaced(rng: random.Random, label: str) -> str:
    """A space somewhere, as justified type and copied line ends have it."""
    if len(label) < 2 or rng.random() < 0.5:
        return label
    at = rng.randrange(1, len(label))
    return label[:at] + rng.choice((" ", "　", "\n", "\xa0")) + label[at:]


def half_width(_: random.Random, label: str) -> str:
    return label.translate(_HALF)


def typos(rng: random.Random, label: str) -> str:
    """A character doubled, lost or wrong, in one label of ten."""
    if len(label) < 4 or rng.random() < 0.9:
        return label
    at = rng.randrange(1, len(label) - 1)
    return label[:at] + rng.choice((label[at] * 2, "", "错")) + label[at + 1 :]


def without_ordinals(_: random.Random, label: str) -> str:
    return _ORDINAL.sub("", label)


def other_ordinals(rng: random.Random, label: str) -> str:
    """``1、`` and ``1．`` for ``1.``, ``㈠`` for ``（一）``."""
    label = re.sub(r"^(\d)\.", lambda match: match[1] + rng.choice("、．.)"), label)
    circled = dict(zip("一二三四五六七", "㈠㈡㈢㈣㈤㈥㈦", strict=True))
    return re.sub(r"^（([一二三四五六七])）", lambda match: circled[match[1]], label)


@cache
def _to_traditional(variant: str) -> opencc.OpenCC:
    return opencc.OpenCC(variant)


def traditional(_: random.Random, label: str) -> str:
    return str(_to_traditional("s2t").convert(label))


def taiwanese(_: random.Random, label: str) -> str:
    return str(_to_traditional("s2tw").convert(label))


SPELLINGS: dict[str, Spelling] = {
    "wordings": wordings,
    "spaced": spaced,
    "half width": half_width,
    "typos": typos,
    "without ordinals": without_ordinals,
    "other ordinals": other_ordinals,
    "traditional": traditional,
    "taiwanese": taiwanese,
}


def spell(rng: random.Random, grids: list[Grid], spelling: Spelling) -> None:
    """Spell all labels of the grids otherwise, in place."""
    for grid in grids:
        for row in grid.rows:
            for cell in row:
                if cell.key is None and cell.text:
                    cell.text = spelling(rng, cell.text)
