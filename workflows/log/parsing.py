"""JSON as it is stored: nothing stands before or after the value, so none of it is looked for."""

from __future__ import annotations

from collections.abc import Callable
from json import JSONDecoder
from json.scanner import make_scanner
from typing import Any

_scan: Callable[[str, int], tuple[Any, int]] = make_scanner(JSONDecoder())  # type: ignore[arg-type] # any decoder will do


def parse(text: str) -> Any:
    """Read one value. Raises ValueError for anything else, and RecursionError for what is nested too deeply."""
    try:
        value, end = _scan(text, 0)
    except StopIteration as nothing:
        raise ValueError("not JSON") from nothing
    if end != len(text):
        raise ValueError("more than one JSON value")
    return value
