"""The whole way from bytes to Report: type, reader, headings, tables, text, identity.

Place in the flow: called by ``inspect`` and, in a child process, by the extract actor. Pure: no file, clock or network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.counted import without_column_numbers
from parsers.decode import decode
from parsers.document import Document, Enclosure
from parsers.flattened import unflatten
from parsers.form import FORMS, SECTION_TITLES, Edition
from parsers.grid_lines import divide_rows
from parsers.headings import Heading, find_headings
from parsers.identity import Hints, identify
from parsers.listed import unlist
from parsers.media import read_document
from parsers.normalise import squash
from parsers.report import ABSENT, Cell, Enclosed, ReadError, Report
from parsers.sections import Text, read_text_parts
from parsers.several import refuse_several
from parsers.stacked import unstack
from parsers.years_in_labels import say_which_year

# Raise it whenever a change may read any source differently: stored reports are then read again (``reparse``).
PARSER_VERSION = 15

NO_HINTS = Hints()
# Without a title or a table: so many of the six headings, or fewer and the name of the thing, make it a report.
_LEAST_HEADINGS = 2
# Characters of narrative, and of one sentence of it; a report has some 10,000 and 300.
MAX_TEXT, MAX_SENTENCE = 1_000_000, 20_000
_ENDS = re.compile("[。！？；;\n]")
# Converters put pinyin between the characters of 统计. A portal files the report under 公开年报.
_NAME_OF_IT = re.compile(
    "政府信息公开(工作)?(年度报告|年报)|信息公开工作年度报告"
    "|(信息公开.*|报告所列)数据的?统[^\u4e00-\u9fff]*计的?(期限|时限|时间|期间)|分类(政府)?(信息)?公开年报"
)
# Article 49 of the regulation asks for no other report.
_COMPILED_UNDER_IT = re.compile("本(年度)?报告(是|系)?(根据|依据|按照).{0,60}政府信息公开条例.{0,80}编制")


def read(data: bytes, name: str = "", hints: Hints = NO_HINTS) -> Report:
    """Read one annual report.

    :param data: the bytes of the file.
    :param name: its name, for messages only; the type is found from the bytes.
    :param hints: what is known besides; the text wins where it is explicit.
    :raises ReadError: the codes of ``read_document``, ``several-reports`` or ``not-an-annual-report``.
    """
    return interpret(read_document(data, name), hints)


def warm_up() -> None:
    """Read an empty form, so that what is made once (tables of labels, patterns) is there when the first file comes."""
    rows = (" | ".join((row.label, *("0" for _ in row.columns))) for row in FORMS[Edition.E2021].rows)
    read("\n".join(["政府信息公开工作年度报告", *SECTION_TITLES, *rows]).encode())


def interpret(document: Document, hints: Hints = NO_HINTS) -> Report:
    """Make a Report of a Document.

    :raises ReadError: ``several-reports``, ``not-an-annual-report`` or, for text without end, ``too-large``.
    """
    document = without_column_numbers(unstack(unflatten(unlist(say_which_year(divide_rows(document))))))
    headings = find_headings(document)
    refuse_several(document, headings)
    decoded = decode(document, headings)
    text = read_text_parts(document, headings, decoded.table_blocks)
    _refuse_endless(text)
    identity = identify(text, hints, document.meta)
    if not decoded.tables and identity.title is None and not _speaks_of_it(text, len({h.number for h in headings})):
        raise ReadError("not-an-annual-report", "Neither a title nor the sections nor a table of an annual report.")
    edition, cells = decoded.edition, decoded.cells
    if not decoded.tables and identity.year is not None and identity.year < 2021:
        edition = Edition.E2019
        cells = {key: Cell(ABSENT) for key in FORMS[edition].keys}
    return Report(
        edition=edition,
        cells=cells,
        **identity._asdict(),
        source_url=hints.url,
        sections=text.sections,
        paragraphs=text.paragraphs,
        front=text.front,
        back=text.back,
        tables=decoded.tables,
        extra_rows=decoded.extra_rows,
        edition_marks=decoded.marks,
        enclosures=tuple(_enclosed(document.enclosures, headings)),
    )


def _refuse_endless(text: Text) -> None:
    """Refuse what no report is long enough for: the rules look at each sentence from each of its characters."""
    told = [paragraph.text for paragraph in (*text.front, *text.paragraphs, *text.back)]
    if sum(map(len, told)) > MAX_TEXT or any(len(one) > MAX_SENTENCE for one in told for one in _ENDS.split(one)):
        raise ReadError(
            "too-large", f"It has a sentence of more than {MAX_SENTENCE:,} characters, or {MAX_TEXT:,} in all."
        )


def _enclosed(enclosures: Sequence[Enclosure], headings: Sequence[Heading]) -> Iterator[Enclosed]:
    """The pictures and attachments with the sections they stand in."""
    for one in enclosures:
        section = next((h.number for h in reversed(headings) if h.block < one.block), 0)
        yield Enclosed(one.kind.value, one.address, one.text, section)


def _speaks_of_it(text: Text, headings: int) -> bool:
    """Whether a text without title and tables is an annual report all the same: a wrongly refused one is lost."""
    if headings >= _LEAST_HEADINGS:
        return True
    told = [squash(paragraph.text) for paragraph in (*text.front, *text.paragraphs)]
    if any(map(_COMPILED_UNDER_IT.search, told)):
        return True
    return headings > 0 and any(map(_NAME_OF_IT.search, told))
