"""What a mapping of reports says: which column becomes which field, value by value where the words differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from api.importing.cells import BadMapping, Cell, MappingReader, Moments, require_columns
from api.importing.places import PLACE
from domain.declaration import declared
from domain.facts.intake import CaseReported
from workflows.loader.source import Problems, Spot, read_source
from workflows.loader.table import Table

__all__ = ["FIELDS", "BadMapping", "ReportMapping", "read_mapping"]

FORMATS = ("csv", "jsonl")
HOME = "Asia/Shanghai"
"""The zone of moments of reports where neither they nor the mapping say one."""
NOT_FROM_FIELDS = ("place", "parties", "party_names", "files", "attributes", "title", "source_no")
"""Fields of a report with a table of their own, or that no row can give."""
FIELDS = tuple(f.name for f in declared(CaseReported) if f.name not in NOT_FROM_FIELDS)


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
        require_columns(self.spots, known)


def read_mapping(path: Path) -> ReportMapping:
    """Read a mapping of reports. Raises BadMapping with everything that is wrong."""
    problems = Problems()
    source = read_source(path, problems)
    if source is not None:
        mapping = _ReportReader(Table(Spot(source), source.data, problems)).read(path)
        if not problems.found:
            return mapping
    raise BadMapping(problems.listed())


class _ReportReader(MappingReader):
    def read(self, path: Path) -> ReportMapping:
        source, case = self.table("source"), self.table("case")
        zone = self.zone(source) or ZoneInfo(HOME)
        kind = source.text("format") or ("jsonl" if path.suffix == ".jsonl" else "")
        if kind and kind not in FORMATS:
            source.wrong("format", "unknown_format", f'there is no format "{kind}"; write csv or jsonl', kind)
        mapping = ReportMapping(
            path=path,
            name=self.name(source),
            format=kind,
            encoding=source.text("encoding") or "utf-8-sig",
            delimiter=self.delimiter(source),
            workflow=case.text("workflow", needed=True),
            actor=case.text("actor", needed=True),
            number=self.column(case, "number"),
            fields=dict(self.cells(self.root, "fields", FIELDS)),
            place=dict(self.cells(self.root, "place", PLACE)),
            attributes=dict(self.cells(self.root, "attributes", ())),
            moments=self.moments(zone),
            spots=self.spots,
        )
        for table in (source, case, self.root):
            table.finish()
        return mapping
