"""Tables the labels of which stand in the text, but run in with it so that no number has a place.

Place in the flow: asked by ``decode`` for a table that ``regions`` did not find, before it is called absent: that a
table is missing is a claim too, and a false alarm if the page merely lost its line breaks.
"""

from __future__ import annotations

import re

from parsers.form import FORMS, OUTCOMES, Edition, TableName
from parsers.normalise import squash
from parsers.report import AMBIGUOUS, Cell, Doubt
from parsers.table_reading import Reading

# Narrative names single dispositions; more than half of all labels is a table.
_MORE_THAN = 0.5
_NUMBER = re.compile(r"^\d")


def _labels(name: TableName, edition: Edition) -> list[str]:
    if name is TableName.PROCEEDINGS:
        return [*(squash(column.label) for column in OUTCOMES), "未经复议直接起诉", "复议后起诉"]
    columns = {squash(column.label) for row in FORMS[edition].table(name) for column in row.columns}
    # Sources leave out the numbers of the rows, or write 1、 for 1.
    return sorted({_NUMBER.sub("", squash(row.label)) for row in FORMS[edition].table(name)} | columns)


def stands_in(text: str, name: TableName) -> bool:
    """Whether more than half of a table's labels, of either edition, stand in a squashed text."""
    forms = [_labels(name, edition) for edition in FORMS]
    return any(sum(label in text for label in labels) > _MORE_THAN * len(labels) for labels in forms)


def editions_in(text: str, name: TableName) -> frozenset[Edition]:
    """The edition of which a squashed text has labels that the other lacks; none where both or neither are there.

    （六）其他处理 stands in T3 of both; without its three rows it is that of 2019.
    """
    own = {edition: set(_labels(name, edition)) for edition in FORMS}
    shown = {
        edition for edition, labels in own.items() if any(label in text for label in labels - own[_other(edition)])
    }
    if name is TableName.APPLICATIONS and Edition.E2021 in shown:
        return frozenset({Edition.E2021})
    return frozenset(shown) if len(shown) == 1 else frozenset()


def _other(edition: Edition) -> Edition:
    return Edition.E2019 if edition is Edition.E2021 else Edition.E2021


def unreadable(name: TableName, default: Edition, shown: frozenset[Edition] = frozenset()) -> Reading:
    """The reading of a table that is there but cannot be read: every cell withheld.

    :param shown: the edition that its labels show, if any; else it is taken for that of the other tables.
    """
    edition = next(iter(shown), default)
    rows = FORMS[edition].table(name)
    cell = Cell(AMBIGUOUS, doubt=Doubt.RUN_TOGETHER)
    return Reading(
        cells={key: cell for row in rows for key in row.keys},
        editions=shown,
        labels_expected=len(rows),
        stop=0,
        withheld=Doubt.RUN_TOGETHER,
    )
