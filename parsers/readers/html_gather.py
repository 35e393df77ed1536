"""The state of the walk over a page: the flow that text goes to, the tables that are open, the links so far.

Place in the flow: the half of ``html_walk`` that knows of lines, tables and cells, and of no tag but theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from lxml import etree

from parsers.readers.html_colours import PAPER, Painted, shows_text
from parsers.readers.html_css import declarations, pixels
from parsers.readers.html_flow import Flow, Inset
from parsers.readers.html_grid import MAX_HEIGHT, MAX_SPAN, OpenCell, extent
from parsers.readers.html_links import is_named_navigation, is_navigation
from parsers.readers.html_source import too_deep
from parsers.readers.html_tables import OpenTable, resolve
from parsers.report import ReadError

MAX_TABLES_IN_TABLES = 60
MAX_CELLS = 200_000
MAX_INSETS = 1_000

# What is to be done at the end of an element, if anything.
End = Callable[[], None] | None


class _Container(NamedTuple):
    """Where an element began that may turn out to be navigation."""

    flow: Flow
    start: int
    links: int
    named: bool


def _has_no_height(row: etree._Element) -> bool:
    style = row.get("style")
    return row.get("height") == "0" or (bool(style) and pixels(declarations(style).get("height", "")) == 0)


class Gatherer:
    """What a walk has gathered so far. Methods named after elements begin one and return what ends it."""

    def __init__(self) -> None:
        self._flow = Flow()
        self._tables: list[OpenTable] = []
        self._link: list[str] | None = None
        self._links = self._pre = self._doubted = self._cells = self._insets = 0
        self._painted = PAPER
        self._shows_text = True

    def _paint(self, painted: Painted) -> None:
        """Go on in other colours."""
        self._painted = painted
        self._shows_text = shows_text(painted)

    def _add(self, text: str) -> None:
        if self._link is not None:
            self._link.append(text)
        if self._pre:
            first, *others = text.split("\n")
            self._flow.add(first)
            for line in others:
                self._end_line()
                self._flow.add(line)
        elif text.isspace():
            self._flow.add_space(text)
        else:
            self._flow.add(text, linked=self._link is not None)
            if not self._shows_text:
                self._doubt_cell()

    def _end_line(self) -> None:
        # Most elements end where nothing has begun.
        if self._flow.parts:
            self._flow.end_line(keep_spaces=self._pre > 0 and not self._tables)

    def _container(self, element: etree._Element) -> End:
        self._end_line()
        named = is_named_navigation(element)
        return partial(self._end_container, _Container(self._flow, len(self._flow.items), self._links, named))

    def _end_container(self, container: _Container) -> None:
        self._end_line()
        links = self._links - container.links
        if self._flow is not container.flow or not (container.named or links):
            return
        if is_navigation(self._flow.items[container.start :], links, named=container.named):
            del self._flow.items[container.start :]
            self._links = container.links

    def _table(self, element: etree._Element) -> End:
        self._end_line()
        named = is_named_navigation(element)
        container = _Container(self._flow, len(self._flow.items), self._links, named)
        table = OpenTable()
        self._tables.append(table)
        if len(self._tables) > MAX_TABLES_IN_TABLES:
            raise too_deep()
        self._flow = table.foster
        return partial(self._end_table, container)

    def _end_table(self, container: _Container) -> None:
        table = self._tables.pop()
        table.end_row()
        self._flow = container.flow
        self._flow.items += resolve(table)
        self._end_container(container)

    def _group(self, element: etree._Element) -> End:
        if self._tables:
            self._tables[-1].begin_group(element.tag)
        return self._end_group

    def _end_group(self) -> None:
        if self._tables:
            self._tables[-1].begin_group("tbody")

    def _row(self, element: etree._Element) -> End:
        self._end_line()
        if not self._tables:
            return self._end_line
        table = self._tables[-1]
        self._flow = table.foster
        row = table.begin_row()
        # Office programs close a table, and scripts begin one, with a row that only holds the widths of its columns.
        return partial(table.end_row, unless_empty=row) if _has_no_height(element) else table.end_row

    def _cell(self, element: etree._Element) -> End:
        if self._flow.parts:
            self._end_line()
        if not self._tables:
            return self._end_line
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise ReadError("too-many-cells", f"The page has more than {MAX_CELLS} cells; a report has some 300.")
        table = self._tables[-1]
        span, height = element.get("colspan"), element.get("rowspan")
        cell = table.begin_cell(
            1 if span is None else extent(span, MAX_SPAN), 1 if height is None else extent(height, MAX_HEIGHT, least=0)
        )
        cell.unread = self._doubted > 0 or table.doubted
        self._flow = cell.flow
        return partial(self._end_cell, table)

    def _end_cell(self, table: OpenTable) -> None:
        if self._flow.parts:
            self._end_line()
        self._flow = table.foster

    def _doubt_cell(self) -> None:
        if (cell := self._open_cell()) is not None:
            cell.unread = True

    def _doubt_table(self) -> None:
        """Trust no number of the table under way: columns of it are not shown."""
        if self._tables:
            self._tables[-1].doubted = True

    def _open_cell(self) -> OpenCell | None:
        cell = self._tables[-1].cell if self._tables else None
        return cell if cell is not None and cell.flow is self._flow else None

    def _enclose(self, inset: Inset | None) -> None:
        if inset is not None and self._insets < MAX_INSETS:
            self._insets += 1
            self._flow.items.append(inset)
