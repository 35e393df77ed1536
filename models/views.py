"""The SQL views that people outside the code build on, as data.

Place in the flow: turned into statements by ``models.view_ddl``; read by SQL users, on PostgreSQL through the role
``nianbao_reader``, which can read nothing else. Names of views and columns are a contract:
add freely, rename or drop nothing.
"""

from __future__ import annotations

from models.divisions import StoredDivision
from models.facts import ApplicationFact, ProceedingFact
from models.site_views import SITE_VIEWS
from models.view import Column, View
from parsers.form import APPLICANTS, OUTCOMES
from rules.reading import FIRST_YEAR_OF_FORMS

_REPORT_ID = Column("report_id", "r.id", "Key of the report. 报告主键。")
_ORGAN_ID = Column("organ_id", "r.organ_id", "Key of the organ; NULL if unknown. 机关主键，未知为空。")
_ORGAN = Column("organ", "coalesce(o.name, r.organ_name)", "Name of the organ; NULL if unknown. 机关名称，未知为空。")
_YEAR = Column("year", "r.year", "Year reported on; NULL if unknown. 报告年度，未知为空。")
_OF_REPORT = (_REPORT_ID, _ORGAN, _YEAR)

# Only current reports: a sum over a view never counts an organ's year twice.
_CURRENT = "JOIN reports r ON r.id = f.report_id AND r.is_current\nLEFT JOIN organs o ON o.id = r.organ_id"


# As ``StoredReport.subject``: an alert may stand that an earlier version showed and the current one cannot disprove.
_SUBJECT = (
    "CASE WHEN r.organ_id IS NULL OR r.year IS NULL THEN 'document:' || d.sha256"
    " ELSE 'organ:' || r.organ_id || ':' || r.year END"
)


def _standing(severity: str) -> str:
    standing = f"a.severity = '{severity}' AND a.status IN ('open', 'acknowledged')"
    return f"(SELECT count(*) FROM alerts a WHERE a.subject = {_SUBJECT} AND {standing})"  # noqa: S608  constants only


REPORTS = View(
    "v_reports",
    "Current annual reports, one row each. 现行年度报告，每份一行。",
    (
        _REPORT_ID,
        _ORGAN_ID,
        _ORGAN,
        Column("division_code", "o.division_code", "Code of the organ's division. 行政区划代码。"),
        Column("organ_level", "o.level", "Administrative level of the organ. 机关层级。"),
        _YEAR,
        Column("title", "r.title", "Title as printed. 标题。"),
        Column("edition", "r.edition", "Edition of the form: 2019, 2021 or mixed. 所用格式版本。"),
        Column("published_on", "r.published_on", "Day of publication, if known. 公布日期（如已知）。"),
        Column("published_on_basis", "r.published_on_basis", "What says so. 公布日期的依据。"),
        Column("source_url", "r.source_url", "Where it is published. 来源网址。"),
        Column("document_sha256", "d.sha256", "SHA-256 of the document. 原始文件的 SHA-256 值。"),
        Column("errors", _standing("error"), "Standing errors (open or acknowledged). 未消除的错误数。"),
        Column("warnings", _standing("warning"), "Standing warnings. 未消除的警告数。"),
        Column("infos", _standing("info"), "Standing notes. 未消除的提示数。"),
        Column("ingested_at", "r.ingested_at", "When stored. 入库时间。"),
        Column("version", "r.version", "Counts the readings of an organ's year. 版本号。"),
        Column("signed_on", "r.signed_on", "Day of the signature. 落款日期。"),
        Column("checked_at", "r.checked_at", "When all checks were done; NULL: not yet. 检查完成时间，空为尚未完成。"),
        Column("division", "o.division", "Name of the organ's division. 行政区划名称。"),
    ),
    "FROM reports r\nJOIN documents d ON d.id = r.document_id\n"
    "LEFT JOIN organs o ON o.id = r.organ_id\nWHERE r.is_current",
)

DISCLOSURE = View(
    "v_disclosure",
    "Table two (voluntary disclosure), one row a cell. 表二（主动公开），每个单元格一行。",
    (
        *_OF_REPORT,
        Column("item", "f.item", "Row of the table, e.g. licences. 信息内容（行）。"),
        Column("measure", "f.measure", "Column of the table, e.g. decisions. 指标（列）。"),
        Column("value", "f.value", "The figure; NULL unless status is ok. 数值，状态非 ok 时为空。"),
        Column("status", "f.status", "ok, blank, absent, ambiguous or invalid. 状态：确定、空白、缺失、不明、非数字。"),
        Column("raw", "f.raw", "What stands in the source. 原文。"),
    ),
    f"FROM disclosure_facts f\n{_CURRENT}",
)

APPLICATIONS = View(
    "v_applications",
    "Table three (applications), one row a disposition. 表三（依申请公开），每种办理情况一行。",
    (
        *_OF_REPORT,
        Column("disposition", "f.disposition", "Row of the table, e.g. granted. 办理情况（行）。"),
        Column("label", "f.label", "Label of the row in the form. 行标题。"),
        *(
            Column(column.key, f"f.{column.key}", f"{ApplicationFact.__table__.c[column.key].comment}")
            for column in APPLICANTS
        ),
        Column("position", "f.position", "Place of the row in the form, from 1. 行次。"),
    ),
    f"FROM application_facts f\n{_CURRENT}",
)

PROCEEDINGS = View(
    "v_proceedings",
    "Table four (review and litigation), one row a channel. 表四（行政复议、行政诉讼），每种途径一行。",
    (
        *_OF_REPORT,
        Column("channel", "f.channel", f"{ProceedingFact.__table__.c.channel.comment}"),
        *(
            Column(column.key, f"f.{column.key}", f"{ProceedingFact.__table__.c[column.key].comment}")
            for column in OUTCOMES
        ),
    ),
    f"FROM proceeding_facts f\n{_CURRENT}",
)

CELLS = View(
    "v_cells",
    "Every cell of every current report, with its proof. 现行报告的全部单元格及其出处。",
    (
        *_OF_REPORT,
        Column("key", "c.key", "Key of the cell, as in the form's list. 单元格键名。"),
        Column(
            "value",
            "CASE WHEN c.value ->> 'status' = 'ok' THEN c.value ->> 'value' END",
            "The figure with the digits of the source, as text; NULL unless status is ok. "
            "数值（文本，保留原文位数），状态非 ok 时为空。",
            "CASE WHEN json_extract(c.value, '$.status') = 'ok'"
            " THEN CAST(json_extract(c.value, '$.value') AS TEXT) END",
        ),
        Column(
            "status",
            "c.value ->> 'status'",
            "ok, blank, absent, ambiguous or invalid. 状态：确定、空白、缺失、不明、非数字。",
            "json_extract(c.value, '$.status')",
        ),
        Column("raw", "c.value ->> 'raw'", "What stands in the source. 原文。", "json_extract(c.value, '$.raw')"),
        Column(
            "location",
            "NULLIF(c.value -> 'where', 'null'::jsonb)",
            "Where in the source: line, table, row, column, page, box (JSON). 在原文中的位置（JSON）。",
            "json_extract(c.value, '$.where')",
        ),
    ),
    "FROM reports r\nCROSS JOIN LATERAL jsonb_each(r.cells) AS c(key, value)\n"
    "LEFT JOIN organs o ON o.id = r.organ_id\nWHERE r.is_current",
    "FROM reports r\nJOIN json_each(r.cells) c\nLEFT JOIN organs o ON o.id = r.organ_id\nWHERE r.is_current",
)

SECTIONS = View(
    "v_sections",
    "Sections of the current reports. 现行报告各部分正文。",
    (
        *_OF_REPORT,
        Column("number", "f.number", "Numeral of the section. 部分序号。"),
        Column("title", "f.title", "Title without the numeral. 标题。"),
        Column("text", "f.text", "Text without the tables. 正文（不含表格）。"),
        Column("position", "f.position", "Place in the report, from 1. 在报告中的次序。"),
    ),
    f"FROM sections f\n{_CURRENT}",
)

ALERTS = View(
    "v_alerts",
    "What the rules found, and what became of it. 问题提示及其处理情况。",
    (
        Column("alert_id", "a.id", "Key of the alert. 问题提示主键。"),
        Column(
            "report_id",
            "a.report_id",
            "Key of the report it was last found in; NULL: there is none. 最近发现该问题的报告主键，未公布报告时为空。",
        ),
        Column("organ_id", "a.organ_id", "Key of the organ; NULL if unknown. 机关主键，未知为空。"),
        _ORGAN,
        Column("year", "a.year", "Year reported on. 报告年度。"),
        Column("rule", "a.rule", "Code of the rule. 规则代码。"),
        Column("severity", "a.severity", "error, warning or info. 级别：错误、警告、提示。"),
        Column("status", "a.status", "open, acknowledged, waived or resolved. 状态：待处理、已知悉、已豁免、已消除。"),
        Column("message", "a.message", "What is wrong. 问题说明。"),
        Column("basis", "a.basis", "Legal or formal basis. 依据。"),
        Column("evidence", "a.evidence", "Places and quotes that show it (JSON). 证据（JSON）。"),
        Column("opened_at", "a.opened_at", "When first found. 首次发现时间。"),
        Column("last_seen_at", "a.last_seen_at", "When last found. 最近一次发现时间。"),
        Column("resolved_at", "a.resolved_at", "When no longer found. 消除时间。"),
        Column("acknowledged_by", "a.acknowledged_by", "Who acknowledged or waived it. 处理人。"),
        Column("note", "a.note", "Why, in that person's words. 处理意见。"),
        Column("waived_until", "a.waived_until", "Last day of the waiver. 豁免截止日期。"),
        Column("reopened_at", "a.reopened_at", "When it came back, if it did. 最近一次重现时间。"),
        Column("confidence", "a.confidence", "high, or low when the reading may err. 可信度。"),
    ),
    "FROM alerts a\nLEFT JOIN reports r ON r.id = a.report_id\nLEFT JOIN organs o ON o.id = a.organ_id",
)

# 条例第四十九条, as ``rules.coverage.due_on`` has it: departments publish by 31 January (since 2019), governments by 31
# March; who is neither for certain, or has no date in the law, has the later one.
_DUE_MONTH = f"CASE WHEN o.kind = 'department' AND y.year >= {FIRST_YEAR_OF_FORMS} THEN 1 ELSE 3 END"

# What the profile set for the organ's kind stands in ``duties``, from the first day on which the report was looked for.
# An organ that was founded after the year, or abolished before its report was due, owes none.
_EXEMPT = (
    "o.exempt OR coalesce(CAST(substr(CAST(o.founded_on AS text), 1, 4) AS integer) > y.year, false)"
    " OR coalesce(o.abolished_on <= coalesce(d.due_on, {due_on}), false)"
)

# The first publication counts: a correction published later does not make a report late. Of one document only the
# newest reading counts. The Regulation (条例) is in force since 2008, and nobody reports on a year to come: other years
# are misread.
_COVERAGE = """\
FROM (
  SELECT o.id AS organ_id, o.name AS organ, ({exempt}) AS exempt, y.year AS year,
    coalesce(d.due_on, {due_on}) AS due_on
  FROM organs o
  CROSS JOIN (
    SELECT year FROM reports WHERE is_current AND year BETWEEN 2008 AND {ingested_in} UNION SELECT year FROM duties
  ) y
  LEFT JOIN duties d ON d.organ_id = o.id AND d.year = y.year
  WHERE o.state = 'confirmed'
) duty
LEFT JOIN (
  SELECT r.organ_id AS organ_id, r.year AS year, min(r.published_on) AS published_on
  FROM reports r
  WHERE NOT EXISTS (
    SELECT 1 FROM reports newer
    WHERE newer.document_id = r.document_id
    AND (newer.parser_version, newer.reading) > (r.parser_version, r.reading)
  )
  GROUP BY r.organ_id, r.year
) done ON done.organ_id = duty.organ_id AND done.year = duty.year"""


def _coverage(due_on: str, ingested_in: str) -> str:
    return _COVERAGE.format(exempt=_EXEMPT.format(due_on=due_on), due_on=due_on, ingested_in=ingested_in)


_LATE = "done.published_on > duty.due_on AND NOT duty.exempt"

COVERAGE = View(
    "v_coverage",
    "Who owes a report for which year, and whether it is there. 名录内机关各年度报告的公布情况。",
    (
        Column("organ_id", "duty.organ_id", "Key of the organ. 机关主键。"),
        Column("organ", "duty.organ", "Full name of the organ. 机关全称。"),
        Column("year", "duty.year", "Year reported on. 报告年度。"),
        Column("due_on", "duty.due_on", "Last day to publish (条例第四十九条). 公布期限。"),
        Column(
            "state",
            "CASE WHEN done.organ_id IS NULL THEN CASE WHEN duty.exempt THEN 'exempt' ELSE 'missing' END"
            f" WHEN {_LATE} THEN 'late' ELSE 'published' END",
            "published, late, missing (none known, due or not) or exempt. 状态：已公布、逾期公布、未公布、免公布。",
        ),
        Column("published_on", "done.published_on", "Day of first publication, if known. 首次公布日期（如已知）。"),
        Column(
            "days_late",
            f"CASE WHEN {_LATE} THEN done.published_on - duty.due_on END",
            "Days after the deadline; NULL unless late. 逾期天数，未逾期为空。",
            f"CASE WHEN {_LATE} THEN CAST(julianday(done.published_on) - julianday(duty.due_on) AS INTEGER) END",
        ),
    ),
    _coverage(
        due_on=f"make_date(CAST(y.year AS integer) + 1, {_DUE_MONTH}, 31)",
        ingested_in="extract(year FROM ingested_at)",
    ),
    _coverage(
        due_on=f"printf('%04d-%02d-31', y.year + 1, {_DUE_MONTH})",
        ingested_in="CAST(strftime('%Y', ingested_at) AS INTEGER)",
    ),
)

DIVISIONS = View(
    "v_divisions",
    "Administrative divisions of China to the townships. 行政区划，到乡镇、街道。",
    tuple(
        Column(name, f"d.{name}", f"{StoredDivision.__table__.c[name].comment}")
        for name in ("code", "name", "level", "parent_code", "full_name", "edition")
    ),
    "FROM divisions d",
)

VIEWS = (REPORTS, DISCLOSURE, APPLICATIONS, PROCEEDINGS, CELLS, SECTIONS, ALERTS, COVERAGE, DIVISIONS, *SITE_VIEWS)
