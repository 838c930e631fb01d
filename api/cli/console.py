"""What a command says: results to standard output, everything else to standard error, progress to terminals alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

WIDTH = 30
EVERY_S = 0.1
MORE = 32
"""Room behind the numbers, so that a shorter text leaves nothing of a longer one."""


class Stop(Exception):
    """A command ends here: one sentence of what is so and what to do, and the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def out(text: str = "") -> None:
    """A line of the result."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A line beside the result."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def out_json(data: Any) -> None:
    """The result as JSON, in the words it is stored in."""
    out(json.dumps(data, ensure_ascii=False, indent=2))


class Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, label: str, *, shown: bool) -> None:
        self._label, self._shown, self._next = label, shown, 0.0

    def tell(self, done: int, total: int, more: str = "") -> None:
        """So many of so many; `more` stands behind it."""
        if not self._shown or (monotonic() < self._next and done < total):
            return
        self._next = monotonic() + EVERY_S
        part = min(1.0, done / total) if total else 1.0
        filled = "#" * round(part * WIDTH)
        sys.stderr.write(f"\r{self._label} [{filled:<{WIDTH}}] {part:4.0%} {done}/{total}{more:<{MORE}}")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._shown and self._next:
            sys.stderr.write("\n")


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Progress]:
    """A bar for long work, when somebody looks at a terminal."""
    bar = Progress(label, shown=sys.stderr.isatty() and not quiet)
    try:
        yield bar
    finally:
        bar.end()
