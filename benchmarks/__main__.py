"""``python -m benchmarks``: print every measurement as a table; no file is written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from multiprocessing.pool import Pool

from rich.console import Console
from rich.table import Table

from benchmarks import copies, cost, planted, reading, rendered, winter
from benchmarks.baseline import BASELINE
from benchmarks.rendered import Scores
from tests.factory.held_out import HELD_OUT
from tests.factory.media import MEDIA

PARTS = (
    "samples",
    "layouts",
    "held-out",
    "damage",
    "lines",
    "speed",
    "cost",
    "rules",
    "copies",
    "winter",
)
FAST = tuple(name for name, medium in MEDIA.items() if not medium.slow)


def arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="How right, how fast and how large reading is, on rendered reports.",
        epilog="Example: python -m benchmarks layouts damage --media html docx --reports 24",
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all when none is given")
    parser.add_argument(
        "--media", nargs="+", choices=MEDIA, default=FAST, metavar="MEDIUM", help=f"of {', '.join(MEDIA)}; {_slow()}"
    )
    parser.add_argument("--reports", type=int, default=200, help="reports a layout and a kind of damage (default 200)")
    parser.add_argument("--processes", type=int, default=2, help="processes for all but speed and cost (default 2)")
    parser.add_argument("--organs", type=int, default=3000, help="organs of the winter (default 3000)")
    parser.add_argument("--database", help="URL of an empty database for the winter (default: an SQLite file)")
    chosen = parser.parse_args()
    if strange := set(chosen.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(strange))}; there are {', '.join(PARTS)}")
    chosen.parts = chosen.parts or PARTS
    return chosen


def _slow() -> str:
    return f"without {', '.join(name for name in MEDIA if name not in FAST)} when none is given"


def main() -> None:
    """Measure and print."""
    chosen = arguments()
    # Into a file or a pipe, wide enough for every table.
    console = Console() if sys.stdout.isatty() else Console(width=140)
    if "samples" in chosen.parts:
        table = Table("sample", "cells", "right", "withheld", "silently wrong", title="Reading the samples: cells")
        for name, sample in reading.accuracy().items():
            table.add_row(name, str(sample.cells), str(sample.right), str(sample.withheld), str(sample.wrong))
        console.print(table)
    with Pool(chosen.processes) as pool:
        _print_scores(console, chosen, pool)
        if "rules" in chosen.parts:
            _print_rules(console, *planted.measure(-(-chosen.reports // 5), pool), "every cell comes back")
            for medium in set(chosen.media) & {"pdf", "scan"}:
                each = 1 if MEDIA[medium].slow else -(-chosen.reports // 20)
                _print_rules(console, *planted.measure(each, pool, (medium,)), medium)
    if "copies" in chosen.parts:
        _print_copies(console)
    if "winter" in chosen.parts:
        _print_winter(console, winter.measure(chosen.organs, chosen.database))
    if "speed" in chosen.parts:
        _print_speed(console)
    if "cost" in chosen.parts:
        _print_cost(console, chosen.media)


def _print_scores(console: Console, chosen: argparse.Namespace, pool: Pool) -> None:
    for medium in chosen.media:
        if "layouts" in chosen.parts:
            show(console, f"Rendered reports: {medium}", rendered.by_layout(medium, chosen.reports, pool))
    for medium in chosen.media:
        if "held-out" in chosen.parts and medium in HELD_OUT:
            scores = rendered.by_layout(medium, chosen.reports, pool, held_out=True)
            show(console, f"Held-out layouts: {medium}", scores)
    if "damage" in chosen.parts:
        media = ", ".join(rendered.DAMAGED_MEDIA)
        show(console, f"Damaged tables ({media})", rendered.by_damage(chosen.reports, pool))
    if "lines" in chosen.parts:
        show(console, "Damaged lines of text", rendered.by_line_damage(chosen.reports, pool))


def show(console: Console, title: str, found: Iterable[Scores]) -> None:
    """Print scores by name, and their sum."""
    heads = ("reports", "refused", "cells", "silently wrong", "right %", "withheld %", "varied: right %", "withheld %")
    table = Table("what", *heads, "ms (median)", title=title)
    scores = list(found)
    for score in scores:
        table.add_row(*_row(score))
    table.add_section()
    plain, varied = (rendered.total(getattr(score, kind) for score in scores) for kind in ("plain", "varied"))
    table.add_row(*_row(Scores("all", plain, varied)))
    console.print(table)


def _row(scores: Scores) -> tuple[str, ...]:
    both = rendered.total((scores.plain, scores.varied))
    shares = [
        f"{100 * count / score.cells:.2f}" if score.cells else ""
        for score in (scores.plain, scores.varied)
        for count in (score.right, score.withheld)
    ]
    counts = map(str, (both.reports, both.refused, both.cells, both.wrong))
    return (scores.name, *counts, *shares, f"{both.median * 1000:.1f}")


def _print_rules(console: Console, tallies: dict[str, planted.Tally], wrong: list[planted.Found], layouts: str) -> None:
    heads = ("rule", "planted", "found", "false", "recall", "precision")
    table = Table(*heads, title=f"Rules: reports with a planted defect, and clean ones ({layouts})")
    for code, tally in tallies.items():
        shares = ("" if share is None else f"{share:.3f}" for share in (tally.recall, tally.precision))
        table.add_row(code, *map(str, (tally.planted, tally.hits, tally.false)), *shares)
    console.print(table)
    if bare := [code for code in planted.COMPANIONS if not (code in tallies and tallies[code].planted)]:
        console.print(f"Not planted: {', '.join(bare)}")
    for one in wrong:
        console.print(
            f"{one.code or 'clean'} (seed {one.seed}): found {one.hit}, false {', '.join(one.false) or 'none'}"
        )


def _print_copies(console: Console) -> None:
    found = copies.measure()
    table = Table("rule", "planted", "missed", "false", title=f"Copies among {found.reports} reports of two years")
    for code, tally in found.rules.items():
        table.add_row(code, str(tally.planted), str(tally.missed), str(tally.false))
    console.print(table)
    console.print(
        f"One more report: {1000 * found.median_seconds:.1f} ms (median), {1000 * found.slowest_twentieth:.1f} ms "
        f"(slowest 5 %), {found.ratio:.3f} times the baseline (compared with all others of its year)."
    )


def _print_winter(console: Console, found: winter.Found) -> None:
    table = Table(
        "what", "figure", title="A winter day by day, by a clock moved by hand; reports are not read but given"
    )
    for label, figure in found.summary():
        table.add_row(label, figure)
    console.print(table)
    for what, mails in (("lost", found.lost), ("not expected", found.stray)):
        for mail in mails[:10]:
            console.print(f"{what}: {mail.address} on {mail.day}: {len(mail.told)} alerts")


def _print_speed(console: Console) -> None:
    table = Table("step", "ms a report", "times the baseline", title=f"Speed: {reading.SPEED_METHOD}")
    measured = reading.speed()
    baseline = next(iter(measured.values()))
    for step, seconds in measured.items():
        table.add_row(step, f"{seconds * 1000:.2f}", f"{seconds / baseline:.1f}")
    console.print(table)


def _print_cost(console: Console, media: Iterable[str]) -> None:
    table = Table(
        "medium",
        "kB a report",
        "ms a report (median)",
        f"times the baseline ({BASELINE})",
        "ms in a child (median)",
        "MiB of a child (peak)",
        title="Cost by medium",
    )
    for medium in media:
        measured = cost.of(medium, 4 if MEDIA[medium].slow else 20)
        if measured is not None:
            table.add_row(
                medium,
                f"{measured.size / 1000:.1f}",
                f"{measured.seconds * 1000:.1f}",
                f"{measured.ratio:.1f}",
                f"{measured.child_seconds * 1000:.0f}",
                f"{measured.child_peak / 2**20:.0f}",
            )
    console.print(table)


if __name__ == "__main__":
    main()
