"""What a mapping of an event log says: which column is case, activity, moment, actor; which activity is which move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from api.importing.cells import BadMapping, Cell, MappingReader, Moments, require_columns
from api.importing.places import PLACE
from workflows.loader.source import Problems, Spot, read_source
from workflows.loader.table import Table

FORMATS = ("csv", "jsonl", "xes")
NOBODY = Cell(patterns=())


@dataclass(frozen=True, kw_only=True)
class StepMapping:
    """What one activity of the file is here.

    `moves`: of these the first that the state allows. `role`: the one it was done in there, when the mapping knows
    it for this activity. `skip`: why it is no step of a case here; then it has no moves.
    """

    moves: tuple[str, ...]
    role: str
    skip: str
    fields: Mapping[str, Cell]
    attributes: Mapping[str, Cell]
    place: Mapping[str, Cell]
    spot: Spot = field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class HistoryMapping:
    """A mapping of an event log."""

    path: Path
    name: str
    format: str
    encoding: str
    delimiter: str
    workflow: str
    number: str
    activity: str
    moments: Moments
    person: Cell
    role: Cell
    unit: Cell
    steps: Mapping[str, StepMapping]
    spots: Mapping[str, Spot] = field(default_factory=dict, repr=False, compare=False)

    def require_columns(self, known: frozenset[str]) -> None:
        """Refuse columns that the file does not have. Raises BadMapping."""
        require_columns(self.spots, known)


def read_history_mapping(path: Path) -> HistoryMapping:
    """Read a mapping of an event log. Raises BadMapping with everything that is wrong."""
    problems = Problems()
    source = read_source(path, problems)
    if source is not None:
        mapping = _HistoryReader(Table(Spot(source), source.data, problems)).read(path)
        if not problems.found:
            return mapping
    raise BadMapping(problems.listed())


class _HistoryReader(MappingReader):
    def read(self, path: Path) -> HistoryMapping:
        source, case, activity = self.table("source"), self.table("case"), self.table("activity")
        actor = self.table("actor")
        zone = self.zone(source)
        mapping = HistoryMapping(
            path=path,
            name=self.name(source),
            format=self._format(source),
            encoding=source.text("encoding") or "utf-8-sig",
            delimiter=self.delimiter(source),
            workflow=case.text("workflow", needed=True),
            number=self._needed(case, "number"),
            activity=self._needed(activity, "column"),
            moments=self._moments(zone),
            person=self._cell(actor, "person", needed=True),
            role=self._cell(actor, "role"),
            unit=self._cell(actor, "unit"),
            steps=dict(self._steps()),
            spots=self.spots,
        )
        for table in (source, case, activity, actor, self.root):
            table.finish()
        return mapping

    def _format(self, source: Table) -> str:
        kind = source.text("format")
        if kind and kind not in FORMATS:
            told = f'there is no format "{kind}"; write csv, jsonl or xes'
            source.wrong("format", "unknown_format", told, kind)
        return kind

    def _needed(self, row: Table, key: str) -> str:
        row.text(key, needed=True)
        return self.column(row, key)

    def _moments(self, zone: ZoneInfo | None) -> Moments:
        found = self.moments(zone)
        if found is None or not found.column:
            message = 'there is no column of moments; add [time] with column = "…"'
            self.root.wrong("time" if found else "", "missing_table", message)
            return Moments(column="", format="", zone=None)
        return found

    def _cell(self, actor: Table, name: str, *, needed: bool = False) -> Cell:
        row = actor.table(name)
        if row is not None:
            return self.cell(row)
        if needed:
            actor.wrong("", "missing_table", f'there is no [actor.{name}]; add it with column = "…"')
        return NOBODY

    def _steps(self) -> Iterator[tuple[str, StepMapping]]:
        for name, row in self.table("steps").rows():
            moves, skip = row.texts("moves"), row.text("skip")
            if bool(moves) == bool(skip):
                message = 'say either moves = ["…"], or skip = "why it is no step of a case here"'
                row.wrong("", "no_move", message)
            step = StepMapping(
                moves=moves,
                role=row.text("role"),
                skip=skip,
                fields=dict(self.cells(row, "fields", ())),
                attributes=dict(self.cells(row, "attributes", ())),
                place=dict(self.cells(row, "place", PLACE, "a place")),
                spot=row.spot,
            )
            row.finish()
            yield name, step
