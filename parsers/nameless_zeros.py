"""Groups of T3 whose rows lost their labels and hold nothing but zeros: as many as the form has in the group.

Place in the flow: ``table_applications`` has read the rows that have labels → **nameless_zeros**. Converters lose the
labels of a table within a table; of other numbers nobody knows the order then, of zeros it does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parsers.form import APPLICANTS, DISPOSITION_GROUPS, OTHER_DISPOSITIONS_2021, OTHER_GROUP
from parsers.normalise import as_label
from parsers.report import OK, Cell, ExtraRow

_GROUPS = {
    as_label(label): [f"applications.{group}.{key}.{column.key}" for key, _ in members for column in APPLICANTS]
    for group, label, members in (*DISPOSITION_GROUPS, ("other", OTHER_GROUP, OTHER_DISPOSITIONS_2021))
}


def zeros_of_groups(groups: Iterable[ExtraRow], cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells that zeros behind the label of a group are, where each of its rows lacks.

    :param groups: the labels of groups with the numbers behind them.
    """
    found: dict[str, Cell] = {}
    for row in groups:
        keys = _GROUPS.get(as_label(row.label), [])
        lacking = all(key in cells and cells[key].value is None and not cells[key].raw for key in keys)
        if keys and lacking and row.values == ("0",) * len(keys):
            found |= {key: Cell(OK, 0, "0", row.where) for key in keys}
    return found
