"""Names of organs in running text: the one pattern for what an organ is called.

Place in the flow: used by ``identity`` to find whose report it is.
"""

from __future__ import annotations

import re

from parsers.normalise import fold

# What an organ's name ends in, as a pattern, longest first.
ENDINGS = (
    "人民政府外事办公室|人民政府街道办事处|人民政府办公室|人民政府办公厅|人民政府办事处|街道办事处|地区行政公署|"
    "人民政府|行政公署|管理委员会|工作委员会|管委会|监督管理局|委员会|办事处|办公厅|办公室|气象部门|管理局|管理处|街道|"
    "(?<=[省市县区])政府|总队|支队|大队|中心|监狱|银行|支行|分行|学院|大学|中学|小学|学校|医院|公司|研究室|社|院|署|局|厅|委|办|部|镇|乡|处|所|站|队|校|会|州|旗|盟|省|市|县|区|海关|园区|农场|林场|馆|场|团|港"
)
_NAME = re.compile(rf"[\u4e00-\u9fff（）()·]{{1,40}}?(?:{ENDINGS})")
# Words no organ's name begins with or holds: they tell a sentence from a name. 全椒县, 本溪市 and 和平区 are names.
_NOT_A_NAME = re.compile(
    r"^(我[们局厅委办镇乡街县市区院校]|本[局厅委办镇乡街县市区院校机单级年]|各[级有部单镇乡县市区]|全[市县区省镇乡局系体年面]|"
    r"该|此|其他|现将|为了|在|对|根据|按照|关于|编制(?!委员会)|报告|政府信息|信息公开|政务公开|国务院办公厅|年度|度|的)|"
    r"(严格|认真|坚持|积极|情况|工作(?!委员会|管理|办公室|中心|[部局站队](?!署))|公开|年度|关于|通知|要求|以及|我们|进一步|不断|持续|全面|由(?!贸易))"
)


def is_organ_name(text: str) -> bool:
    """Whether a text as a whole reads as an organ's name (岳阳市民政局; not 我局, not 市民政局的工作)."""
    name = clean(text)
    return 3 <= len(name) <= 40 and _NAME.fullmatch(name) is not None and _NOT_A_NAME.search(name) is None


def clean(text: str) -> str:
    """A name without spaces, quotation marks and the full-width brackets that fold to half-width ones."""
    return re.sub(r"[\s“”\"'《》]", "", text)


# What an organ's name may end in or leave out.
_GOVERNMENT_OF = re.compile(r"(?:人民政府|政府|管理委员会|管委会)$|(?<=街道)办事处$")
_IS_DIVISION = re.compile(r"(?:街道|[省市州盟县旗区镇乡])$")


def same_organ(one: str, other: str) -> bool:
    """Whether two names may be of one organ: 青石镇 and 云溪县青石镇人民政府, 云溪县住建局 and 云溪县住房和城乡建设局.

    A short name keeps the characters of the full one in their order; a division keeps its whole name.
    """
    short, long = sorted((_GOVERNMENT_OF.sub("", clean(fold(name))) for name in (one, other)), key=len)
    if not short or short[-1] != long[-1]:
        return False
    if _IS_DIVISION.search(short):
        return long.endswith(short)
    rest = iter(long)
    return all(character in rest for character in short)


def name_at_start(text: str) -> str | None:
    """The longest organ's name a text begins with, if a name ends where a predicate begins; None when unsure."""
    head = fold(text).strip()[:60]
    best = None
    for match in re.finditer(ENDINGS, head):
        name = head[: match.end()]
        if is_organ_name(name):
            best = name
    return best
