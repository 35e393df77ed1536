"""All damage to grids by name, and which of it a sheet cannot show."""

from __future__ import annotations

from tests.factory.grid_damage import CELL_DAMAGES, Damage
from tests.factory.grid_damage_rows import ROW_DAMAGES
from tests.factory.grid_damage_tables import TABLE_DAMAGES

GRID_DAMAGES: dict[str, Damage] = {**CELL_DAMAGES, **ROW_DAMAGES, **TABLE_DAMAGES}
# What makes rows shorter shows only where rows end: on a sheet they do not, and the cells left are read as they stand.
SHORTENING = frozenset(
    {
        "cell deleted",
        "two cells deleted",
        "glued, row shorter",
        "column lost",
        "column lost with its head",
        "blanks dropped",
        "spans lost",
        "extents lost",
    }
)
