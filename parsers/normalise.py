"""Text made comparable: width, script, spaces and punctuation folded. For comparing only, never for storing.

Place in the flow: used by ``labels``, ``numbers``, ``sections``, ``identity`` and the narrative rules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import opencc

# Characters that OCR-free sources use interchangeably in labels, and all white space.
_PUNCTUATION = re.compile(
    r"[\s\u200b\u200c\u200d\ufeff、，,.．。:：;；“”\"'‘’「」『』·•*＊()（）\[\]〔〕【】《》〈〉<>|~_]+"
)
# What is not seen; the minus sign of mathematics, which typesetters put before digits, and hyphens that do not break.
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad")),
    **dict.fromkeys(map(ord, "\u2010\u2212"), "-"),
}


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Half-width digits and brackets, simplified script, no invisible characters; spaces and order stay."""
    folded = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    return folded if folded.isascii() else str(_converter().convert(folded))


@lru_cache(maxsize=16_384)
def squash(text: str) -> str:
    """``fold`` without any space or punctuation: the form in which labels are compared."""
    return _PUNCTUATION.sub("", fold(text))


# Words that labels use interchangeably; none of them changes what is counted.
_SAME_WORDS = (
    *(("本年度", "本年"), ("上年度", "上年"), ("上一年", "上年"), ("下一年度", "下年"), ("下年度", "下年")),
    *(("其它", "其他"), ("合计", "总计"), ("或者", "或")),
)


# 本年（2023）制发件数: which year this one is.
_THIS_YEAR = re.compile(r"(?<=本年)20\d\d(?:年度?)?(?=\D)", re.ASCII)


@lru_cache(maxsize=16_384)
def as_label(text: str) -> str:
    """``squash`` with words that mean the same made the same: the form in which the labels of tables are compared."""
    squashed = squash(text)
    for word, same in _SAME_WORDS:
        squashed = squashed.replace(word, same)
    return _THIS_YEAR.sub("", squashed) if "本年20" in squashed else squashed


def display_width(text: str) -> int:
    """How many columns of a page a text takes: a full-width character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
