"""Tables the labels of which stand in the text, but run in with it so that no number has a place.

Place in the flow: asked by ``decode`` for a table that ``regions`` did not find, before it is called absent: that a
table is missing is a claim too, and a false alarm if the page merely lost its line breaks.
"""

from __future__ import annotations

from parsers.form import FORMS, OUTCOMES, Edition, TableName
from parsers.normalise import squash
from parsers.report import Cell, Doubt, Status
from parsers.table_reading import Reading

# Narrative names single dispositions; more than half of all labels is a table.
_MORE_THAN = 0.5


def _labels(name: TableName, edition: Edition) -> list[str]:
    if name is TableName.PROCEEDINGS:
        return [*(squash(column.label) for column in OUTCOMES), "未经复议直接起诉", "复议后起诉"]
    columns = {squash(column.label) for row in FORMS[edition].table(name) for column in row.columns}
    return sorted({squash(row.label) for row in FORMS[edition].table(name)} | columns)


def stands_in(text: str, name: TableName) -> bool:
    """Whether more than half of a table's labels, of either edition, stand in a squashed text."""
    forms = [_labels(name, edition) for edition in FORMS]
    return any(sum(label in text for label in labels) > _MORE_THAN * len(labels) for labels in forms)


def unreadable(name: TableName, edition: Edition) -> Reading:
    """The reading of a table that is there but cannot be read: every cell withheld."""
    rows = FORMS[edition].table(name)
    cell = Cell(Status.AMBIGUOUS, doubt=Doubt.RUN_TOGETHER)
    return Reading(
        cells={key: cell for row in rows for key in row.keys},
        editions=frozenset(),
        labels_expected=len(rows),
        stop=0,
        withheld=Doubt.RUN_TOGETHER,
    )
