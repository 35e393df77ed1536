"""The walk over a page's tree: what is shown becomes items of the flow, in reading order.

Place in the flow: lxml tree → **html_walk** → lines, insets and grids for ``html``. One loop over events, no recursion,
so that nesting costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from lxml import etree

from parsers.readers.html_colours import NO_PAINT, Painted, painted
from parsers.readers.html_flow import EDGES, LEVEL, RAISE, Item
from parsers.readers.html_gather import End, Gatherer
from parsers.readers.html_links import attachment, is_spacer, picture
from parsers.readers.html_paint import Paints
from parsers.readers.html_shown import Shown
from parsers.readers.html_source import too_deep
from parsers.readers.html_styles import BESIDE, Look, Styles, sized
from parsers.readers.html_tags import (
    BLOCKS,
    COLUMNS,
    CONTAINERS,
    GROUPS,
    INLINE,
    MARKED,
    OF_TABLES,
    OPEN,
    PARTS,
    ROWS_AND_CELLS,
    TWO_STOREYED,
    TYPED_IN,
    UNREADABLE,
    UNSHOWN,
)

# Below the parser's own limit, at which it stops without a word when it has complained often enough.
MAX_DEPTH = 2_000
# Asked of each element; a global costs less than a member of an enum.
_TINY = Look.TINY
# Looks of what takes its place and is not believed.
_TAKEN_OUT = frozenset({Look.STRUCK, Look.UNSEEN})


def _skip() -> None:
    """Stands for the end of an element that is not entered."""


def _is_alone(element: etree._Element) -> bool:
    """Whether no other text stands in the cell of an element, nor in any element around it outside a cell."""
    while element.tag not in OF_TABLES and (around := element.getparent()) is not None:
        texts = [around.text, *(child.tail for child in around)]
        texts += ["".join(map(str, child.itertext())) for child in around if child is not element]
        if any(text and text.strip(EDGES) for text in texts):
            return False
        element = around
    return True


class Walk(Gatherer):
    """One walk over one page.

    :param styles: what its elements are shown as.
    :param paints: what they paint.
    :param show_hidden: take what the page hides until a script of it runs, except in tables.
    :param show_unseen: believe what takes its place and is not seen until a script runs.
    """

    def __init__(self, styles: Styles, paints: Paints, *, show_hidden: bool = False, show_unseen: bool = False) -> None:
        super().__init__()
        self.has_hidden = False
        # Characters of the parts that take their place and are not seen.
        self.unseen = 0
        self._show_unseen, self._within_unseen = show_unseen, False
        self._shown = Shown(styles, paints)
        self._show_hidden = show_hidden
        # What styles make of words; parts of the page stay what they are.
        self._inline: dict[Look | None, Callable[[etree._Element], End]] = {
            Look.RAISED: self._raised,
            Look.BLOCK: self._block,
        }
        self._handlers: dict[str, Callable[[etree._Element], End]] = {
            **dict.fromkeys(UNSHOWN, self._unshown),
            **dict.fromkeys(UNREADABLE, self._unreadable),
            **dict.fromkeys(BLOCKS, self._block),
            **dict.fromkeys(CONTAINERS, self._container),
            **dict.fromkeys(GROUPS, self._group),
            **dict.fromkeys(("td", "th"), self._cell),
            **dict.fromkeys(("s", "del", "strike"), self._struck_out),
            **dict.fromkeys(("sup", "sub"), self._raised),
            **dict.fromkeys(("br", "hr", "dt"), self._break),
            "table": self._table,
            "tr": self._row,
            "a": self._anchor,
            "img": self._image,
            "input": self._input,
            **dict.fromkeys(("bdo", *TWO_STOREYED), self._turned),
            "textarea": self._textarea,
            "dialog": self._dialog,
            "dd": self._dd,
            "pre": self._preformatted,
        }

    def run(self, root: etree._Element) -> list[Item]:
        """All items of a page.

        :raises ReadError: ``too-deep`` or ``too-many-cells``.
        """
        ends: list[End] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                end = self._start(element)
                ends.append(end)
                if end is _skip:
                    walk.skip_subtree()
                    continue
                if len(ends) > MAX_DEPTH:
                    raise too_deep()
                text = element.text
            else:
                end = ends.pop()
                if end is not None:
                    end()
                text = element.tail
            if text:
                self._add(text)
        self._end_line()
        return self._flow.items

    def _start(self, element: etree._Element) -> End:
        tag, said = element.tag, element.items()
        if not (said or self._shown.asks_all):
            handler = self._handlers.get(tag)
            return handler(element) if handler is not None else None
        paint, look = self._shown.of(element, (tag, *said))
        if paint is NO_PAINT:
            return self._begin(element, tag, look)
        before = self._painted
        self._paint(painted(before, paint))
        end = self._begin(element, tag, look)
        if end is _skip:
            self._paint(before)
            return end
        return partial(self._end_painted, before, end)

    def _end_painted(self, before: Painted, end: End) -> None:
        if end is not None:
            end()
        self._paint(before)

    def _begin(self, element: etree._Element, tag: str, look: Look | None) -> End:
        handler = self._handlers.get(tag)
        if look is _TINY:
            look = sized(element)
        if look is None:
            return handler(element) if handler is not None else None
        if tag in COLUMNS:
            if look not in BESIDE:
                self._doubt_table()
            return None
        if look is Look.HIDDEN and not self._is_shown(tag):
            return self._leave_out(tag)
        if look in _TAKEN_OUT:
            return (
                self._unseen_part(element, handler)
                if look is Look.UNSEEN and tag in PARTS
                else self._struck_out(element)
            )
        if look is Look.ILLEGIBLE or (look is Look.DOUBTFUL and tag in ROWS_AND_CELLS):
            return self._doubt_all(element, handler)
        beside = look in BESIDE and (look is Look.NUDGED or tag in INLINE)
        if look is Look.DOUBTFUL or (beside and self._tables and not _is_alone(element)):
            self._doubt_cell()
        if handler is None or (look is Look.RAISED and tag == "a"):
            handler = self._inline.get(look, handler)
        return handler(element) if handler is not None else None

    def _unseen_part(self, element: etree._Element, handler: Callable[[etree._Element], End] | None) -> End:
        """Enter a part of the page that takes its place and is not seen, perhaps only until a script runs."""
        if self._within_unseen or self._doubted:
            return self._doubt_all(element, handler)
        self.unseen += sum(map(len, "".join(map(str, element.itertext())).split()))
        if not self._show_unseen:
            return self._doubt_all(element, handler)
        self._within_unseen = True
        return partial(self._end_unseen, handler(element) if handler is not None else None)

    def _end_unseen(self, end: End) -> None:
        self._within_unseen = False
        if end is not None:
            end()

    def _doubt_all(self, element: etree._Element, handler: Callable[[etree._Element], End] | None) -> End:
        """Enter an element in which no number is trusted, in whatever cell it stands."""
        self._doubt_cell()
        self._doubted += 1
        return partial(self._end_doubted, handler(element) if handler is not None else None)

    def _end_doubted(self, end: End) -> None:
        self._doubted -= 1
        if end is not None:
            end()

    def _is_shown(self, tag: str) -> bool:
        """Whether a hidden element is taken; a script may show a part of a page, hardly a cell or a word."""
        self.has_hidden = self.has_hidden or tag in PARTS
        return tag in PARTS and self._show_hidden

    def _unshown(self, element: etree._Element) -> End:
        return None if self._is_left_open(element) else _skip

    def _is_left_open(self, element: etree._Element) -> bool:
        """Whether an element swallows what no such element holds, as browsers know."""
        return element.tag in OPEN and next(element.iter("table", "td", "p", "div"), None) is not None

    def _unreadable(self, element: etree._Element) -> End:
        self._doubt_cell()
        address = element.get("src") or element.get("data") or ""
        if element.tag != "script":
            self._enclose(attachment(address, ""))
        return None if self._is_left_open(element) else _skip

    def _block(self, _element: etree._Element) -> End:
        self._end_line()
        return self._end_line

    def _break(self, _element: etree._Element) -> End:
        self._end_line()
        return None

    def _dd(self, _element: etree._Element) -> End:
        # On the line of its dt: a key and its value.
        self._flow.add(" ")
        return self._end_line

    def _preformatted(self, _element: etree._Element) -> End:
        self._end_line()
        self._pre += 1
        return self._end_preformatted

    def _end_preformatted(self) -> None:
        self._end_line()
        self._pre -= 1

    def _leave_out(self, tag: str) -> End:
        """Pass over an element; a cell that then is empty was not printed so."""
        if tag not in OF_TABLES and (cell := self._open_cell()) is not None:
            cell.emptied = True
        return _skip

    def _struck_out(self, element: etree._Element) -> End:
        is_part = element.tag in OF_TABLES or next(element.iter(*OF_TABLES), None) is not None
        if not is_part:
            return self._leave_out(element.tag)
        # A whole table struck out is a tag left open, most likely: it is read, and no number in it trusted.
        handler = self._handlers.get(element.tag) if element.tag not in {"s", "del", "strike"} else None
        return self._doubt_all(element, handler)

    def _raised(self, _element: etree._Element) -> End:
        self._flow.add(RAISE)
        return self._end_raised

    def _end_raised(self) -> None:
        self._flow.add(LEVEL)

    def _anchor(self, element: etree._Element) -> End:
        address = element.get("href")
        if address is None or self._link is not None:
            return None
        self._link = []
        self._links += 1
        return partial(self._end_anchor, address, is_download="download" in element.attrib)

    def _end_anchor(self, address: str, *, is_download: bool) -> None:
        text = " ".join("".join(self._link or ()).split()).strip(EDGES)
        self._link = None
        self._enclose(attachment(address, text, is_download=is_download))

    def _image(self, element: etree._Element) -> End:
        if not is_spacer(element):
            self._doubt_cell()
        self._enclose(picture(element))
        return None

    def _input(self, element: etree._Element) -> End:
        kind = (element.get("type") or "").strip().lower()
        value = element.get("value")
        if self._tables and value and kind in TYPED_IN:
            # Beside digits of the cell's text it is another number.
            self._flow.add(f" {value}")
            if (element.tail or "").strip()[:1].isdigit():
                self._doubt_cell()
        elif kind in MARKED or (value and kind == "password") or (element.get("placeholder") and not value):
            self._doubt_cell()
        return None

    def _turned(self, _element: etree._Element) -> End:
        self._doubt_cell()
        return None

    def _dialog(self, element: etree._Element) -> End:
        return (
            self._block(element) if "open" in element.attrib or self._is_shown("dialog") else self._leave_out("dialog")
        )

    def _textarea(self, _element: etree._Element) -> End:
        return None if self._tables else _skip
