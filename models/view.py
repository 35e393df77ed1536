"""What an SQL view is made of, as data.

Place in the flow: filled in by ``models.views`` and ``models.site_views``; ``models.view_ddl`` makes statements of it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Backend = Literal["sqlite", "postgresql"]


class Column(NamedTuple):
    """One column of a view: its name, the expression behind it, and what it holds, in both languages.

    ``sqlite`` is the expression there, where it differs.
    """

    name: str
    expression: str
    comment: str
    sqlite: str | None = None

    def select(self, backend: Backend) -> str:
        """The column as it stands in the SELECT."""
        expression = self.sqlite if backend == "sqlite" and self.sqlite is not None else self.expression
        return f"{expression} AS {self.name}"


class View(NamedTuple):
    """One view: its columns and what follows the SELECT list (``sqlite``: there, where it differs)."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    source: str
    sqlite: str | None = None

    def select(self, backend: Backend) -> str:
        """The query of the view."""
        source = self.sqlite if backend == "sqlite" and self.sqlite is not None else self.source
        columns = ",\n  ".join(column.select(backend) for column in self.columns)
        return f"SELECT\n  {columns}\n{source}"
