"""From rows to cases with their steps: all of a file is read before anything of it is told.

What would put order or times in doubt (a broken row, a moment that is none, an activity nobody mapped) is wrong with
the file or the mapping, and nothing is taken over before it is mended: a step that came later could not go in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from api.importing.history.fields import fields_of
from api.importing.history.mapping import HistoryMapping, StepMapping
from api.importing.rows import CHUNK, Row
from api.importing.values import Rejected, moment_of, require_whole, value_of
from domain.office import Post
from workflows.loader.problems import instead

TOLD = 10
"""So many faults are told at once."""


class BadHistory(Exception):
    """An event log that cannot be taken over as it is; the message says where and what to do."""


@dataclass(frozen=True)
class Step:
    """One row as a step of its case."""

    row: Row
    activity: str
    moment: datetime
    actor: str
    post: Post
    mapped: StepMapping
    fields: Mapping[str, Any]


@dataclass
class Told:
    """One case of the file: its steps in the order of their moments, of equal ones in that of the file."""

    number: str
    steps: list[Step] = field(default_factory=list)
    reordered: bool = False
    """Whether its rows stood in another order."""


@dataclass
class EventLog:
    """All of a file: its cases in the order of their first rows."""

    digest: str
    rows: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    """Rows by activity that the mapping leaves out."""
    cases: dict[str, Told] = field(default_factory=dict)


def digest_of(path: Path) -> str:
    """SHA-256 of a file: with case and row it tells a repeated step."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            found.update(chunk)
    return found.hexdigest()


def read_steps(
    path: Path, rows: Iterable[Row], mapping: HistoryMapping, topics: Mapping[str, str]
) -> EventLog:
    """Read all steps; `topics` tells the fact each activity records. Raises BadHistory with all that is wrong."""
    log, faults = EventLog(digest_of(path)), dict[str, list[int]]()
    for row in rows:
        log.rows += 1
        try:
            _take(log, row, mapping, topics)
        except Rejected as rejected:
            faults.setdefault(str(rejected), []).append(row.line)
    if faults:
        raise BadHistory("\n".join(_listed(path, faults)))
    for case in log.cases.values():
        ordered = sorted(case.steps, key=lambda step: step.moment)
        case.reordered, case.steps = ordered != case.steps, ordered
    return log


def _take(log: EventLog, row: Row, mapping: HistoryMapping, topics: Mapping[str, str]) -> None:
    require_whole(row)
    activity = row.cells.get(mapping.activity, "").strip()
    mapped = mapping.steps.get(activity)
    if mapped is None:
        raise Rejected("unknown_activity", _unknown(activity, mapping))
    if mapped.skip:
        log.skipped[activity] = log.skipped.get(activity, 0) + 1
        return
    number = row.cells.get(mapping.number, "").strip()
    if not number:
        raise Rejected("no_number", f'the column "{mapping.number}" is empty, so its case cannot be told')
    case = log.cases.setdefault(number, Told(number))
    case.steps.append(_step(row, activity, mapped, mapping, topics[activity]))


def _step(row: Row, activity: str, mapped: StepMapping, mapping: HistoryMapping, topic: str) -> Step:
    moment = moment_of(row, mapping.moments)
    if moment is None:
        raise Rejected(
            "bad_moment", f'the column "{mapping.moments.column}" is empty; a step needs its moment'
        )
    actor = value_of(row, "person", mapping.person)
    if not actor:
        raise Rejected(
            "no_actor", "nobody is named who did it; give [actor.person] a default, such as unknown"
        )
    role = mapped.role or value_of(row, "role", mapping.role)
    return Step(
        row=row,
        activity=activity,
        moment=moment,
        actor=actor,
        post=Post(role=role, unit=value_of(row, "unit", mapping.unit)),
        mapped=mapped,
        fields=fields_of(row, mapped, topic),
    )


def _unknown(activity: str, mapping: HistoryMapping) -> str:
    if not activity:
        return f'the column "{mapping.activity}" is empty, so it is no step'
    return (
        f'the mapping says nothing of the activity "{activity}"; {instead(activity, mapping.steps)} Or add '
        f'[steps."{activity}"] with moves = ["…"], or with skip = "why"'
    )


def _listed(path: Path, faults: Mapping[str, list[int]]) -> Iterator[str]:
    for reason, lines in list(faults.items())[:TOLD]:
        more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
        yield f"{path}: line {lines[0]}{more}: {reason}."
    if len(faults) > TOLD:
        yield f"and {len(faults) - TOLD} more kinds of fault."
    yield "Nothing was taken over: correct the file or the mapping, then import again."
