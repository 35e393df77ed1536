"""Cases of family structure."""

from __future__ import annotations

from parsers.form import Edition, TableName
from parsers.report import EditionMark, ExtraRow, Paragraph, TableFound, Where
from tests.rules.builder import ABSENT, TEXTS, change, clean, fill, named, section, tell
from tests.rules.cases import INFO, LOW, Case, W, case

_SIX = clean().sections
_AT = Where(line=1)
_TOLD = dict(TEXTS)


def _tables(**missing: int) -> tuple[TableFound, ...]:
    return tuple(TableFound(name, Edition.E2021, missing.get(name.value, 20), 20, _AT) for name in TableName)


_OLD_NOTICE = "根据国办公开办函〔2019〕60号的要求，编制本报告，现向社会公布，欢迎监督。"
_NEW_NOTICE = "根据国办公开办函〔2021〕30号的要求，编制本报告，现向社会公布，欢迎监督。"
_NO_T4 = _tables(proceedings=3)
_ADDRESSEE = (Paragraph("云溪县人民政府办公室：", 0, _AT),)
_META = (Paragraph("发布机构：云溪县人民政府办公室", 0, _AT), Paragraph("来源：云溪县民政局：", 0, _AT))

FIRES: list[Case] = [
    case("STR-TITLE-MISSING", clean(title=None), INFO),
    case("STR-TITLE-FORM", clean(title="云溪县民政局关于2023年工作情况的报告"), INFO),
    case("STR-TITLE-FORM", clean(title="2023年政府信息公开工作年度报告"), INFO),
    case("STR-INTERNAL-DOC", clean(front=_ADDRESSEE), INFO),
    case("STR-INTERNAL-DOC", clean(back=(Paragraph("抄送：存档。", 6, _AT),)), INFO),
    case("STR-SECTION-MISSING", change(clean(), sections=_SIX[:4] + _SIX[5:])),
    case("STR-SECTION-DUP", change(clean(), sections=(section(1), *_SIX))),
    case("STR-SECTION-ORDER", change(clean(), sections=(*_SIX[:3], _SIX[4], _SIX[3], _SIX[5])), W),
    case("STR-SECTION-EMPTY", tell(clean(), {6: ()}), W),
    case("STR-TABLE-MISSING", clean(tables=_NO_T4), confidence=LOW),
    case("STR-TABLE-MISSING", clean(tables=_tables(proceedings=0))),
    case("STR-SECTION-MISSING", change(clean(), sections=_SIX[:2]), confidence=LOW),
    case("STR-TABLE-MISSING", tell(clean(tables=_NO_T4), {4: ("详见附件：统计表.xlsx",)}), INFO, LOW),
    case("STR-TABLE-DUP", clean(tables=(TableFound(TableName.PROCEEDINGS, Edition.E2021, 19, 19, _AT, copies=2),)), W),
    case("FMT-OLD-TEMPLATE", clean(Edition.E2019)),
    case("FMT-OLD-TEMPLATE", clean(edition_marks=(EditionMark(Edition.E2019, "本年新制作数量", _AT),))),
    case("FMT-OLD-TEMPLATE", clean(Edition.E2019, year=None), INFO),
    case("FMT-NEW-TEMPLATE-EARLY", clean(year=2020), INFO),
    case("FMT-OLD-CITATION", tell(clean(), {0: (_OLD_NOTICE,)}), INFO),
    case("T2-ROW-MISSING", fill(clean(), {"disclosure.fees.*": ABSENT})),
    case("T3-ROW-MISSING", fill(clean(), {"applications.refused.state_secret.*": ABSENT})),
    case("FMT-EXTRA-ROW", clean(extra_rows=(ExtraRow(TableName.DISCLOSURE, "其他", ("1",), _AT),)), INFO),
]

SILENT: list[Case] = [
    case("STR-TITLE-FORM", clean(title="云溪县民政局 2023 年度政府信息公开 工作年度报告（图解）")),
    case("STR-TITLE-FORM", clean(title="云溪县民政局2023年政府信息公开年度报告")),
    case("STR-INTERNAL-DOC", clean(front=_META)),
    case("STR-INTERNAL-DOC", clean(front=_ADDRESSEE, title="云溪县民政局关于印发2023年年度报告的通知")),
    case("STR-SECTION-DUP", change(clean(), sections=(*(section(n) for n in range(1, 7)), *_SIX))),
    case("STR-SECTION-ORDER", change(clean(), sections=(section(1), *_SIX))),
    case("STR-SECTION-EMPTY", change(clean(), sections=(section(1), *_SIX))),
    case("STR-SECTION-EMPTY", tell(clean(), {2: (), 3: (), 4: ()})),
    case("STR-TABLE-MISSING", clean(tables=_tables(proceedings=10))),
    case("STR-TABLE-MISSING", change(clean(tables=_NO_T4), sections=_SIX[:3] + _SIX[4:])),
    case("FMT-OLD-TEMPLATE", clean(Edition.E2019, year=2020)),
    case("FMT-OLD-TEMPLATE", clean(edition_marks=(EditionMark(Edition.E2019, "规范性文件", _AT),))),
    case("FMT-NEW-TEMPLATE-EARLY", clean(Edition.E2019, year=2020)),
    # Table three cut off before the rows by which the editions differ.
    case(
        "FMT-NEW-TEMPLATE-EARLY",
        fill(
            clean(year=2020, tables=(TableFound(TableName.APPLICATIONS, Edition.E2021, 15, 37, _AT),)),
            {"applications.other.*": ABSENT},
        ),
    ),
    case(
        "FMT-NEW-TEMPLATE-EARLY",
        clean(Edition.E2019, year=2020, tables=(TableFound(TableName.PROCEEDINGS, Edition.E2021, 19, 19, _AT),)),
    ),
    case("FMT-OLD-CITATION", tell(clean(), {0: (_OLD_NOTICE, _NEW_NOTICE)})),
    case("FMT-OLD-CITATION", tell(clean(year=2020), {0: (_OLD_NOTICE,)})),
    case("T2-ROW-MISSING", clean(Edition.E2019)),
    case("STR-TITLE-MISSING", named("大章镇人民政府")),
]

UNASSESSABLE: list[Case] = [
    case("STR-TITLE-FORM", clean(title=None)),
    case("STR-SECTION-MISSING", change(clean(year=2017), sections=_SIX[:2])),
    case("STR-TABLE-MISSING", clean(year=2017, tables=())),
    case("T3-ROW-MISSING", fill(clean(tables=_tables(applications=4)), {"applications.*": ABSENT})),
    case(
        "T3-ROW-MISSING",
        change(fill(clean(), {"applications.carried_out.*": ABSENT}), sections=_SIX[:3]),
    ),
    case("FMT-OLD-CITATION", clean(year=None)),
    case("FMT-NEW-TEMPLATE-EARLY", clean(year=None)),
]
