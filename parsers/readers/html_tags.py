"""What the tags of a page mean to its reader.

Place in the flow: the tables that ``html_walk`` works by.
"""

from __future__ import annotations

# What a page does not show as text.
UNSHOWN = (
    *("head", "title", "meta", "style", "noscript", "template", "xml", "datalist", "option", "rt", "rp", "map"),
    "noframes",
)
# What it shows or may show, though not as text: a cell that has one and no text is not proven empty.
UNREADABLE = (
    *("script", "select", "canvas", "svg", "object", "embed", "iframe", "video", "audio", "applet", "button"),
    *("progress", "meter"),
    "v:imagedata",
)
# Of these, the ones the content of which is shown all the same when it is what no such element has: a tag left open.
OPEN = frozenset({"select", "svg", "object", "applet", "button", "map", "datalist", "option", "rt", "rp", "xml"})
BLOCKS = (
    *("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "article", "main", "header", "form", "fieldset", "legend"),
    *("figure", "figcaption", "address", "blockquote", "center", "details", "summary", "body", "html", "caption"),
    *("hgroup", "frameset", "optgroup"),
)
# Of the blocks, the ones that may be a list of links or say by their name that they are navigation.
CONTAINERS = ("div", "ul", "ol", "dl", "section", "nav", "aside", "footer", "menu", "dir")
COLUMNS = frozenset({"col", "colgroup"})
# Of formulas, what sets one number above or beside another.
TWO_STOREYED = ("msup", "msub", "msubsup", "mover", "munder", "munderover", "mfrac", "mroot", "mtable")
INLINE = frozenset({"span", "b", "i", "em", "strong", "u", "font", "a", "label", "small", "big", "ins", "code"})
GROUPS = ("thead", "tbody", "tfoot")
TYPED_IN = frozenset({"", "text", "number", "tel", "email", "url", "search", "date", "month"})
MARKED = frozenset({"checkbox", "radio", "file", "image"})
# What a page may hide until a script shows it.
PARTS = frozenset({*CONTAINERS, "table", "article", "main", "form", "dialog"})
# Struck out, a part of a table still takes its place in the grid.
ROWS_AND_CELLS = frozenset({"tr", "td", "th", *GROUPS})
OF_TABLES = frozenset({"table", *ROWS_AND_CELLS})
