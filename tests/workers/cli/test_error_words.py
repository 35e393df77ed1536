"""What a person reads of a file that could not be read: no code goes without words."""

from __future__ import annotations

import re
from pathlib import Path

import parsers
from workers.cli.error_words import words_for

CODE = re.compile(r'ReadError\(\s*"([a-z0-9-]+)"')


def test_every_code_of_the_parsers_has_words() -> None:
    sources = Path(parsers.__file__).parent.rglob("*.py")
    codes = {code for source in sources for code in CODE.findall(source.read_text(encoding="utf-8"))}
    assert "page-too-large" in codes
    assert {code for code in codes if words_for(code) is None} == set()
