"""Reports as DOC, RTF and ODT: the documents of ``in_word``, saved in those formats by the word processor."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

from tests.factory.in_word import Word, write_word
from tests.factory.page import Part
from tests.factory.pdf_printing import OFFICE, by_office
from tests.factory.rendering import Layout
from tests.factory.word_odd import ODD_WORDS, WORDS

FORMATS: Final = ("doc", "rtf", "odt")
# What LibreOffice itself loses on saving: cells in content controls, tables in text boxes.
_LOST: Final = frozenset({"content controls", "in a text box"})
LOOKS: Final = tuple(look for look in (*WORDS, *ODD_WORDS) if look.name not in _LOST)


def save_all(made: Sequence[tuple[random.Random, list[Part], Word]], kind: str) -> list[bytes]:
    """Reports in one of ``FORMATS``, all in one call."""
    return by_office([write_word(rng, parts, look) for rng, parts, look in made], to=kind)


def _saved(look: Word, kind: str) -> Callable[[random.Random, list[Part]], bytes]:
    return lambda rng, parts: save_all([(rng, parts, look)], kind)[0]


def layouts(kind: str) -> tuple[Layout, ...]:
    """The layouts of one of ``FORMATS``, where this machine has the program."""
    return tuple(Layout(look.name, _saved(look, kind)) for look in LOOKS) if OFFICE else ()
