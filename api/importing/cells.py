"""What every mapping says of a file: how it is written, which columns make a value, how it writes moments.

Patterns name columns in braces, `"{Street}, {City}"`; of several the first counts whose columns are all filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from zoneinfo import ZoneInfo

from workflows.loader.problems import BadCatalogue, instead
from workflows.loader.source import Problems, Spot
from workflows.loader.table import Table

COLUMN = re.compile(r"\{([^{}]+)\}")


class BadMapping(BadCatalogue):
    """A mapping that may not be used, with every problem found in it."""

    def __str__(self) -> str:
        """Each problem on its line."""
        return "\n".join(map(str, self.problems))


class Written(Protocol):
    """How a file is written: `format` is empty when its name tells."""

    @property
    def format(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def delimiter(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where one value comes from: patterns, then a map of words; `default` for what is empty or not in the map."""

    patterns: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    default: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """Every column it looks into."""
        return frozenset(name for pattern in self.patterns for name in COLUMN.findall(pattern))


@dataclass(frozen=True, kw_only=True)
class Moments:
    """How the file writes moments: column, format of `strptime` (empty: ISO 8601), zone where none is written.

    Without a zone every moment must carry its own.
    """

    column: str
    format: str
    zone: ZoneInfo | None


def require_columns(spots: Mapping[str, Spot], known: frozenset[str]) -> None:
    """Refuse columns that the file does not have; `spots` tells where each is named. Raises BadMapping."""
    problems = Problems()
    for column, spot in spots.items():
        if column not in known:
            problems.add(
                spot, "unknown_column", f'the file has no column "{column}"; {instead(column, known)}', column
            )
    if problems.found:
        raise BadMapping(problems.listed())


class MappingReader:
    """Reads one mapping table by table, noting what is wrong and where each column is named."""

    def __init__(self, root: Table) -> None:
        self.root, self.spots = root, dict[str, Spot]()

    def name(self, source: Table) -> str:
        """The source's name: with the row's number it tells whether a report is here already."""
        name = source.text("name", needed=True)
        if "name" in source.data and not name.strip():
            message = 'the name is empty; write one for this source, such as "hotline", and keep it'
            source.wrong("name", "empty_name", message)
        return name

    def table(self, name: str) -> Table:
        """A table that must be there."""
        found = self.root.table(name)
        if found is None:
            self.root.wrong("", "missing_table", f"there is no table [{name}]; add it")
            return Table(self.root.spot, {}, Problems())
        return found

    def cells(
        self, within: Table, name: str, known: tuple[str, ...], what: str = "a report"
    ) -> Iterator[tuple[str, Cell]]:
        """The cells of a table; with `known` names no other is taken."""
        table = within.table(name)
        for key, row in table.rows() if table else ():
            if known and key not in known:
                row.wrong("", "unknown_field", f'{what} has no "{key}" here; {instead(key, known)}', key)
            yield key, self.cell(row)

    def cell(self, row: Table) -> Cell:
        """Where one value comes from."""
        patterns = row.texts("text")
        column = self.column(row, "column")
        default = row.text("default")
        if bool(column) + bool(patterns) != 1 and not (default and not column and not patterns):
            message = 'say either column = "…", or text = ["…"], or default = "…" alone'
            row.wrong("", "no_source", message)
        for found in (name for pattern in patterns for name in COLUMN.findall(pattern)):
            self.spots.setdefault(found, row.spot.at("text"))
        values = dict(self._values(row))
        row.finish()
        return Cell(patterns=(f"{{{column}}}",) if column else patterns, values=values, default=default)

    def _values(self, row: Table) -> Iterator[tuple[str, str]]:
        below = row.table("values")
        for word in below.data if below else ():
            yield word, below.text(word) if below else ""

    def column(self, row: Table, key: str) -> str:
        """A column, remembered with its place."""
        column = row.text(key)
        if column:
            self.spots.setdefault(column, row.spot.at(key))
        return column

    def delimiter(self, source: Table) -> str:
        """The one character between cells."""
        text = source.text("delimiter") or ","
        if len(text) != 1:
            message = f'"{text}" is no delimiter; write one character, such as "," or ";"'
            source.wrong("delimiter", "bad_delimiter", message)
        return text[:1]

    def moments(self, zone: ZoneInfo | None) -> Moments | None:
        """How the file writes moments; None when the mapping does not say."""
        table = self.root.table("time")
        if table is None:
            return None
        moments = Moments(column=self.column(table, "column"), format=table.text("format"), zone=zone)
        table.finish()
        return moments

    def zone(self, source: Table) -> ZoneInfo | None:
        """The zone of moments that carry none; None when the mapping does not say."""
        name = source.text("timezone")
        try:
            return ZoneInfo(name) if name else None
        except (LookupError, ValueError, OSError):
            message = f'"{name}" is no time zone; write one such as America/New_York'
            source.wrong("timezone", "unknown_timezone", message)
            return ZoneInfo("UTC")
