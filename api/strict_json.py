"""The one JSON parser of every door: what it lets through can be stored, compared and read back.

Python's own accepts what breaks later: NaN, a key given twice, half a surrogate pair (an event that cannot be
encoded), NUL (a text PostgreSQL refuses), numbers of thousands of digits. See RFC 8259 §4, §8 and I-JSON (RFC 7493).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_DIGITS = 19
"""No whole number of ours needs more; a longer one would not fit a bigint."""


_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)
"""A whole text, ended or not, or one bracket; never looks at a character twice."""


class BadJson(ValueError):
    """Text that is no JSON (`malformed_json`), or JSON that must not come in (`unsafe_json`).

    `problem` is a stable word, `pointer` says where when that is known (RFC 6901), `expected` what would be right.
    """

    def __init__(self, code: str, problem: str, expected: str, pointer: str = "") -> None:
        super().__init__(f"{problem} {pointer}: {expected}")
        self.code = code
        self.problem = problem
        self.expected = expected
        self.pointer = pointer


def parse_json(raw: bytes) -> Any:
    """Parse a whole body. Raises BadJson."""
    if len(raw) > MAX_BYTES:
        raise BadJson("body_too_large", "too_large", f"at most {MAX_BYTES} bytes")
    text = _decoded(raw)
    _require_shallow(text)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise BadJson(
            "malformed_json", "malformed", f"{error.msg} at line {error.lineno} column {error.colno}"
        ) from None
    _require_clean(value)
    return value


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson("malformed_json", "not_utf8", f"UTF-8, wrong at byte {error.start}") from None
    if text.startswith("\ufeff"):
        raise BadJson("malformed_json", "byte_order_mark", "UTF-8 without a byte order mark")
    return text


def _require_shallow(text: str) -> None:
    """Count brackets before parsing: a deep nest costs the parser its stack."""
    depth = 0
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    for found in _BRACKETS.finditer(text):
        sign = found[0]
        if sign in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadJson("unsafe_json", "too_deep", f"at most {MAX_DEPTH} levels")
        elif sign in "]}":
            depth -= 1


def _unsafe(problem: str, expected: str) -> NoReturn:
    raise BadJson("unsafe_json", problem, expected)


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        _unsafe("number_too_long", f"at most {MAX_DIGITS} digits")
    return int(digits)


def _fraction(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        _unsafe("not_finite", "a finite number")
    return value


def _constant(name: str) -> NoReturn:
    _unsafe("not_finite", f"a finite number instead of {name}")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadJson("unsafe_json", "duplicate_key", "each key once", f"/{_escaped(name)}")
        found[name] = value
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)


def _require_clean(value: Any) -> None:
    for text, pointer in _texts(value, ""):
        if "\0" in text:
            raise BadJson("unsafe_json", "nul_character", "text without NUL", pointer)
        if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
            raise BadJson("unsafe_json", "lone_surrogate", "whole characters", pointer)


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Every key and text with where it is; depth was bounded before."""
    if isinstance(value, str):
        yield value, pointer
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, f"{pointer}/{number}")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name, pointer
            yield from _texts(item, f"{pointer}/{_escaped(name)}")


def _escaped(name: str) -> str:
    """A name inside a JSON Pointer, made of nothing that an answer could not carry."""
    safe = name.encode("utf-8", "replace").decode().replace("\0", "?")[:100]
    return safe.replace("~", "~0").replace("/", "~1")
