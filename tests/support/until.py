"""Wait for something to become true, instead of sleeping and hoping."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(look: Callable[[], T], seconds: float = 30, *, of: str = "") -> T:
    """Look until what is seen is true and return it; fail after the given time, saying what was last seen."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > end:
            raise AssertionError(f"not so after {seconds} s: {of or look!r}, last seen {seen!r}")
        time.sleep(0.01)
    return seen
