"""What a mapping says: which column becomes which field of a report, value by value where the words differ.

Patterns name columns in braces, `"{Street}, {City}"`; of several the first counts whose columns are all filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.declaration import declared
from domain.facts.intake import CaseReported
from workflows.loader.problems import BadCatalogue, instead
from workflows.loader.source import Problems, Spot, read_source
from workflows.loader.table import Table

COLUMN = re.compile(r"\{([^{}]+)\}")
FORMATS = ("csv", "jsonl")
NOT_FROM_FIELDS = ("place", "parties", "party_names", "files", "attributes", "title", "source_no")
"""Fields of a report with a table of their own, or that no row can give."""
FIELDS = tuple(f.name for f in declared(CaseReported) if f.name not in NOT_FROM_FIELDS)


class BadMapping(BadCatalogue):
    """A mapping that may not be used, with every problem found in it."""

    def __str__(self) -> str:
        """Each problem on its line."""
        return "\n".join(map(str, self.problems))


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
    """How the file writes moments: column, format of `strptime` (empty: ISO 8601), zone where none is written."""

    column: str
    format: str
    zone: ZoneInfo


@dataclass(frozen=True, kw_only=True)
class ReportMapping:
    """A mapping of reports."""

    path: Path
    name: str
    format: str
    encoding: str
    delimiter: str
    workflow: str
    actor: str
    number: str
    fields: Mapping[str, Cell]
    place: Mapping[str, Cell]
    attributes: Mapping[str, Cell]
    moments: Moments | None
    spots: Mapping[str, Spot] = field(default_factory=dict, repr=False, compare=False)

    def require_columns(self, known: frozenset[str]) -> None:
        """Refuse columns that the file does not have. Raises BadMapping."""
        problems = Problems()
        for column, spot in self.spots.items():
            if column not in known:
                message = f'the file has no column "{column}"; {instead(column, known)}'
                problems.add(spot, "unknown_column", message, column)
        if problems.found:
            raise BadMapping(problems.listed())


def read_mapping(path: Path) -> ReportMapping:
    """Read a mapping of reports. Raises BadMapping with everything that is wrong."""
    problems = Problems()
    source = read_source(path, problems)
    if source is not None:
        mapping = _Reader(Table(Spot(source), source.data, problems)).read(path)
        if not problems.found:
            return mapping
    raise BadMapping(problems.listed())


class _Reader:
    """Reads one mapping table by table, noting what is wrong and where each column is named."""

    def __init__(self, root: Table) -> None:
        self.root, self.spots = root, dict[str, Spot]()

    def read(self, path: Path) -> ReportMapping:
        source, case = self._table("source"), self._table("case")
        zone = self._zone(source)
        kind = source.text("format") or ("jsonl" if path.suffix == ".jsonl" else "")
        if kind and kind not in FORMATS:
            source.wrong("format", "unknown_format", f'there is no format "{kind}"; write csv or jsonl', kind)
        mapping = ReportMapping(
            path=path,
            name=self._name(source),
            format=kind,
            encoding=source.text("encoding") or "utf-8-sig",
            delimiter=self._delimiter(source),
            workflow=case.text("workflow", needed=True),
            actor=case.text("actor", needed=True),
            number=self._column(case, "number"),
            fields=dict(self._cells("fields", FIELDS)),
            place=dict(self._cells("place", ("lat", "lon", "address", "grid", "community", "object_id"))),
            attributes=dict(self._cells("attributes", ())),
            moments=self._moments(zone),
            spots=self.spots,
        )
        for table in (source, case, self.root):
            table.finish()
        return mapping

    def _name(self, source: Table) -> str:
        """The source's name: with the row's number it tells whether a report is here already."""
        name = source.text("name", needed=True)
        if "name" in source.data and not name.strip():
            message = 'the name is empty; write one for this source, such as "hotline", and keep it'
            source.wrong("name", "empty_name", message)
        return name

    def _table(self, name: str) -> Table:
        found = self.root.table(name)
        if found is None:
            self.root.wrong("", "missing_table", f"there is no table [{name}]; add it")
            return Table(self.root.spot, {}, Problems())
        return found

    def _cells(self, name: str, known: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
        table = self.root.table(name)
        for key, row in table.rows() if table else ():
            if known and key not in known:
                row.wrong("", "unknown_field", f'a report has no "{key}" here; {instead(key, known)}', key)
            patterns = row.texts("text")
            column = self._column(row, "column")
            default = row.text("default")
            if bool(column) + bool(patterns) != 1 and not (default and not column and not patterns):
                message = 'say either column = "…", or text = ["…"], or default = "…" alone'
                row.wrong("", "no_source", message)
            for found in (name for pattern in patterns for name in COLUMN.findall(pattern)):
                self.spots.setdefault(found, row.spot.at("text"))
            yield (
                key,
                Cell(
                    patterns=(f"{{{column}}}",) if column else patterns,
                    values=dict(self._values(row)),
                    default=default,
                ),
            )
            row.finish()

    def _values(self, row: Table) -> Iterator[tuple[str, str]]:
        below = row.table("values")
        for word in below.data if below else ():
            yield word, below.text(word) if below else ""

    def _column(self, row: Table, key: str) -> str:
        column = row.text(key)
        if column:
            self.spots.setdefault(column, row.spot.at(key))
        return column

    def _delimiter(self, source: Table) -> str:
        text = source.text("delimiter") or ","
        if len(text) != 1:
            message = f'"{text}" is no delimiter; write one character, such as "," or ";"'
            source.wrong("delimiter", "bad_delimiter", message)
        return text[:1]

    def _moments(self, zone: ZoneInfo) -> Moments | None:
        table = self.root.table("time")
        if table is None:
            return None
        moments = Moments(column=self._column(table, "column"), format=table.text("format"), zone=zone)
        table.finish()
        return moments

    def _zone(self, source: Table) -> ZoneInfo:
        name = source.text("timezone") or "Asia/Shanghai"
        try:
            return ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            message = f'"{name}" is no time zone; write one such as America/New_York'
            source.wrong("timezone", "unknown_timezone", message)
            return ZoneInfo("UTC")
