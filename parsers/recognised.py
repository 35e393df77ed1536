"""Numbers recognised in pictures, weighed against the sums of the form: what they contradict is withheld.

Place in the flow: after ``decode`` has read the tables of a scan. A misread digit and a wrong sum in the source look
the same here, so neither is taken for a number; text sources are never weighed like this.
"""

from __future__ import annotations

from collections.abc import Mapping

from parsers.form import FORMS, Edition, Row, TableName
from parsers.placing import withhold
from parsers.report import BLANK, Cell, Doubt, Number
from parsers.sums import Identity, column_identities, holds, row_identities


def weigh(cells: dict[str, Cell], edition: Edition) -> dict[str, Cell]:
    """The cells with those withheld that broken sums throw doubt on.

    A cell all of whose sums are broken is the culprit; the others of these sums are not doubted for it. A broken sum
    without a culprit throws doubt on all its cells: a glyph misread twice in one row leaves that row's sum whole.
    """
    values = {key: _number(cell) for key, cell in cells.items()}
    judged = {identity: holds(identity, values) for identity in _identities(edition)}
    broken = [identity for identity, verdict in judged.items() if verdict is False]
    doubted: set[str] = set()
    for identity in broken:
        culprits = {key for key in identity.keys if _is_culprit(key, judged)}
        doubted |= culprits or set(identity.keys)
    return {key: withhold(cell, Doubt.CONTRADICTED) if key in doubted else cell for key, cell in cells.items()}


def _identities(edition: Edition) -> list[Identity]:
    form = FORMS[edition if edition in FORMS else Edition.E2021]
    applications: tuple[Row, ...] = form.table(TableName.APPLICATIONS)
    by_row = row_identities((*applications, *form.table(TableName.PROCEEDINGS)))
    return [*by_row, *column_identities(applications)]


def _is_culprit(key: str, judged: Mapping[Identity, bool | None]) -> bool:
    verdicts = [verdict for identity, verdict in judged.items() if key in identity.keys and verdict is not None]
    return len(verdicts) > 1 and not any(verdicts)


def _number(cell: Cell) -> Number | None:
    return 0 if cell.status is BLANK else cell.value
