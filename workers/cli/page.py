"""A report for a person at a terminal, in Chinese: what it is, its tables, what is wrong, what could not be judged.

Place in the flow: ``inspection`` → **here** → terminal. Reads without colours and at 80 columns.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from parsers.form import cell_name, cells_by_key
from parsers.opened import Role
from parsers.report import ReadError, Report, Status, Where
from rules.finding import Confidence, Finding, NotAssessable, Place, Quote, Severity
from rules.words import BASES, EDITIONS, HINTED, SEVERITIES, sides
from workers.cli.error_words import words_for
from workers.cli.inspection import Inspection, Source
from workers.cli.page_tables import LEGEND, MARKS, STYLES, tables
from workers.cli.plain import plain, plain_values

# More places than that are counted, not listed: the tables above show them all.
PLACES_SHOWN = 8
QUOTES_SHOWN = 6
MEMBERS_SHOWN = 6


def show(inspection: Inspection, console: Console | None = None) -> None:
    """Print one inspection."""
    console = console or Console(highlight=False, soft_wrap=False)
    console.print(Rule(Text(inspection.source.name, style="bold"), align="left", characters="="))
    _beside(console, inspection.source)
    if inspection.report is None:
        _unreadable(console, inspection.error)
        return
    report, findings = plain_values(inspection.report), plain_values(inspection.findings)
    _header(console, report)
    for table in tables(report, findings, min(console.width, 120)):
        console.print()
        console.print(table)
    for line in LEGEND:
        console.print(Text(line, style="dim"))
    for severity in SEVERITIES:
        _group(console, severity, [finding for finding in findings if finding.severity is severity])
    _not_assessed(console, plain_values(inspection.not_assessed))
    console.print()
    if unread := _unread(inspection.report):
        console.print(Text(f"有{unread}格的数字无法确定，未能核查，请对照原件。", style="bold yellow"))
    console.print(_verdict(inspection))
    console.print()


def _unreadable(console: Console, error: ReadError | None) -> None:
    code, message = (error.code, error.message) if error else ("", "")
    words = words_for(code)
    console.print(Text(f"无法读取：{words or plain(message)}（{code}）", style="bold red"))
    if words is not None:
        console.print(Text(plain(message), style="dim"))
    console.print()


def _beside(console: Console, source: Source) -> None:
    """What lies in the archive or mail besides, of which nothing was read."""
    members = source.members or (source.bundle.members if source.bundle is not None else ())
    left = [member.name for member in members if member.role is Role.OTHER]
    if left:
        more = f"等{len(left)}个文件" if len(left) > MEMBERS_SHOWN else ""
        console.print(Text(f"未作为年度报告读取：{'、'.join(left[:MEMBERS_SHOWN])}{more}", style="dim"))


def _header(console: Console, report: Report) -> None:
    year = f"{report.year}年" if report.year else None
    published = report.published_on.isoformat() if report.published_on else None
    lines = (
        ("报告单位", report.organ, report.organ_basis),
        ("年    度", year, report.year_basis),
        ("标    题", report.title, None),
        ("公布日期", published, report.published_on_basis),
        ("落款日期", report.signed_on.isoformat() if report.signed_on else None, None),
        ("表    式", EDITIONS[report.edition], None),
    )
    for label, value, basis in lines:
        line = Text(f"{label}：", style="dim")
        line.append(value or "未见", style="bold" if value else "magenta")
        if value and basis:
            line.append(f"（据{BASES.get(basis, basis)}）", style="dim")
        console.print(line)
    for what, hint, said in report.hint_conflicts:
        console.print(
            Text(
                f"提供的信息与原文不一致：{HINTED.get(what, what)}提供为“{hint}”，原文为“{said}”，以原文为准。",
                style="yellow",
            )
        )


def _group(console: Console, severity: Severity, findings: list[Finding]) -> None:
    if not findings:
        return
    console.print()
    console.print(Text(f"{SEVERITIES[severity]} {len(findings)}项", style=f"{STYLES[severity]} reverse"))
    for number, finding in enumerate(findings, 1):
        _finding(console, number, finding)


def _finding(console: Console, number: int, finding: Finding) -> None:
    details = [Text(f"规则：{finding.rule}    依据：{finding.basis}", style="dim")]
    if finding.confidence is Confidence.LOW:
        details.append(Text("把握不足：原文在提取中可能有缺失，请对照原件核实。", style="magenta"))
    details += _limited((place for text in finding.places if (place := _place(finding.rule, text))), PLACES_SHOWN, "处")
    details += _limited((_quote(quote) for quote in finding.quotes), QUOTES_SHOWN, "处引文")
    # A column of its own keeps the number beside the text, however it is wrapped.
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(
        Text(f"{MARKS[finding.severity]} {number}.", style=STYLES[finding.severity]),
        Text(finding.message, style="bold"),
    )
    for detail in details:
        grid.add_row("", detail)
    console.print(grid)


def _limited(lines: Iterable[Text], limit: int, unit: str) -> list[Text]:
    every = list(lines)
    if len(every) <= limit:
        return every
    return [*every[:limit], Text(f"……另有{len(every) - limit}{unit}", style="dim")]


def _place(rule: str, place: Place) -> Text | None:
    """A place with its sum written out; None when it says nothing that the table does not show."""
    if place.formula:
        said = place.formula
    elif place.expected is not None:
        expected, actual = sides(rule)
        said = f"{expected}：{place.expected}，{actual}：{place.actual or '空'}"
    elif place.actual is not None:
        said = f"填报{place.actual}"
    else:
        return None
    named = _named(place.cells)
    return Text(f"{named}：{said}" if named else said)


def _named(keys: tuple[str, ...]) -> str:
    """What cells have in common: one cell, one row or one column of a table; else nothing."""
    cells = [cells_by_key()[key] for key in keys if key in cells_by_key()]
    if not cells:
        return ""
    rows, columns = {row.key for row, _ in cells}, {column.label for _, column in cells}
    table, _, rest = cell_name(keys[0]).partition("“")
    row_name = rest.rpartition("行“")[0]
    if len(rows) == 1:
        return cell_name(keys[0]) if len(columns) == 1 else f"{table}“{row_name}行"
    return f"{table}“{cells[0][1].label}”列" if len(columns) == 1 else ""


def _quote(quote: Quote) -> Text:
    return Text(f"原文{_where(quote.where)}：“{quote.text}”", style="italic")


def _where(where: Where | None) -> str:
    """A place in the source in words."""
    if where is None:
        return ""
    part = f"《{where.part}》" if where.part is not None else ""
    if where.line is not None:
        return f"{part}第{where.line}行"
    page = f"第{where.page}页" if where.page is not None else ""
    grid = f"第{where.table}个表第{where.row}行第{where.column}列" if where.table is not None else ""
    return part + page + grid


def _not_assessed(console: Console, skipped: tuple[NotAssessable, ...]) -> None:
    """Rules that could not be judged, by reason; what a broader finding explains already is left out."""
    reasons: dict[str, list[str]] = {}
    for rule in skipped:
        if not rule.explained_by:
            reasons.setdefault(rule.why, []).append(rule.rule)
    if not reasons:
        return
    console.print()
    console.print(Text(f"未能核查 {sum(map(len, reasons.values()))}项", style="reverse"))
    grid = Table.grid(padding=(0, 1))
    for why, codes in reasons.items():
        grid.add_row("-", Text(f"{why}（{'、'.join(codes)}）", overflow="fold"))
    console.print(grid)


def _verdict(inspection: Inspection) -> Text:
    """One line that says it all."""
    counts = {severity: sum(finding.severity is severity for finding in inspection.findings) for severity in SEVERITIES}
    found = "、".join(f"{count}项{SEVERITIES[severity]}" for severity, count in counts.items() if count)
    unread = _unread(inspection.report) > 0
    none, fine = ("读出的部分未发现", "bold yellow") if unread else ("未发现", "bold green")
    if counts[Severity.ERROR]:
        return Text(f"结论：发现{found}，应当更正后再公布。", style="bold red")
    if counts[Severity.WARNING]:
        return Text(f"结论：{none}错误；有{found}，请核实。", style="bold yellow")
    if found:
        return Text(f"结论：{none}错误；有{found}，供参考。", style=fine)
    return Text(f"结论：{none}问题。", style=fine)


def _unread(report: Report | None) -> int:
    """How many cells hold something whose number is not certain."""
    return sum(cell.status is Status.AMBIGUOUS for cell in report.cells.values()) if report is not None else 0
