"""Types that several threads decode, made ready before any of them does.

Place in the flow: called right below the definition of a type that ``msgspec`` decodes or converts to. What it knows of
a type it finds out when that is first needed, and shows it to other threads before it is complete: a second one that
decodes the same type just then ends the process (msgspec 0.22, a null pointer). Imports are done by one thread.
"""

from __future__ import annotations

import msgspec


def prepare(*types: object) -> None:
    """Have ``msgspec`` know these types, and all that they consist of."""
    for one in types:
        msgspec.json.Decoder(one)
