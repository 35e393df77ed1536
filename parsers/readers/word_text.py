"""The text of one Word paragraph as a reader of the printed page sees it.

Place in the flow: ``word`` hands over each ``w:p`` in reading order; fields and automatic numbers reach across
paragraphs, so the order matters. Deleted, hidden and struck text and the codes of fields are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec
from lxml import etree

from parsers.document import EnclosureKind
from parsers.numbers import BLANK_MARKS
from parsers.readers.note_marks import SAYS_IT_IS_A_MARK
from parsers.readers.ooxml import MC_ALTERNATE, RELATION, Relation, alternative
from parsers.readers.word_numbering import Numbering
from parsers.readers.word_styles import PLAIN, VAL, Look, NumberLink, Styles, W, child_of, look, number_link
from parsers.report import ReadError

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WORD_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
BOX = f"{W}txbxContent"
_RUN, _HYPERLINK, _FIELD = f"{W}r", f"{W}hyperlink", f"{W}fldSimple"
_PROPERTIES, _RUN_PROPERTIES, _STYLE, _RUN_STYLE = f"{W}pPr", f"{W}rPr", f"{W}pStyle", f"{W}rStyle"
_TAKEN_OUT = (f"{W}del", f"{W}moveFrom")
_EQUATIONS = (f"{_MATH}oMath", f"{_MATH}oMathPara")
# What is walked through as if it were not there; what any other unknown element holds is not text.
WRAPPERS = frozenset(
    f"{W}{name}"
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdtContent", "sdt", "dir", "bdo", "rubyBase")
)
# Fields that show nothing by nature; any other without a result shows something that is not in the file.
_SILENT_FIELDS = frozenset({"XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "BIBLIOGRAPHY", "ADVANCE", ""})
_CHOICE_FIELDS = frozenset({"FORMDROPDOWN", "FORMCHECKBOX"})
_FILES = re.compile(r"\.(docx?|wps|rtf|pdf|xlsx?|et|ofd|zip|rar|7z|jpe?g|png)$", re.IGNORECASE)
_TEXT_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# What shows nothing in its place. Anything else that is not known may show a number.
_SILENT = frozenset(
    f"{W}{name}"
    for name in (
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "del", "moveFrom", "delText", "delInstrText"),
        *("proofErr", "permStart", "permEnd", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "softHyphen"),
        *("customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd"),
        *("customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
        *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "lastRenderedPageBreak", "separator"),
        *("footnoteReference", "endnoteReference", "footnoteRef", "endnoteRef", "annotationRef", "commentReference"),
        *("continuationSeparator", "fldData"),
    )
)


class Mark(msgspec.Struct, frozen=True):
    """A picture or an embedded or linked file in a paragraph."""

    kind: EnclosureKind
    address: str
    text: str


class Paragraph(msgspec.Struct):
    """What a paragraph shows.

    ``open`` says that its end is deleted or hidden, so that the next one continues it; ``boxes`` are the text boxes
    anchored in it. ``sure`` is False where it shows more than its text says.
    """

    text: str = ""
    sure: bool = True
    open: bool = False
    boxes: list[etree._Element] = []
    marks: list[Mark] = []


class _Field(msgspec.Struct):
    code: str = ""
    in_result: bool = False

    @property
    def name(self) -> str:
        return self.code.split(maxsplit=1)[0].upper() if self.code.strip() else ""


class TextReader:
    """Reads paragraphs one after the other."""

    def __init__(self, styles: Styles, numbering: Numbering, relations: dict[str, Relation]) -> None:
        self._styles = styles
        self._numbering = numbering
        self._relations = relations
        self._fields: list[_Field] = []
        self._swallowed = False
        self._parts: list[str] = []
        self._paragraph = Paragraph()
        self._style_look = Look()
        self._run_handlers: dict[str, Callable[[etree._Element, Look], None]] = {
            f"{W}t": lambda element, look: self._emit(element.text or "", look),
            f"{W}sym": self._symbol,
            f"{W}fldChar": self._field_mark,
            f"{W}instrText": self._field_code,
            f"{W}drawing": self._drawing,
            f"{W}pict": self._drawing,
            f"{W}object": self._object,
            MC_ALTERNATE: self._alternative,
            f"{W}ruby": lambda element, _: self._walk(element.find(f"{W}rubyBase")),
        }

    def paragraph(self, element: etree._Element) -> Paragraph:
        """Read one ``w:p``."""
        self._parts, self._paragraph = [], Paragraph()
        properties = child_of(element, _PROPERTIES)
        style, link, mark = self._properties(properties)
        self._style_look = self._styles.look(style)
        self._walk(element)
        text = "".join(self._parts)
        if link is not None and link.number not in {None, "0"}:
            text = self._numbered(text, link, style)
        self._paragraph.text, self._paragraph.open = text, mark
        return self._paragraph

    def separate_story(self) -> Callable[[], None]:
        """Begin a text of its own (a text box); the result ends it. Fields do not reach across."""
        outer, self._fields = self._fields, []

        def end() -> None:
            self.check_fields()
            self._fields = outer

        return end

    def check_fields(self) -> None:
        """At the end of a text: no field may be open that text was lost in.

        :raises ReadError: ``damaged-file``.
        """
        if self._fields and self._swallowed:
            raise ReadError("damaged-file", "A field of the document is not closed; open and save it in Word.")

    def _properties(self, properties: etree._Element | None) -> tuple[str | None, NumberLink | None, bool]:
        """Style, list and whether the paragraph's end is deleted or hidden."""
        if properties is None:
            return self._styles.default, self._styles.link(self._styles.default), False
        named = child_of(properties, _STYLE)
        style = self._styles.default if named is None else named.get(VAL)
        own, inherited = number_link(properties), self._styles.link(style)
        if own is not None and own.number is None and inherited is not None:
            own = NumberLink(inherited.number, own.level)
        mark = child_of(properties, _RUN_PROPERTIES)
        gone = mark is not None and (bool(look(mark).hidden) or any(child.tag in _TAKEN_OUT for child in mark))
        return style, own or inherited, gone

    def _numbered(self, text: str, link: NumberLink, style: str | None) -> str:
        label = self._numbering.label(link.number or "", link.level, style)
        if label and not any(char.isalpha() for char in text):
            # A number that the program counted, in a place for numbers: seen, but not written by anyone.
            self._paragraph.sure = False
        return label + text

    def _walk(self, element: etree._Element | None) -> None:
        for child in element if element is not None else ():
            tag = child.tag
            if tag == _RUN:
                self._run(child)
            elif tag in WRAPPERS:
                if tag == _HYPERLINK:
                    self._link(child)
                self._walk(child)
            elif tag == _FIELD:
                self._simple_field(child)
            elif tag == MC_ALTERNATE:
                self._walk(alternative(child))
            elif tag in _EQUATIONS:
                self._math(child)
            elif tag not in _SILENT:
                self._paragraph.sure = False

    def _run(self, run: etree._Element) -> None:
        properties = child_of(run, _RUN_PROPERTIES)
        shown = self._style_look
        if properties is not None:
            named = child_of(properties, _RUN_STYLE)
            base = shown if named is None else self._styles.look(named.get(VAL)).over(shown)
            shown = look(properties).over(base)
        for child in run:
            tag = child.tag
            handler = self._run_handlers.get(tag)
            if handler is not None:
                handler(child, shown)
            elif (sign := _TEXT_SIGNS.get(tag)) is not None:
                self._emit(sign, shown)
            elif tag not in _SILENT and not shown.hidden:
                self._paragraph.sure = False

    def _emit(self, text: str, shown: Look) -> None:
        if shown is PLAIN and not self._fields:
            self._parts.append(text)
        elif any(not field.in_result or field.name == "TOC" for field in self._fields):
            self._swallowed = self._swallowed or bool(text.strip())
        elif shown.hidden:
            return
        elif shown.struck:
            self._paragraph.sure = self._paragraph.sure and not text.strip()
        elif (shown.pale or shown.tiny) and any(char.isdigit() for char in text):
            # Perhaps nobody sees it, perhaps what is behind it is dark.
            self._paragraph.sure = False
            self._parts.append(text)
        elif shown.raised and any(char.isdigit() for char in text):
            # A raised digit is a footnote mark, a power or a unit's, never a digit of the number before it.
            before = "".join(self._parts).strip()
            behind = before[-1:].isdigit() or before in BLANK_MARKS
            if not (behind and SAYS_IT_IS_A_MARK.fullmatch(text.strip())):
                self._paragraph.sure = self._paragraph.sure and not behind
                self._parts.append(f"[{text}]")
        else:
            self._parts.append(text)

    def _symbol(self, element: etree._Element, shown: Look) -> None:
        code = element.get(f"{W}char", "")
        if re.fullmatch("[0-9A-Fa-f]{4}", code):
            # Its picture depends on a font; never let it pass for a digit.
            char = chr(int(code, 16))
            self._emit("\ufffd" if char.isdigit() or "\ud800" <= char <= "\udfff" else char, shown)

    def _field_mark(self, element: etree._Element, _: Look) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            self._swallowed = self._swallowed and len(self._fields) > 1
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            shows_unread = not field.in_result and field.name not in _SILENT_FIELDS
            if shows_unread or field.name in _CHOICE_FIELDS:
                self._paragraph.sure = False

    def _field_code(self, element: etree._Element, _: Look) -> None:
        if self._fields and not self._fields[-1].in_result:
            self._fields[-1].code += element.text or ""

    def _simple_field(self, element: etree._Element) -> None:
        self._fields.append(_Field(element.get(f"{W}instr", ""), in_result=True))
        depth = len(self._fields)
        self._walk(element)
        del self._fields[depth - 1 :]

    def _math(self, element: etree._Element) -> None:
        """An equation as its characters; only one that is a plain run of them is sure to read in this order."""
        texts = [child.text or "" for child in element.iter(f"{_MATH}t")]
        plain = {f"{_MATH}oMath", f"{_MATH}oMathPara", f"{_MATH}r", f"{_MATH}t", f"{_MATH}rPr", f"{_MATH}ctrlPr"}
        structured = any(str(child.tag).startswith(_MATH) and child.tag not in plain for child in element.iter("*"))
        self._paragraph.sure = self._paragraph.sure and not structured
        self._emit(" ".join(texts) if structured else "".join(texts), Look())

    def _alternative(self, element: etree._Element, shown: Look) -> None:
        chosen = alternative(element)
        for child in chosen if chosen is not None else ():
            handler = self._run_handlers.get(child.tag)
            if handler is not None:
                handler(child, shown)

    def _drawing(self, element: etree._Element, shown: Look) -> None:
        if shown.hidden:
            return
        boxes = list(_boxes(element))
        self._paragraph.boxes = [*self._paragraph.boxes, *boxes]
        named = next(element.iter(f"{_WORD_DRAWING}docPr"), None)
        caption = "" if named is None else named.get("descr", "")
        for picture in element.iter(f"{_DRAWING}blip", f"{_VML}imagedata"):
            if not any(ancestor in boxes for ancestor in picture.iterancestors(BOX)):
                ids = (f"{RELATION}embed", f"{RELATION}link", f"{RELATION}id")
                self._mark(EnclosureKind.PICTURE, [picture.get(key) for key in ids], caption)
        # What a drawing shows is not known: a number as easily as a line.
        self._paragraph.sure = False

    def _object(self, element: etree._Element, shown: Look) -> None:
        if shown.hidden:
            return
        self._paragraph.sure = False
        for child in element.iter(f"{_OFFICE}OLEObject"):
            self._mark(EnclosureKind.ATTACHMENT, [child.get(f"{RELATION}id")], child.get("ProgID", ""))

    def _link(self, element: etree._Element) -> None:
        relation = self._relations.get(element.get(f"{RELATION}id", ""))
        if relation is not None and relation.external and _FILES.search(relation.target):
            text = "".join(child.text or "" for child in element.iter(f"{W}t"))
            self._mark(EnclosureKind.ATTACHMENT, [element.get(f"{RELATION}id")], text)

    def _mark(self, kind: EnclosureKind, ids: list[str | None], text: str) -> None:
        for found in (self._relations.get(key) for key in ids if key):
            if found is not None:
                self._paragraph.marks = [*self._paragraph.marks, Mark(kind, found.target, text)]


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes of a drawing, of one branch where there are alternatives."""
    for child in element:
        if child.tag == BOX:
            yield child
        elif child.tag == MC_ALTERNATE:
            chosen = alternative(child)
            if chosen is not None:
                yield from _boxes(chosen)
        else:
            yield from _boxes(child)
