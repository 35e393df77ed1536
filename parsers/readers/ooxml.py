"""The parts of an OOXML package (DOCX, XLSX): parsed XML and relationships, nothing beyond the package ever opened.

Place in the flow: between ``parsers.packages`` and the readers of Word and Excel. XML is parsed without document types,
entities or network; names of the strict edition become those of the transitional one, so that readers know one set.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from lxml import etree

from parsers.detect import media_type
from parsers.media_types import ENCRYPTED_OOXML
from parsers.packages import Package, PackageLimits
from parsers.report import ReadError

# A report's largest part has 2 MB; a tree takes ten times the bytes of its part.
LIMITS = PackageLimits(member_bytes=16 * 1024 * 1024, total_bytes=96 * 1024 * 1024)
MAIN_PART = "/officeDocument"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
MC_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = tuple(
    (b'"' + _STRICT + strict + b'"', b'"http://schemas.openxmlformats.org/' + usual + b'"')
    for strict, usual in (
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"drawingml/main", b"drawingml/2006/main"),
        (b"drawingml/wordprocessingDrawing", b"drawingml/2006/wordprocessingDrawing"),
    )
)
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE_DECLARATIONS = tuple(
    word.decode().encode(encoding) for word in _DECLARATIONS for encoding in ("utf-16-le", "utf-16-be")
)


class Relation(NamedTuple):
    """Where a relationship of a part leads: ``target`` is a part's name, or an address outside if ``external``."""

    kind: str
    target: str
    external: bool


class Parts:
    """A package by its parts.

    :raises ReadError: ``password-protected``, ``damaged-file``, ``dtd-forbidden``, or a code of ``Package``.
    """

    def __init__(self, data: bytes) -> None:
        if media_type(data) == ENCRYPTED_OOXML:
            raise ReadError("password-protected", "The file is protected by a password; get a copy without one.")
        self._package = Package(data, LIMITS)
        self._relations: dict[str, dict[str, Relation]] = {}
        # Word and Excel find parts whatever the case of their names.
        self._names = {name.lower(): name for name in self._package.names}

    def main(self, usual: str) -> str:
        """The name of the main part: by the package's relationships, else the usual one.

        :raises ReadError: ``damaged-file`` where there is none.
        """
        found = (r.target for r in self.relations("").values() if r.kind.endswith(MAIN_PART) and not r.external)
        name = next(found, usual)
        if name.lower() not in self._names:
            raise ReadError("damaged-file", f"The package lacks its main part {name:.200}.")
        return name

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part; None where there is no such part.

        :raises ReadError: ``damaged-file`` or ``dtd-forbidden``.
        """
        data = self.data(name)
        return None if data is None else parse_xml(data, name)

    def data(self, name: str) -> bytes | None:
        """The bytes of a part; None where there is no such part."""
        stored = self._names.get(name.lower())
        return None if stored is None else self._package.read(stored)

    def relations(self, name: str) -> dict[str, Relation]:
        """The relationships of a part (of the package for an empty name) by their ids."""
        if name not in self._relations:
            folder, _, file = name.rpartition("/")
            root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
            self._relations[name] = {
                element.get("Id", ""): _relation(element, folder) for element in (root if root is not None else ())
            }
        return self._relations[name]

    def related(self, name: str, kind: str) -> etree._Element | None:
        """The root of the first part that a part is related to by a relationship whose type ends so."""
        targets = (r.target for r in self.relations(name).values() if r.kind.endswith(kind) and not r.external)
        target = next(targets, None)
        return None if target is None else self.xml(target)


def _relation(element: etree._Element, folder: str) -> Relation:
    target, external = element.get("Target", ""), element.get("TargetMode") == "External"
    if not external:
        path = _unquoted(target).replace("\\", "/")
        target = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    return Relation(element.get("Type", ""), target, external)


def _unquoted(target: str) -> str:
    return re.sub(
        "(?:%[0-9A-Fa-f]{2})+", lambda m: bytes.fromhex(m[0].replace("%", "")).decode(errors="replace"), target
    )


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Parse one part.

    :raises ReadError: ``dtd-forbidden`` or ``damaged-file``.
    """
    # Each look goes through the whole part, and few have letters of two bytes.
    words = (*_DECLARATIONS, *_WIDE_DECLARATIONS) if b"\0" in data else _DECLARATIONS
    if any(word in data for word in words):
        raise ReadError("dtd-forbidden", f"The part {name:.200} declares a document type; office programs write none.")
    if _STRICT in data:
        for strict, usual in _STRICT_NAMES:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("damaged-file", f"The part {name:.200} is no sound XML: {error!s:.200}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        # In an encoding in which the declaration above does not show.
        raise ReadError("dtd-forbidden", f"The part {name:.200} declares a document type; office programs write none.")
    return root


def alternative(element: etree._Element) -> etree._Element | None:
    """The one branch of an ``mc:AlternateContent`` to read: what a current program shows, never both."""
    choice = element.find(MC_CHOICE)
    return choice if choice is not None else element.find(MC_FALLBACK)
