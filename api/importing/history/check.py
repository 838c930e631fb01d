"""Proves from the file and the database alone that what was taken over has the file's order and times.

It shares nothing with the import: the file is read as plain CSV, the mapping as plain TOML, the facts by one SQL
query. The facts of each case must be rows of that case, each one once, in the file's order of time, made of the row's
activity, with the row's moment to the microsecond; every row that is no fact must be skipped by the mapping or listed
as left out.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import psycopg

FACTS = """
SELECT opened.number, e.metadata ->> 'trigger', e.occurred_at
  FROM (SELECT DISTINCT stream_id, convert_from(data, 'UTF8')::jsonb ->> 'source_no' AS number
          FROM bihuan.events
         WHERE jurisdiction = %(office)s AND topic = 'case.reported' AND metadata ->> 'door' = 'import'
           AND metadata ->> 'workflow' = %(workflow)s) AS opened
  JOIN bihuan.events e ON e.jurisdiction = %(office)s AND e.stream_id = opened.stream_id
 WHERE e.metadata ->> 'door' = 'import'
 ORDER BY e.stream_id, e.version
"""


class Line(NamedTuple):
    """A row of the file: its line, activity and moment."""

    line: int
    activity: str
    at: datetime


class Compared(NamedTuple):
    """Counts of file and log, and every difference in words."""

    rows: int
    cases: int
    facts: int
    found: int
    same: int
    skipped: int
    listed: int
    differ: list[str]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not self.differ


def compare(file: Path, mapping: Path, dsn: str, jurisdiction: str) -> Compared:
    """Compare a CSV file with the facts of an office."""
    said = tomllib.loads(mapping.read_text("utf-8"))
    rows = _rows(file, said)
    facts = _facts(dsn, jurisdiction, said["case"]["workflow"])
    moves = {name: tuple(step.get("moves", ())) for name, step in said["steps"].items()}
    differ, same, left = list[str](), 0, list[tuple[str, Line]]()
    for number, lines in rows.items():
        matched, rest, wrong = _matched(number, sorted(lines, key=lambda one: one.at), facts, moves)
        same += matched
        differ.extend(wrong)
        left.extend((number, line) for line in rest)
    wanted = [(number, line) for number, line in left if moves.get(line.activity)]
    listed = _listed(file.with_name(f"{file.name}.rejected.csv"))
    differ.extend(_unlisted(wanted, listed))
    there = facts.keys() & rows.keys()
    return Compared(
        rows=sum(map(len, rows.values())),
        cases=len(rows),
        facts=sum(len(facts[number]) for number in there),
        found=len(there),
        same=same,
        skipped=len(left) - len(wanted),
        listed=sum(line.line in listed for _, line in wanted),
        differ=differ,
    )


def _unlisted(wanted: Iterable[tuple[str, Line]], listed: set[int]) -> Iterator[str]:
    for number, line in wanted:
        if line.line not in listed:
            yield f"case {number}, line {line.line}: {line.activity} is neither a fact nor listed as left out"


def _matched(
    number: str,
    lines: list[Line],
    facts: Mapping[str, list[tuple[str, datetime]]],
    moves: Mapping[str, Iterable[str]],
) -> tuple[int, list[Line], list[str]]:
    """Walk the facts of a case along its rows: how many are a row each, the rows left over, what fits no row."""
    rest, same, wrong, start = list(lines), 0, list[str](), 0
    for trigger, at in facts.get(number, ()):
        place = next(
            (
                n
                for n in range(start, len(rest))
                if rest[n].at == at and trigger in moves.get(rest[n].activity, ())
            ),
            None,
        )
        if place is None:
            wrong.append(f"case {number}: {trigger} at {at.isoformat()} is no row at its place in the file")
        else:
            del rest[place]
            same, start = same + 1, place
    return same, rest, wrong


def _rows(file: Path, said: Mapping[str, Any]) -> dict[str, list[Line]]:
    source = said["source"]
    zone = ZoneInfo(source["timezone"]) if "timezone" in source else None
    number, activity, time = said["case"]["number"], said["activity"]["column"], said["time"]
    found = defaultdict[str, list[Line]](list)
    with file.open(encoding=source.get("encoding", "utf-8-sig"), newline="") as opened:
        reader = csv.DictReader(opened, delimiter=source.get("delimiter", ","))
        line = reader.line_num
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        line = reader.line_num
        for row in reader:
            found[row[number].strip()].append(
                Line(line + 1, row[activity].strip(), _moment(row[time["column"]].strip(), time, zone))
            )
            line = reader.line_num
    return dict(found)


def _moment(text: str, time: Mapping[str, str], zone: ZoneInfo | None) -> datetime:
    form = time.get("format")
    found = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _facts(dsn: str, office: str, workflow: str) -> dict[str, list[tuple[str, datetime]]]:
    found = defaultdict[str, list[tuple[str, datetime]]](list)
    with psycopg.connect(dsn) as connection:
        for number, trigger, at in connection.execute(FACTS, {"office": office, "workflow": workflow}):
            found[number].append((trigger, at.astimezone(UTC)))
    return dict(found)


def _listed(rejected: Path) -> set[int]:
    if not rejected.exists():
        return set()
    with rejected.open(encoding="utf-8-sig", newline="") as opened:
        return {int(row["line"]) for row in csv.DictReader(opened)}
