"""On which line each table and key of a TOML text stands; `tomllib` forgets it.

Reads only text that `tomllib` has accepted, so it need not judge: it cuts the text into statements (strings and
brackets skipped) and notes the path of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str, ...]
Span = tuple[int, int]
"""First and last line, counted from 1."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}]"
    r"|\n",
    re.DOTALL,
)
_KEY = re.compile(r"""\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*([.=\]])""")


class Lines:
    """The lines of one TOML text, and where its keys are."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._spans: dict[Path, Span] = {}
        table: Path = ()
        for first, last, statement in _statements(text):
            if statement.startswith("["):
                table = _keys(statement.lstrip("["))
                self._note(table, first, last)
            else:
                self._note(table + _keys(statement), first, last)

    def _note(self, path: Path, first: int, last: int) -> None:
        """A key, and the tables around it, reach from where they were first written to here."""
        for depth in range(1, len(path) + 1):
            begun, _ = self._spans.setdefault(path[:depth], (first, last))
            self._spans[path[:depth]] = (begun, last)

    def of(self, path: Path, value: str | None = None) -> int:
        """The line of a key, of the nearest table around it, or of a value inside that."""
        while path and path not in self._spans:
            path = path[:-1]
        return self.find(path, value) or self.find(path) or 1

    def find(self, path: Path, value: str | None = None) -> int | None:
        """The line of this very key, or of a value inside it; None when it is not there."""
        span = self._spans.get(path) if path else (1, len(self._lines))
        if span is None or value is None:
            return span[0] if span else None
        quoted = re.compile(rf"""["']{re.escape(value)}["']|(?<![\w.+~^-]){re.escape(value)}(?![\w.-])""")
        for number in range(span[0], span[1] + 1):
            if quoted.search(self._lines[number - 1]):
                return number
        return None


def _statements(text: str) -> Iterator[tuple[int, int, str]]:
    """First line, last line and text of each statement; blank lines and comments are none."""
    depth, start, line, first = 0, 0, 1, 1
    for token in _TOKEN.finditer(f"{text}\n"):
        found = token[0]
        if found in "[{":
            depth += 1
        elif found in "]}":
            depth -= 1
        elif found.startswith("#") and not text[start : token.start()].strip():
            start = token.end()
        elif found == "\n" and depth == 0:
            statement = text[start : token.start()]
            if statement.strip():
                yield first, line, statement.strip()
            start, first = token.end(), line + 1
        line += found.count("\n")


def _keys(statement: str) -> Path:
    """The dotted key a statement begins with."""
    keys: list[str] = []
    position = 0
    while found := _KEY.match(statement, position):
        keys.append(next(part for part in found.groups()[:3] if part is not None))
        position = found.end()
        if found[4] != ".":
            break
    return tuple(keys)
