"""OCEL 2.0 as JSON: cases, units and persons are objects; facts are events that say what they have to do with which.

Source: OCEL 2.0 specification, section 8, and its JSON schema, by which values are texts and types say how to read
them. Events wait in a file beside while objects are written, so that neither is kept in memory.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from api.exporting.about import About, Take
from api.exporting.ocel_parts import (
    CASE,
    PERSON,
    UNIT,
    Relation,
    attributes,
    case_relations,
    event_attributes,
    event_type,
    object_type,
    timed,
    unit_object,
)
from api.exporting.plain import json_of, moment_of
from api.exporting.telling import ToldCase, ToldFact


@dataclass
class _Seen:
    """What has to be declared in the end."""

    topics: set[str] = field(default_factory=set)
    workflows: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)

    def take(self, relations: list[Relation]) -> None:
        """Persons and units that are referred to are objects too."""
        self.persons.update(relation.id for relation in relations if relation.kind == PERSON)
        self.units.update(relation.id for relation in relations if relation.kind == UNIT)


@contextmanager
def write_ocel(file: BinaryIO, about: About) -> Iterator[Take]:
    """The log, one object or event a line."""
    seen = _Seen()
    with TemporaryFile(dir=about.folder) as beside:
        objects, events = _Array(file), _Array(beside)
        file.write(b'{"objects":[\n')

        def take(case: ToldCase) -> None:
            seen.workflows.add(case.values["workflow"])
            objects.add(_case(case, about, seen))
            for fact in case.facts:
                events.add(_event(case, fact, about, seen))

        yield take
        for item in _others(about, seen):
            objects.add(item)
        file.write(b'\n],"events":[\n')
        beside.seek(0)
        shutil.copyfileobj(beside, file)
        file.write(b"\n],")
        file.write(_declared(seen).encode())


class _Array:
    """Members of a JSON array, one a line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._between = file, b""

    def add(self, item: dict[str, Any]) -> None:
        self._file.write(self._between + json_of(item).encode())
        self._between = b",\n"


def _case(case: ToldCase, about: About, seen: _Seen) -> dict[str, Any]:
    relations = list(case_relations(case, about))
    seen.take(relations)
    return _object(case.id, case.values["workflow"], attributes(case), relations)


def _object(key: str, kind: str, values: list[dict[str, str]], relations: list[Relation]) -> dict[str, Any]:
    return {"id": key, "type": kind, "attributes": values, "relationships": _linked(relations)}


def _linked(relations: list[Relation]) -> list[dict[str, str]]:
    return [{"objectId": relation.to, "qualifier": relation.how} for relation in dict.fromkeys(relations)]


def _event(case: ToldCase, fact: ToldFact, about: About, seen: _Seen) -> dict[str, Any]:
    values = fact.values
    relations = [Relation(CASE, case.id, "case"), *_relations(case, fact, about)]
    seen.topics.add(values["topic"])
    seen.take(relations)
    return {
        "id": values["event_id"],
        "type": values["topic"],
        "time": moment_of(values["occurred_at"]),
        "attributes": event_attributes(fact),
        "relationships": _linked(relations),
    }


def _relations(case: ToldCase, fact: ToldFact, about: About) -> Iterator[Relation]:
    """Persons of the office, units, and cases of this export; people from outside are no objects."""
    known = {PERSON: about.staff, UNIT: about.units, CASE: case.others}
    for name, kind in (("actor", PERSON), ("on_behalf_of", PERSON), ("unit", UNIT)):
        value = fact.values[name]
        if isinstance(value, str) and value in known[kind]:
            yield Relation(kind, value, name)
    for found in fact.references:
        if found.id in known[found.kind]:
            yield Relation(found.kind, found.id, f"field.{found.field}")


def _others(about: About, seen: _Seen) -> Iterator[dict[str, Any]]:
    """Persons and units that were referred to, and the units those persons have posts in."""
    for name in sorted(seen.persons):
        member = about.staff[name]
        units = [unit for unit in member.units if unit in about.units]
        seen.units.update(units)
        values = [*timed("post", member.title), *timed("roles", ",".join(member.roles))]
        yield _object(name, PERSON, values, [Relation(UNIT, unit, "post") for unit in units])
    for key in sorted(seen.units):
        title, kind = about.units[key]
        yield _object(unit_object(key), UNIT, [*timed("name", title), *timed("kind", kind)], [])


def _declared(seen: _Seen) -> str:
    kinds = [*sorted(seen.workflows), *([PERSON] if seen.persons else []), *([UNIT] if seen.units else [])]
    types = json_of([object_type(kind) for kind in kinds])
    return f'"objectTypes":{types},"eventTypes":{json_of([event_type(topic) for topic in sorted(seen.topics)])}}}\n'
