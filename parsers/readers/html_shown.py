"""What each element of a page paints and is shown as, looked up once for all that have their attributes in common.

Place in the flow: asked by ``html_walk`` for each element; ``html_styles`` and ``html_paint`` know the answers.
"""

from __future__ import annotations

from lxml import etree

from parsers.readers.html_colours import Paint
from parsers.readers.html_paint import Paints
from parsers.readers.html_styles import Look, Styles

# Of so many different elements the answer is kept; the cells of a table are a few of them.
_MOST_KNOWN = 4_096


class Shown:
    """The elements of one page.

    :param styles: what they are shown as.
    :param paints: what they paint.
    """

    def __init__(self, styles: Styles, paints: Paints) -> None:
        self._styles = styles
        self._paints = paints
        self._known: dict[tuple[object, ...], tuple[Paint, Look | None]] = {}
        # Rules for more than classes may be for elements without attributes, and for one of two that have the same.
        self.asks_all = styles.by_element or paints.by_element

    def of(self, element: etree._Element, written: tuple[object, ...]) -> tuple[Paint, Look | None]:
        """What an element paints and is shown as.

        :param written: its tag and its attributes.
        """
        known = self._known.get(written)
        if known is None:
            known = self._paints.of(element), self._styles.look(element)
            if not self.asks_all and len(self._known) < _MOST_KNOWN:
                self._known[written] = known
        return known
