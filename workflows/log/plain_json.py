"""JSON as it is stored: UTF-8, no spaces, keys in the order they are given.

By a library that is written in Rust: of all that storing and reading a fact costs, JSON is the only part that needs no
knowledge of ours.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from workflows.log.errors import Unstorable

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def written(data: Any) -> bytes:
    """Write plain data. Raises Unstorable on NUL, lone surrogates, numbers beyond 64 bits, objects of any other kind.

    NaN and infinity become null, as the library has it: whoever stores one has to read back what was written.
    """
    try:
        text = orjson.dumps(data)
    except TypeError as error:
        raise Unstorable(f"A value that JSON or UTF-8 cannot hold: {error}.") from error
    if b"\\u0000" in text and _NUL.search(text):
        raise Unstorable("A text holds the character NUL, which the database cannot keep.")
    return text


parse = orjson.loads
"""Read exactly one value. Raises ValueError for anything else, also for what is nested more than a thousand times."""
