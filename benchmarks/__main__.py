"""``python -m benchmarks``: print every measurement as a table."""

from rich.console import Console
from rich.table import Table

from benchmarks import layouts, reading


def main() -> None:
    """Measure and print; no file is written."""
    console = Console()
    accuracy = Table("sample", "cells", "right", "withheld", "silently wrong", title="Reading the samples: cells")
    for name, score in reading.accuracy().items():
        accuracy.add_row(name, str(score.cells), str(score.right), str(score.withheld), str(score.wrong))
    console.print(accuracy)

    for title, scores in (("Rendered reports, by layout", layouts.by_layout), ("Damaged reports", layouts.by_damage)):
        table = Table("reports", "cells", "right", "withheld", "silently wrong", title=title)
        for name, score in scores():
            table.add_row(name, str(score.cells), str(score.right), str(score.withheld), str(score.wrong))
        console.print(table)

    speed = Table("step", "ms a report", "times the baseline", title=f"Speed: {reading.SPEED_METHOD}")
    measured = reading.speed()
    baseline = measured[reading.BASELINE]
    for step, seconds in measured.items():
        speed.add_row(step, f"{seconds * 1000:.2f}", f"{seconds / baseline:.1f}")
    console.print(speed)


if __name__ == "__main__":
    main()
