"""Attributes, relations and types of OCEL 2.0, from what is told of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from api.exporting.about import About
from api.exporting.columns import CASE_COLUMNS, FACT_COLUMNS, MOMENT, NUMBER, TRUTH, WHOLE
from api.exporting.plain import is_empty, moment_of, text_of
from api.exporting.telling import CHANGING, ToldCase, ToldFact
from domain.declaration import Declared, declared
from domain.facts import BY_TOPIC

CASE, PERSON, UNIT = "case", "person", "unit"
ALWAYS = "1970-01-01T00:00:00Z"
"""The moment of a value that held from the beginning, as the specification writes it."""
TYPES = {WHOLE: "integer", NUMBER: "float", TRUTH: "boolean", MOMENT: "time"}
OF_FIELDS: Mapping[Any, str] = {
    int: "integer",
    float: "float",
    Decimal: "float",
    bool: "boolean",
    datetime: "time",
}
_LATEST = ("state_name", "unit_name", "community_name", "last_at", "facts")
"""Columns of a table that only hold at the end, or that a log says by itself."""
OF_CASES = tuple(column for column in CASE_COLUMNS if column.name not in (*_LATEST, "case_id", "workflow"))
_NUMBERS = tuple(column.name for column in CASE_COLUMNS if column.kind in (WHOLE, NUMBER))
OF_EVENTS = tuple(
    column
    for column in FACT_COLUMNS
    if column.name
    not in ("case_id", "case_no", "workflow", "event_id", "topic", "occurred_at", "fields", "unit_name")
)
OPEN = 1
"""The highest class that every reader of an export sees, so that its fields keep their types."""


@dataclass(frozen=True)
class Relation:
    """To an object of a kind (case, person or unit) by its id, and how it is meant."""

    kind: str
    id: str
    how: str

    @property
    def to(self) -> str:
        """The id in the log: a unit and a person may have the same of their own."""
        return unit_object(self.id) if self.kind == UNIT else self.id


def unit_object(unit: str) -> str:
    """The id of a unit among objects of every kind."""
    return f"{UNIT}:{unit}"


def timed(name: str, value: str) -> list[dict[str, str]]:
    """An attribute of an object that held from the beginning; none without a value."""
    return [{"name": name, "value": value, "time": ALWAYS}] if value else []


def attributes(case: ToldCase) -> list[dict[str, str]]:
    """What a case is, and what it was from which moment on."""
    found = []
    for column in OF_CASES:
        if column.name not in CHANGING and not is_empty(case.values.get(column.name)):
            found += timed(column.name, text_of(case.values[column.name]))
    for change in case.changes:
        if change.name in _NUMBERS and is_empty(change.value):
            continue  # OCEL has no way to say that a number holds no more
        found.append({"name": change.name, "value": text_of(change.value), "time": moment_of(change.at)})
    return found


def case_relations(case: ToldCase, about: About) -> Iterator[Relation]:
    """Units that led it, and other cases of this export that its facts name."""
    for change in case.changes:
        if change.name == "unit" and change.value in about.units:
            yield Relation(UNIT, change.value, "lead")
    for fact in case.facts:
        for found in fact.references:
            if found.kind == CASE and found.id in case.others and found.id != case.id:
                yield Relation(CASE, found.id, found.field)


def event_attributes(fact: ToldFact) -> list[dict[str, str]]:
    """What goes around a fact, and its own fields."""
    around = [(column.name, fact.values[column.name]) for column in OF_EVENTS]
    own = [(f"field.{name}", value) for name, value in fact.values["fields"].items()]
    return [{"name": name, "value": text_of(value)} for name, value in (*around, *own) if not is_empty(value)]


def object_type(kind: str) -> dict[str, Any]:
    """The declaration of a kind of objects: persons, units, or the cases of a workflow."""
    texts = {PERSON: ("post", "roles"), UNIT: ("name", "kind")}.get(kind)
    typed = [(name, "string") for name in texts] if texts else _typed(OF_CASES)
    return {"name": kind, "attributes": [{"name": name, "type": type_} for name, type_ in typed]}


def event_type(topic: str) -> dict[str, Any]:
    """The declaration of a kind of facts."""
    fields = declared(BY_TOPIC[topic]) if topic in BY_TOPIC else ()
    typed = [*_typed(OF_EVENTS), *((f"field.{field.name}", _type_of(field)) for field in fields)]
    return {"name": topic, "attributes": [{"name": name, "type": type_} for name, type_ in typed]}


def _typed(columns: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(column.name, TYPES.get(column.kind, "string")) for column in columns]


def _type_of(field: Declared) -> str:
    """The type of a field; one that may be hidden is a text, since then it says so."""
    level = field.level
    if level is None or level.level > OPEN or level.confidential_in:
        return "string"
    return OF_FIELDS.get(field.base, "string")
