"""A TOML file of the catalogue, read once: its data, and the lines they stand on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workflows.loader.lines import Lines
from workflows.loader.problems import CatalogueProblem

SIZE_LIMIT = 1_000_000
"""Bytes; ten times the largest catalogue file there is, and far from hurting the reader."""
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass
class Source:
    """One file that could be read."""

    path: Path
    data: dict[str, Any]
    lines: Lines


@dataclass(frozen=True)
class Spot:
    """A place in a file: a table or a key, by its path."""

    source: Source
    path: tuple[str, ...] = ()

    def at(self, *keys: str) -> Spot:
        """A place below this one."""
        return Spot(self.source, (*self.path, *keys))

    def line(self, value: str | None = None) -> int:
        """The line of this place, or of a value inside it."""
        return self.source.lines.of(self.path, value)

    def holds(self, value: str) -> bool:
        """Whether the value is written at this very place."""
        return self.source.lines.find(self.path, value) is not None


@dataclass
class Problems:
    """Collects what is wrong; the same thing said twice counts once."""

    found: dict[CatalogueProblem, None] = field(default_factory=dict)

    def add(self, spot: Spot, code: str, message: str, value: str | None = None) -> None:
        """Note a problem at a place, or at a value inside it."""
        self.file(spot.source.path, code, message, spot.line(value))

    def file(self, path: Path, code: str, message: str, line: int = 0) -> None:
        """Note a problem of a file."""
        self.found[CatalogueProblem(path, line, message, code)] = None

    def forget(self, path: Path) -> None:
        """Leave out a file that another stands in for."""
        self.found = {problem: None for problem in self.found if problem.path != path}

    def listed(self) -> tuple[CatalogueProblem, ...]:
        """Everything found, by file and line."""
        return tuple(sorted(self.found))


def read_source(path: Path, problems: Problems) -> Source | None:
    """Read a file; None, and a problem noted, when it is missing, too large, not UTF-8 or not TOML."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            problems.file(path, "too_large", f"the file is larger than {SIZE_LIMIT} bytes; split it")
            return None
        raw = path.read_bytes()
    except OSError as error:
        problems.file(
            path, "unreadable", f"the file cannot be read ({error.strerror}); check name and rights"
        )
        return None
    return _parsed(path, raw, lambda code, message, line: problems.file(path, code, message, line))


def _parsed(path: Path, raw: bytes, note: Callable[[str, str, int], None]) -> Source | None:
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        note("not_utf8", "the line is not UTF-8; save the file as UTF-8", line)
        return None
    try:
        return Source(path, tomllib.loads(text), Lines(text))
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        what = _PLACE.sub("", str(error))
        note("toml_syntax", f"this is not TOML ({what}); mend the line or the one before it", line)
        return None
    except RecursionError:
        note("toml_syntax", "the brackets are nested too deep; write tables instead", 1)
        return None
