"""What a page encloses (pictures, attachments), and which of its parts are navigation.

Place in the flow: used by ``html_walk``. Navigation is left out only where nothing of a report can be in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from parsers.document import EnclosureKind
from parsers.readers.html_flow import Grid, Inset, Item, Line

MAX_ADDRESS = 4_000
_EXTENSIONS = "docx?|wps|wpt|et|pdf|xlsx?|rtf|ofd|zip|rar|7z|jpe?g|png|tiff?|mht"
# At the end of the path, or of a value of the query (?file=…/report.pdf); or what hands out files by their number.
_FILE = re.compile(
    rf"\.(?:{_EXTENSIONS})(?=$|[?#&])|(?:downfile|download\w*|attach_file)\.\w+\?|/downloads?/[\w/]*\?", re.IGNORECASE
)
_NAMED_FILE = re.compile(rf"^\s*附\s*件|\.(?:{_EXTENSIONS})\s*$", re.IGNORECASE)
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*)\s*:", re.IGNORECASE)
_DATA_TYPE = re.compile(r"\s*(data\s*:[\w.+-]*/?[\w.+-]*)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(?:px)?\s*$", re.IGNORECASE)
_STYLE_LENGTH = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*([0-9.]+)px", re.IGNORECASE)
# Pictures that are smaller show no table, nor do those named like icons unless they are large; those of a few pixels
# only hold distance.
_ICON = 48
_LARGE = 200
_SPACER = 3
_ICON_NAME = re.compile(r"icon|filetype|spacer|blank\.gif|emot|/face/|qr_?code|ewm|erweima|logo", re.IGNORECASE)
# Where scripts find the picture that takes the place of another one once it is scrolled to.
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-url")

_NAV_TAGS = frozenset({"nav", "footer", "aside"})
_NAV_ROLES = frozenset({"navigation", "contentinfo", "complementary", "search", "menu", "menubar"})
_NAV_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navs|navbar|navigation|menu|breadcrumbs?|crumbs?|foot|footer|sidebar|share|bdsharebuttonbox|"
    r"copyright|pager|pagination|page-?nav|friend-?links?|toolbar|prev-?next|related|recommend)(?=$|[\s_\d-])",
    re.IGNORECASE,
)
_LEAST_LINKS = 4
_MOSTLY = 0.6
# More text than that is no navigation, whatever its class says; so many items are not looked through.
_MAX_NAVIGATION = 1_500
_MAX_ITEMS = 2_000
_PARAGRAPH = 40
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}\s*[、.．]|[(（][一二三四五六七八九十]{1,2}[)）]")
_DATED = re.compile(r"20[0-9]{2}\s*[-年./]\s*[0-9]{1,2}\s*[-月./]\s*[0-9]{1,2}")


def attachment(address: str, text: str, *, is_download: bool = False) -> Inset | None:
    """The attachment that a link leads to; None for a link to another page.

    :param is_download: the link says that it is to be saved.
    """
    if not (is_download or _FILE.search(address) or _NAMED_FILE.search(text)):
        return None
    shown = shown_address(address)
    return Inset(EnclosureKind.ATTACHMENT, shown, text) if shown else None


def picture(element: etree._Element) -> Inset | None:
    """The picture that an ``img`` shows; None for icons and spacers."""
    address = next((found for name in (*_LAZY, "src") if (found := element.get(name))), "")
    shown = shown_address(address)
    sides = _sides(element)
    if not shown or (sides and min(sides) < _ICON):
        return None
    is_large = bool(sides) and min(sides) >= _LARGE
    if not is_large and len(address) < MAX_ADDRESS and _ICON_NAME.search(address):
        return None
    text = (element.get("alt") or element.get("title") or "").strip()
    return Inset(EnclosureKind.PICTURE, shown, text)


def is_spacer(element: etree._Element) -> bool:
    """Whether a picture is too small to show a character."""
    sides = _sides(element)
    return bool(sides) and min(sides) <= _SPACER


def shown_address(address: str) -> str:
    """An address as the source has it; of code and data only what they are, of local files and the endless nothing."""
    scheme = match[1].lower() if (match := _SCHEME.match(address)) else ""
    if scheme == "file":
        return ""
    if scheme in {"javascript", "vbscript"}:
        return f"{scheme}:"
    if scheme == "data":
        data = _DATA_TYPE.match(address)
        return re.sub(r"\s", "", data[1]).lower() if data else "data:"
    return address.strip() if len(address) <= MAX_ADDRESS else ""


def is_named_navigation(element: etree._Element) -> bool:
    """Whether an element calls itself navigation, a page's foot or the like."""
    if element.tag in _NAV_TAGS or element.get("role") in _NAV_ROLES:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _NAV_NAME.search(names) is not None


def is_navigation(items: Sequence[Item], links: int, *, named: bool) -> bool:
    """Whether the items of an element are navigation: mostly links, and nothing that a report is made of.

    :param links: how many links it has.
    :param named: whether it calls itself so; then it need not be mostly links.
    """
    if len(items) > _MAX_ITEMS or (links < _LEAST_LINKS and not named):
        return False
    length = linked = dated = 0
    for item in items:
        if _is_of_report(item) or (named and isinstance(item, Grid)):
            return False
        if isinstance(item, Grid):
            length += item.length
            linked += item.linked
        if isinstance(item, Line):
            length += len(item.text)
            linked += item.linked
            dated += 2 * item.linked < len(item.text) and _DATED.search(item.text) is not None
    if named and not dated and length <= _MAX_NAVIGATION:
        return True
    # A list of links may have a date beside each; a page's head has one.
    return links >= _LEAST_LINKS and linked >= _MOSTLY * length and (not dated or 2 * dated >= links)


def _is_of_report(item: Item) -> bool:
    if isinstance(item, Inset):
        return item.kind is EnclosureKind.ATTACHMENT
    if isinstance(item, Grid):
        return item.has_numbers
    if _NUMBERED.match(item.text):
        return True
    return len(item.text) >= _PARAGRAPH and "。" in item.text and 2 * item.linked < len(item.text)


def _sides(element: etree._Element) -> list[float]:
    sides = [float(match[1]) for name in ("width", "height") if (match := _LENGTH.match(element.get(name) or ""))]
    style = element.get("style")
    if style:
        sides += [float(match[2]) for match in _STYLE_LENGTH.finditer(style[:500]) if match[2].count(".") <= 1]
    return sides
