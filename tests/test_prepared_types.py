"""Types that threads decode are complete before: else two of them that begin at once end the process."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]
ROOMS = ("parsers", "rules", "models", "workers")
# Imports a module, and says of which types in it msgspec does not know all: it asks Python for their fields then.
SCRIPT = """
import importlib, json, sys, types
import msgspec

def looks_up(name, words):
    found = []
    namespace = vars(importlib.import_module(name))
    for word in words:
        one = eval(word, dict(namespace))
        asked = []
        sys.setprofile(lambda frame, *_: asked.append(frame.f_code.co_filename))
        try:
            msgspec.json.Decoder(one)
        finally:
            sys.setprofile(None)
        if any('msgspec' in file for file in asked):
            found.append(f"{name}: {word}")
    return found

print(json.dumps([late for name, words in json.loads(sys.argv[1]) for late in looks_up(name, words)]))
"""


def decoded_types(path: Path) -> Iterator[str]:
    """The types that a module's calls of msgspec name, as written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not ast.unparse(node.func).startswith("msgspec."):
            continue
        called = ast.unparse(node.func).rpartition(".")[2]
        named = [word.value for word in node.keywords if word.arg == "type"]
        given = node.args[1:2] if called == "convert" else []
        for one in (*named, *given) if called in {"decode", "convert"} else ():
            # ``type(value)`` is known where it is called only; the commands do so, in their one thread.
            if not isinstance(one, ast.Call):
                yield ast.unparse(one)


def test_every_type_that_is_decoded_is_ready_when_its_module_is_imported() -> None:
    files = (path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py")))
    # A child is one thread, and has no time to lose.
    modules = [
        (".".join(path.relative_to(HOUSE).with_suffix("").parts), words)
        for path in files
        if path.name != "sandbox_child.py" and (words := list(decoded_types(path)))
    ]
    assert len(modules) > 10
    assert ask(modules) == []


def ask(modules: list[tuple[str, list[str]]]) -> list[str]:
    command = [sys.executable, "-c", SCRIPT, json.dumps(modules)]
    ran = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True, timeout=60)
    found: list[str] = json.loads(ran.stdout)
    return found


def test_a_type_that_is_not_ready_is_noticed() -> None:
    assert ask([("parsers.opened", ["Opened"])]) == ["parsers.opened: Opened"]
